"""Alarms as people see them: the card, the list, and the history in human order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.alarm import OPEN, AlarmState, Outcome, Step, move
from fengqiao.cameras.domain.policy import policy_of
from fengqiao.cameras.models import Alarm, AlarmStep
from fengqiao.cameras.selectors import wording
from fengqiao.cameras.selectors.scope import alarms_in_reach
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledPerson:
    """Somebody who was called to an alarm, when, and at which level (0: at once; 1, 2: by escalation)."""

    person_id: UUID
    name: str
    role: str
    level: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """An alarm with everything a card shows. Times are aware (UTC); positions WGS84; names are plain names.

    ``voice_state``: '' (not asked), waiting, delivered, failed. ``distance_m``: from the camera to where safety was
    confirmed; ``far``: that was too far away to be taken without a second look. ``score``, ``cls``, ``model``,
    ``facts`` and ``watch`` (id of the plate or search that matched): what the detector said in the newest alert.
    ``inside``: how many are not known to have left, None while nothing was told; ``left_at``, ``stayed_s``: of the
    last who left.
    """

    id: UUID
    code: str
    state: AlarmState
    level: int
    count: int
    late: bool
    camera_id: UUID
    camera_code: str
    camera_name: str
    place: str
    synthetic: bool
    lon: float
    lat: float
    area_id: UUID
    area_name: str
    zone: str
    zone_kind: str
    what: str
    people: int
    raised_at: datetime
    first_at: datetime
    last_at: datetime
    newest_id: UUID | None
    has_picture: bool
    has_before: bool
    has_clip: bool
    cls: str
    score: float | None
    model: str
    facts: Mapping[str, str | int | float]
    watch: str
    inside: int | None
    left_at: datetime | None
    stayed_s: float | None
    voice_state: str
    voices: int
    accepted_by: str
    accepted_by_id: UUID | None
    accepted_at: datetime | None
    assigned_to: str
    assigned_to_id: UUID | None
    on_site_by: str
    on_site_at: datetime | None
    safe_by: str
    safe_at: datetime | None
    distance_m: float | None
    far: bool
    has_photo: bool
    false_reason: str
    note: str
    ended_at: datetime | None
    incident_id: UUID | None
    incident_code: str
    called: tuple[CalledPerson, ...]

    @property
    def happening(self) -> str:
        """What is going on, in the reader's language."""
        return wording.happening(self.zone_kind, self.what)

    @property
    def severity(self) -> int:
        """3 danger to life, 2 a warning, 1 a notice, 0 only noted."""
        return policy_of(self.zone_kind, self.what).severity

    @property
    def is_noted(self) -> bool:
        """True for what was only spoken to and noted; nobody has to answer it."""
        return self.state is AlarmState.NOTED

    @property
    def is_open(self) -> bool:
        """True while somebody has to do something about it."""
        return self.state in OPEN

    def can(self, step: Step) -> bool:
        """Whether the table allows ``step`` now."""
        return move(self.state, step).outcome is Outcome.GO

    @property
    def can_accept(self) -> bool:
        return self.can(Step.ACCEPT)

    @property
    def can_arrive(self) -> bool:
        return self.can(Step.ARRIVE)

    @property
    def can_confirm(self) -> bool:
        return self.can(Step.CONFIRM_SAFE)

    @property
    def can_reject(self) -> bool:
        return self.can(Step.REJECT)

    @property
    def can_assign(self) -> bool:
        return self.can(Step.ASSIGN)

    @property
    def can_escalate(self) -> bool:
        return self.can(Step.ESCALATE) and self.level < 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One line of an alarm's history. ``person``: empty for the machine. ``facts``: JSON values of this step."""

    at: datetime
    step: Step
    from_state: str
    to_state: str
    person: str
    note: str
    facts: dict[str, Any]


def live_alarms(actor: Actor) -> list[AlarmView]:
    """What people have to look at: unanswered first (highest level first), then on the way, then to be checked."""
    order = Case(
        When(state=AlarmState.RAISED, then=Value(0)),
        When(state=AlarmState.ACCEPTED, then=Value(1)),
        When(state=AlarmState.ON_SITE, then=Value(2)),
        default=Value(3),
    )
    rows = _rows(actor).filter(state__in=[*OPEN, AlarmState.SAFE])
    return [view_of(row) for row in rows.order_by(order, "-level", "-raised_at")[:200]]


def alarms(
    actor: Actor,
    *,
    state: AlarmState | None = None,
    camera_id: UUID | None = None,
    area_id: UUID | None = None,
    kind: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    noted: bool = False,
    limit: int = 50,
) -> list[AlarmView]:
    """The history of alarms, newest first; ``before`` (raised) pages on. What was only noted comes when asked for."""
    rows = _rows(actor)
    if state is None and not noted:
        rows = rows.exclude(state=AlarmState.NOTED)
    if kind:
        rows = rows.filter(zone_kind=kind)
    if since is not None:
        rows = rows.filter(raised_at__gte=since)
    if state is not None:
        rows = rows.filter(state=state)
    if camera_id is not None:
        rows = rows.filter(camera_id=camera_id)
    if area_id is not None:
        rows = rows.filter(camera__area__lineage__contains=[area_id])
    if before is not None:
        rows = rows.filter(raised_at__lt=before)
    return [view_of(row) for row in rows.order_by("-raised_at", "-id")[:limit]]


def alarm_counts(actor: Actor, *, camera_id: UUID, since: datetime) -> dict[str, int]:
    """How many entries a camera's functions made since a moment, by kind of zone; what was only noted counts too."""
    rows = Alarm.objects.filter(alarms_in_reach(actor), camera_id=camera_id, raised_at__gte=since)
    counted = rows.values("zone_kind").annotate(times=Count("pk")).values_list("zone_kind", "times")
    return dict(counted.order_by())


def alarm(actor: Actor, alarm_id: UUID) -> AlarmView:
    """One alarm. Raises NotYours when it is outside the actor's scope or does not exist."""
    row = _rows(actor).filter(pk=alarm_id).first()
    if row is None:
        raise NotYours
    return view_of(row)


def alarm_history(actor: Actor, alarm_id: UUID) -> list[StepView]:
    """All steps of an alarm, oldest first. Raises NotYours."""
    if not Alarm.objects.filter(alarms_in_reach(actor), pk=alarm_id).exists():
        raise NotYours
    return [
        StepView(
            at=row.at,
            step=Step(row.step),
            from_state=row.from_state,
            to_state=row.to_state,
            person=row.person.name if row.person else "",
            note=row.note,
            facts=row.facts,
        )
        for row in AlarmStep.objects.filter(alarm_id=alarm_id).select_related("person")
    ]


PEOPLE = ("accepted_by", "assigned_to", "on_site_by", "safe_by")


def _rows(actor: Actor) -> QuerySet[Alarm]:
    return full(Alarm.objects.filter(alarms_in_reach(actor)))


def full(rows: QuerySet[Alarm]) -> QuerySet[Alarm]:
    """The rows with all that ``view_of`` reads, in two queries."""
    return (
        rows.select_related("camera__area", "newest", *PEOPLE)
        .prefetch_related("calls__person")
        .annotate(clips=Count("alerts", filter=~Q(alerts__clip="")))
    )


def view_of(row: Alarm) -> AlarmView:
    """The view of a row that came through ``full``."""
    camera, newest = row.camera, row.newest
    body = newest.body if newest else {}
    stamp = body.get("model", {})
    names = {f"{field}": person.name if (person := getattr(row, field)) else "" for field in PEOPLE}
    return AlarmView(
        id=row.pk,
        code=row.code,
        state=AlarmState(row.state),
        level=row.level,
        count=row.count,
        late=row.late,
        camera_id=camera.pk,
        camera_code=camera.code,
        camera_name=camera.name,
        place=camera.place,
        synthetic=camera.synthetic,
        lon=camera.lon,
        lat=camera.lat,
        area_id=camera.area_id,
        area_name=camera.area.name,
        zone=row.zone_name,
        zone_kind=row.zone_kind,
        what=row.what,
        people=row.people,
        raised_at=row.raised_at,
        first_at=row.first_at,
        last_at=row.last_at,
        newest_id=row.newest_id,
        has_picture=bool(newest and newest.picture),
        has_before=bool(newest and newest.before),
        has_clip=bool(getattr(row, "clips", 0)),
        cls=str(body.get("class", "")),
        score=body.get("score"),
        model=f"{stamp['name']} {stamp['version']}" if stamp else "",
        facts=body.get("facts", {}),
        watch=str(body.get("watch", "")),
        inside=row.inside,
        left_at=row.left_at,
        stayed_s=row.stayed_s,
        voice_state=row.voice_state,
        voices=row.voices,
        accepted_by=names["accepted_by"],
        accepted_by_id=row.accepted_by_id,
        accepted_at=row.accepted_at,
        assigned_to=names["assigned_to"],
        assigned_to_id=row.assigned_to_id,
        on_site_by=names["on_site_by"],
        on_site_at=row.on_site_at,
        safe_by=names["safe_by"],
        safe_at=row.safe_at,
        distance_m=row.distance_m,
        far=row.far,
        has_photo=bool(row.photo_shown),
        false_reason=row.false_reason,
        note=row.note,
        ended_at=row.ended_at,
        incident_id=row.incident_id,
        incident_code=row.incident_code,
        called=tuple(
            CalledPerson(person_id=call.person_id, name=call.person.name, role=call.role, level=call.level, at=call.at)
            for call in sorted(row.calls.all(), key=lambda call: (call.level, call.at, call.role, call.person.name))
        ),
    )


def unanswered_since(moment: datetime) -> list[UUID]:
    """Alarms raised before ``moment`` that nobody accepted yet, oldest first. For timers; not scoped."""
    rows = Alarm.objects.filter(state=AlarmState.RAISED, raised_at__lte=moment).order_by(F("raised_at"))
    return list(rows.values_list("pk", flat=True))
