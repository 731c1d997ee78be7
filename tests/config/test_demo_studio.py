"""The invented town's task list and tasks: there is something to decide, something late, and it is made once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fengqiao.areas.models import User
from fengqiao.areas.selectors import actor_of, area_by_code
from fengqiao.config.demo import areas, studio
from fengqiao.core import journal
from fengqiao.fieldwork.selectors import inbox, pushes, worklist
from fengqiao.fieldwork.selectors.tasks import my_tasks

pytestmark = pytest.mark.django_db


def test_the_clerk_finds_a_day_of_work_and_seeding_again_changes_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME, settings.MEDIA_ROOT = True, tmp_path, tmp_path
    areas.seed()
    studio.seed()
    head = journal.head()
    studio.seed()
    assert journal.head() == head
    clerk = actor_of(User.objects.get(username="zhen"))
    sorts = {row.sort for row in inbox.inbox(clerk)}
    assert {inbox.Sort.TASK, inbox.Sort.OVERDUE, inbox.Sort.ABSENCE} <= sorts
    assert {row.sort for row in inbox.inbox(actor_of(User.objects.get(username="paiqian")))} >= {inbox.Sort.KIND}
    assert len(worklist.published_list(area_by_code(areas.LONGSHAN).id)) == len(studio.KINDS)
    visits = next(one for one in pushes.pushes(clerk) if one.code == "01")
    assert (visits.total, visits.answered) == (15, 4)
    assert visits.done >= 7
    assert visits.late >= 2
    lead = actor_of(User.objects.get(username="wangge"))
    assert len(my_tasks(lead)) == 2
