"""An alarm's event on the spine: opened when somebody goes, handled when it is safe, voided when it was nothing.

The alarm comes first: a missing routing rule, category or points rule never keeps anybody from going there or from
confirming. What the spine refused is told in the alarm's history and in the log, and the next step tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fengqiao.areas.selectors import SYSTEM, Actor, Role, holds
from fengqiao.cameras.domain.spine import RULE, category_of
from fengqiao.cameras.domain.watch import WATCHED
from fengqiao.cameras.selectors import wording
from fengqiao.core import journal
from fengqiao.core.errors import Refused
from fengqiao.incidents import services as incidents

if TYPE_CHECKING:
    from uuid import UUID

    from fengqiao.cameras.models import Alarm

log = logging.getLogger(__name__)

# Who is there in person; their work is the event's work, and earns points.
FIELD = (Role.VILLAGE_SECRETARY, Role.GRID_LEAD, Role.GRID_WORKER, Role.VOLUNTEER)
DESK = (Role.OPERATOR, Role.DISPATCHER)


def is_field(alarm: Alarm, actor: Actor) -> bool:
    """Whether the actor may be the one who goes there: a duty on the spot, not only at a desk."""
    return holds(actor, alarm.camera.area_id, *FIELD)


def open_event(alarm: Alarm, actor: Actor) -> str:
    """Open the alarm's event (once: its key is the alarm), in the actor's hands. Returns problems, or ''."""
    return _attempt(
        alarm, lambda: _open(alarm), lambda: _show(alarm), lambda: _in_hand(alarm, actor), lambda: _credit(alarm, actor)
    )


def somebody_arrived(alarm: Alarm, actor: Actor) -> str:
    """Somebody of the field is at work on it, perhaps another than who accepted. Returns problems, or ''."""
    return open_event(alarm, actor)


def confirmed_safe(alarm: Alarm, actor: Actor, *, photo: bytes, at: datetime, note: str) -> str:
    """The photo goes to the event as evidence, and the work is reported as done. Returns problems, or ''."""

    def report() -> None:
        event = _event(alarm)
        incidents.add_evidence(
            incident_id=event,
            kind=incidents.EvidenceKind.AFTER,
            content=photo,
            taken_at=at,
            lon=alarm.safe_lon,
            lat=alarm.safe_lat,
            actor=actor,
        )
        incidents.feedback(incident_id=event, note=note, actor=actor)

    return "; ".join(filter(None, (open_event(alarm, actor), _attempt(alarm, report))))


def was_nothing(alarm: Alarm, actor: Actor, *, why: str) -> str:
    """An event that was opened for the alarm is voided, with its pending points. Returns problems, or ''."""
    if alarm.incident_id is None:
        return ""
    by = actor if holds(actor, alarm.camera.area_id, *DESK) else SYSTEM
    return _attempt(alarm, lambda: incidents.void(incident_id=_event(alarm), reason=why, actor=by))


def _open(alarm: Alarm) -> None:
    camera = alarm.camera
    opened = incidents.open_incident(
        key=f"alarm:{alarm.pk}",
        source="camera",
        category=category_of(alarm.zone_kind, alarm.what),
        area_id=camera.area_id,
        title=wording.title(alarm.zone_kind, alarm.what, camera.name),
        lon=camera.lon,
        lat=camera.lat,
        place=camera.place or camera.name,
        happened_at=alarm.first_at,
        actor=SYSTEM,
    )
    alarm.incident_id, alarm.incident_code = opened.id, opened.code


def _show(alarm: Alarm) -> None:
    """What the camera saw first is the event's picture from before the work."""
    first = alarm.alerts.exclude(picture="").order_by("at").first()
    # the picture of a match stays with its case, and goes with it
    if first is not None and alarm.zone_kind not in WATCHED:
        with first.picture.open("rb") as file:
            content = file.read()
        incidents.add_evidence(
            incident_id=_event(alarm),
            kind=incidents.EvidenceKind.BEFORE,
            content=content,
            taken_at=first.at,
            lon=alarm.camera.lon,
            lat=alarm.camera.lat,
            actor=SYSTEM,
        )


def _in_hand(alarm: Alarm, actor: Actor) -> None:
    """Somebody on the spot signs for it; from a desk it is accepted and sent to the place by rule."""
    event = _event(alarm)
    if is_field(alarm, actor):
        incidents.start_handling(incident_id=event, actor=actor)
        return
    by = actor if holds(actor, alarm.camera.area_id, *DESK) else SYSTEM
    incidents.accept(incident_id=event, is_new=True, actor=by)
    incidents.dispatch(incident_id=event, actor=SYSTEM)


def _credit(alarm: Alarm, actor: Actor) -> None:
    if actor.person_id is not None and is_field(alarm, actor):
        incidents.credit(
            incident_id=_event(alarm),
            person_id=actor.person_id,
            rule=RULE,
            reason=f"{alarm.camera.name} {alarm.code}",
            actor=SYSTEM,
        )


def _event(alarm: Alarm) -> UUID:
    if alarm.incident_id is None:
        raise incidents.EventOver
    return alarm.incident_id


def _attempt(alarm: Alarm, *steps: Callable[[], object]) -> str:
    """Each step by itself, so that one that is refused takes nothing else with it."""
    problems = []
    for step in steps:
        try:
            with journal.unit():
                step()
        except Refused as refusal:
            log.warning("alarm %s: the event could not follow: %s", alarm.code, refusal)
            problems.append(f"{type(refusal).__name__}: {refusal}")
    return "; ".join(problems)[:500]
