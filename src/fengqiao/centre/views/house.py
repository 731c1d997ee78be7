"""The centre's own front page: three big buttons, and below them what today asks for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors
from fengqiao.centre.selectors import STAFF, activities, books, figures, matters, rooms, roster, setup
from fengqiao.centre.services.register import OPENERS
from fengqiao.centre.views.common import house_context, way
from fengqiao.core import clock


@require_safe
@requires(*STAFF)
def home(request: ActorRequest) -> HttpResponse:
    """Straight to one's centre; who has several chooses, who has none reads what will be here."""
    houses = selectors.centres(request.actor)
    opens = any(request.actor.has(role) for role in OPENERS)
    if len(houses) == 1 and not opens:
        return redirect("centre:house", pk=houses[0].id)
    return render(request, "centre/choose.html", {"houses": [(one, *_facts(one)) for one in houses], "opens": opens})


def _facts(one: selectors.CentreView) -> tuple[figures.Figures, int, int]:
    """Of this year so far: the figures; mornings without anybody; steps of setting up that are left."""
    today = timezone.localdate(clock.now())
    gaps = sum(day.gap for day in roster.roster(one.id))
    return figures.figures(one.id, since=today.replace(month=1, day=1)), gaps, setup.left(one)


@require_safe
@requires(*STAFF)
def house(request: ActorRequest, pk: UUID) -> HttpResponse:
    """接访 · 预约 · 活动, and what waits."""
    found = selectors.centre(request.actor, pk)
    today = timezone.localdate(clock.now())
    days = roster.roster(pk, weeks=roster.WEEKS)
    mine = roster.next_duty(pk, request.actor.person_id)
    shared = house_context(request, found)
    context = {
        **shared,
        "setup_left": setup.left(found) if selectors.Right.PEOPLE.value in shared["may"] else 0,
        "rooms": way("centre:bookings", pk=pk),
        "activities": way("centre:activities", pk=pk),
        "calls": {
            "rooms": rooms.count_to_tell(pk),
            "activities": activities.count_to_tell(pk),
            "books": books.count_to_remind(pk),
        },
        "counts": matters.counts(pk),
        "due": matters.matters_of(pk, show="due", limit=8),
        "on_duty": [one for day in days if day.today for one in day.duties],
        "gaps": [day.day for day in days if day.gap],
        "asked": [one for one in roster.asked_for(pk) if one.person_id != request.actor.person_id],
        "mine": mine,
        "mine_tomorrow": mine is not None and mine.day <= today + timedelta(days=1),
        "today": today,
    }
    return render(request, "centre/house.html", context)
