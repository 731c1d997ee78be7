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


@periodic(name="centre.evening", cron="0 10 * * *")
def evening() -> None:
    """Every evening (18:00 in China): who sits at the desk tomorrow is reminded, and whom to ring up for their room."""
    services.remind_desk()
    services.remind_bookings()
