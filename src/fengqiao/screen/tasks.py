"""Timers of what needs both events and points."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.screen import services


@periodic(name="screen.signs", cron="47 18 * * *")
def signs() -> None:
    """Every night (02:47 in China; cron counts in UTC): unusual reports become questions. The first night of a quarter
    looks at the whole of the one before."""
    services.look_for_signs()
