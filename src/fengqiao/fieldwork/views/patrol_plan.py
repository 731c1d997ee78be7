"""For the lead, the village and the studio: where patrols were, which places are due, places and routes themselves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.cover import PERIODS
from fengqiao.fieldwork.forms.patrol import PlaceForm, RouteForm
from fengqiao.fieldwork.selectors import coverage, grids, places, shifts
from fengqiao.fieldwork.selectors.grids import PLANNERS, READERS
from fengqiao.fieldwork.selectors.sampling import SAMPLERS
from fengqiao.fieldwork.services import places as verbs
from fengqiao.incidents import selectors as incidents
from fengqiao.ui.qr import qr

PER_PAGE = 40
CHECKINS = 12


@require_GET
@requires(*READERS)
def list_(request: ActorRequest) -> HttpResponse:
    """The grids under one's duties."""
    found = areas.grids(request.actor)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", 1))
    due = {one.id: 0 for one in page.object_list}
    today = timezone.localdate(clock.now())
    for place in places.places(request.actor, grid_ids=list(due)):
        due[place.grid_id] += place.due is not None and place.due < today
    names = areas.area_names({one.area_id for one in page.object_list})
    rows = [(one, names.get(one.area_id, ""), due[one.id]) for one in page.object_list]
    return render(
        request,
        "fieldwork/patrol/grids.html",
        {"page": page, "rows": rows, "query": "", "may_grade": request.actor.has(*SAMPLERS)},
    )


@never_cache
@require_GET
@requires(*READERS)
def grid(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One grid: its coverage on a map, its places and routes with their due dates, the newest check-ins."""
    text = request.GET.get("days", "")
    period = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else PERIODS[0]
    now = clock.now()
    found = coverage.coverage(request.actor, pk, period=period, today=timezone.localdate(now))
    seen = shifts.checkins(
        request.actor, grid_ids=[pk], start=now - timedelta(days=found.period), end=now, limit=CHECKINS
    )
    names = areas.person_names({one.person_id for one in seen})
    may = grids.may_plan(request.actor, found.grid)
    context = {
        "cover": found,
        "grid": found.grid,
        "village": areas.area(found.grid.area_id).name,
        "periods": PERIODS,
        "places": [dot.place for dot in found.dots],
        "dots": [(dot.x, dot.y, dot.place) for dot in found.dots],
        "routes": places.routes(request.actor, grid_ids=[pk]),
        "checkins": [(one, names.get(one.person_id, "")) for one in seen],
        "may_plan": may,
        "route_form": RouteForm(places=[dot.place for dot in found.dots]) if may else None,
    }
    return render(request, "fieldwork/patrol/grid.html", context)


@require_http_methods(["GET", "POST"])
@requires(*PLANNERS)
def new_place(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A new place of the grid."""
    found = grids.grid(request.actor, pk)
    if not grids.may_plan(request.actor, found):
        raise NotYours
    lon, lat = _middle(found.points)
    form = PlaceForm(request.POST or None, initial={"lon": round(lon, 6), "lat": round(lat, 6)})
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.make_place(grid_id=pk, facts=form.facts(), actor=request.actor)
        except Refused as refusal:
            _keep_words(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is on the list. Print its plate.") % {"name": made.name})
            return redirect("fieldwork:grid", pk=pk)
    context = {"form": form, "grid": found, "around": incidents.around(lon, lat, metres=4)}
    return render(request, "fieldwork/patrol/place.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@requires(*PLANNERS)
def place(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One place: its plate, its visits, and its facts to put right."""
    found = places.place(request.actor, pk)
    of = grids.grid(request.actor, found.grid_id)
    if not grids.may_plan(request.actor, of):
        raise NotYours
    initial = {name: getattr(found, name) for name in ("name", "kind", "every", "by", "radius", "lat", "lon", "note")}
    form = PlaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_place(place_id=pk, facts=form.facts(), actor=request.actor)
        except Refused as refusal:
            _keep_words(form, refusal)
        else:
            messages.success(request, _("Saved. The plate that hangs there stays good."))
            return redirect("fieldwork:patrol_place", pk=pk)
    seen = shifts.last_checkins(request.actor, pk)
    names = areas.person_names({one.person_id for one in seen})
    context = {
        "form": form,
        "grid": of,
        "place": found,
        "qr": qr(_link(request, found.token)),
        "around": incidents.around(found.lon, found.lat, metres=1),
        "checkins": [(one, names.get(one.person_id, "")) for one in seen],
    }
    return render(request, "fieldwork/patrol/place.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires(*PLANNERS)
def end_place(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Nobody goes there any more."""
    found = places.place(request.actor, pk)
    verbs.end_place(place_id=pk, actor=request.actor)
    messages.success(request, _("“%(name)s” is off the list; what was done there stays.") % {"name": found.name})
    return redirect("fieldwork:grid", pk=found.grid_id)


@require_POST
@requires(*PLANNERS)
def new_route(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A route through places of the grid."""
    form = RouteForm(request.POST, places=places.places(request.actor, grid_ids=[pk]))
    if not form.is_valid():
        grids.grid(request.actor, pk)
        messages.error(request, _("A route needs a name and at least one place."))
        return redirect("fieldwork:grid", pk=pk)
    data = form.cleaned_data
    stops = [key for one in data["stops"] if (key := uuid_or_none(one))]
    try:
        verbs.make_route(grid_id=pk, name=data["name"], stops=stops, every=data["every"], actor=request.actor)
    except Refused as refusal:
        if isinstance(refusal, NotYours):
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The route “%(name)s” is planned.") % {"name": data["name"]})
    return redirect("fieldwork:grid", pk=pk)


@require_POST
@requires(*PLANNERS)
def end_route(request: ActorRequest, pk: UUID, route: UUID) -> HttpResponse:
    """The route is not walked any more."""
    grids.grid(request.actor, pk)
    verbs.end_route(route_id=route, actor=request.actor)
    messages.success(request, _("The route is off the list; its rounds stay."))
    return redirect("fieldwork:grid", pk=pk)


@require_GET
@requires(*PLANNERS)
def plates(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The plates of a grid's places on A4, eight to a page."""
    found = grids.grid(request.actor, pk)
    drawn = [(one, _link(request, one.token), qr(_link(request, one.token)))
             for one in sorted(places.places(request.actor, grid_ids=[pk]), key=lambda one: one.name)]  # fmt: skip
    sheets = [drawn[first : first + 8] for first in range(0, len(drawn), 8)]
    context = {"grid": found, "sheets": sheets, "total": len(drawn)}
    return render(request, "fieldwork/patrol/plates.html", context)


def _link(request: ActorRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("fieldwork:scan", args=[token]))


def _middle(points: list[list[float]]) -> tuple[float, float]:
    lons, lats = [one[0] for one in points], [one[1] for one in points]
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def _keep_words(form: PlaceForm, refusal: Refused) -> None:
    if isinstance(refusal, NotYours):
        raise refusal
    form.add_error(None, str(refusal))
