"""The invented town is in the middle of its work: every list has something in it, and it was all done by the verbs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from fengqiao.areas.models import Person, User
from fengqiao.areas.selectors import SYSTEM, Role, actor_of
from fengqiao.config.demo import FOLLOW_KEY, areas, events, spine
from fengqiao.config.home import demo_accounts, demo_code
from fengqiao.core import clock, journal
from fengqiao.incidents import selectors
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.models import ClockPause, ClockRequest, ClockSegment, Incident, JointTask, Rating, Supervision
from fengqiao.incidents.selectors import State, Wanted
from fengqiao.points import services as points

pytestmark = pytest.mark.django_db


@pytest.fixture
def _town(tmp_path: Path) -> None:
    with override_settings(DEMO=True, HOME=tmp_path):
        for part in (areas, spine, events):
            part.seed()


@pytest.mark.usefixtures("_town")
def test_the_town_is_at_work() -> None:
    """One town for all that is asked of it: making it costs seconds."""
    assert 40 <= Incident.objects.count() <= 80
    assert set(Incident.objects.values_list("state", flat=True)) == set(State) - {State.DRAFT}
    assert set(JointTask.objects.values_list("state", flat=True)) >= {
        JointState.ASKED,
        JointState.ACCEPTED,
        JointState.REFUSED,
        JointState.DONE,
    }
    overdue = ClockSegment.objects.filter(ended_at=None, task=None, due_at__lt=clock.now())
    assert overdue.count() >= 3
    assert ClockPause.objects.filter(resumed_at=None).count() == 2
    assert ClockRequest.objects.filter(state="asked").count() == 2
    assert Supervision.objects.exclude(state="lifted").exists()
    assert Rating.objects.count() >= 6

    # All in the order of time, by verbs; the chain and the ledger are whole.
    assert journal.verify() == []
    assert points.verify() == []
    assert Incident.objects.filter(created_at__gt=clock.now()).count() == 0

    # Whoever signs in finds work.
    for name in ("zhiban", "paiqian", "gongan", "shuili", "zhen", "shuji"):
        assert selectors.incidents(actor_of(User.objects.get(username=name)), ended=False), name
    assert selectors.find(SYSTEM, Wanted(text="ludeng")).count >= 1
    follow = selectors.by_key(FOLLOW_KEY)
    assert follow is not None
    assert follow.state is State.HANDLING
    assert actor_of(User.objects.get(username="gongan")).has(Role.HANDLER)
    assert demo_code() == ""
    with override_settings(DEMO=True):
        assert demo_code() == follow.spoken
        assert {"gongan", "shuili"} <= {name for name, _, _ in demo_accounts()}
    assert not Person.objects.filter(invented=False).exists()

    before = journal.head()
    events.seed()
    assert journal.head() == before
