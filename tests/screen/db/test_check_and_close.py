"""C: the desk checks and closes what others made safe, and nobody closes their own work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories import areas as make
from factories import cameras as make_cameras
from fengqiao.areas import services as areas
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role, actor_of
from fengqiao.cameras import services as cameras
from fengqiao.cameras.selectors import AlarmState, AlarmView, alarm
from fengqiao.core import receivers
from fengqiao.core.errors import NotYours
from fengqiao.incidents import services as incidents
from fengqiao.points import services as points
from fengqiao.screen import selectors, services

pytestmark = pytest.mark.django_db
NEAR = {"lon": make_cameras.LON + 0.0002, "lat": make_cameras.LAT}


class Story:
    """An alarm at the river that ``helper`` went to and made safe; ``desk`` is an operator of the town."""

    def __init__(self) -> None:
        town = make.town()
        village = make.village(town)
        self.secretary: Actor = make.actor(Role.VILLAGE_SECRETARY, village)
        self.desk: Actor = make.actor(Role.OPERATOR, town)
        committee = make.organisation(village)
        cameras.set_up()
        incidents.set_route(category="camera-water", area_id=village.id, organisation_id=committee.id, actor=SYSTEM)
        points.load_rules(points.seed_rules(), valid_from=datetime(2020, 1, 1, tzinfo=UTC), actor=SYSTEM)
        self.alarm: AlarmView = make_cameras.raise_alarm(make_cameras.camera(village))

    def made_safe_by(self, helper: Actor) -> None:
        cameras.accept(alarm_id=self.alarm.id, actor=helper)
        cameras.confirm_safe(
            alarm_id=self.alarm.id,
            photo=make_cameras.picture(),
            note="",
            actor=helper,
            lon=NEAR["lon"],
            lat=NEAR["lat"],
        )

    def keys(self, viewer: Actor) -> list[str]:
        return [action.key for action in selectors.focus(viewer, self.alarm.id).actions]


@pytest.fixture
def story() -> Story:
    return Story()


def test_the_desk_closes_what_the_secretary_made_safe(story: Story) -> None:
    story.made_safe_by(story.secretary)
    assert story.keys(story.desk) == ["c"]
    assert story.keys(story.secretary) == []
    services.check_and_close(alarm_id=story.alarm.id, note="已电话核实", actor=story.desk)
    receivers.deliver_all()
    assert alarm(SYSTEM, story.alarm.id).state is AlarmState.CLOSED
    assert story.keys(story.desk) == []
    with pytest.raises(services.NotReadyToClose):
        services.check_and_close(alarm_id=story.alarm.id, note="", actor=story.desk)


def test_whoever_was_there_does_not_close(story: Story) -> None:
    assert story.secretary.person_id is not None
    areas.assign(
        person_id=story.secretary.person_id,
        role=Role.OPERATOR,
        area_id=story.desk.area_ids[0],
        since=make.SINCE,
        actor=SYSTEM,
    )
    both = actor_of(User.objects.get(pk=story.secretary.user_id))
    story.made_safe_by(both)
    found = selectors.focus(both, story.alarm.id)
    assert (found.can_close, found.actions) == (False, ())
    assert "没有经手" in found.hint
    with pytest.raises(services.NotReadyToClose):
        services.check_and_close(alarm_id=story.alarm.id, note="", actor=both)


def test_another_town_does_not_know_of_it(story: Story) -> None:
    story.made_safe_by(story.secretary)
    stranger = make.actor(Role.OPERATOR, make.town())
    with pytest.raises(NotYours):
        services.check_and_close(alarm_id=story.alarm.id, note="", actor=stranger)
