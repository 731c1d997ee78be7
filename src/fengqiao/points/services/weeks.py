"""Active weeks: awarded by themselves from the days on which a worker used the platform."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Level
from fengqiao.core import clock
from fengqiao.points.domain.rules import RuleKind
from fengqiao.points.services.batch import Grant, award_all

# On so many days of a week, Monday to Sunday, a worker used the platform.
ACTIVE_DAYS = 3
# Weeks that a late run still makes up for.
WEEKS_BACK = 4


def award_active_weeks() -> int:
    """Award the weeks that are over and were active, in all towns, each once. Returns how many."""
    today = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    monday = today - timedelta(days=today.weekday())
    made = 0
    for town in areas.areas(SYSTEM, level=Level.TOWN):
        for back in range(WEEKS_BACK, 0, -1):
            made += _week(town.id, monday - timedelta(weeks=back))
    return made


def _week(town_id: UUID, first: date) -> int:
    """One week of one town. The award belongs to the week's Sunday."""
    last = first + timedelta(days=6)
    year, number, _day = first.isocalendar()
    at = datetime.combine(last, time(12), tzinfo=ZoneInfo(settings.TIME_ZONE))
    grants = [
        Grant(
            person_id=person_id,
            rule=RuleKind.ACTIVE_WEEK,
            evidence=f"week:{year}-{number:02}",
            link=reverse("points:statement", args=[person_id]),
            effective_at=at,
            reason=f"{first:%m-%d} – {last:%m-%d}: {found.use.active}/7",
        )
        for person_id, found in areas.use_of_workers(town_id, first, last).items()
        if found.use.active >= ACTIVE_DAYS
    ]
    return award_all(grants, area_id=town_id, actor=SYSTEM) if grants else 0
