"""The invented town's cameras, and the story that plays by itself."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from shapely import Point, Polygon

from factories import cameras as cam
from fengqiao.areas.models import Person, User
from fengqiao.areas.selectors import SYSTEM, Level, Role, actor_of, boundaries, people_in_role, users_of_person
from fengqiao.cameras import selectors, services
from fengqiao.cameras.models import Camera
from fengqiao.cameras.selectors import AlarmState, AlarmView, alarm, alarm_history
from fengqiao.config.demo import areas, autoplay, cameras, spine
from fengqiao.core import clock, receivers
from fengqiao.core.models import JournalEntry
from fengqiao.points import selectors as points

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.HOME = tmp_path
    settings.LOOKOUT_CONFIG = tmp_path / "lookout" / "config.json"
    areas.seed()
    spine.seed()
    cameras.seed()


def test_434_cameras_stand_in_their_villages_and_a_hundred_have_ai(town: None) -> None:
    found = selectors.camera_points(SYSTEM)
    assert len(found) == 434
    assert sum(one.ai for one in found) == 100
    outlines = {one.area_id: Polygon(one.points).buffer(1e-5) for one in boundaries(SYSTEM, level=Level.VILLAGE)}
    shares = Counter(one.area_id for one in found)
    assert len(shares) == 15
    assert max(shares.values()) - min(shares.values()) <= 3
    assert all(outlines[one.area_id].contains(Point(one.lon, one.lat)) for one in found)
    assert all(one.in_operation and one.fov_deg for one in found)


def test_the_live_ones_run_on_footage_that_says_it_is_synthetic(town: None) -> None:
    config = services.engine_config()
    assert {one.camera: one.source for one in config.cameras} == {
        "441821103208-R1": "footage:river?quiet=45",
        "441821103208-R2": "footage:river?quiet=100",
        "441821103001-L1": "footage:road?quiet=20",
        "441821103001-B1": "footage:bins?quiet=60",
    }
    assert all(len(one.zones) == 1 for one in config.cameras)
    river = Camera.objects.get(code="441821103208-R1")
    assert (river.name, river.synthetic) == ("鹤田村河边1号", True)


def test_a_second_seed_changes_nothing(town: None) -> None:
    before = (Camera.objects.count(), Person.objects.count(), JournalEntry.objects.count())
    cameras.seed()
    assert (Camera.objects.count(), Person.objects.count(), JournalEntry.objects.count()) == before


def raise_at_the_river() -> AlarmView:
    return cam.raise_alarm(Camera.objects.get(code="441821103208-R1"))


def deliver_endings() -> None:
    """The one receiver that the story needs; the others have nothing to do with it."""
    for one in receivers.registered():
        if one.name == "cameras.events_end":
            receivers.deliver(one)


def test_the_story_plays_by_itself_to_the_end(town: None) -> None:
    start = clock.now()
    with clock.fixed(start):
        raised = raise_at_the_river()
    states: list[AlarmState] = []
    for seconds in range(0, 120, 3):
        with clock.fixed(start + timedelta(seconds=seconds)):
            autoplay.play()
            deliver_endings()
            states.append(alarm(SYSTEM, raised.id).state)
    order = list(dict.fromkeys(states))
    assert order == [
        AlarmState.RAISED,
        AlarmState.ACCEPTED,
        AlarmState.ON_SITE,
        AlarmState.SAFE,
        AlarmState.CLOSED,
    ]
    assert states[:8] == [AlarmState.RAISED] * 8  # 24 seconds are left to who tries the demonstration
    after = alarm(SYSTEM, raised.id)
    acted = [step.person for step in alarm_history(SYSTEM, raised.id) if step.person]
    assert set(acted) == {after.accepted_by}
    assert not any(step.facts.get("event_problem") for step in alarm_history(SYSTEM, raised.id))
    assert after.accepted_by_id is not None
    assert [line.phase for line in points.awards(evidence=f"incident:{after.incident_id}")] == ["posted"]
    accepted = JournalEntry.objects.get(kind="cameras.alarm_accepted")
    assert accepted.actor == after.accepted_by_id
    closing = JournalEntry.objects.filter(kind="incidents.step", payload__to="closed").get()
    assert closing.actor is not None
    assert users_of_person(closing.actor) == []


def test_who_plays_by_hand_is_left_alone(town: None) -> None:
    start = clock.now()
    secretary = people_in_role(Role.VILLAGE_SECRETARY, Camera.objects.get(code="441821103208-R1").area_id)[0]
    actor = actor_of(User.objects.get(person_id=secretary.person_id))
    with clock.fixed(start):
        raised = raise_at_the_river()
        services.accept(alarm_id=raised.id, actor=actor)
    with clock.fixed(start + timedelta(minutes=9)):
        assert autoplay.play() == 0
    with clock.fixed(start + timedelta(minutes=10)):
        assert autoplay.play() == 1
    assert alarm(SYSTEM, raised.id).state is AlarmState.ON_SITE


def test_it_can_be_switched_off(town: None) -> None:
    start = clock.now()
    with clock.fixed(start):
        raise_at_the_river()
        services.set_autoplay(on=False, actor=SYSTEM)
    with clock.fixed(start + timedelta(hours=1)):
        assert autoplay.play() == 0
        services.set_autoplay(on=True, actor=SYSTEM)
        assert autoplay.play() == 1


def test_the_engines_settings_are_written_for_its_owner_only(town: None, settings: Any) -> None:
    path = services.write_engine_config()
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(path.read_text())["cameras"]) == 4
