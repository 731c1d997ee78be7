"""Cases of the narrow door for tests.

case = active_case(village)                      # a missing person in red, on one camera, approved by two
alarm = match(case)                              # as the engine would
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from factories import areas as make_areas
from factories import cameras as make_cameras
from fengqiao.areas.selectors import Actor, AreaView, Role
from fengqiao.cameras import services
from fengqiao.cameras.domain.watch import CaseKind
from fengqiao.cameras.models import Camera, WatchCase
from fengqiao.cameras.selectors import AlarmView
from fengqiao.cameras.selectors.watch import CaseView
from fengqiao.cameras.services import watch
from fengqiao.core import clock
from lookout.contract import Alert, Kind, What

PAPERS = {
    "purpose": "走失老人，家属请求协助",
    "reference": "派出所接报〔2026〕017号",
    "legal_basis": "公共安全视频图像信息系统管理条例；监护人书面同意",
}
PLATE = "粤A12B34"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A case and those around it: who asked, the two who decide, and the camera."""

    case: CaseView
    asker: Actor
    clerk: Actor
    guardian: Actor
    camera: Camera


def entry(kind: CaseKind, camera: Camera, **more: Any) -> watch.CaseEntry:
    """A complete entry."""
    fields: dict[str, Any] = {**PAPERS, "kind": kind, "cameras": [camera.pk], "hours": 24}
    if kind is CaseKind.PERSON:
        fields |= {"who": "老李", "upper": "red", "lower": "blue", "consent_by": "李某之女", "consent_relation": "女儿"}
        fields |= {"consent": make_cameras.picture(), "photo": make_cameras.picture(colour="tan")}
    else:
        fields |= {"plate": PLATE}
    return watch.CaseEntry(**{**fields, **more})


def draft(where: AreaView | None = None, kind: CaseKind = CaseKind.PERSON, **more: Any) -> World:
    """A complete draft of the village's secretary."""
    where = where or make_areas.village()
    camera = make_cameras.camera(where)
    asker = make_areas.actor(Role.VILLAGE_SECRETARY, where)
    county = where.lineage[0]
    return World(
        case=watch.draft_case(entry=entry(kind, camera, **more), actor=asker),
        asker=asker,
        clerk=make_areas.actor(Role.DISPATCHER, county),
        guardian=make_areas.actor(Role.SECURITY_ADMIN, county),
        camera=camera,
    )


def asked(where: AreaView | None = None, kind: CaseKind = CaseKind.PERSON, **more: Any) -> World:
    """A case that waits for two decisions."""
    world = draft(where, kind, **more)
    return _with(world, watch.ask_for_case(case_id=world.case.id, actor=world.asker))


def active(where: AreaView | None = None, kind: CaseKind = CaseKind.PERSON, **more: Any) -> World:
    """A case that two have approved."""
    world = asked(where, kind, **more)
    watch.approve_case(case_id=world.case.id, actor=world.clerk)
    return _with(world, watch.approve_case(case_id=world.case.id, actor=world.guardian))


def _with(world: World, case: CaseView) -> World:
    return World(case=case, asker=world.asker, clerk=world.clerk, guardian=world.guardian, camera=world.camera)


def found(world: World, *, at: datetime | None = None, camera: Camera | None = None, **more: Any) -> Alert:
    """The alert that the engine would post for a match."""
    person = world.case.kind is CaseKind.PERSON
    plain = make_cameras.alert(
        (camera or world.camera).code,
        at=at,
        rule="missing-person" if person else "watched-vehicles",
        kind=Kind.MISSING if person else Kind.VEHICLE,
        snapshot=make_cameras.picture(),
    )
    facts = {"upper": "red 0.82", "lower": "blue 0.61"} if person else {"readings": 3}
    fields: dict[str, Any] = {
        "what": What.LIKENESS if person else What.PLATE,
        "watch": str(world.case.id),
        "facts": facts,
    }
    return plain.model_copy(update={**fields, **more})


def match(world: World, **more: Any) -> AlarmView:
    """Post a match of the case."""
    alarm, _ = services.receive_alert(
        alert=found(world, **more), snapshot=make_cameras.picture(), received_at=clock.now()
    )
    return alarm


def row(world: World) -> WatchCase:
    """The case's row as it is now."""
    return WatchCase.objects.get(pk=world.case.id)
