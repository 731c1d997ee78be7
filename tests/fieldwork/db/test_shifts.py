"""Shifts and their trails: positions only within them, for nobody but the worker, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories import areas as make
from factories.patrol import LAT, LON, Beat, walk
from fengqiao.areas.selectors import Role
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.fieldwork import tasks
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.models import CheckIn, Cover, Shift, TrailPoint
from fengqiao.fieldwork.selectors import coverage
from fengqiao.fieldwork.selectors import shifts as reading
from fengqiao.fieldwork.services import shifts
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # ten in the morning


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


@pytest.fixture
def beat() -> Beat:
    return Beat.lay()


def test_a_shift_begins_once_and_ends_once(beat: Beat) -> None:
    key = ids.new_id()
    with clock.fixed(NOW):
        first = shifts.start_shift(shift_id=key, grid_id=beat.grid_id, actor=beat.worker)
        assert shifts.start_shift(shift_id=key, grid_id=beat.grid_id, actor=beat.worker) == first
        with pytest.raises(FieldRefused):
            beat.start()
    with clock.fixed(after(hours=3)):
        ended = shifts.end_shift(shift_id=key, actor=beat.worker)
    with clock.fixed(after(hours=4)):
        assert shifts.end_shift(shift_id=key, actor=beat.worker) == ended
        assert ended.ended_at == after(hours=3)
        with pytest.raises(FieldRefused):  # inside the one before
            beat.start(at=after(hours=2))
        assert beat.start().started_at == after(hours=4)
    kinds = list(JournalEntry.objects.filter(subject=f"shift:{key}").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["fieldwork.shift_started", "fieldwork.shift_ended"]


def test_who_may_begin_where(beat: Beat) -> None:
    other = make.grid(beat.village)
    with clock.fixed(NOW):
        for grid, actor in (
            (other, beat.worker),
            (beat.grid_id, beat.secretary),
            (make.grid(make.village()), beat.lead),
        ):
            with pytest.raises(NotYours):
                shifts.start_shift(shift_id=ids.new_id(), grid_id=grid, actor=actor)
        key = beat.start().id
        for stranger in (beat.lead, beat.secretary, beat.clerk):
            with pytest.raises(NotYours):
                shifts.start_shift(shift_id=key, grid_id=beat.grid_id, actor=stranger)
            with pytest.raises(NotYours):
                shifts.end_shift(shift_id=key, actor=stranger)
            with pytest.raises(NotYours):
                shifts.add_trail(shift_id=key, fixes=walk(NOW, 2), actor=stranger)


@pytest.mark.parametrize("at", [after(days=-61), after(minutes=6), datetime(2026, 9, 1, 2, 0)])  # noqa: DTZ001 - none
def test_times_that_cannot_be(beat: Beat, at: datetime) -> None:
    with clock.fixed(NOW), pytest.raises(InputRefused):
        beat.start(at=at)
    assert not Shift.objects.exists()


def test_positions_outside_the_shift_are_refused_and_not_stored(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = beat.start().id
    with clock.fixed(after(minutes=30)):
        shifts.end_shift(shift_id=key, actor=beat.worker)
    way = [*walk(after(minutes=-5), 2), *walk(after(minutes=1), 3), *walk(after(minutes=31), 4)]
    nowhere = Fix(at=after(minutes=2), lon=float("nan"), lat=LAT)
    with clock.fixed(after(hours=1)):
        taken = shifts.add_trail(shift_id=key, fixes=[*way, nowhere], actor=beat.worker)
        assert (taken.kept, taken.outside, taken.broken, taken.known) == (3, 6, 1, 0)
        again = shifts.add_trail(shift_id=key, fixes=way, actor=beat.worker)
    assert (again.kept, again.known) == (0, 3)
    assert TrailPoint.objects.count() == 3
    assert all(NOW <= point.at <= after(minutes=30) for point in TrailPoint.objects.all())
    with clock.fixed(after(hours=1)), pytest.raises(NotYours):
        shifts.add_trail(shift_id=ids.new_id(), fixes=way, actor=beat.worker)


def test_a_running_shift_takes_nothing_of_the_future_and_nothing_after_its_longest(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = beat.start().id
        assert shifts.add_trail(shift_id=key, fixes=walk(after(minutes=6), 1), actor=beat.worker).outside == 1
    with clock.fixed(after(hours=20)):
        late = shifts.add_trail(shift_id=key, fixes=walk(after(hours=13), 1), actor=beat.worker)
    assert late.outside == 1
    assert not TrailPoint.objects.exists()


def test_only_the_worker_sees_the_way_and_the_journal_knows_nothing_of_it(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = beat.start().id
    with clock.fixed(after(hours=1)):
        shifts.add_trail(shift_id=key, fixes=walk(NOW, 20), actor=beat.worker)
        way = reading.trail(beat.worker, key)
        assert len(way.fixes) == 20
        assert 150 < way.metres < 250
        for other in (beat.lead, beat.secretary, beat.clerk, make.actor(Role.SYSTEM_ADMIN, beat.village)):
            with pytest.raises(NotYours):
                reading.trail(other, key)
    for entry in JournalEntry.objects.filter(kind__startswith="fieldwork."):
        assert "lon" not in str(entry.payload)
        assert not entry.private


def test_odd_positions_are_marked_whatever_their_order_of_arrival(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = beat.start().id
    far = Fix(at=after(minutes=1), lon=LON + 5, lat=LAT, accuracy=5)
    faked = Fix(at=after(minutes=2), lon=LON, lat=LAT, accuracy=5, mock=True)
    with clock.fixed(after(hours=1)):
        shifts.add_trail(shift_id=key, fixes=[far, faked], actor=beat.worker)
        shifts.add_trail(shift_id=key, fixes=walk(NOW, 1), actor=beat.worker)
        way = reading.trail(beat.worker, key)
    assert way.doubts == (frozenset(), frozenset({Doubt.SPEED, Doubt.JUMP}), frozenset({Doubt.MOCK}))


def test_a_forgotten_shift_ends_by_itself_and_the_phone_may_say_when_it_really_did(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = beat.start().id
    with clock.fixed(after(hours=11)):
        tasks.end_shifts()
        assert reading.running(beat.worker) is not None
        shifts.add_trail(shift_id=key, fixes=[*walk(NOW, 2), *walk(after(hours=10), 2)], actor=beat.worker)
    with clock.fixed(after(hours=13)):
        tasks.end_shifts()
        found = reading.own(beat.worker, key)
        assert (found.ended_at, found.forgotten) == (after(hours=12), True)
        mended = shifts.end_shift(shift_id=key, at=after(hours=4), actor=beat.worker)
    assert (mended.ended_at, mended.forgotten) == (after(hours=4), False)
    assert TrailPoint.objects.count() == 2  # what was taken at home is gone


def test_coverage_says_days_and_not_who(beat: Beat) -> None:
    place = beat.place(lon=LON + 0.004)
    with clock.fixed(NOW):
        key = beat.start().id
    with clock.fixed(after(hours=1)):
        shifts.add_trail(shift_id=key, fixes=walk(NOW, 30), actor=beat.worker)
        beat.check_in(place, Fix(at=after(hours=1), lon=place.lon, lat=place.lat))
        assert not Cover.objects.exists()  # not while somebody can still be found there
        shifts.end_shift(shift_id=key, actor=beat.worker)
        found = coverage.coverage(beat.secretary, beat.grid_id, period=7, today=after(days=1).date())
        assert found.seen == 3  # two squares of the walk, one of the place
        assert found.total == 25
        assert {one.days for one in found.squares} == {0, 1}
        assert coverage.coverage(beat.clerk, beat.grid_id, period=1, today=NOW.date()).period == 7
        with pytest.raises(NotYours):
            coverage.coverage(Beat.lay().lead, beat.grid_id, period=7, today=NOW.date())
    assert {field.name for field in Cover._meta.get_fields()} == {"id", "grid", "day", "x", "y"}


@pytest.mark.parametrize(("days", "left"), [(89, 2), (90, 2), (91, 0)])
def test_trails_are_deleted_when_their_time_is_over(beat: Beat, days: int, left: int) -> None:
    place = beat.place()
    with clock.fixed(NOW):
        key = beat.start().id
    with clock.fixed(after(minutes=10)):
        shifts.add_trail(shift_id=key, fixes=walk(after(minutes=1), 2), actor=beat.worker)
        beat.check_in(place, Fix(at=after(minutes=10), lon=LON, lat=LAT))
        shifts.end_shift(shift_id=key, actor=beat.worker)
    with clock.fixed(after(days=days)):
        tasks.forget_trails()
    assert TrailPoint.objects.count() == left
    check = CheckIn.objects.get()
    assert (check.lon is None) is (left == 0)
    assert check.distance is not None  # what others may know stays
    assert Cover.objects.exists()
    assert JournalEntry.objects.filter(kind="fieldwork.trails_deleted").count() == (1 if left == 0 else 0)
    assert journal.verify() == []


def test_too_many_at_once(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = beat.start().id
        with pytest.raises(InputRefused):
            shifts.add_trail(shift_id=key, fixes=walk(NOW, 1001), actor=beat.worker)
