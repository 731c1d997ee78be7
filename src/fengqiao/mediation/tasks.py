"""Timers of the mediation."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.mediation import services


@periodic(name="mediation.promises", cron="20 23 * * *")
def promises() -> None:
    """Every morning (07:20 in China; cron counts in UTC): promises whose day comes near or has passed."""
    services.remind_promises()
