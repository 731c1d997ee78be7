"""Timers of the neighbourhood centres."""

from __future__ import annotations

from fengqiao.centre import services
from fengqiao.core.jobs import periodic


@periodic(name="centre.morning", cron="50 23 * * *")
def morning() -> None:
    """Every morning (07:50 in China; cron counts in UTC): due promises; names nobody needs any more."""
    services.chase_promises()
    services.forget_signups()
    services.forget_old()
    services.forget_readers()


@periodic(name="centre.evening", cron="0 10 * * *")
def evening() -> None:
    """Every evening (18:00 in China): who sits at the desk tomorrow is reminded; whom to ring up for their room, and
    for a book that is due."""
    services.remind_desk()
    services.remind_bookings()
    services.remind_books()
