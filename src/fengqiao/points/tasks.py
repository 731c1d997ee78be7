"""Timers of the points."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.points import services


@periodic(name="points.weeks", cron="40 17 * * *")
def weeks() -> None:
    """Every night (01:40 in China; cron counts in UTC): weeks that are over and were active are awarded, once."""
    services.award_active_weeks()


@periodic(name="points.holds", cron="20 17 * * *")
def holds() -> None:
    """Every night (01:20 in China; cron counts in UTC): points that are held for a hearing which nobody held in time
    are free again."""
    services.let_go_overdue()
