"""The register: what is needed to go live, what is never shown; zones; the engine's settings; heartbeats."""

from __future__ import annotations

import json
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.cameras import services, tasks
from fengqiao.cameras.models import Camera, Speaker, Zone
from fengqiao.cameras.selectors import camera, camera_points, cameras, engines, live_alarms, speakers
from fengqiao.cameras.services import CameraEntry, engine
from fengqiao.cameras.services.errors import (
    CodeNotUsable,
    CodeTaken,
    CoverageNotUsable,
    NotReadyToGoLive,
    PositionNotUsable,
    PrivatePlace,
    SpeakerNotUsable,
    StreamNotUsable,
    ZoneCrosses,
    ZoneNamesRepeat,
    ZoneRefused,
)
from fengqiao.core import clock, receivers
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from lookout.contract import CameraHealth, CameraState, EngineConfig, Heartbeat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
SECRET = "rtsp://admin:hunter2@10.0.0.3:554/ch1"


@pytest.fixture
def village() -> AreaView:
    return make.village()


@pytest.fixture
def config(settings: Any, tmp_path: Path) -> Path:
    settings.LOOKOUT_CONFIG = tmp_path / "lookout" / "config.json"
    return tmp_path / "lookout" / "config.json"


def entry(village: AreaView, **more: Any) -> CameraEntry:
    whole = CameraEntry(
        code="CAM-X",
        name="河边",
        area_id=village.id,
        lon=cam.LON,
        lat=cam.LAT,
        place_type="river",
        bearing_deg=90,
        fov_deg=60,
        range_m=40,
        legal_basis="条例第七条",
        sign_photo=cam.picture(),
        main_stream=SECRET,
        ai=True,
    )
    return replace(whole, **more)


@pytest.mark.parametrize(
    ("lack", "word"),
    [
        ({"place_type": ""}, "kind of place"),
        ({"legal_basis": " "}, "legal basis"),
        ({"sign_photo": None}, "photo of the sign"),
        ({"bearing_deg": None, "fov_deg": None, "range_m": None}, "coverage"),
    ],
)
def test_a_camera_goes_live_only_when_complete(village: AreaView, lack: dict[str, Any], word: str) -> None:
    with pytest.raises(NotReadyToGoLive, match=word):
        services.register_camera(entry=entry(village, **lack), in_operation=True, actor=SYSTEM)
    waiting = services.register_camera(entry=entry(village, **lack), actor=SYSTEM)
    assert not waiting.in_operation
    assert len(waiting.missing) == 1
    with pytest.raises(NotReadyToGoLive):
        services.set_operation(camera_id=waiting.id, in_operation=True, actor=SYSTEM)
    services.change_camera(camera_id=waiting.id, entry=entry(village), actor=SYSTEM)
    assert services.set_operation(camera_id=waiting.id, in_operation=True, actor=SYSTEM).in_operation


def test_the_database_itself_refuses_an_incomplete_live_camera(village: AreaView) -> None:
    services.register_camera(entry=entry(village), in_operation=True, actor=SYSTEM)
    for change in ({"legal_basis": ""}, {"place_type": "toilet"}, {"sign_photo": ""}, {"range_m": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Camera.objects.update(**change)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"place_type": "dormitory"}, PrivatePlace),
        ({"place_type": "bath"}, PrivatePlace),
        ({"code": "a:b"}, CodeNotUsable),
        ({"code": " "}, CodeNotUsable),
        ({"lat": 91.0}, PositionNotUsable),
        ({"fov_deg": None}, CoverageNotUsable),
        ({"range_m": 0.0}, CoverageNotUsable),
        ({"main_stream": "10.0.0.3"}, StreamNotUsable),
    ],
)
def test_impossible_entries_are_refused(village: AreaView, wrong: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.register_camera(entry=entry(village, **wrong), actor=SYSTEM)
    assert not Camera.objects.exists()


def test_codes_are_unique_also_in_a_list(village: AreaView) -> None:
    services.register_camera(entry=entry(village), actor=SYSTEM)
    with pytest.raises(CodeTaken):
        services.register_camera(entry=entry(village), actor=SYSTEM)
    with pytest.raises(CodeTaken):
        services.register_cameras(entries=[entry(village, code="A"), entry(village, code="A")], actor=SYSTEM)
    assert services.register_cameras(entries=[entry(village, code="A"), entry(village, code="B")], actor=SYSTEM) == 2


def test_a_password_is_nowhere_to_be_seen(village: AreaView, caplog: pytest.LogCaptureFixture) -> None:
    clerk = make.actor(Role.STUDIO_CLERK, village.lineage[-2])
    seen = services.register_camera(entry=entry(village, sub_stream=SECRET), in_operation=True, actor=clerk)
    horn = services.add_speaker(
        name="喇叭",
        area_id=village.id,
        kind="http",
        address="http://u:hunter2@10.0.0.9/play",
        options={"password": "hunter2"},
        actor=clerk,
    )
    shown = [
        repr(seen),
        repr(camera(clerk, seen.id)),
        repr(cameras(clerk)),
        repr(camera_points(clerk)),
        repr(speakers(clerk)),
        repr(Camera.objects.get()),
        str(Camera.objects.get()),
        str(Speaker.objects.get(pk=horn)),
        json.dumps(list(JournalEntry.objects.values_list("payload", flat=True))),
        caplog.text,
    ]
    assert not [text for text in shown if "hunter2" in text]
    assert seen.main_stream == "rtsp://***@10.0.0.3:554/ch1"
    assert services.engine_config().cameras[0].source == SECRET
    assert "hunter2" not in repr(services.engine_config())


def test_an_empty_stream_field_keeps_the_one_on_file(village: AreaView) -> None:
    made = services.register_camera(entry=entry(village), actor=SYSTEM)
    services.change_camera(camera_id=made.id, entry=entry(village, main_stream=None, name="新名"), actor=SYSTEM)
    assert Camera.objects.get().main_stream == SECRET
    services.change_camera(camera_id=made.id, entry=entry(village, main_stream=""), actor=SYSTEM)
    assert Camera.objects.get().condition == "unconnected"


def test_only_register_duties_in_their_area_register(village: AreaView) -> None:
    for role, where in (
        (Role.STUDIO_CLERK, make.town()),
        (Role.OPERATOR, village.lineage[-2]),
        (Role.VILLAGE_SECRETARY, village),
    ):
        with pytest.raises(NotYours):
            services.register_camera(entry=entry(village), actor=make.actor(role, where))


def test_a_speaker_needs_an_address_that_can_be_called(village: AreaView) -> None:
    with pytest.raises(SpeakerNotUsable):
        services.add_speaker(name="x", area_id=village.id, kind="http", address="10.0.0.9", actor=SYSTEM)
    with pytest.raises(SpeakerNotUsable):
        services.add_speaker(name="x", area_id=village.id, kind="pigeon", actor=SYSTEM)


SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
KNOT = [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]


def test_zones_are_drawn_anew_and_the_old_ones_kept(village: AreaView) -> None:
    made = services.register_camera(entry=entry(village), actor=SYSTEM)

    def draw(*zones: dict[str, Any]) -> list[str]:
        return [zone.name for zone in services.draw_zones(camera_id=made.id, zones=zones, actor=SYSTEM)]

    water = {"name": "水域", "kind": "water", "polygon": SQUARE}
    assert draw(water) == ["水域"]
    kept = Zone.objects.get().pk
    assert draw(water, {"name": "路", "kind": "intrusion", "polygon": SQUARE, "classes": ["car"]}) == ["水域", "路"]
    assert Zone.objects.get(name="水域").pk == kept
    assert draw({**water, "dwell_s": 2.0}) == ["水域"]
    assert Zone.objects.filter(retired_at__isnull=True).count() == 1
    assert Zone.objects.count() == 3
    assert draw() == []


@pytest.mark.parametrize(
    ("zone", "refusal"),
    [
        ({"name": "a", "kind": "water", "polygon": KNOT}, ZoneCrosses),
        ({"name": "a", "kind": "water", "polygon": SQUARE[:2]}, ZoneRefused),
        ({"name": "a", "kind": "water", "polygon": [[0, 0], [2, 0], [2, 2]]}, ZoneRefused),
        ({"name": "a", "kind": "ghosts", "polygon": SQUARE}, ZoneRefused),
        ({"name": "a/b", "kind": "water", "polygon": SQUARE}, ZoneRefused),
        ({"name": "a", "kind": "water", "polygon": SQUARE, "schedule": [["25:00", "26:00"]]}, ZoneRefused),
        ({"name": "a", "kind": "water"}, ZoneRefused),
        ({"name": "a", "kind": "water", "polygon": "x"}, ZoneRefused),
    ],
)
def test_impossible_zones_are_refused_in_words(
    village: AreaView, zone: dict[str, Any], refusal: type[Exception]
) -> None:
    made = services.register_camera(entry=entry(village), actor=SYSTEM)
    with pytest.raises(refusal) as told:
        services.draw_zones(camera_id=made.id, zones=[zone], actor=SYSTEM)
    assert type(told.value) is refusal
    assert "validation error" not in str(told.value)
    assert not Zone.objects.exists()


def test_a_knot_is_told_as_a_knot(village: AreaView) -> None:
    made = services.register_camera(entry=entry(village), actor=SYSTEM)
    with pytest.raises(ZoneCrosses, match="crosses itself"):
        services.draw_zones(camera_id=made.id, zones=[{"name": "水域", "kind": "water", "polygon": KNOT}], actor=SYSTEM)
    with pytest.raises(ZoneNamesRepeat):
        services.draw_zones(
            camera_id=made.id, zones=[{"name": "a", "kind": "water", "polygon": SQUARE}] * 2, actor=SYSTEM
        )


def test_the_engines_settings_follow_the_register(village: AreaView, config: Path) -> None:
    made = services.register_camera(entry=entry(village), in_operation=True, actor=SYSTEM)
    receivers.deliver_all()
    first = EngineConfig.model_validate_json(config.read_bytes())
    assert [one.camera for one in first.cameras] == ["CAM-X"]
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert {path.name for path in config.parent.iterdir()} == {"config.json", ".config.json.lock"}
    services.draw_zones(camera_id=made.id, zones=[{"name": "z", "kind": "water", "polygon": SQUARE}], actor=SYSTEM)
    receivers.deliver_all()
    second = EngineConfig.model_validate_json(config.read_bytes())
    assert second.version != first.version
    assert [zone.name for zone in second.cameras[0].zones] == ["z"]
    services.set_operation(camera_id=made.id, in_operation=False, actor=SYSTEM)
    receivers.deliver_all()
    assert EngineConfig.model_validate_json(config.read_bytes()).cameras == ()


def test_unchanged_settings_are_not_written_again(village: AreaView, config: Path) -> None:
    services.register_camera(entry=entry(village), in_operation=True, actor=SYSTEM)
    services.write_engine_config()
    before = config.stat().st_ino
    services.write_engine_config()
    assert config.stat().st_ino == before
    config.chmod(0o644)
    services.write_engine_config()
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_of_two_writers_the_later_reader_wins(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, go_on = threading.Event(), threading.Event()
    versions = iter(("old", "new"))

    def slow() -> EngineConfig:
        version = next(versions)
        if version == "old":
            reading.set()
            go_on.wait(10)
        return EngineConfig(version=version)

    monkeypatch.setattr(engine, "engine_config", slow)
    writers = [threading.Thread(target=services.write_engine_config) for _ in range(2)]
    writers[0].start()
    assert reading.wait(10)
    writers[1].start()
    time.sleep(0.2)
    go_on.set()
    for writer in writers:
        writer.join(10)
    assert json.loads(config.read_text())["version"] == "new"


def test_a_settings_file_that_was_lost_is_there_again(config: Path) -> None:
    tasks.engine_file()
    assert json.loads(config.read_text())["version"]


def heartbeat(state: CameraState, at: datetime, detail: str = "") -> int:
    told = CameraHealth(camera="CAM-X", state=state, detail=detail)
    return services.receive_heartbeat(beat=Heartbeat(engine="edge-1", at=at, cameras=(told,)), received_at=at)


def states() -> list[tuple[str, str]]:
    rows = JournalEntry.objects.filter(kind="cameras.camera_state").order_by("seq").values_list("payload", flat=True)
    return [(row["before"], row["condition"]) for row in rows]


def test_only_changes_of_condition_are_announced(village: AreaView) -> None:
    services.register_camera(entry=entry(village), in_operation=True, actor=SYSTEM)
    for second, state in enumerate([CameraState.STARTING, CameraState.LIVE, CameraState.LIVE, CameraState.STALLED]):
        heartbeat(state, NOON + timedelta(seconds=second))
    assert states() == [("unknown", "starting"), ("starting", "live"), ("live", "stalled")]
    assert heartbeat(CameraState.LIVE, NOON) == 0  # overtaken on its way
    assert Camera.objects.get().condition == "stalled"


def test_the_engines_words_lose_their_passwords(village: AreaView) -> None:
    services.register_camera(entry=entry(village), in_operation=True, actor=SYSTEM)
    heartbeat(CameraState.UNREACHABLE, NOON, detail=f"cannot open {SECRET}")
    assert camera(SYSTEM, Camera.objects.get().pk).condition_detail == "cannot open rtsp://***@10.0.0.3:554/ch1"


def test_a_silent_engine_makes_its_cameras_unknown_since_then(village: AreaView) -> None:
    services.register_camera(entry=entry(village), in_operation=True, actor=SYSTEM)
    with clock.fixed(NOON):
        heartbeat(CameraState.LIVE, NOON)
    with clock.fixed(NOON + timedelta(seconds=14)):
        assert services.notice_silence() == 0
    with clock.fixed(NOON + timedelta(seconds=16)):
        assert services.notice_silence() == 1
        assert services.notice_silence() == 0
    seen = camera(SYSTEM, Camera.objects.get().pk)
    assert (seen.condition, seen.condition_since) == ("unknown", NOON)
    assert engines()[0].silent
    heartbeat(CameraState.LIVE, NOON + timedelta(seconds=30))
    assert camera(SYSTEM, seen.id).condition == "live"
    told = JournalEntry.objects.filter(kind="cameras.engine_state").order_by("seq").values_list("payload", flat=True)
    assert [row["silent"] for row in told] == [True, False]


def test_lists_ask_few_questions(village: AreaView, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    for _ in range(3):
        cam.raise_alarm(cam.camera(village, spoken=False))
    clerk = make.actor(Role.STUDIO_CLERK, village.lineage[-2])
    with django_assert_max_num_queries(3):
        assert len(cameras(clerk)) == 3
    with django_assert_max_num_queries(1):
        assert len(camera_points(clerk)) == 3
    with django_assert_max_num_queries(3):
        assert len([asdict(one) for one in live_alarms(clerk)]) == 3
