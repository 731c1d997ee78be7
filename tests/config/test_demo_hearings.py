"""The invented town has points that are held for a hearing, so that their pages can be tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fengqiao.areas.models import User
from fengqiao.areas.selectors import person
from fengqiao.config.demo import areas, gifts, hearings
from fengqiao.core import journal
from fengqiao.points import selectors, services
from fengqiao.points.models import Closing

pytestmark = pytest.mark.django_db


def test_two_workers_points_are_held_and_the_studio_sees_both(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME = True, tmp_path
    for _again in range(2):
        for part in (areas, gifts, hearings):
            part.seed()
    to_hear, to_decide = sorted(Closing.objects.all(), key=lambda row: row.hearing)
    assert (to_hear.hear_by is None, to_hear.hearing) == (False, "")
    assert (to_decide.hear_by, to_decide.granted) == (None, None)
    client = Client()
    client.force_login(User.objects.get(username="zhen"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/points/ended/").content.decode()
    for row in (to_hear, to_decide):
        assert [one.points for one in selectors.holds_of(row.person_id)] == [row.points]
        assert selectors.purse_of(row.person_id).reserved == row.points
        assert person(row.person_id).name in page
        assert row.reason in page
    assert services.verify() == []
    assert journal.verify() == []
