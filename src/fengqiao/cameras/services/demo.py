"""The switch of the demonstration's invented people."""

from __future__ import annotations

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.models import DemoSwitch
from fengqiao.core import clock


def set_autoplay(*, on: bool, actor: Actor) -> bool:
    """Whether invented people answer alarms that nobody answers. Only in the demonstration; returns the new value."""
    DemoSwitch.objects.update_or_create(pk=1, defaults={"autoplay": on, "changed_at": clock.now()})
    return on
