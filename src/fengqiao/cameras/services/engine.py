"""The engine's settings file: written whole, in one step, readable by its owner only."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch, Q

from fengqiao.cameras.domain.watch import WATCHED
from fengqiao.cameras.models import Camera, Zone
from fengqiao.cameras.selectors.cameras import zone_view
from fengqiao.cameras.services.watch.lists import Lists, lists_of_cameras, watched_zones
from lookout.contract import CameraConfig, EngineConfig
from lookout.contract import Zone as EngineZone


def engine_config() -> EngineConfig:
    """What the engine shall watch: every connected camera in operation with its zones. May hold passwords."""
    in_force = Zone.objects.filter(retired_at__isnull=True).order_by("name")
    connected = ~Q(main_stream="") | ~Q(sub_stream="")
    rows = Camera.objects.filter(connected, in_operation=True).prefetch_related(Prefetch("zones", queryset=in_force))
    lists = lists_of_cameras()
    cameras = tuple(_camera(row, lists.get(row.pk, Lists())) for row in rows.order_by("code"))
    plain = EngineConfig(cameras=cameras)
    version = hashlib.sha256(plain.model_dump_json().encode()).hexdigest()[:16]
    return plain.model_copy(update={"version": version})


def _camera(row: Camera, lists: Lists) -> CameraConfig:
    # a camera without AI that a case names looks for what the case allows, and for nothing else
    drawn = tuple(engine_zone(zone) for zone in row.zones.all() if row.ai or zone.kind in WATCHED)
    return CameraConfig(
        camera=row.code,
        source=row.source,
        zones=watched_zones(drawn, lists),
        analyse=row.ai or bool(lists.kinds),
        masks=tuple(tuple((x, y) for x, y in mask) for mask in row.masks),
        main_source=row.main_stream if row.sub_stream and row.main_stream != row.sub_stream else "",
        adult=tuple((foot, height) for foot, height in row.adult),
        plates=lists.plates,
        searches=lists.searches,
    )


def engine_zone(row: Zone) -> EngineZone:
    """A zone's row in the engine's words."""
    seen = zone_view(row)
    fields = {name: getattr(seen, name) for name in EngineZone.model_fields if hasattr(seen, name)}
    return EngineZone(**fields, **seen.settings, timezone=settings.TIME_ZONE)


def write_engine_config() -> Path:
    """Write ``settings.LOOKOUT_CONFIG`` atomically, mode 600; an unchanged file stays untouched. Returns its path.

    One writer at a time, from the reading of the register to the renaming: of two, the one that read earlier could
    otherwise write later, and a zone would be missing until the next change.
    """
    path = Path(settings.LOOKOUT_CONFIG)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = engine_config().model_dump_json(indent=1).encode()
        with contextlib.suppress(OSError):
            if path.read_bytes() == content and path.stat().st_mode & 0o777 == 0o600:
                return path
        _replace(path, content)
    return path


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
