"""Grids: an outline once drawn stays for its time, and the index in memory follows the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import GridVersion
from fengqiao.areas.selectors import SYSTEM, GridKind, Role, grids, locate
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

pytestmark = pytest.mark.django_db
SPRING = datetime(2026, 3, 1, tzinfo=UTC)
INSIDE = (113.635, 23.785)


def test_a_past_moment_gets_the_outline_of_its_time() -> None:
    grid = make.grid(make.village(), since=SPRING)
    moved = services.draw_grid_version(
        grid_id=grid, outline=make.square(lon=113.70), since=SPRING + timedelta(days=30), actor=SYSTEM
    )
    assert moved.number == 2
    before, after = SPRING + timedelta(days=30, seconds=-1), SPRING + timedelta(days=30)
    first, second = locate(*INSIDE, before), locate(113.705, 23.785, after)
    assert first is not None
    assert second is not None
    assert first.grid_id == second.grid_id == grid
    assert second.grid_version_id == moved.id != first.grid_version_id
    assert locate(*INSIDE, after) is None
    assert locate(*INSIDE, SPRING - timedelta(seconds=1)) is None


def test_a_new_outline_cannot_begin_before_the_last() -> None:
    grid = make.grid(make.village(), since=SPRING)
    for moment in (SPRING, SPRING - timedelta(days=1)):
        with pytest.raises(services.AreasRefused):
            services.draw_grid_version(grid_id=grid, outline=make.square(), since=moment, actor=SYSTEM)


def test_a_crossing_outline_is_refused_in_words() -> None:
    grid = make.grid(make.village())
    a, b, c, d = make.square()
    with pytest.raises(services.OutlineRefused) as refused:
        services.draw_grid_version(grid_id=grid, outline=[a, c, b, d], actor=SYSTEM)
    assert len(str(refused.value)) > 8
    assert GridVersion.objects.filter(grid_id=grid).count() == 1


def test_the_database_refuses_overlapping_versions() -> None:
    grid = make.grid(make.village(), since=SPRING)
    with pytest.raises(IntegrityError, match="grid_version_during"), transaction.atomic():
        GridVersion.objects.create(
            grid_id=grid, number=2, outline=make.square(), during=DateTimeTZRange(SPRING + timedelta(days=1), None)
        )
    make.grid(make.village(), since=SPRING)  # another grid at the same time is no conflict


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE areas_gridversion SET outline = '[]'",
        "UPDATE areas_gridversion SET number = 7",
        "UPDATE areas_gridversion SET during = tstzrange('2020-01-01', NULL)",
        "DELETE FROM areas_gridversion",
    ],
)
def test_the_database_refuses_rewriting(statement: str) -> None:
    make.grid(make.village(), since=SPRING)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_index_follows_a_rollback() -> None:
    village, now = make.village(), clock.now() + timedelta(minutes=1)
    with transaction.atomic():
        make.grid(village)
        assert locate(*INSIDE, now) is not None
        transaction.set_rollback(True)
    assert locate(*INSIDE, now) is None
    other = make.grid(village)
    found = locate(*INSIDE, now)
    assert found is not None
    assert found.grid_id == other


def test_one_look_up_costs_one_query(django_assert_num_queries) -> None:
    make.grid(make.village())
    now = clock.now() + timedelta(minutes=1)
    locate(*INSIDE, now)
    with django_assert_num_queries(1):
        assert locate(*INSIDE, now) is not None


def test_of_overlapping_grids_the_most_special_answers() -> None:
    village, now = make.village(), clock.now() + timedelta(minutes=1)
    make.grid(village, make.square(side=0.02))
    small = make.grid(village, make.square(side=0.01))
    found = locate(*INSIDE, now)
    assert found is not None
    assert found.grid_id == small
    school = services.add_grid(
        code="school", name="学校专属网格", area_id=village.id, kind=GridKind.DEDICATED, actor=SYSTEM
    )
    services.draw_grid_version(grid_id=school, outline=make.square(side=0.015), actor=SYSTEM)
    found = locate(*INSIDE, now)
    assert found is not None
    assert found.grid_id == school


def test_a_clerk_draws_in_the_own_town_only() -> None:
    town = make.town()
    clerk = make.actor(Role.STUDIO_CLERK, town)
    mine, foreign = make.grid(make.village(town)), make.grid(make.village())
    later = clock.now() + timedelta(days=1)
    drawn = services.draw_grid_version(grid_id=mine, outline=make.square(), since=later, actor=clerk)
    assert drawn.number == 2
    with pytest.raises(NotYours):
        services.draw_grid_version(grid_id=foreign, outline=make.square(), since=later, actor=clerk)
    assert [grid.id for grid in grids(clerk)] == [mine]
    worker = make.actor(Role.GRID_WORKER, make.village(town))
    with pytest.raises(NotYours):
        services.draw_grid_version(grid_id=mine, outline=make.square(), since=later, actor=worker)
