"""A worker's own sheet of a quarter: its lines, and the objection to it."""

from __future__ import annotations

import json
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import services
from fengqiao.points.forms.quarters import ObjectionForm
from fengqiao.points.models import Objection
from fengqiao.points.selectors import awards_of, quarters
from fengqiao.points.views.shapes import sheet_lines, titled


@require_http_methods(["GET", "POST"])
@requires()
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sheet; while the draft lies open its worker may object to a line or to the total."""
    actor = cast(ActorRequest, request).actor
    row = quarters.sheet(actor, pk)
    book = row.issue.quarter
    own = row.person_id == actor.person_id
    open_ = own and book.state == "draft" and book.objections_until is not None and clock.now() < book.objections_until
    sent = request.POST if request.method == "POST" else None
    form = ObjectionForm(sent)
    if sent is not None:
        if not own:
            raise NotYours
        if form.is_valid():
            data = form.cleaned_data
            services.object_to(sheet_id=pk, words=data["words"], award_id=data["award"], actor=actor)
            messages.success(request, _("Your objection is in. The studio will hear you and answer."))
            return redirect("points:sheet", pk)
    head = json.loads(row.issue.head)
    start, end = quarters.span_of(book)
    choices = [
        (one.id, f"{one.effective_at:%m-%d} {titled(one.titles)} {one.points:+d}")
        for one in (awards_of(row.person_id, start, end) if open_ else [])
    ]
    context = {
        "row": row,
        "book": book,
        "own": own,
        "open": open_,
        "form": form,
        "choices": choices,
        "head": head,
        "lines": sheet_lines(row.text, head),
        "objections": Objection.objects.filter(quarter=book, person_id=row.person_id).select_related("case"),
        "summary": head["summary"],
    }
    return render(request, "points/quarters/sheet.html", context, status=422 if form.errors else 200)


@require_POST
@requires()
def show_name(request: HttpRequest) -> HttpResponse:
    """Have one's whole name in the published lists from now on, or masked."""
    services.show_name(whole=request.POST.get("whole") == "1", actor=cast(ActorRequest, request).actor)
    return redirect("points:mine")
