"""Cameras, alerts and pictures for tests.

river = camera(village())                       # in operation, with a water zone and a rehearsal loudspeaker
alarm, created = raise_alarm(river)             # as the engine would
"""

from __future__ import annotations

import hashlib
import io
import itertools
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image

from factories import areas as make
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.cameras import services
from fengqiao.cameras.models import Alert as AlertRow
from fengqiao.cameras.models import Camera, Speaker, VoiceCall
from fengqiao.cameras.selectors import AlarmView
from fengqiao.core import clock
from lookout.contract import Alert, Box, Departure, Kind, ModelStamp, What, alert_key

_numbers = itertools.count(1)
WATER = [[0.0, 0.1], [1.0, 0.1], [1.0, 0.5], [0.0, 0.5]]
LON, LAT = 113.63, 23.78


def picture(width: int = 64, height: int = 36, colour: str = "steelblue") -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def clip(size: int = 4000) -> bytes:
    """Bytes that begin as an MP4 file does."""
    return b"\x00\x00\x00\x18ftypisom" + bytes(size)


def speaker(where: AreaView, name: str | None = None, kind: str = "memory", **more: object) -> Speaker:
    """A loudspeaker; its address is its name, by which ``MemorySpeaker`` remembers it."""
    called = name or f"horn{next(_numbers)}"
    pk = services.add_speaker(
        name=called,
        area_id=where.id,
        kind=kind,
        address=str(more.pop("address", called)),
        languages=("cmn", "yue", "hak"),
        actor=SYSTEM,
        **more,
    )
    return Speaker.objects.get(pk=pk)


def texts(kind: str = "water") -> None:
    """The three shipped languages for a kind of zone."""
    for language in ("cmn", "yue", "hak"):
        services.set_voice_text(
            kind=kind, language=language, text=f"warning-{language}", sound=f"{kind}-{language}.mp3", actor=SYSTEM
        )


def camera(
    where: AreaView | None = None,
    *,
    kind: Kind = Kind.WATER,
    speakers: list[Speaker] | None = None,
    spoken: bool = True,
    **more: object,
) -> Camera:
    """A complete camera in operation with one zone called ``water``."""
    where = where or make.village()
    if spoken:
        texts(kind)
    number = next(_numbers)
    chosen = [speaker(where)] if speakers is None else speakers
    fields: dict[str, object] = {
        "code": f"CAM-{number}",
        "name": f"测试河边{number}号",
        "place": "河边",
        "place_type": "river",
        "lon": LON,
        "lat": LAT,
        "bearing_deg": 90.0,
        "fov_deg": 60.0,
        "range_m": 40.0,
        "legal_basis": "公共安全视频图像信息系统管理条例",
        "sign_photo": picture(),
        "main_stream": "footage:river?quiet=45",
        "ai": True,
        "speakers": tuple(one.pk for one in chosen),
    } | more
    entry = services.CameraEntry(area_id=where.id, **fields)
    made = services.register_camera(entry=entry, in_operation=True, actor=SYSTEM)
    services.draw_zones(camera_id=made.id, zones=[{"name": "water", "kind": kind, "polygon": WATER}], actor=SYSTEM)
    return Camera.objects.get(pk=made.id)


def alert(
    camera_code: str,
    *,
    at: datetime | None = None,
    rule: str = "water",
    kind: Kind = Kind.WATER,
    track: int | None = None,
    key: str | None = None,
    snapshot: bytes | None = None,
    before: bytes | None = None,
    **more: object,
) -> Alert:
    """An alert as the engine would make it, of a track of its own; ``more`` are other fields of the contract."""
    at = at or clock.now()
    number = next(_numbers) if track is None else track
    return Alert(
        key=key or alert_key(camera_code, rule, number, int(at.timestamp() // 60)),
        camera=camera_code,
        rule=rule,
        kind=kind,
        track=number,
        cls="person",
        score=0.81,
        at=at,
        started_s=7.1,
        ended_s=7.4,
        box=Box(x1=0.4, y1=0.3, x2=0.5, y2=0.5),
        model=ModelStamp(name="nanodet", version="1", threshold=0.4, frame_sha256="0" * 64),
        snapshot_sha256=hashlib.sha256(snapshot).hexdigest() if snapshot is not None else None,
        before_sha256=hashlib.sha256(before).hexdigest() if before is not None else None,
        **more,
    )


def raise_alarm(camera: Camera, *, after_s: float = 0.0, before: bytes | None = None, **more: object) -> AlarmView:
    """Post an alert of this camera; ``after_s`` is how long the picture took to arrive."""
    shot = picture()
    now = clock.now()
    fields: dict[str, object] = {"at": now - timedelta(seconds=after_s), "snapshot": shot, "before": before} | more
    posted = alert(camera.code, **fields)
    alarm, _ = services.receive_alert(alert=posted, snapshot=shot, before=before, received_at=now)
    return alarm


def leave(posted: Alert, *, after_s: float = 41.0, stayed_s: float = 41.0) -> Departure:
    """The departure of who raised ``posted``."""
    at = posted.at + timedelta(seconds=after_s)
    return Departure(key=posted.key, camera=posted.camera, rule=posted.rule, at=at, stayed_s=stayed_s)


def finished_alarm(where: AreaView) -> AlarmView:
    """An alarm with picture and clip that somebody of the village confirmed as safe."""
    secretary = make.actor(Role.VILLAGE_SECRETARY, where)
    alarm = raise_alarm(camera(where))
    key = AlertRow.objects.values_list("key", flat=True).get(alarm_id=alarm.id)
    services.receive_clip(key=key, data=clip(), received_at=clock.now())
    services.accept(alarm_id=alarm.id, actor=secretary)
    return services.confirm_safe(alarm_id=alarm.id, photo=picture(), lon=LON, lat=LAT, actor=secretary).alarm


def left_behind(where: AreaView) -> AlarmView:
    """Something that was left at the bins, with the picture from before."""
    bins = camera(where, kind=Kind.RUBBISH)
    return raise_alarm(bins, kind=Kind.RUBBISH, what=What.LEFT_BEHIND, before=picture(colour="white"))


def waiting_warning(where: AreaView) -> UUID:
    """The id of a warning that waits for a screen."""
    alarm = raise_alarm(camera(where, speakers=[speaker(where, kind="browser")]))
    return VoiceCall.objects.values_list("pk", flat=True).get(alarm_id=alarm.id)
