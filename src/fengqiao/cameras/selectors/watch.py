"""Cases of the narrow door as people see them: who may, how far; of a case that has ended, its decisions only.

There is no list of matches but those of one active case, and no way to ask where somebody was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.areas.selectors import Actor, Role, holds, person_names
from fengqiao.cameras.domain.watch import (
    ENDED,
    WAITING,
    CaseKind,
    CaseState,
    Lack,
    Papers,
    Seat,
    erase_by,
    hindrance,
    lacks,
)
from fengqiao.cameras.models import Alarm, Camera, WatchCase, WatchMatch
from fengqiao.cameras.selectors.files import Served
from fengqiao.cameras.selectors.scope import alarms_in_reach, cameras_in_reach, narrowed
from fengqiao.core import journal
from fengqiao.core.errors import NotYours

ASK = (Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK, Role.DISPATCHER, Role.OPERATOR)
APPROVE = (Role.OPERATOR, Role.DISPATCHER, Role.STUDIO_CLERK, Role.SECURITY_ADMIN)
SEE_CASES = (*ASK, Role.GRID_LEAD, Role.SECURITY_ADMIN)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """What one of the two said."""

    person: str
    seat: Seat
    approved: bool
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """An alarm of an active case. ``answer``: '', yes or no."""

    alarm_id: UUID
    code: str
    camera: str
    area: str
    at: datetime
    state: str
    answer: str
    answered_by: str
    has_picture: bool
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One line of the case's journal."""

    at: datetime
    kind: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCamera:
    """A camera that the case names."""

    id: UUID
    name: str
    code: str
    area: str
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case. Fields that identify somebody are empty once it is erased. Times are aware (UTC)."""

    id: UUID
    code: str
    kind: CaseKind
    state: CaseState
    area_id: UUID
    area: str
    purpose: str
    reference: str
    legal_basis: str
    hours: int
    requested_by: str
    requested_by_id: UUID
    created_at: datetime
    asked_at: datetime | None
    active_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    end_note: str
    erased_at: datetime | None
    plate: str
    plate_masked: str
    vehicle_note: str
    who: str
    upper: str
    lower: str
    size: str
    bag: bool | None
    bicycle: bool | None
    marks: str
    consent_by: str
    consent_relation: str
    has_consent: bool
    has_photo: bool
    face: bool
    has_template: bool
    impact_note: str
    cameras: tuple[CaseCamera, ...]
    approvals: tuple[ApprovalView, ...]
    lacks: tuple[Lack, ...]

    @property
    def erase_by(self) -> datetime | None:
        """When nothing may be left of it."""
        return None if self.ended_at is None else erase_by(self.ended_at)

    @property
    def is_draft(self) -> bool:
        return self.state is CaseState.DRAFT

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_active(self) -> bool:
        return self.state is CaseState.ACTIVE

    @property
    def is_over(self) -> bool:
        return self.state in ENDED

    @property
    def is_person(self) -> bool:
        return self.kind is CaseKind.PERSON


def asking_area(actor: Actor) -> UUID | None:
    """The area for which somebody may ask: that of their first duty that allows it."""
    return next((duty.area_id for role in reversed(ASK) for duty in actor.duties if duty.role is role), None)


def cases_in_reach(actor: Actor) -> Q:
    """Cases of the actor's areas, and those that name a camera there."""
    if actor.system:
        return Q()
    named = WatchCase.cameras.through.objects.filter(
        cameras_in_reach(actor, (*ASK, Role.GRID_LEAD), "camera__area"), watchcase_id=OuterRef("pk")
    )
    own = cameras_in_reach(narrowed(actor, SEE_CASES), SEE_CASES)
    # a draft is its writer's until it is asked for
    mine = Q(requested_by_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return (own | (Q(Exists(named)) & Q(state=CaseState.ACTIVE))) & (~Q(state=CaseState.DRAFT) | mine)


def cases(actor: Actor, *, over: bool = False) -> list[CaseView]:
    """Open cases, what waits for a decision first; or those that have ended, the newest first."""
    rows = _rows().filter(cases_in_reach(actor))
    chosen = rows.filter(state__in=[*ENDED]) if over else rows.exclude(state__in=[*ENDED])
    views = [_view(row) for row in chosen.order_by("-created_at")[:MOST_SHOWN]]
    order = {CaseState.HALF: 0, CaseState.ASKED: 0, CaseState.ACTIVE: 1, CaseState.DRAFT: 2}
    return sorted(views, key=lambda view: order.get(view.state, 3))


def case(actor: Actor, case_id: UUID) -> CaseView:
    """One case. Raises NotYours."""
    row = _rows().filter(cases_in_reach(actor), pk=case_id).first()
    if row is None:
        raise NotYours
    return _view(row)


def case_view(case_id: UUID) -> CaseView:
    """The case as it is now; the caller has authorised already."""
    return _view(_rows().get(pk=case_id))


def may_decide(actor: Actor, view: CaseView) -> bool:
    """Whether the actor may approve or refuse now; the service decides again."""
    if not view.is_waiting or actor.person_id is None:
        return False
    row = WatchCase.objects.prefetch_related("approvals").get(pk=view.id)
    approvals = list(row.approvals.all())
    return (
        hindrance(
            person=str(actor.person_id),
            requester=str(view.requested_by_id),
            deciders=[str(one.person_id) for one in approvals],
            roles=[role.value for role in APPROVE if holds(actor, view.area_id, role)],
            taken=[Seat(one.seat) for one in approvals if one.approved],
        )
        is None
    )


def may_close(actor: Actor, view: CaseView) -> bool:
    """Whether the actor may end an active case."""
    own = view.requested_by_id == actor.person_id
    return view.is_active and (own or holds(actor, view.area_id, *APPROVE))


def case_matches(actor: Actor, case_id: UUID) -> list[MatchView]:
    """The alarms of an active case in the actor's reach, newest first; of a case that is over, none."""
    rows = WatchMatch.objects.filter(
        case_id=case_id, case__state=CaseState.ACTIVE, case__in=WatchCase.objects.filter(cases_in_reach(actor))
    ).select_related("alarm__camera__area", "alarm__newest", "answered_by")
    found = rows.filter(alarm__in=Alarm.objects.filter(alarms_in_reach(actor))).order_by("-alarm__last_at")[:50]
    return [
        MatchView(
            alarm_id=row.alarm_id,
            code=row.alarm.code,
            camera=row.alarm.camera.name,
            area=row.alarm.camera.area.name,
            at=row.alarm.last_at,
            state=row.alarm.state,
            answer=row.answer,
            answered_by=row.answered_by.name if row.answered_by else "",
            has_picture=bool(row.alarm.newest and row.alarm.newest.picture),
            facts={
                name: str(value)
                for name, value in (row.alarm.newest.body if row.alarm.newest else {}).get("facts", {}).items()
            },
        )
        for row in found
    ]


def case_of_alarm(alarm_id: UUID) -> tuple[CaseView, str] | None:
    """The active case of an alarm, and what was answered; for pages that have authorised the alarm already."""
    row = WatchMatch.objects.filter(alarm_id=alarm_id, case__state=CaseState.ACTIVE).first()
    return None if row is None else (case_view(row.case_id), row.answer)


def case_history(actor: Actor, case_id: UUID) -> list[StepLine]:
    """All steps of the case from the journal, oldest first. Raises NotYours."""
    case(actor, case_id)
    entries = journal.history(f"watch:{case_id}")
    names = person_names(entry.actor for entry in entries if entry.actor is not None)
    return [
        StepLine(at=entry.at, kind=entry.kind, person=names.get(entry.actor, "") if entry.actor else "")
        for entry in entries
    ]


def choosable(actor: Actor, area_id: UUID) -> QuerySet[Camera]:
    """The cameras that a case for this area may name: in operation, with a stream, in the asker's reach."""
    connected = ~Q(main_stream="") | ~Q(sub_stream="")
    return Camera.objects.filter(
        cameras_in_reach(actor, ASK), connected, in_operation=True, area__lineage__contains=[area_id]
    )


def choosable_cameras(actor: Actor, area_id: UUID) -> list[CaseCamera]:
    """The same as a list for people, by village."""
    rows = choosable(actor, area_id).select_related("area").order_by("area__name", "name")
    return [_camera(row) for row in rows]


def case_photo(actor: Actor, case_id: UUID) -> Served:
    """The photo of whom one looks for. Raises NotYours."""
    return _file(actor, case_id, "photo")


def case_consent(actor: Actor, case_id: UUID) -> Served:
    """The photo of the signed consent. Raises NotYours."""
    return _file(actor, case_id, "consent_file")


def _file(actor: Actor, case_id: UUID, field: str) -> Served:
    row = WatchCase.objects.filter(cases_in_reach(actor), pk=case_id).exclude(**{field: ""}).first()
    if row is None or row.state in ENDED:
        raise NotYours
    return Served(name=str(getattr(row, field)), content_type="image/jpeg")


def papers_of(row: WatchCase) -> Papers:
    """What decides whether a case is complete."""
    return Papers(
        kind=CaseKind(row.kind),
        purpose=row.purpose,
        reference=row.reference,
        legal_basis=row.legal_basis,
        cameras=row.cameras.count(),
        plate=row.plate,
        colours=bool(row.upper or row.lower),
        consent_by=row.consent_by,
        consent_file=bool(row.consent_file),
        face=row.face,
        impact_note=row.impact_note,
    )


def _rows() -> QuerySet[WatchCase]:
    return WatchCase.objects.select_related("area", "requested_by", "ended_by").prefetch_related(
        "cameras__area", "approvals__person"
    )


def _camera(row: Camera) -> CaseCamera:
    return CaseCamera(id=row.pk, name=row.name, code=row.code, area=row.area.name, live=row.condition == "live")


SAME = (
    "code",
    "purpose",
    "reference",
    "legal_basis",
    "hours",
    "requested_by_id",
    "created_at",
    "asked_at",
    "active_at",
    "expires_at",
    "ended_at",
    "end_note",
    "erased_at",
    "plate",
    "plate_masked",
    "vehicle_note",
    "who",
    "upper",
    "lower",
    "size",
    "bag",
    "bicycle",
    "marks",
    "consent_by",
    "consent_relation",
    "face",
    "impact_note",
    "area_id",
)


def _view(row: WatchCase) -> CaseView:
    return CaseView(
        id=row.pk,
        kind=CaseKind(row.kind),
        state=CaseState(row.state),
        area=row.area.name,
        requested_by=row.requested_by.name,
        ended_by=row.ended_by.name if row.ended_by else "",
        has_consent=bool(row.consent_file),
        has_photo=bool(row.photo),
        has_template=bool(row.face_template),
        cameras=tuple(sorted((_camera(one) for one in row.cameras.all()), key=lambda one: (one.area, one.name))),
        approvals=tuple(
            ApprovalView(person=one.person.name, seat=Seat(one.seat), approved=one.approved, note=one.note, at=one.at)
            for one in row.approvals.all()
        ),
        lacks=lacks(papers_of(row)) if row.state == CaseState.DRAFT else (),
        **{name: getattr(row, name) for name in SAME},
    )
