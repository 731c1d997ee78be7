"""Watched vehicles and the search of a person as functions of a zone: the narrow door."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from acting import AT, WHOLE, NoPainter, Script, frame, zone

from lookout.contract import Box, CameraConfig, Kind, Search, WatchedPlate, What
from lookout.functions import Tools
from lookout.functions.search import PersonSearch
from lookout.functions.vehicles import VehicleWatch
from lookout.functions.veil import veiled
from lookout.pipeline import Analyser
from lookout.ports import Detection, Frame, LookoutError, Picture, PlateReading
from lookout.reporting import Sighting

LATER = datetime.fromtimestamp(AT + 3600, UTC)
LISTED, UNLISTED = "皖A195K9", "皖AUJ299"
CAR = Box(x1=0.3, y1=0.3, x2=0.7, y2=0.8)
SIZE = (180, 400)


class Reader:
    """Reads what it is told, and remembers how often it was asked and how large the pictures were."""

    name, version = "twin", "1"

    def __init__(self, text: str, score: float = 0.95) -> None:
        self._text, self._score = text, score
        self.asked: list[tuple[int, ...]] = []

    def read(self, vehicle: Picture) -> Sequence[PlateReading]:
        self.asked.append(vehicle.shape)
        return [PlateReading(text=self._text, score=self._score, box=Box(x1=0, y1=0, x2=1, y2=1))]


def plate(text: str = LISTED, until: datetime = LATER, watch: str = "case-1") -> WatchedPlate:
    return WatchedPlate(id=watch, plate=text, until=until)


def play(
    reader: Reader | None, plates: tuple[WatchedPlate, ...], *, frames: int = 12, **more: object
) -> list[Sighting]:
    area = zone(WHOLE, kind=Kind.VEHICLE, classes=("car",), **more)
    config = CameraConfig(camera="cam", source="x", zones=(area,), plates=plates)
    script = Script(lambda number: [Detection(cls="car", score=0.8, box=CAR)])
    looker = Analyser(config, detector=script, painter=NoPainter(), make=Tools(plates=reader).make, first_track=1)
    told: list[Sighting] = []
    for number in range(frames):
        shot = frame(number, size=SIZE)
        interest = looker.look(shot)
        if interest is not None:
            told += looker.analyse(shot, interest).sightings
    return told


def test_a_listed_plate_raises_one_alarm_that_names_the_watch_and_not_the_plate() -> None:
    reader = Reader(LISTED)
    (only,) = play(reader, (plate(),), frames=40)
    assert only.alert.what is What.PLATE
    assert only.alert.watch == "case-1"
    assert only.alert.facts["readings"] == 2
    assert LISTED not in only.alert.model_dump_json()
    assert len(reader.asked) >= 2


def test_an_unlisted_plate_raises_nothing_and_is_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    reader = Reader(UNLISTED)
    config = CameraConfig(
        camera="cam", source="x", zones=(zone(WHOLE, kind=Kind.VEHICLE, classes=("car",)),), plates=(plate(),)
    )
    function = VehicleWatch(config.zones[0], config, reader=reader)
    script = Script(lambda number: [Detection(cls="car", score=0.8, box=CAR)])
    looker = Analyser(config, detector=script, painter=NoPainter(), make=lambda zone, config: function, first_track=1)
    for number in range(20):
        shot = frame(number, size=SIZE)
        interest = looker.look(shot)
        if interest is not None:
            assert not looker.analyse(shot, interest).sightings
    assert reader.asked, "it was read, and yet"
    assert UNLISTED not in repr(everything(looker)) + caplog.text
    assert UNLISTED not in repr(reader.read(np.zeros((9, 9, 3), np.uint8)))
    assert LISTED not in repr(config), "nor does the list itself show in a log line"


def everything(thing: object, depth: int = 0) -> object:
    """All that an object holds, as plain values."""
    if depth > 7 or isinstance(thing, str | int | float | bytes | bool | type(None)):
        return thing
    if isinstance(thing, Reader | Faces | CameraConfig | WatchedPlate):
        return type(thing).__name__
    if isinstance(thing, dict):
        return {repr(key): everything(value, depth + 1) for key, value in thing.items()}
    if isinstance(thing, list | tuple | set | frozenset):
        return [everything(value, depth + 1) for value in thing]
    names = [*getattr(thing, "__dict__", ()), *getattr(type(thing), "__slots__", ())]
    return {name: everything(getattr(thing, name, None), depth + 1) for name in names}


def test_without_a_list_the_reader_is_not_asked() -> None:
    reader = Reader(LISTED)
    assert play(reader, ()) == []
    assert reader.asked == []


def test_the_engine_itself_forgets_what_has_expired() -> None:
    reader = Reader(LISTED)
    assert play(reader, (plate(until=datetime.fromtimestamp(AT - 1, UTC)),)) == []
    assert reader.asked == []
    # it expires between the first reading and the second
    assert play(reader, (plate(until=datetime.fromtimestamp(AT + 0.45, UTC)),)) == []


def test_a_list_without_a_reader_is_told_at_once_and_a_zone_without_a_list_is_no_fault() -> None:
    with pytest.raises(LookoutError, match="plate reader"):
        play(None, (plate(),))
    assert play(None, ()) == []


def test_a_small_vehicle_is_read_in_the_large_picture() -> None:
    reader = Reader(LISTED)
    area = zone(WHOLE, kind=Kind.VEHICLE, classes=("car",))
    config = CameraConfig(camera="cam", source="x", zones=(area,), plates=(plate(),))
    script = Script(lambda number: [Detection(cls="car", score=0.8, box=CAR)])
    looker = Analyser(config, detector=script, painter=NoPainter(), make=Tools(plates=reader).make, first_track=1)
    for number in range(15):
        small = frame(number, size=(90, 160)).picture
        shot = Frame(
            time_s=number * 0.2, at=AT + number * 0.2, picture=small, closer=lambda: np.zeros((900, 1600, 3), np.uint8)
        )
        interest = looker.look(shot)
        if interest is not None:
            looker.analyse(shot, interest)
    assert any(shape[1] > 640 for shape in reader.asked)


def test_the_proof_shows_the_vehicle_and_nobody_else() -> None:
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 255, (180, 320, 3), dtype=np.uint8)
    shown = veiled(picture, CAR, room=0.0)
    inside = shown[60:140, 100:220]
    assert (inside == picture[60:140, 100:220]).all()
    corner = shown[:14, :14].reshape(-1, 3)
    assert (corner == corner[0]).all(), "squares of one colour"
    assert not (shown[:40] == picture[:40]).all()


# --- searching for a person -------------------------------------------------------------------------------------------


def dressed(number: int) -> Frame:
    picture = np.full((*SIZE, 3), (60, 130, 90), np.uint8)
    picture[40:140, 180:220] = (120, 150, 190)
    picture[58:92, 182:218] = (40, 30, 200)
    picture[92:132, 184:216] = (90, 50, 35)
    picture[0, 0, 0] = number
    return Frame(time_s=number * 0.25, at=AT + number * 0.25, picture=picture)


SOMEBODY = Detection(cls="person", score=0.8, box=Box(x1=180 / 400, y1=40 / 180, x2=220 / 400, y2=140 / 180))


class Faces:
    """Says how alike; remembers what it was shown."""

    name, version = "twin", "1"

    def __init__(self, likely: float | None) -> None:
        self._likely = likely
        self.asked = 0

    def likeness(self, person: Picture, template: bytes) -> float | None:
        self.asked += 1
        return self._likely


def look_for(*searches: Search, faces: Faces | None = None, frames: int = 16) -> list[Sighting]:
    area = zone(WHOLE, kind=Kind.MISSING)
    config = CameraConfig(camera="cam", source="x", zones=(area,), searches=searches)
    script = Script(lambda number: [SOMEBODY])
    looker = Analyser(config, detector=script, painter=NoPainter(), make=Tools(faces=faces).make, first_track=1)
    told: list[Sighting] = []
    for number in range(frames):
        shot = dressed(number)
        interest = looker.look(shot)
        if interest is not None:
            told += looker.analyse(shot, interest).sightings
    return told


def search(watch: str = "case-1", until: datetime = LATER, **more: object) -> Search:
    return Search.model_validate({"id": watch, "until": until, **more})


def test_who_fits_the_description_is_told_once_with_the_reasons() -> None:
    (only,) = look_for(search(upper="red", lower="blue"))
    assert only.alert.what is What.LIKENESS
    assert only.alert.watch == "case-1"
    assert str(only.alert.facts["upper"]).startswith("red")


def test_two_cases_that_fit_one_person_have_two_keys() -> None:
    told = look_for(search(upper="red"), search("case-2", lower="blue"))
    assert {one.alert.watch for one in told} == {"case-1", "case-2"}
    assert len({one.alert.key for one in told}) == 2


def test_who_does_not_fit_and_what_has_expired_is_nothing() -> None:
    assert look_for(search(upper="green")) == []
    assert look_for(search(upper="red", until=datetime.fromtimestamp(AT - 1, UTC))) == []
    assert look_for(search(size="adult")) == []


FACE = base64.b64encode(np.zeros(128, "<f4").tobytes()).decode()


def test_a_face_is_compared_only_for_a_search_that_has_one() -> None:
    idle = Faces(0.9)
    look_for(search(upper="red"), faces=idle)
    assert idle.asked == 0
    (only,) = look_for(search(face=FACE), faces=Faces(0.8))
    assert only.alert.facts["face"] == "0.80"


def test_of_a_face_that_does_not_match_nothing_is_kept() -> None:
    area = zone(WHOLE, kind=Kind.MISSING)
    config = CameraConfig(camera="cam", source="x", zones=(area,), searches=(search(face=FACE),))
    faces = Faces(0.3141592)
    function = PersonSearch(area, config, faces=faces)
    script = Script(lambda number: [SOMEBODY])
    looker = Analyser(config, detector=script, painter=NoPainter(), make=lambda zone, config: function, first_track=1)
    for number in range(16):
        shot = dressed(number)
        interest = looker.look(shot)
        if interest is not None:
            assert not looker.analyse(shot, interest).sightings
    assert faces.asked > 0
    assert "0.31415" not in repr(everything(function))
    assert FACE not in repr(config)


def test_a_template_that_is_none_leaves_the_description() -> None:
    faces = Faces(0.9)
    assert len(look_for(search(upper="red", face="bm9uZQ=="), faces=faces)) == 1
    assert faces.asked == 0
