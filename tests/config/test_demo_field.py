"""The invented telephone: one report to look at, one closed on the spot, sent once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, actor_of
from fengqiao.config.demo import areas, field, spine
from fengqiao.core import journal
from fengqiao.fieldwork.selectors.entries import entries
from fengqiao.incidents.selectors import incidents

pytestmark = pytest.mark.django_db


def test_the_desk_finds_something_to_look_at_and_sending_again_changes_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME, settings.MEDIA_ROOT = True, tmp_path, tmp_path
    areas.seed()
    spine.seed()
    field.seed()
    head = journal.head()
    field.seed()
    assert journal.head() == head
    clerk = actor_of(User.objects.get(username="zhen"))
    assert len(entries(clerk, show="odd")) == 1
    assert len(entries(clerk, show="all")) == 2
    assert sorted(str(one.state) for one in incidents(SYSTEM)) == ["closed", "reported"]
