"""What earns points: rules in versions, each with a cap that holds for a period.

Periods are calendar months and quarters of a time zone that the caller names. Several kinds of work may share one
cap (a mediation attended and a mediation settled): they have the same ``cap_group``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

# The shortest time there is, to step back into a period from its end.
TICK = timedelta(microseconds=1)


class RuleKind(StrEnum):
    """The kinds of the shipped rule set. A place may add kinds of its own; they are data."""

    ACTIVE_WEEK = "active_week"
    HANDBOOK_FAIR = "handbook_fair"
    HANDBOOK_GOOD = "handbook_good"
    HANDBOOK_EXCELLENT = "handbook_excellent"
    VALID_EVENT = "valid_event"
    MEDIATION_ATTENDED = "mediation_attended"
    MEDIATION_SETTLED = "mediation_settled"
    HAZARD_CHECKED = "hazard_checked"
    HAZARD_RECTIFIED = "hazard_rectified"
    RIGHT_DISPATCH = "right_dispatch"
    FALSE_REPORT = "false_report"


class CapPeriod(StrEnum):
    """For how long a cap counts. NONE: there is no cap."""

    NONE = "none"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a rule: ``points`` for each evidence (negative: taken away), at most ``cap`` in a period."""

    kind: str
    version: int
    points: int
    cap: int | None
    cap_period: CapPeriod
    cap_group: str
    valid_from: datetime

    def __post_init__(self) -> None:
        if self.points == 0:
            raise ValueError("a rule that moves no points is no rule")
        if (self.cap is None) != (self.cap_period is CapPeriod.NONE):
            raise ValueError("a cap needs a period, and a period needs a cap")
        if self.cap is not None and (self.cap <= 0 or self.points < 0):
            raise ValueError("a cap is positive and limits gains only")
        if self.valid_from.tzinfo is None:
            raise ValueError("valid_from needs a time zone")


def period(at: datetime, kind: CapPeriod, zone: tzinfo) -> tuple[datetime, datetime]:
    """The month or quarter around ``at`` (aware) as [start, end) in ``zone``. Raises ValueError for NONE."""
    if kind is CapPeriod.NONE:
        raise ValueError("no cap, no period")
    local = at.astimezone(zone)
    length = 1 if kind is CapPeriod.MONTH else 3
    first = (local.month - 1) // length * length  # months since January
    start = datetime(local.year, first + 1, 1, tzinfo=zone)
    after = first + length
    return start, datetime(local.year + after // 12, after % 12 + 1, 1, tzinfo=zone)


def granted(rule: Rule, used: int) -> int:
    """How many points the next evidence brings, when ``used`` points count against the cap already.

    The last award before the cap may be a part of the rule's points; 0 means that the cap is reached. Points
    taken away are never capped and come out negative.
    """
    if rule.cap is None:
        return rule.points
    return max(0, min(rule.points, rule.cap - used))


def in_force(versions: Iterable[Rule], at: datetime) -> Rule | None:
    """The version that holds at ``at``: the latest that had begun by then; of two that began together, the newer."""
    begun = [rule for rule in versions if rule.valid_from <= at]
    return max(begun, key=lambda rule: (rule.valid_from, rule.version), default=None)
