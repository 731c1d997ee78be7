"""What the engine is told: for each camera the plates and searches of its active cases, and nothing of any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fengqiao.cameras.domain.watch import CaseKind, CaseState
from fengqiao.cameras.models import WatchCase
from fengqiao.core import clock
from lookout.contract import Kind, Search, WatchedPlate
from lookout.contract import Zone as EngineZone

WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
NAMES = {Kind.VEHICLE: "watched-vehicles", Kind.MISSING: "missing-person"}
CLASSES = {Kind.VEHICLE: ("car", "bus", "truck"), Kind.MISSING: ("person",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """One camera's plates and searches."""

    plates: tuple[WatchedPlate, ...] = field(default=(), repr=False)
    searches: tuple[Search, ...] = field(default=(), repr=False)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of zones that have something to look for."""
        return (*((Kind.VEHICLE,) if self.plates else ()), *((Kind.MISSING,) if self.searches else ()))


def lists_of_cameras() -> Mapping[UUID, Lists]:
    """By camera; a camera that no active case names is not in it."""
    plates: dict[UUID, list[WatchedPlate]] = {}
    searches: dict[UUID, list[Search]] = {}
    active = WatchCase.objects.filter(state=CaseState.ACTIVE, expires_at__gt=clock.now()).prefetch_related("cameras")
    for case in active.order_by("pk"):
        assert case.expires_at is not None
        for camera in case.cameras.all():
            if case.kind == CaseKind.VEHICLE:
                entry = WatchedPlate(id=str(case.pk), plate=case.plate, until=case.expires_at)
                plates.setdefault(camera.pk, []).append(entry)
            else:
                searches.setdefault(camera.pk, []).append(_search(case))
    return {
        camera: Lists(plates=tuple(plates.get(camera, ())), searches=tuple(searches.get(camera, ())))
        for camera in plates.keys() | searches.keys()
    }


def _search(case: WatchCase) -> Search:
    return Search.model_validate(
        {
            "id": str(case.pk),
            "until": case.expires_at,
            "upper": case.upper or None,
            "lower": case.lower or None,
            "size": case.size or None,
            "bag": case.bag,
            "bicycle": case.bicycle,
            "face": case.face_template if case.face else "",
        }
    )


def watched_zones(drawn: tuple[EngineZone, ...], lists: Lists) -> tuple[EngineZone, ...]:
    """The camera's zones as the engine gets them: those of watched kinds only while there is something to look for,
    and the whole picture where a case names a camera on which nobody drew one."""
    kept = tuple(zone for zone in drawn if zone.kind not in NAMES or zone.kind in lists.kinds)
    lacking = [kind for kind in lists.kinds if not any(zone.kind is kind for zone in kept)]
    return kept + tuple(
        EngineZone(name=NAMES[kind], kind=kind, polygon=WHOLE, classes=CLASSES[kind]) for kind in lacking
    )
