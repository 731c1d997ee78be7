"""The switch of the demonstration's invented people, and which alarms they took in hand."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.models import DemoSwitch
from fengqiao.core import clock

REMEMBERED = 200


def set_autoplay(*, on: bool, actor: Actor) -> bool:
    """Whether invented people answer alarms that nobody answers. Only in the demonstration; returns the new value."""
    DemoSwitch.objects.update_or_create(pk=1, defaults={"autoplay": on, "changed_at": clock.now()})
    return on


def note_playing(*, alarm_id: UUID) -> None:
    """Remember that invented people, not somebody who tries the demonstration, took this alarm in hand."""
    with transaction.atomic():
        DemoSwitch.objects.get_or_create(pk=1)
        row = DemoSwitch.objects.select_for_update().get(pk=1)
        row.playing = [*row.playing, str(alarm_id)][-REMEMBERED:]
        row.save(update_fields=["playing"])
