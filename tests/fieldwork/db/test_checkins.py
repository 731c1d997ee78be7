"""Places, routes and check-ins, and findings that become events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from factories import incidents as make_incidents
from factories.patrol import LAT, LON, Beat
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.domain.visits import Due, Nearness, NoPosition, Spot
from fengqiao.fieldwork.models import CheckIn, Finding, RouteRound
from fengqiao.fieldwork.selectors import places as reading
from fengqiao.fieldwork.selectors import shifts as seen_of
from fengqiao.fieldwork.services import checkins, places
from fengqiao.fieldwork.services.checkins import Found, Seen
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.places import PlaceFacts
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors import Source
from fengqiao.incidents.services import PictureNotKept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def beat() -> Beat:
    return Beat.lay()


def near(metres: float = 0, *, mock: bool = False, accuracy: float = 5) -> Fix:
    return Fix(at=NOW, lon=LON, lat=LAT + metres / 111_320, accuracy=accuracy, mock=mock)


def facts(**more: object) -> PlaceFacts:
    return PlaceFacts(**{"kind": Spot.SCHOOL, "name": "村小学", "lon": LON, "lat": LAT, **more})


def test_who_plans_places(beat: Beat) -> None:
    for actor in (beat.lead, beat.secretary, beat.clerk):
        places.make_place(grid_id=beat.grid_id, facts=facts(name=f"小学{actor.username}"), actor=actor)
    elsewhere = Beat.lay(beat.village)  # another grid of the same village
    for stranger in (beat.worker, elsewhere.lead, Beat.lay().clerk):
        with pytest.raises(NotYours):
            places.make_place(grid_id=beat.grid_id, facts=facts(), actor=stranger)
    assert len(reading.places(beat.worker, grid_ids=[beat.grid_id])) == 3


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"lon": 10.0}, {"lat": float("nan")}, {"every": 0}, {"every": 367}, {"radius": 5},
     {"by": date(2020, 1, 1)}, {"name": "长" * 81}],
)  # fmt: skip
def test_places_that_cannot_be(beat: Beat, wrong: dict[str, object]) -> None:
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - two apps' words, one status
        places.make_place(grid_id=beat.grid_id, facts=facts(**wrong), actor=beat.lead)
    assert getattr(refusal.value, "status", 0) == 422
    assert reading.places(beat.lead) == []


def test_check_in_there_away_and_without_a_position(beat: Beat) -> None:
    place = beat.place(radius=100)
    with clock.fixed(NOW):
        beat.start()
        there = beat.check_in(place, near(40), scanned=True)
        away = beat.check_in(place, near(900))
        unknown = beat.check_in(place, why="山坳里")
    assert (there.nearness, there.scanned, there.doubts) == (Nearness.THERE, True, ())
    assert there.distance is not None
    assert 35 < there.distance < 45
    assert away.nearness is Nearness.AWAY
    assert (unknown.nearness, unknown.no_position, unknown.distance) == (Nearness.UNKNOWN, NoPosition.NO_SIGNAL, None)


def test_odd_positions_are_marked_and_kept(beat: Beat) -> None:
    place = beat.place()
    with clock.fixed(NOW):
        key = beat.start().id
        faked = beat.check_in(place, near(10, mock=True))
        checkins.shifts.trail(beat.worker, key)
    assert faked.doubts == (Doubt.MOCK,)
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize(
    "seen",
    [Seen(), Seen(no_position=NoPosition.OTHER), Seen(fix=Fix(at=NOW, lon=999, lat=0)), Seen(photo=b"no picture")],
)
def test_check_ins_that_say_nothing(beat: Beat, seen: Seen) -> None:
    place = beat.place()
    with clock.fixed(NOW):
        beat.start()
        with pytest.raises((InputRefused, PictureNotKept)):
            checkins.check_in(checkin_id=ids.new_id(), place_id=place.id, seen=seen, actor=beat.worker)
    assert not CheckIn.objects.exists()


def test_only_within_a_shift_and_the_same_once(beat: Beat) -> None:
    place, key = beat.place(), ids.new_id()
    seen = Seen(fix=near(), photo=make_incidents.photo(), note="水位正常")
    with clock.fixed(NOW):
        with pytest.raises(FieldRefused):
            checkins.check_in(checkin_id=key, place_id=place.id, seen=seen, actor=beat.worker)
        beat.start()
        first = checkins.check_in(checkin_id=key, place_id=place.id, seen=seen, actor=beat.worker)
        assert checkins.check_in(checkin_id=key, place_id=place.id, seen=seen, actor=beat.worker) == first
        with pytest.raises(FieldRefused):  # written down before the shift
            beat.check_in(place, near(), at=NOW - timedelta(minutes=1))
        beat.start(beat.lead)
        with pytest.raises(NotYours):
            checkins.check_in(checkin_id=key, place_id=place.id, seen=seen, actor=beat.lead)
    row = CheckIn.objects.get()
    assert default_storage.exists(row.photo)
    assert seen_of.checkin_photo(beat.secretary, row.pk)[:2] == b"\xff\xd8"
    with pytest.raises(NotYours):
        seen_of.checkin_photo(Beat.lay().secretary, row.pk)


def test_due_dates_and_the_leads_own_day(beat: Beat) -> None:
    with clock.fixed(NOW):
        place = beat.place(every=7)
        assert place.due == date(2026, 9, 8)
        wanted = facts(name=place.name, every=7, by=date(2026, 9, 3))
        assert places.change_place(place_id=place.id, facts=wanted, actor=beat.lead).due == date(2026, 9, 3)
    late = NOW + timedelta(days=4)
    with clock.fixed(late):
        assert reading.place(beat.worker, place.id).standing is Due.OVERDUE
        beat.start(at=late)
        assert beat.check_in(place, near()).late_by == 2
        after = reading.place(beat.worker, place.id)
    assert (after.by, after.due, after.standing) == (None, date(2026, 9, 12), Due.LATER)


def test_a_route_is_walked_when_all_its_places_were_seen(beat: Beat) -> None:
    with clock.fixed(NOW):
        one, two = beat.place(), beat.place(lon=LON + 0.002)
        route = places.make_route(grid_id=beat.grid_id, name="沿河线", stops=[two.id, one.id], every=3, actor=beat.lead)
        with pytest.raises(InputRefused):
            places.make_route(grid_id=beat.grid_id, name="沿河线", stops=[one.id], actor=beat.lead)
        with pytest.raises(InputRefused):
            places.make_route(grid_id=beat.grid_id, name="空", stops=[Beat.lay().place().id], actor=beat.lead)
        beat.start()
        beat.check_in(one)
        assert not RouteRound.objects.exists()
        beat.check_in(two)
        beat.check_in(two)
        (view,) = reading.routes(beat.worker, grid_ids=[beat.grid_id])
    assert RouteRound.objects.count() == 1
    assert [stop.id for stop in view.stops] == [two.id, one.id]
    assert (view.id, view.last, view.due) == (route, NOW, date(2026, 9, 4))
    places.end_route(route_id=route, actor=beat.lead)
    assert reading.routes(beat.worker, grid_ids=[beat.grid_id]) == []


def test_a_place_off_the_list_has_no_plate(beat: Beat) -> None:
    place = beat.place()
    assert reading.place_of(beat.worker, place.token.lower()).id == place.id
    places.end_place(place_id=place.id, actor=beat.secretary)
    places.end_place(place_id=place.id, actor=beat.secretary)
    for token in (place.token, "GUESSED234"):
        with pytest.raises(NotYours):
            reading.place_of(beat.worker, token)
    beat.place(place.name)  # the name is free again


def test_what_is_found_becomes_an_event_once(beat: Beat) -> None:
    make_incidents.categories()
    place, key = beat.place(), ids.new_id()
    found = Found(title="护栏松动", category=make_incidents.PLAIN, place_id=place.id, photo=make_incidents.photo())
    with clock.fixed(NOW):
        with pytest.raises(FieldRefused):
            checkins.report_finding(finding_id=key, found=found, actor=beat.worker)
        beat.start()
        event = checkins.report_finding(finding_id=key, found=found, actor=beat.worker)
        assert checkins.report_finding(finding_id=key, found=found, actor=beat.worker) == event
        with pytest.raises(InputRefused):
            checkins.report_finding(
                finding_id=ids.new_id(), found=Found(title=" ", category=make_incidents.PLAIN), actor=beat.worker
            )
    assert (event.source, event.reporter_id, event.place) == (Source.PATROL, beat.worker.person_id, place.name)
    assert (event.lon, event.lat) == (place.lon, place.lat)
    assert len(incidents.evidence_of(event.id)) == 1
    assert (Incident.objects.count(), Finding.objects.count()) == (1, 1)
    assert incidents.incident(SYSTEM, event.id).happened_at == NOW
