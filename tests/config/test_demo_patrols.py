"""The invented week of patrols: walked through the services, it writes the handbook, and it is walked once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, actor_of
from fengqiao.config.demo import areas, patrols, spine
from fengqiao.core import clock, journal
from fengqiao.fieldwork.selectors import coverage, handbook, households, shifts
from fengqiao.fieldwork.selectors.handbook import LineKind, quarter_in

pytestmark = pytest.mark.django_db


def test_a_week_writes_the_handbook_once(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME, settings.MEDIA_ROOT = True, tmp_path, tmp_path
    areas.seed()
    spine.seed()
    week = patrols.seed()
    assert week is not None
    head = journal.head()
    assert patrols.seed() is None
    assert journal.head() == head
    lead = actor_of(User.objects.get(username="wangge"))
    now = clock.now()
    quarters = {quarter_in("", now), quarter_in("", now).before}  # a week may begin in the quarter before
    lines = [line for one in quarters for line in handbook.handbook(lead, week.grid.id, one).lines]
    count = {kind: sum(line.kind is kind for line in lines) for kind in LineKind}
    assert count[LineKind.SHIFT] == week.shifts == 7
    assert count[LineKind.CHECKIN] == week.checkins
    assert count[LineKind.VISIT] == week.visits
    assert count[LineKind.EVENT] >= week.findings
    assert coverage.coverage(lead, week.grid.id, period=30, today=timezone.localdate(now)).share > 10
    walked = [one for one in shifts.own_shifts(lead) if shifts.trail(lead, one.id).fixes]
    assert len(walked) == 5
    assert all(not marks for one in walked for marks in shifts.trail(lead, one.id).doubts)
    assert len(households.care(lead, week.grid.id)) == 1
    assert shifts.running(SYSTEM) is None
