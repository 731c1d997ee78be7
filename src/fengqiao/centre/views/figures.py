"""The centre's figures for its people, and on the wall at the door for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors
from fengqiao.centre.selectors import STAFF, activities, roster, visits, words
from fengqiao.centre.selectors import figures as reading
from fengqiao.centre.views.common import day_or_none, house_context, page_for, page_of
from fengqiao.core import clock
from fengqiao.ui.qr import qr

# The chart on the wall: a month's width and the tallest column, in units of the drawing.
BAR, TALL = 60, 160


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


@never_cache
@require_GET
@requires(*STAFF)
def visit_list(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The visits behind the figure, perhaps of one month: who came with what, and what became of it."""
    house = selectors.centre(request.actor, pk)
    since, until = (day_or_none(request.GET.get(name, "")) for name in ("since", "until"))
    number, first = page_of(request, visits.PER_LIST)
    total, lines = visits.visits_between(pk, since=since, until=until, first=first)
    query = "".join(f"{name}={day}&" for name, day in (("since", since), ("until", until)) if day is not None)
    context = {
        **house_context(request, house),
        "lines": [
            (one, title, words.STATES[state], words.TONES[state], words.WISHES.get(one.wish) if one.wish else "")
            for one, title, state in lines
        ],
        "since": since,
        "until": until,
        "total": total,
        "page": page_for(total, visits.PER_LIST, number),
        "query": query,
    }
    return render(request, "centre/desk/visits.html", context)


@require_GET
def wall(request: HttpRequest, key: str) -> HttpResponse:
    """At the door: how many came, how many problems were solved, how content the neighbours are. No names."""
    house = selectors.centre_by_key(key)
    found = reading.figures(house.id)
    months = reading.months(house.id)
    today = timezone.localdate(clock.now())
    current = months[-1] if months and months[-1].first == today.replace(day=1) else None
    context = {
        "house": house,
        "visits": reading.rounded(found.visits),
        "solved": reading.rounded(found.solved),
        "satisfaction": found.satisfaction,
        "hours": found.hours,
        "days": None if found.hours is None else round(found.hours / 24, 1),
        "current": current,
        "bars": _bars(months),
        "width": BAR * len(months),
        "height": TALL,
        "on_duty": [one.name for one in roster.duties(house.id, today, today)],
        "on": activities.coming(house.id)[:3],
        "code": qr(request.build_absolute_uri(reverse("centre:neighbour", kwargs={"key": house.key}))),
        "reception": f"{house.reception_from:%H:%M}–{house.reception_to:%H:%M}",
    }
    return render(request, "centre/public/wall.html", context)


def _bars(months: list[reading.Month]) -> list[dict[str, Any]]:
    """The months as columns: how many came, and before it, how many problems were solved."""
    most = max((max(one.visits, one.solved) for one in months), default=0) or 1
    return [
        {
            "month": one,
            "x": number * BAR,
            "middle": number * BAR + BAR // 2,
            "visits": round(TALL * one.visits / most),
            "solved": round(TALL * one.solved / most),
            "visits_y": TALL - round(TALL * one.visits / most),
            "solved_y": TALL - round(TALL * one.solved / most),
        }
        for number, one in enumerate(months)
    ]
