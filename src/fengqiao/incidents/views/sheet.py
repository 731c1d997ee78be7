"""The hand-over sheet of events, to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import table
from fengqiao.incidents.selectors import IncidentView

PEOPLE = selectors.WATCHERS | table.REPORTERS | table.HANDLERS
SHEETS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An event on paper. ``code_picture``: its address as an SVG QR code."""

    event: IncidentView
    area: str
    lead: str
    held: selectors.Holding
    tasks: list[selectors.TaskView]
    why: str
    answers: list[selectors.Answered]
    picture: UUID | None
    code_picture: str


@require_GET
@requires(*PEOPLE)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The hand-over sheet of one event, to print."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    return render(request, "incidents/sheet/sheet.html", {"sheets": [_sheet(request, event)]})


@require_GET
@requires(*PEOPLE)
def sheets(request: HttpRequest) -> HttpResponse:
    """The hand-over sheets of several events (``?code=…&code=…``), one to a page."""
    actor = cast(ActorRequest, request).actor
    codes = request.GET.getlist("code")[:SHEETS_AT_ONCE]
    made = [_sheet(request, selectors.incident_of_code(actor, code)) for code in codes]
    return render(request, "incidents/sheet/sheet.html", {"sheets": made})


def _sheet(request: HttpRequest, event: IncidentView) -> Sheet:
    address = request.build_absolute_uri(reverse("incidents:page", args=[event.code]))
    why = [step.why for step in selectors.steps(event.id) if step.why]
    before = [one.id for one in selectors.evidence_of(event.id) if one.kind == services.EvidenceKind.BEFORE]
    return Sheet(
        event=event,
        area=areas.area(event.area_id).name,
        lead=areas.organisation(event.lead_id).name if event.lead_id else "",
        held=selectors.holding(event.id),
        tasks=[task for task in selectors.tasks_of(event.id) if task.round == event.round],
        why=why[-1] if why else "",
        answers=selectors.answered(event.fields, event.details),
        picture=before[0] if before else None,
        code_picture=segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    )
