"""Calling volunteers out: who is near and free, who comes, who is there, hours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, Level, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.volunteers import Move
from fengqiao.fieldwork.forms import volunteers as forms
from fengqiao.fieldwork.selectors.volunteers import callouts, words
from fengqiao.fieldwork.selectors.volunteers.callouts import PartView
from fengqiao.fieldwork.selectors.volunteers.register import CALLERS, KEEPERS
from fengqiao.fieldwork.services import volunteers as services
from fengqiao.fieldwork.services.volunteers import Call
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors.events import of_ids


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*CALLERS)
def new(request: ActorRequest) -> HttpResponse:
    """Who is near and free? Choose them, say what is needed, call."""
    context = _new(request)
    if request.method == "GET" or request.POST.get("then") == "look":
        return render(request, "fieldwork/volunteers/callout_new.html", context)
    post = request.POST
    event = context["event"]
    call = Call(
        area_id=context["area_id"],
        grid_id=context["grid_id"],
        incident=event.id if event else None,
        alarm=context["alarm"],
        title=post.get("title", ""),
        words=post.get("words", ""),
        place=post.get("place", ""),
        skills=forms.skills_of(post),
    )
    try:
        made = services.call_out(call=call, volunteer_ids=forms.ids_of(post, "volunteers"), actor=request.actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context["refusal"] = str(refusal)
        return render(request, "fieldwork/volunteers/callout_new.html", context, status=refusal.status)
    messages.success(request, _("Called. Ring up those who do not answer; their numbers stand below."))
    return redirect("fieldwork:callout", pk=made)


@never_cache
@require_GET
@requires(*CALLERS)
def callout(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One call-out: who comes, who is there, who has reported back."""
    return render(request, "fieldwork/volunteers/callout.html", _context(request, pk))


@require_POST
@requires(*CALLERS)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Call more, end it, note down what somebody said on the telephone, approve hours."""
    callouts.callout(request.actor, pk)
    try:
        _do(request, pk, act)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(request, pk), "refusal": str(refusal)}
        return render(request, "fieldwork/volunteers/callout.html", context, status=refusal.status)
    return redirect("fieldwork:callout", pk=pk)


def _do(request: ActorRequest, pk: UUID, act: str) -> None:
    post, actor = request.POST, request.actor
    part = next((one for one in callouts.parts_of(pk) if str(one.id) == post.get("part", "")), None)
    if act == "more":
        count = services.call_more(callout_id=pk, volunteer_ids=forms.ids_of(post, "volunteers"), actor=actor)
        said = ngettext("%(count)d more was called.", "%(count)d more were called.", count) % {"count": count}
        messages.success(request, said)
    elif act == "end":
        services.end_call_out(callout_id=pk, actor=actor)
        messages.success(request, _("It is over. Who has not come yet sees that they need not."))
    elif part is None:
        raise NotYours
    elif act == "approve":
        minutes = forms.minutes_of(post.get("minutes", ""))
        services.approve(part_id=part.id, minutes=minutes, reason=post.get("reason", ""), actor=actor)
        messages.success(request, _("The hours count."))
    elif act in set(Move):
        services.note(part_id=part.id, move=Move(act), words=post.get("words", ""), actor=actor)
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("There is no such step."))


def _new(request: ActorRequest) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    actor = request.actor
    event = incidents.incident_of_code(actor, given["event"]) if given.get("event") else None
    villages = areas.areas(actor, level=Level.VILLAGE)
    wanted = uuid_or_none(given.get("area", "")) or (event.area_id if event else None)
    place = next((one for one in villages if one.id == wanted), None)
    if place is None and wanted is not None and event is None:
        raise NotYours
    place = place or (villages[0] if villages else None)
    if place is None:
        raise NotYours
    grid_id = uuid_or_none(given.get("grid", ""))
    if grid_id is None and event is not None and event.lon is not None and event.lat is not None:
        hit = areas.locate(event.lon, event.lat, clock.now())
        grid_id = hit.grid_id if hit and hit.area_id == place.id else None
    grids = [(one.id, one.name) for one in areas.grids(actor, area_id=place.id)]
    grid_id = grid_id if grid_id in dict(grids) else None
    skills = forms.skills_of(given)
    found = callouts.candidates(actor, place.id, grid_id=grid_id, skills=skills, at=clock.now())
    title = given.get("title") or (event.title if event else "")
    return {
        "event": event,
        "alarm": uuid_or_none(given.get("alarm", "")),
        "area_id": place.id,
        "villages": villages,
        "grid_id": grid_id,
        "grids": grids,
        "skills": words.SKILLS.items(),
        "chosen_skills": {one.value for one in skills},
        "chosen": forms.ids_of(given, "volunteers"),
        "candidates": [(one, [words.SKILLS[skill] for skill in one.volunteer.skills]) for one in found],
        "title": title,
        "words": given.get("words", ""),
        "place": given.get("place") or (event.place if event else ""),
        "running": callouts.callouts(actor, running=True, incident=event.id) if event else [],
    }


def _context(request: ActorRequest, pk: UUID) -> dict[str, Any]:
    one = callouts.callout(request.actor, pk)
    parts = callouts.parts_of(pk)
    known = {part.volunteer.id for part in parts}
    found = callouts.candidates(request.actor, one.area_id, grid_id=one.grid_id, skills=one.skills, at=clock.now())
    event = of_ids(request.actor, [one.incident]).get(one.incident) if one.incident else None
    keeps = areas.holds(request.actor, one.area_id, *KEEPERS)
    return {
        "it": one,
        "event": event,
        "skills": [words.SKILLS[skill] for skill in one.skills],
        "parts": [_line(part, keeps, request) for part in parts],
        "others": [
            (each, [words.SKILLS[skill] for skill in each.volunteer.skills])
            for each in found
            if each.volunteer.id not in known
        ],
    }


def _line(part: PartView, keeps: bool, request: ActorRequest) -> dict[str, Any]:
    return {
        "it": part,
        "state": words.PARTS[part.part],
        "tone": words.PART_TONES[part.part],
        "moves": [(move, words.MOVES[move]) for move in words.MOVES if move in part.moves],
        "may_approve": keeps and Move.APPROVE in part.moves and part.volunteer.person_id != request.actor.person_id,
    }
