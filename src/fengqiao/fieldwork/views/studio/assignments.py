"""Who holds which grid: given, changed at a day, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.domain.roles import Employment
from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.forms.people import GiveGridForm
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.assignments import GridLine, grid_lines, people_to_choose
from fengqiao.fieldwork.services import assigning


@require_GET
@requires(*scope.DESK)
def assignments(request: HttpRequest) -> HttpResponse:
    """All grids with who holds them; those without anybody or without a lead are named first."""
    actor = cast(ActorRequest, request).actor
    lines = grid_lines(actor)
    only = request.GET.get("only", "")
    context = {
        "lines": [one for one in lines if only != "gaps" or one.empty or one.lead is None or one.gaps],
        "only": only,
        "all": len(lines),
        "empty": [one for one in lines if one.empty],
        "no_lead": [one for one in lines if one.now and one.lead is None],
        "gaps": sum(1 for one in lines if one.empty or one.lead is None or one.gaps),
        "clerk": actor.has(Role.STUDIO_CLERK),
    }
    return render(request, "fieldwork/studio/assignments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.STUDIO_CLERK)
def grid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One grid: who held it, holds it, will hold it; give it to somebody."""
    actor = cast(ActorRequest, request).actor
    line = _line(actor, pk)
    today = timezone.localdate(clock.now())
    choices = [
        (str(one), f"{name} {sounds.partition(' ')[0]}".strip()) for one, name, sounds in people_to_choose(actor)
    ]
    initial = {"since": today + timedelta(days=1), "lead": "1" if line.lead is None else ""}
    form = GiveGridForm(request.POST or None, people=choices, initial=initial)
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _give(form, line, actor)
            except Refused as refusal:
                if refusal.status == 404:
                    raise
                refused, status = str(refusal), refusal.status
            else:
                messages.success(request, _("Kept. Tasks of the grid go to who holds it on the day."))
                return redirect("fieldwork:assignment_grid", pk=pk)
    context = {"line": line, "form": form, "refused": refused, "today": today}
    return render(request, "fieldwork/studio/assignment_grid.html", context, status=status)


@require_POST
@requires(Role.STUDIO_CLERK)
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a duty in a grid end, or take one back that has not begun."""
    actor = cast(ActorRequest, request).actor
    one = areas.assignment(actor, pk)
    if one is None:
        raise NotYours
    try:
        day = date.fromisoformat(request.POST.get("last_day", ""))
    except ValueError:
        messages.error(request, _("Choose the last day."))
        return redirect("fieldwork:assignment_grid", pk=one.grid_id)
    try:
        assigning.end_duty(assignment_id=pk, last_day=day, actor=actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept. What was done until then stays credited to %(name)s.") % {"name": one.name})
    return redirect("fieldwork:assignment_grid", pk=one.grid_id)


def _line(actor: Actor, grid_id: UUID) -> GridLine:
    found = next((one for one in grid_lines(actor) if one.grid.id == grid_id), None)
    if found is None:
        raise NotYours
    return found


def _give(form: GiveGridForm, line: GridLine, actor: Actor) -> None:
    data: dict[str, Any] = form.cleaned_data
    with journal.unit():
        person_id = (
            UUID(data["person"])
            if data["person"]
            else people.add_person(name=data["name"], phone=data["phone"], area_id=line.grid.area_id, actor=actor).id
        )
        assigning.give_grid(
            grid_id=line.grid.id,
            person_id=person_id,
            lead=bool(data["lead"]),
            employment=Employment(data["employment"]),
            since=data["since"],
            last_day=data["last_day"],
            actor=actor,
        )
