"""The worker's own pages on patrol: start and end of the shift, what is due, check-in, findings, the own way."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.fixes import fixes_of
from fengqiao.fieldwork.forms.patrol import CheckInForm, FindingForm
from fengqiao.fieldwork.selectors import grids, handbook, places, shifts
from fengqiao.fieldwork.selectors.grids import READERS, WORKERS
from fengqiao.fieldwork.selectors.maps import sheet
from fengqiao.fieldwork.selectors.patrol_words import DOUBTS
from fengqiao.fieldwork.selectors.places import PlaceView
from fengqiao.fieldwork.selectors.shifts import ShiftView
from fengqiao.fieldwork.services import checkins
from fengqiao.fieldwork.services import shifts as verbs
from fengqiao.incidents import selectors as incidents
from fengqiao.points.domain.quarters import quarter_of

LARGEST_TRAIL = 400_000


@never_cache
@require_GET
@requires(*WORKERS)
def home(request: ActorRequest) -> HttpResponse:
    """The shift, what is due, and the own shifts of before."""
    running = shifts.running(request.actor)
    own = grids.own_grids(request.actor)
    shown = [running.grid_id] if running else [one.id for one in own]
    context = {
        "running": running,
        "grids": own,
        "places": places.places(request.actor, grid_ids=shown),
        "routes": places.routes(request.actor, grid_ids=shown),
        "checked": [one.place_id for one in shifts.checkins_of_shift(request.actor, running.id)] if running else [],
        "earlier": [one for one in shifts.own_shifts(request.actor, limit=8) if one.ended_at],
        "new_id": ids.new_id(),
        "kept_days": verbs.KEPT_DAYS,
        "quality_link": _quality_link(request),
        **(_way(request, running) if running else {}),
    }
    return render(request, "fieldwork/patrol/home.html", context)


@require_POST
@requires(*WORKERS)
def start(request: ActorRequest) -> HttpResponse:
    """Begin the shift, in the grid that was chosen or in the only one there is."""
    own = grids.own_grids(request.actor)
    chosen = uuid_or_none(request.POST.get("grid", "")) or (own[0].id if own else None)
    if chosen is None:
        messages.error(request, _("No grid is yours at the moment. The grid studio gives you one."))
        return redirect("fieldwork:patrol")
    key = uuid_or_none(request.POST.get("id", "")) or ids.new_id()
    try:
        made = verbs.start_shift(shift_id=key, grid_id=chosen, actor=request.actor)
    except Refused as refusal:
        if isinstance(refusal, NotYours):
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("On duty in %(grid)s. Only you can see where you walk.") % {"grid": made.grid})
    return redirect("fieldwork:patrol")


@require_POST
@requires(*WORKERS)
def end(request: ActorRequest) -> HttpResponse:
    """The work is over; no position is taken from now on."""
    running = shifts.running(request.actor)
    if running is None:
        messages.success(request, _("You are not on duty; no position is taken."))
        return redirect("fieldwork:patrol")
    verbs.end_shift(shift_id=running.id, actor=request.actor)
    messages.success(request, _("Your shift is over. No position is taken any more."))
    return redirect("fieldwork:shift", pk=running.id)


@require_POST
@requires(*WORKERS)
def trail(request: ActorRequest) -> HttpResponse:
    """Positions of the own shift, as JSON {shift, fixes}. Says how many were kept, and how many lay outside of it."""
    try:
        sent = json.loads(request.body[: LARGEST_TRAIL + 1]) if len(request.body) <= LARGEST_TRAIL else None
    except ValueError:
        sent = None
    if not isinstance(sent, dict) or not isinstance(sent.get("fixes"), list):
        return JsonResponse({"message": _("This could not be read. Nothing was kept.")}, status=422)
    shift_id = uuid_or_none(str(sent.get("shift", "")))
    if shift_id is None:
        raise NotYours
    fixes, broken = fixes_of(sent["fixes"])
    taken = verbs.add_trail(shift_id=shift_id, fixes=fixes, actor=request.actor)
    return JsonResponse(
        {"kept": taken.kept, "known": taken.known, "outside": taken.outside, "broken": taken.broken + broken}
    )


@never_cache
@require_GET
@requires(*WORKERS)
def shift(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One of the own shifts with its way. Nobody else has this page."""
    found = shifts.own(request.actor, pk)
    context = {
        "shift": found,
        "checkins": shifts.checkins_of_shift(request.actor, pk),
        "kept_days": verbs.KEPT_DAYS,
        **_way(request, found),
    }
    return render(request, "fieldwork/patrol/shift.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*WORKERS)
def scan(request: ActorRequest, token: str) -> HttpResponse:
    """Somebody scanned the QR code of a place."""
    return _check_in(request, places.place_of(request.actor, token), scanned=True)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*WORKERS)
def checkin(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Check in at a place of the list, whose plate is missing or cannot be read."""
    return _check_in(request, places.place(request.actor, pk), scanned=False)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*WORKERS)
def finding(request: ActorRequest) -> HttpResponse:
    """What the patrol found becomes an event."""
    running = shifts.running(request.actor)
    if running is None:
        messages.error(request, _("Start your shift first; then report what you find."))
        return redirect("fieldwork:patrol")
    there = places.places(request.actor, grid_ids=[running.grid_id])
    form = FindingForm(
        request.POST or None,
        request.FILES or None,
        categories=incidents.resident_choices(),
        places=there,
        initial={"id": ids.new_id(), "place": request.GET.get("place", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            event = checkins.report_finding(finding_id=form.cleaned_data["id"], found=form.found(), actor=request.actor)
        except Refused as refusal:
            if isinstance(refusal, NotYours):
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Reported: %(code)s. It stands in your handbook.") % {"code": event.spoken})
            return redirect("fieldwork:patrol")
    status = 422 if request.method == "POST" else 200
    return render(request, "fieldwork/patrol/finding.html", {"form": form, "running": running}, status=status)


@require_GET
@requires(*READERS)
def photo(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The photo of a check-in."""
    return HttpResponse(shifts.checkin_photo(request.actor, pk), content_type="image/jpeg")


def _check_in(request: ActorRequest, place: PlaceView, *, scanned: bool) -> HttpResponse:
    running = shifts.running(request.actor)
    form = CheckInForm(request.POST or None, request.FILES or None, initial={"id": ids.new_id(), "scanned": scanned})
    if request.method == "POST" and form.is_valid():
        try:
            done = checkins.check_in(
                checkin_id=form.cleaned_data["id"], place_id=place.id, seen=form.seen(), actor=request.actor
            )
        except Refused as refusal:
            if isinstance(refusal, NotYours):
                raise
            form.add_error(None, str(refusal))
        else:
            words = _("You are checked in at “%(place)s”: %(near)s.") % {"place": done.place, "near": done.near_words}
            messages.success(request, words)
            return redirect("fieldwork:patrol")
    context = {"form": form, "place": place, "running": running, "scanned": scanned, "new_id": ids.new_id()}
    return render(request, "fieldwork/patrol/checkin.html", context, status=422 if request.method == "POST" else 200)


def _quality_link(request: ActorRequest) -> str:
    quarter = quarter_of(clock.now(), handbook.zone())
    return reverse("fieldwork:quality", args=[request.actor.person_id, str(quarter)])


def _way(request: ActorRequest, of: ShiftView) -> dict[str, Any]:
    """The own way on the grid's map."""
    way = shifts.trail(request.actor, of.id)
    grid = grids.grid(request.actor, of.grid_id)
    there = places.places(request.actor, grid_ids=[of.grid_id])
    good = [fix for fix, marks in zip(way.fixes, way.doubts, strict=True) if not marks]
    drawing = sheet(grid, [(one.lon, one.lat) for one in there] + [(one.lon, one.lat) for one in good])
    odd = [(fix.at, "、".join(str(DOUBTS[one]) for one in sorted(marks)))
           for fix, marks in zip(way.fixes, way.doubts, strict=True) if marks]  # fmt: skip
    return {
        "map": drawing,
        "outline": drawing.path(grid.points),
        "line": drawing.path([(one.lon, one.lat) for one in good], closed=False),
        "here": drawing.spot(good[-1].lon, good[-1].lat) if good else None,
        "dots": [(*drawing.spot(one.lon, one.lat), one) for one in there],
        "fixes": len(way.fixes),
        "last_fix": way.fixes[-1].at if way.fixes else None,
        "kilometres": round(way.metres / 1000, 1),
        "odd": odd,
        "now": clock.now(),
    }
