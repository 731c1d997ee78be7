"""The invented disputes stand in every stage and are made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from fengqiao.areas.selectors import SYSTEM
from fengqiao.config.demo import areas as demo_areas
from fengqiao.config.demo import mediation, spine
from fengqiao.core import journal
from fengqiao.mediation.domain.disputes import State
from fengqiao.mediation.selectors import court, ledger
from fengqiao.mediation.selectors.ledger import Show, Wanted

pytestmark = pytest.mark.django_db


def test_disputes_in_every_stage_and_only_once(tmp_path: Path) -> None:
    with override_settings(DEMO=True, HOME=tmp_path):
        demo_areas.seed()
        spine.seed()
        mediation.seed()
        head = journal.head()
        mediation.seed()
    assert journal.head() == head
    found, _page = ledger.page(SYSTEM, Wanted(show=Show.ALL), 1)
    assert {one.state for one in found} >= {
        State.REGISTERED,
        State.MEDIATING,
        State.AGREED,
        State.SIGNING_OFF,
        State.CLOSED,
    }
    confirmed = [each.state for one in found for each in court.applications_of(one.id)]
    assert sorted(confirmed) == ["confirmed", "filed"]
