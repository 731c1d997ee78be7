"""The invented town's hazards and volunteers: through the services, in all stages, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from fengqiao.areas.selectors import SYSTEM
from fengqiao.config.demo import areas as demo_areas
from fengqiao.config.demo import hazards, volunteers
from fengqiao.fieldwork.domain.volunteers import Standing
from fengqiao.fieldwork.models import CallOutPart, Hazard, HazardCheck, Volunteer
from fengqiao.fieldwork.selectors.hazards import ledger
from fengqiao.fieldwork.selectors.volunteers import callouts, register

pytestmark = pytest.mark.django_db


def test_hazards_and_volunteers_are_made_once(tmp_path: Path) -> None:
    with override_settings(DEMO=True, HOME=tmp_path, MEDIA_ROOT=tmp_path):
        demo_areas.seed()
        for _time in range(2):
            hazards.seed()
            volunteers.seed()
    assert set(Hazard.objects.values_list("state", flat=True)) == {
        "found",
        "notified",
        "rectified",
        "sent_back",
        "closed",
    }
    assert HazardCheck.objects.count() == len(hazards.CHECKS)
    told = ledger.figures(SYSTEM, ledger.Filter())
    assert told.overdue > 0
    assert Hazard.objects.exclude(raised="").count() == told.overdue
    assert register.counts(SYSTEM) == {Standing.ACTIVE: 5, Standing.ASKED: volunteers.WAIT}
    assert callouts.village_minutes(SYSTEM) == 43
    assert (CallOutPart.objects.count(), Volunteer.objects.count()) == (4, 7)
