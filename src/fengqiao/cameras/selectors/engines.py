"""The camera engines: who reports, since when not, and where live pictures come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.models import Camera, DemoSwitch, EngineBeat
from fengqiao.cameras.selectors.scope import DRAW, WATCH, cameras_in_reach
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineView:
    """An engine's newest heartbeat. ``silent``: none came for too long; then "unknown since" ``received_at``."""

    engine: str
    at: datetime
    received_at: datetime
    silent: bool
    spooled: int
    dropped: int
    cameras: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """Where the web process asks for a camera's live picture: the engine's hub (host:port) and the camera's name."""

    address: str
    camera: str


def engines() -> list[EngineView]:
    """All engines, by name. For those who run the system and for the screen's status line; holds nothing personal."""
    return [
        EngineView(
            engine=row.engine,
            at=row.at,
            received_at=row.received_at,
            silent=row.silent,
            spooled=row.spooled,
            dropped=row.dropped,
            cameras=len(row.body.get("cameras", ())),
        )
        for row in EngineBeat.objects.order_by("engine")
    ]


def live_address(actor: Actor, camera_id: UUID) -> LiveSource | None:
    """The live source of a camera that the actor may watch; None while no engine reports.

    Raises NotYours when the camera is outside the scope of the actor's watching duties.
    """
    row = Camera.objects.filter(
        cameras_in_reach(actor, tuple(dict.fromkeys((*WATCH, *DRAW)))), pk=camera_id, in_operation=True
    ).first()
    if row is None:
        raise NotYours
    beats = EngineBeat.objects.filter(silent=False).exclude(live_address="")
    beat = beats.filter(engine=row.engine).first() or beats.order_by("-received_at").first()
    return None if beat is None else LiveSource(address=beat.live_address, camera=row.code)


def autoplay_is_on() -> bool:
    """Whether, in the demonstration, invented people answer alarms that nobody answers."""
    row = DemoSwitch.objects.filter(pk=1).first()
    return row is None or row.autoplay


def played_alarms() -> frozenset[UUID]:
    """The alarms that the demonstration's invented people took in hand lately."""
    row = DemoSwitch.objects.filter(pk=1).first()
    return frozenset(UUID(text) for text in row.playing) if row else frozenset()
