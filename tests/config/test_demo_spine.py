"""The invented town's events: every camera alarm finds somebody, and everybody who acts earns something."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from fengqiao.areas.selectors import SYSTEM, Level, Role, area_by_code, areas, organisation, people_in_role
from fengqiao.config.demo import areas as demo_areas
from fengqiao.config.demo import spine
from fengqiao.core import journal
from fengqiao.incidents import selectors
from fengqiao.incidents import services as incidents
from fengqiao.points import services as points
from fengqiao.points.selectors import balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def _town(tmp_path: Path) -> None:
    with override_settings(DEMO=True, HOME=tmp_path):
        demo_areas.seed()
        spine.seed()


@pytest.mark.usefixtures("_town")
def test_every_camera_alarm_in_every_village_goes_to_its_committee() -> None:
    town = area_by_code(spine.LONGSHAN)
    villages = areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id)
    assert len(villages) == 15
    for village in villages:
        for kind in spine.CAMERA_KINDS:
            route = selectors.route(category=f"camera-{kind}", area_id=village.id)
            assert route is not None
            assert organisation(route.organisation_id).name == village.official_name
    assert selectors.route(category="H01", area_id=villages[0].id) is not None


@pytest.mark.usefixtures("_town")
def test_seeding_again_changes_nothing() -> None:
    before = journal.head()
    spine.seed()
    assert journal.head() == before


@pytest.mark.usefixtures("_town")
def test_in_the_demonstration_the_sixth_event_of_a_month_earns_too() -> None:
    village = area_by_code(demo_areas.HETIAN)
    (secretary,) = people_in_role(Role.VILLAGE_SECRETARY, village.id)
    for number in range(6):
        event = incidents.open_incident(
            key=f"k{number}",
            source="camera",
            category="camera-water",
            area_id=village.id,
            title="t",
            place="p",
            actor=SYSTEM,
        )
        assert incidents.credit(
            incident_id=event.id, person_id=secretary.person_id, rule="valid_event", reason="went", actor=SYSTEM
        )
    assert balance(secretary.person_id).pending == 6
    assert points.verify() == []
