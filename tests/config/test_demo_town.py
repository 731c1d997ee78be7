"""The invented town is whole, says that it is invented, and is made once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from shapely import Point, Polygon

from fengqiao.areas.models import Area, AreaBoundary, Assignment, GridVersion, Organisation, Person, User
from fengqiao.areas.selectors import SYSTEM, Role, actor_of, area_by_code, grids, locate, people_in_role, responsible
from fengqiao.config import demo
from fengqiao.config.demo import areas, landscape
from fengqiao.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.HOME = tmp_path
    areas.seed()
    return tmp_path


def test_longshan_has_its_villages_grids_and_people(town: Path) -> None:
    longshan = area_by_code(areas.LONGSHAN)
    villages = Area.objects.filter(parent_id=longshan.id)
    assert villages.count() == 15
    assert Area.objects.filter(lineage__contains=[area_by_code("441821102").id], level="village").count() == 21
    for village in villages:
        assert 2 <= len(grids(SYSTEM, area_id=village.pk)) <= 5
        assert len(people_in_role(Role.VILLAGE_SECRETARY, village.pk)) == 1
        assert Organisation.objects.filter(area=village).count() == 1
    assert 55 <= Person.objects.count() <= 75
    assert len(set(Person.objects.values_list("name", flat=True))) == Person.objects.count()


def test_everything_invented_says_so(town: Path) -> None:
    assert not Person.objects.filter(invented=False).exists()
    assert not GridVersion.objects.filter(synthetic=False).exists()
    assert not AreaBoundary.objects.filter(synthetic=False).exists()
    assert not Organisation.objects.filter(synthetic=False).exists()
    water = json.loads((town / "map" / "water.geojson").read_text())
    assert all(feature["properties"]["synthetic"] for feature in water["features"])


def test_a_second_seed_changes_nothing(town: Path) -> None:
    def counts() -> list[int]:
        return [table.objects.count() for table in (Area, GridVersion, Person, Assignment, User, Organisation)]

    before = counts()
    areas.seed()
    assert counts() == before


def test_the_accounts_sign_in(town: Path) -> None:
    expected = {
        "zhiban": Role.OPERATOR,
        "shuji": Role.VILLAGE_SECRETARY,
        "wangge": Role.GRID_LEAD,
        "zhen": Role.STUDIO_CLERK,
        "fenxi": Role.ANALYST,
        "paiqian": Role.DISPATCHER,
        "xitong": Role.SYSTEM_ADMIN,
        "anquan": Role.SECURITY_ADMIN,
        "shenji": Role.AUDIT_ADMIN,
    }
    for username, role in expected.items():
        user = User.objects.get(username=username)
        assert user.check_password(demo.PASSWORD)
        assert actor_of(user).has(role)
    secretary = actor_of(User.objects.get(username="shuji"))
    assert secretary.area_ids == (area_by_code(areas.HETIAN).id,)


def test_the_river_runs_through_hetian_and_somebody_answers_for_its_bank(town: Path) -> None:
    hetian = area_by_code(areas.HETIAN)
    assert hetian.lon is not None
    assert hetian.lat is not None
    lon, lat = landscape.bank(hetian.lon, hetian.lat)
    found = responsible(lon, lat, clock.now())
    assert found is not None
    assert found.area_id == hetian.id
    assert [one.role for one in found.people] == [Role.GRID_LEAD, Role.GRID_WORKER, Role.VILLAGE_SECRETARY]


def test_every_place_of_the_town_has_one_grid(town: Path) -> None:
    outline = Polygon(landscape.TOWN).buffer(-0.0005)
    step = 0.006
    for column in range(-12, 13):
        for row in range(-12, 13):
            point = Point(landscape.LON + column * step, landscape.LAT + row * step)
            if outline.contains(point):
                assert locate(point.x, point.y, clock.now()) is not None


def test_without_demo_mode_there_is_no_town(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        areas.seed()
    assert not User.objects.exists()


def test_a_demo_account_signs_in_by_the_page(town: Path, client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "zhiban", "password": demo.PASSWORD})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session
