"""Timers of the points."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.points import services


@periodic(name="points.weeks", cron="40 17 * * *")
def weeks() -> None:
    """Every night (01:40 in China; cron counts in UTC): weeks that are over and were active are awarded, once."""
    services.award_active_weeks()
