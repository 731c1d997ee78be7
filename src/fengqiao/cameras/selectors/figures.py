"""The day's alarms in numbers, for the command screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.alarm import AlarmState
from fengqiao.cameras.models import Alarm
from fengqiao.cameras.selectors.scope import alarms_in_reach


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Alarms raised since a moment: how many in each state, and the median seconds until somebody accepted.

    ``answered``: from how many alarms the median comes; None as median when there is none.
    """

    total: int
    by_state: Mapping[AlarmState, int]
    median_answer_s: float | None
    answered: int


def day_figures(actor: Actor, since: datetime) -> DayFigures:
    """The alarms in the actor's reach that were raised at or after ``since`` (aware), without what was only
    noted. One query."""
    rows = Alarm.objects.filter(alarms_in_reach(actor), raised_at__gte=since).exclude(state=AlarmState.NOTED)
    states: Counter[AlarmState] = Counter()
    waits: list[float] = []
    for state, raised_at, accepted_at in rows.values_list("state", "raised_at", "accepted_at"):
        states[AlarmState(state)] += 1
        if accepted_at is not None:
            waits.append((accepted_at - raised_at).total_seconds())
    return DayFigures(
        total=states.total(),
        by_state=dict(states),
        median_answer_s=median(waits) if waits else None,
        answered=len(waits),
    )
