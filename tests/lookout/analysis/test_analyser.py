import hashlib
import re

import cv2
import numpy as np
import pytest
from acting import AT, LEFT_HALF, Script, analyser, box, frame, person, zone

from lookout.adapters.painter import RED, JpegPainter
from lookout.contract import Kind
from lookout.pipeline import Analyser, Interest, Priority
from lookout.ports import Detection, LookoutError
from lookout.reporting import Analysis

ALWAYS = Interest(priority=Priority.MOTION)


def play(watched: Analyser, count: int, *, every_s: float = 0.2, at: float = AT) -> list[Analysis]:
    return [watched.analyse(frame(index, every_s=every_s, at=at), ALWAYS) for index in range(count)]


def visitor(number: int) -> list[Detection]:
    """Comes from the right, is in the left half for pictures 20 to 39, and leaves."""
    return [person(0.9 - 0.02 * number if number < 40 else 0.1 + 0.05 * (number - 40))] if number < 55 else []


def test_one_visitor_is_one_alert_with_all_that_proves_it() -> None:
    analyses = play(analyser(Script(visitor), zone()), 70)
    (sighting,) = [sighting for analysis in analyses for sighting in analysis.sightings]
    alert = sighting.alert
    assert re.fullmatch(r"cam:bank:1:\d+", alert.key)
    assert alert.key.endswith(f":{int(alert.at.timestamp() // 60)}")
    assert (alert.rule, alert.kind, alert.cls, alert.track) == ("bank", Kind.INTRUSION, "person", 1)
    assert alert.started_s == pytest.approx(4.0)
    assert alert.ended_s == pytest.approx(4.2)
    assert alert.at.timestamp() == pytest.approx(AT + 4.2)
    assert alert.model.frame_sha256 == hashlib.sha256(frame(21).picture.tobytes()).hexdigest()
    assert alert.snapshot_sha256 == hashlib.sha256(sighting.snapshot).hexdigest()
    assert sighting.snapshot.startswith(b"bank|0|20")
    (gone,) = [gone for analysis in analyses for gone in analysis.departures]
    assert gone.key == alert.key
    assert gone.at.timestamp() == pytest.approx(AT + 47 * 0.2, abs=0.3)
    assert gone.stayed_s == pytest.approx(47 * 0.2 - alert.started_s, abs=0.3)


def test_tracks_tell_their_zones() -> None:
    analyses = play(analyser(Script(visitor), zone()), 30)
    assert [track.zones for track in analyses[10].tracks] == [()]
    assert [track.zones for track in analyses[25].tracks] == [("bank",)]


def test_the_same_visit_in_two_zones_is_two_alerts() -> None:
    shore = zone(kind=Kind.WATER).model_copy(update={"name": "shore"})
    analyses = play(analyser(Script(visitor), zone(), shore), 70)
    assert [s.alert.rule for analysis in analyses for s in analysis.sightings] == ["bank", "shore"]


def test_an_engine_started_again_gives_no_old_keys() -> None:
    def keys(at: float) -> set[str]:
        watched = analyser(Script(lambda number: [person(0.2)]), zone(window_s=3600), first_track=None)
        return {s.alert.key for analysis in play(watched, 5, at=at) for s in analysis.sightings}

    first, second = keys(AT), keys(AT + 3)
    assert len(first) == len(second) == 1
    assert first.isdisjoint(second)
    assert all(int(key.split(":")[2]) < 2**31 for key in first)


def test_what_no_rule_needs_is_not_followed() -> None:
    def vase(number: int) -> list[Detection]:
        return [person(0.2, cls="vase"), person(0.7, cls="dog")]

    assert {t.cls for a in play(analyser(Script(vase)), 3) for t in a.tracks} == set()
    assert {t.cls for a in play(analyser(Script(vase), zone(classes=("dog",))), 3) for t in a.tracks} == {"dog"}


def looks(watched: Analyser, count: int, *, every_s: float = 0.1, at: float = AT) -> list[Priority]:
    """The priorities asked for over a still scene, each answered by an analysis."""
    asked = []
    for index in range(count):
        picture = frame(index % 200, every_s=1)
        picture = type(picture)(time_s=index * every_s, at=at + index * every_s, picture=picture.picture)
        interest = watched.look(picture)
        if interest:
            watched.analyse(picture, interest)
            asked.append(interest.priority)
    return asked


def test_a_still_empty_scene_costs_little() -> None:
    script = Script(lambda number: [])
    assert looks(analyser(script, zone()), 700) == [Priority.RECHECK] * 3
    assert script.asked == 3


def test_armed_water_is_looked_at_twice_a_second_motion_or_not() -> None:
    asked = looks(analyser(Script(lambda number: []), zone(kind=Kind.WATER)), 101)
    assert asked.count(Priority.WATER) == 20


def test_who_is_followed_is_looked_at_again() -> None:
    asked = looks(analyser(Script(lambda number: [person(0.7)]), zone()), 60)
    assert Priority.UNCONFIRMED in asked
    assert 5 <= asked.count(Priority.RECHECK) <= 8


def test_a_dwell_that_runs_is_urgent() -> None:
    asked = looks(analyser(Script(lambda number: [person(0.2)]), zone(dwell_s=3)), 40)
    assert asked.count(Priority.UNCONFIRMED) >= 8


def test_at_night_without_an_armed_zone_nothing_is_asked() -> None:
    by_day = zone(schedule=(("06:00", "20:00"),))
    night, noon = 1_790_000_000 - 1_790_000_000 % 86_400 + 17 * 3600, 1_790_000_000 - 1_790_000_000 % 86_400 + 4 * 3600
    assert looks(analyser(Script(lambda number: []), by_day), 60, at=night) == []
    assert looks(analyser(Script(lambda number: []), by_day), 60, at=noon)
    assert looks(analyser(Script(lambda number: []), zone(), analyse=False), 60) == []


def test_when_the_hours_end_who_is_inside_has_left() -> None:
    eight = 1_790_000_000 - 1_790_000_000 % 86_400 + 12 * 3600  # eight in the evening in Shanghai
    watched = analyser(Script(lambda number: [person(0.2)]), zone(schedule=(("06:00", "20:00"),)))
    told = []
    for index in range(120):
        now = type(frame(0))(time_s=index * 0.2, at=eight - 10 + index * 0.2, picture=frame(index).picture)
        interest = watched.look(now)
        told += [(now.at - eight, watched.analyse(now, interest))] if interest else []
    (gone,) = [gone for _, analysis in told for gone in analysis.departures]
    assert gone.at.timestamp() == pytest.approx(eight, abs=1.1)
    assert [at for at, _ in told if at >= 0] == [pytest.approx(0.0, abs=0.21)]


def test_motion_is_asked_for_with_its_place() -> None:
    watched = analyser(Script(lambda number: []))
    interest = None
    for index in range(20):
        picture = frame(0, every_s=1).picture
        if index >= 15:
            picture[30:60, 100 : 110 + index] = 240
        now = type(frame(0))(time_s=index * 0.2, at=AT, picture=picture)
        interest = watched.look(now)
        if interest:
            watched.analyse(now, interest)
    assert interest is not None
    assert interest.priority is Priority.MOTION
    (region,) = interest.regions
    assert region[0] == pytest.approx(100 / 160, abs=0.03)


def test_small_motion_is_looked_at_closer() -> None:
    script = Script(lambda number: [])
    watched = analyser(script)
    big = frame(0, size=(720, 1280))
    watched.analyse(big, Interest(priority=Priority.MOTION, regions=((0.5, 0.5, 0.53, 0.6),)))
    assert script.asked == 2


def test_an_unknown_time_zone_is_told_at_once() -> None:
    with pytest.raises(LookoutError, match=r"zone 'bank'.*Mars/Base"):
        analyser(Script(lambda number: []), zone(timezone="Mars/Base"))


def test_the_picture_that_proves_an_alert() -> None:
    picture = np.full((1080, 2400, 3), 120, np.uint8)
    before = picture.copy()
    area, text = zone(LEFT_HALF), "水 2026 person 0.80"
    data = JpegPainter().paint(picture, boxes=[box(0.6, 0.8)], alarmed=box(0.2, 0.8), zone=area, text=text)
    drawn = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert drawn is not None
    assert drawn.shape == (864, 1920, 3)
    assert np.array_equal(picture, before)
    on_edge = drawn[int(0.7 * 864), int(0.175 * 1920) : int(0.175 * 1920) + 2].astype(int)
    assert np.abs(on_edge - RED).max() < 60
    other = drawn[int(0.7 * 864), int(0.575 * 1920)].astype(int)
    assert other.min() > 190
