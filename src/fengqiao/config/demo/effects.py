"""Invented sign-in days of the invented town's grid workers: few in the year before, more since the points began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from fengqiao.areas import services
from fengqiao.areas.selectors import GRID_ROLES, SYSTEM, people, use_known_since
from fengqiao.core import clock, journal

DAYS = 550
# From the day on which the points began, so many days ago, a worker signs in on most days instead of every fifth.
BEGAN = 240
SELDOM, OFTEN = 0.21, 0.66


def seed() -> None:
    """The days, once: where any sign-in is kept from before today, everything is left as it is."""
    today = timezone.localdate(clock.now())
    since = use_known_since()
    if since is not None and since < today:
        return
    with journal.unit():
        services.note_active_days(_days(today))


def _days(today: date) -> Iterator[tuple[UUID, date]]:
    workers = sorted({one.person_id for one in people(SYSTEM) if one.role in GRID_ROLES})
    rng = Random(45105)  # noqa: S311 - a play, not a secret
    for person in workers:
        keen = rng.uniform(0.75, 1.25)
        for back in range(DAYS, 0, -1):
            if rng.random() < keen * (OFTEN if back <= BEGAN else SELDOM):
                yield person, today - timedelta(days=back)
