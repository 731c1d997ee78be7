"""Absence and stand-in at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.core.refusing import refusal_told
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.forms.people import REASONS, AbsenceForm
from fengqiao.fieldwork.selectors import absence_requests as asked
from fengqiao.fieldwork.selectors import absences as reading
from fengqiao.fieldwork.selectors.load import workers
from fengqiao.fieldwork.services import absence_requests as requests
from fengqiao.fieldwork.services import absences as services
from fengqiao.fieldwork.services.errors import InputRefused


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.STUDIO_CLERK)
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away or will be, who stands in; write an absence down."""
    actor = cast(ActorRequest, request).actor
    choices = _choices(actor)
    today = timezone.localdate(clock.now())
    form = AbsenceForm(request.POST or None, workers=choices, initial={"first": today, "last": today})
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.record_absence(
                    person_id=UUID(data["person"]),
                    first=data["first"],
                    last=data["last"],
                    stand_in_id=UUID(data["stand_in"]) if data["stand_in"] else None,
                    reason=Reason(data["reason"]),
                    actor=actor,
                )
            except Refused as refusal:
                if refusal.status == 404:
                    raise
                refused, status = str(refusal), refusal.status
            else:
                messages.success(request, _said(bool(data["stand_in"])))
                return redirect("fieldwork:absences")
    found = reading.absences(actor)
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "workers": choices,
        "today": today,
        "clerk": True,
        "asked": [(one, REASONS[one.reason]) for one in asked.waiting_requests(actor)],
        "running": [(one, REASONS[one.reason]) for one in found if not one.over],
        "over": [(one, REASONS[one.reason]) for one in reversed(found) if one.over],
    }
    return render(request, "fieldwork/studio/absences.html", context, status=status)


@require_POST
@requires(Role.STUDIO_CLERK)
def act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Another stand-in, or back earlier."""
    actor = cast(ActorRequest, request).actor
    reading.absence(actor, pk)
    with refusal_told(request):
        if act == "stand-in":
            chosen = uuid_or_none(request.POST.get("stand_in", ""))
            services.change_stand_in(absence_id=pk, stand_in_id=chosen, actor=actor)
            messages.success(request, _said(chosen is not None))
        elif act == "end":
            services.end_absence(absence_id=pk, last=_day(request.POST.get("last", "")), actor=actor)
            messages.success(request, _("Kept. From the day after, the tasks are with them again."))
        else:
            raise NotYours
    return redirect("fieldwork:absences")


@require_POST
@requires(Role.STUDIO_CLERK)
def decide(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """A worker's request: granted with a stand-in, or not granted with a reason."""
    actor = cast(ActorRequest, request).actor
    asked.request(actor, pk)
    with refusal_told(request):
        if act == "grant":
            chosen = uuid_or_none(request.POST.get("stand_in", ""))
            requests.grant_absence(request_id=pk, stand_in_id=chosen, actor=actor)
            messages.success(request, _said(chosen is not None))
        elif act == "refuse":
            requests.refuse_absence(request_id=pk, words=request.POST.get("words", ""), actor=actor)
            messages.success(request, _("Not granted; the worker reads why."))
        else:
            raise NotYours
    return redirect("fieldwork:absences")


def _said(stand_in: bool) -> str:
    if stand_in:
        return _("Kept. The stand-in has the tasks and the grids for that time; credit goes to who does it.")
    return _("Kept. Nobody stands in yet; it stands in the inbox until somebody does.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputRefused(_("Choose the last day.")) from error


def _choices(actor: Actor) -> list[tuple[str, str]]:
    found = workers(actor, timezone.localdate(clock.now()))
    return [(str(one.person_id), f"{one.name} · {one.area} {one.sounds.partition(' ')[0]}") for one in found]
