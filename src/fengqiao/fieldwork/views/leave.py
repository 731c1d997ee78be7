"""A worker's own absences on the phone: what was asked for, how it stands, and one more request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.areas.selectors import GRID_ROLES, ActorRequest, requires
from fengqiao.core import clock, ids
from fengqiao.core.errors import Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.core.refusing import refusal_told
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.forms.people import REASONS, LeaveForm
from fengqiao.fieldwork.selectors import absence_requests as reading
from fengqiao.fieldwork.selectors import words
from fengqiao.fieldwork.selectors.absences import own_absence
from fengqiao.fieldwork.services import absence_requests as services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(*GRID_ROLES)
def leave(request: ActorRequest) -> HttpResponse:
    """One's own requests; ask to be away."""
    actor = request.actor
    today = timezone.localdate(clock.now())
    form = LeaveForm(
        request.POST or None,
        colleagues=[(str(pk), name) for pk, name in reading.colleagues(actor)],
        initial={"request_id": ids.new_id(), "first": today, "last": today},
    )
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.ask_absence(
                    request_id=data["request_id"],
                    first=data["first"],
                    last=data["last"],
                    reason=Reason(data["reason"]),
                    wish_id=uuid_or_none(data["wish"]),
                    actor=actor,
                )
            except Refused as refusal:
                if refusal.status == 404:
                    raise
                refused, status = str(refusal), refusal.status
            else:
                messages.success(request, _("The studio has your request; its answer comes here."))
                return redirect("fieldwork:leave")
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "absence": own_absence(actor.person_id, today) if actor.person_id else None,
        "requests": [
            {
                "it": one,
                "reason": REASONS[one.reason],
                "state": words.REQUESTS[one.state],
                "tone": words.REQUEST_TONES[one.state],
            }
            for one in reading.own_requests(actor)
        ],
    }
    return render(request, "fieldwork/tasks/leave.html", context, status=status)


@require_POST
@requires(*GRID_ROLES)
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Do not want it any more."""
    with refusal_told(request):
        services.take_back_request(request_id=pk, actor=request.actor)
        messages.success(request, _("Taken back."))
    return redirect("fieldwork:leave")
