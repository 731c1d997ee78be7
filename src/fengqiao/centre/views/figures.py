"""The centre's figures for its people, and on the wall at the door for everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors
from fengqiao.centre.selectors import STAFF, words
from fengqiao.centre.selectors import figures as reading
from fengqiao.centre.views.common import house_context
from fengqiao.core import clock


@require_GET
@requires(*STAFF)
def figures(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Each figure opens to its records."""
    house = selectors.centre(request.actor, pk)
    months = reading.months(pk)
    most = max((one.visits for one in months), default=1)
    context = {
        **house_context(request, house),
        "figures": reading.figures(pk),
        "months": [(one, round(100 * one.visits / most), round(100 * one.solved / most)) for one in months],
        "sorts": [(sort.value, words.SORTS[sort], number) for sort, number in reading.by_sort(pk)],
    }
    return render(request, "centre/desk/figures.html", context)


@require_GET
def wall(request: HttpRequest, key: str) -> HttpResponse:
    """At the door: how many came, how many problems were solved, how content the neighbours are. No names."""
    house = selectors.centre_by_key(key)
    found = reading.figures(house.id)
    months = reading.months(house.id, count=1)
    today = timezone.localdate(clock.now())
    current = months[0] if months and months[0].first == today.replace(day=1) else None
    context = {
        "house": house,
        "visits": reading.rounded(found.visits),
        "solved": reading.rounded(found.solved),
        "satisfaction": found.satisfaction,
        "hours": found.hours,
        "days": None if found.hours is None else round(found.hours / 24, 1),
        "current": current,
        "reception": f"{house.reception_from:%H:%M}–{house.reception_to:%H:%M}",
    }
    return render(request, "centre/public/wall.html", context)
