"""A patrol without a network: everything comes later, out of order and twice, and is there once."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from factories import fieldwork as phone
from factories.incidents import photo
from factories.patrol import LAT, LON, Beat
from fengqiao.core import clock
from fengqiao.core.models import JournalEntry
from fengqiao.fieldwork.models import CheckIn, OutboxItem, Shift, TrailPoint, Visit
from fengqiao.fieldwork.selectors import patrol_phone
from fengqiao.fieldwork.services import households

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
LATER = START + timedelta(hours=20)  # when there is a network again


@pytest.fixture
def beat() -> Beat:
    return Beat.lay()


def fixes(minutes: list[int], **more: Any) -> list[dict[str, Any]]:
    return [
        {"at": at(one).isoformat(), "lon": LON + one / 100_000, "lat": LAT, "accuracy": 8, **more}
        for one in minutes
    ]  # fmt: skip


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def test_a_day_without_a_network(beat: Beat) -> None:
    place = beat.place()
    house = households.add_household(grid_id=beat.grid_id, address="3组12号", actor=beat.worker)
    key = uuid.uuid4()
    where = {"lon": LON, "lat": LAT, "accuracy": 10}
    with clock.fixed(LATER):
        seen = phone.upload(photo(), beat.worker)
        checked = {"place": str(place.id), "position": where, "note": "水位正常"}
        visited = {"household": str(house), "about": "safety", "note": "灶具完好"}
        way = {"shift": str(key), "fixes": [*fixes([-1, 1, 2, 181]), {"at": "yesterday"}]}
        day = [
            phone.item({"grid": str(beat.grid_id)}, kind="shift_start", at=at(0), item_id=key),
            phone.item(checked, kind="checkin", at=at(20), photos=[seen]),
            phone.item({"token": place.token, "no_position": "no_signal"}, kind="checkin", at=at(40)),
            phone.item(visited, kind="visit", at=at(60)),
            phone.item({"shift": str(key)}, kind="shift_end", at=at(180)),
            phone.item(way, kind="trail", at=at(181)),
        ]
        first = phone.send(beat.worker, *day)
        again = phone.send(beat.worker, *day)
    assert [one.state for one in first] == ["done"] * 6, [one.words for one in first]
    assert [one.state for one in again] == ["again"] * 6
    shift = Shift.objects.get()
    assert (shift.pk, shift.started_at, shift.ended_at) == (key, at(0), at(180))
    assert [one.at for one in TrailPoint.objects.order_by("at")] == [at(1), at(2)]
    near, unknown = CheckIn.objects.order_by("at")
    assert (near.nearness, near.at, bool(near.photo)) == ("there", at(20), True)
    assert (unknown.nearness, unknown.scanned) == ("unknown", True)
    assert Visit.objects.get().note == "灶具完好"
    # Where the worker was stands with the shift alone, and goes when its time is over.
    assert not OutboxItem.objects.filter(lon__isnull=False).exists()
    assert not any("113." in str(one.payload) for one in JournalEntry.objects.all())


def test_a_clock_that_is_wrong_is_put_right_in_the_whole_way(beat: Beat) -> None:
    key, wrong = uuid.uuid4(), timedelta(hours=3)
    with clock.fixed(LATER):
        shifted = [{**one, "at": (datetime.fromisoformat(one["at"]) + wrong).isoformat()} for one in fixes([1, 2])]
        sent = [
            phone.item({}, kind="shift_start", at=at(0) + wrong, item_id=key),
            phone.item(
                {"shift": str(key), "said": (at(3) + wrong).isoformat(), "fixes": shifted},
                kind="trail",
                at=at(3) + wrong,
            ),
        ]
        answers = phone.send(beat.worker, *sent, sent=LATER + wrong)
    assert [one.state for one in answers] == ["done", "done"]
    assert [one.at for one in TrailPoint.objects.order_by("at")] == [at(1), at(2)]


@pytest.mark.parametrize(
    ("kind", "payload", "state"),
    [
        ("shift_end", {}, "refused"),
        ("shift_end", {"shift": str(uuid.uuid4())}, "refused"),
        ("trail", {"shift": str(uuid.uuid4()), "fixes": []}, "refused"),
        ("trail", {"fixes": "many"}, "refused"),
        ("checkin", {"token": "GUESSED234"}, "refused"),
        ("checkin", {"place": 7}, "refused"),
        ("visit", {"about": "nothing"}, "needs_you"),
        ("visit", {"about": "safety"}, "needs_you"),  # no shift
        ("shift_start", {"grid": str(uuid.uuid4())}, "refused"),
    ],
)
def test_what_cannot_be_stays_on_the_phone(beat: Beat, kind: str, payload: dict[str, Any], state: str) -> None:
    with clock.fixed(LATER):
        (answer,) = phone.send(beat.worker, phone.item(payload, kind=kind, at=at(0)))
    assert answer.state == state
    assert answer.words
    assert not Shift.objects.exists()


def test_a_household_that_opted_out_meanwhile_is_left_alone(beat: Beat) -> None:
    """The visit was written down without a network; what came first on the server holds."""
    house = households.add_household(grid_id=beat.grid_id, address="3组12号", name="江阿明", actor=beat.worker)
    with clock.fixed(LATER):
        households.opt_out(household_id=house, actor=beat.lead)
        begun = phone.item({"grid": str(beat.grid_id)}, kind="shift_start", at=at(0))
        visited = phone.item({"household": str(house), "about": "safety", "note": "江阿明在家"}, kind="visit", at=at(9))
        first, answer = phone.send(beat.worker, begun, visited)
    assert (first.state, answer.state) == ("done", "needs_you")
    assert not Visit.objects.exists()
    kept = OutboxItem.objects.get(kind="visit")
    assert "江阿明" not in f"{kept.words}{kept.subject}"
    assert not any("江阿明" in f"{one.payload}{one.private}" for one in JournalEntry.objects.all())


def test_positions_that_a_program_made_are_marked_and_left_out_of_the_way(beat: Beat) -> None:
    key = uuid.uuid4()
    typed = [{"at": at(40).isoformat(), "lon": 113.64, "lat": 23.79, "accuracy": 8}]
    exact = [{"at": at(42).isoformat(), "lon": LON, "lat": LAT, "accuracy": 0}]
    still = [{**fixes([10])[0], "at": at(one).isoformat()} for one in (10, 20, 30)]
    with clock.fixed(LATER):
        begun = phone.item({"grid": str(beat.grid_id)}, kind="shift_start", at=at(0), item_id=key)
        way = {"shift": str(key), "fixes": [*fixes([1, 2]), *still, *typed, *exact, *fixes([44], mock=True)]}
        answers = phone.send(beat.worker, begun, phone.item(way, kind="trail", at=at(45)))
    assert [one.state for one in answers] == ["done"] * 2
    marked = [(point.at, point.doubts) for point in TrailPoint.objects.order_by("at") if point.doubts]
    assert [(when, "mock" in doubts) for when, doubts in marked] == [(at(one), True) for one in (30, 40, 42, 44)]


def test_nobody_sends_into_somebody_elses_shift(beat: Beat) -> None:
    with clock.fixed(START):
        key = beat.start().id
    with clock.fixed(LATER):
        for kind in ("trail", "shift_end"):
            (answer,) = phone.send(beat.lead, phone.item({"shift": str(key), "fixes": fixes([1])}, kind=kind, at=at(5)))
            assert answer.state == "refused"
    assert not TrailPoint.objects.exists()
    assert Shift.objects.get().ended_at is None


def test_what_the_telephone_takes_along_for_a_patrol(beat: Beat) -> None:
    place, other = beat.place(every=7), Beat.lay()
    other.place("别处")
    kept = households.add_household(grid_id=beat.grid_id, address="3组12号", name="陈秀英", actor=beat.worker)
    gone = households.add_household(grid_id=beat.grid_id, address="3组13号", actor=beat.worker)
    households.opt_out(household_id=gone, actor=beat.worker)
    found = patrol_phone.bundle(beat.worker)
    assert [one["id"] for one in found["grids"]] == [str(beat.grid_id)]
    assert found["shift"] is None
    (seen,) = found["places"]
    assert (seen["id"], seen["grid"], seen["name"]) == (str(place.id), str(beat.grid_id), place.name)
    assert place.due is not None
    assert seen["due"] == place.due.isoformat()
    assert seen["mark"] == patrol_phone.mark_of(place.token)
    assert [(one["id"], one["name"]) for one in found["houses"]] == [(str(kept), "3组12号")]
    said = json.dumps(found, ensure_ascii=False)
    assert not [one for one in (place.token, "陈秀英", "3组13号", "别处") if one in said]
    # Who has no grid to work in takes nothing of it along.
    assert patrol_phone.bundle(beat.secretary) == {"grids": [], "shift": None, "places": [], "houses": []}


def test_a_running_shift_goes_on_on_another_telephone(beat: Beat) -> None:
    place, key = beat.place(), uuid.uuid4()
    with clock.fixed(LATER):
        begun = phone.item({"grid": str(beat.grid_id)}, kind="shift_start", at=at(1100), item_id=key)
        here = {"place": str(place.id), "no_position": "broken"}
        phone.send(beat.worker, begun, *(phone.item(here, kind="checkin", at=at(one)) for one in (1110, 1120)))
        shift = patrol_phone.bundle(beat.worker)["shift"]
        assert shift == {
            "id": str(key),
            "grid": str(beat.grid_id),
            "at": at(1100).isoformat(),
            "checked": [str(place.id)],
        }
        assert patrol_phone.bundle(beat.lead)["shift"] is None
        phone.send(beat.worker, phone.item({"shift": str(key)}, kind="shift_end", at=at(1150)))
        assert patrol_phone.bundle(beat.worker)["shift"] is None
