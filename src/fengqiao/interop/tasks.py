"""Jobs: messages to outside platforms go out and are watched over."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.interop import services


@periodic(name="interop.sweep", cron="* * * * * */15", queue="default")
def sweep() -> None:
    """Every quarter of a minute: send, ask, and tell of what is late."""
    services.sweep()
