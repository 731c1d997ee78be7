"""Categories and routing rules: data, brought in whole or not at all, and traced in the journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from factories import areas as make
from factories.incidents import WATER, categories
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import Category, RoutingRule

pytestmark = pytest.mark.django_db


def test_the_shipped_catalogue_has_the_classes_and_what_cameras_see() -> None:
    assert services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM) == 143
    assert {one.kind for one in selectors.categories()} == {"happening", "object", "dispute"}
    assert [len(selectors.categories(catalogue=name)) for name in ("city", "dispute", "camera")] == [77, 60, 6]
    water = selectors.category("camera-water")
    assert water is not None
    assert (water.titles["zh-hans"], water.parent, water.after_evidence) == ("防溺水处置", "H05", True)
    assert all(set(one.titles) == {"zh-hans", "zh-hant", "en"} for one in selectors.categories())


def test_loading_twice_changes_nothing() -> None:
    call_command("incidents", "catalogue")
    before = journal.head()
    call_command("incidents", "catalogue")
    assert (Category.objects.count(), journal.head()) == (143, before)


@pytest.mark.parametrize("row", [{"code": "x"}, {"code": "x", "parent": "nowhere"}, {"kind": "weather"}])
def test_a_bad_list_brings_nothing_in(row: dict[str, str], tmp_path: Path) -> None:
    good = services.shipped_catalogue()[0]
    bad = row if row == {"code": "x"} else {**good, **row}
    file = tmp_path / "list.json"
    file.write_text(json.dumps([good, bad]))
    with pytest.raises(CommandError, match=r"x|nowhere|weather"):
        call_command("incidents", "catalogue", str(file))
    assert not Category.objects.exists()


def test_routes_are_set_by_the_places_dispatcher_and_traced() -> None:
    categories()
    village = make.village()
    dispatcher, stranger = make.actor(Role.DISPATCHER, village), make.actor(Role.DISPATCHER, make.village())
    first, second = make.organisation(village), make.organisation(village)
    before = journal.head()
    for organisation in (first, second, second):
        services.set_route(category=WATER, area_id=village.id, organisation_id=organisation.id, actor=dispatcher)
    assert journal.head() == before + 2
    assert RoutingRule.objects.get(ended_at=None).organisation_id == second.id
    for actor in (stranger, make.actor(Role.OPERATOR, village)):
        with pytest.raises(NotYours):
            services.set_route(category=WATER, area_id=village.id, organisation_id=first.id, actor=actor)
    with pytest.raises(services.NoSuchCategory):
        services.set_route(category="x", area_id=village.id, organisation_id=first.id, actor=dispatcher)


def test_categories_are_the_system_administrators() -> None:
    row = services.shipped_catalogue()[0]
    with pytest.raises(NotYours):
        services.load_catalogue([row], actor=make.actor(Role.DISPATCHER, make.village()))
    assert services.load_catalogue([row], actor=make.actor(Role.SYSTEM_ADMIN, make.village())) == 1
