"""Numbers of counting lines, by the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.models import Tally
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.selectors.scope import cameras_in_reach


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCount:
    """Who crossed ``rule`` in the local hour that begins at ``hour`` (aware). ``forward``: from left to right."""

    rule: str
    cls: str
    hour: datetime
    forward: int
    backward: int


def hour_counts(actor: Actor, camera_id: UUID, *, first: date, last: date) -> list[HourCount]:
    """The counts of a camera's lines from the local day ``first`` to ``last``, both whole, by hour. One query.

    A tally belongs to the hour in which it begins. Empty for a camera outside the actor's scope.
    """
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last, time(), zone) + timedelta(days=1)
    rows = Tally.objects.filter(
        cameras_in_reach(actor, KNOW, "camera__area"), camera_id=camera_id, begin__gte=begin, begin__lt=end
    )
    counted = (
        rows.annotate(hour=TruncHour("begin", tzinfo=zone))
        .values("rule", "cls", "hour")
        .annotate(forward_sum=Sum("forward"), backward_sum=Sum("backward"))
        .order_by("rule", "cls", "hour")
    )
    return [
        HourCount(
            rule=row["rule"],
            cls=row["cls"],
            hour=row["hour"],
            forward=row["forward_sum"],
            backward=row["backward_sum"],
        )
        for row in counted
    ]


def counts_at(actor: Actor, camera_id: UUID) -> bool:
    """Whether a camera ever told a count."""
    rows = Tally.objects.filter(cameras_in_reach(actor, KNOW, "camera__area"), camera_id=camera_id)
    return rows.exists()
