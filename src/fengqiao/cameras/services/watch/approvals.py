"""The two who decide."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Actor, holds
from fengqiao.cameras.domain.watch import CaseKind, CaseState, CaseStep, Hindrance, Seat, expiry, hindrance, seat_of
from fengqiao.cameras.events import WatchEvent
from fengqiao.cameras.models import WatchApproval, WatchCase
from fengqiao.cameras.selectors.watch import APPROVE, CaseView, case_view
from fengqiao.cameras.services.watch import ending
from fengqiao.cameras.services.watch.errors import CaseRefused, DecidedBefore, OwnCase, ReasonNeeded, SeatTaken
from fengqiao.cameras.services.watch.shared import lock, take, told
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

HINDERED: dict[Hindrance, type[CaseRefused]] = {
    Hindrance.OWN: OwnCase,
    Hindrance.TWICE: DecidedBefore,
    Hindrance.SEAT: SeatTaken,
}


def approve_case(*, case_id: UUID, note: str = "", actor: Actor) -> CaseView:
    """Approve. With the second approval the search begins, and its hours run.

    Raises OwnCase, DecidedBefore, SeatTaken, CaseRefused, NotYours.
    """
    with journal.unit():
        case = lock(case_id, actor)
        seat = _seat(case, actor)
        take(case, CaseStep.APPROVE)
        _write_down(case, actor, seat, approved=True, note=note)
        told(WatchEvent.APPROVED, case, actor, seat=seat.value)
        if case.state == CaseState.ACTIVE:
            now = clock.now()
            case.active_at, case.expires_at = now, expiry(CaseKind(case.kind), case.hours, approved_at=now)
            told(WatchEvent.ACTIVE, case, actor, expires_at=case.expires_at.isoformat())
        case.save()
        return case_view(case.pk)


def refuse_case(*, case_id: UUID, note: str, actor: Actor) -> CaseView:
    """Say no, and why; one is enough. Raises ReasonNeeded and what ``approve_case`` raises."""
    with journal.unit():
        case = lock(case_id, actor)
        seat = _seat(case, actor)
        if not note.strip():
            raise ReasonNeeded
        _write_down(case, actor, seat, approved=False, note=note)
        ending.end(case, CaseStep.REFUSE, WatchEvent.REFUSED, actor=actor, note=note)
        return case_view(case.pk)


def _seat(case: WatchCase, actor: Actor) -> Seat:
    over = [role for role in APPROVE if actor.person_id and holds(actor, case.area_id, role)]
    if not over or actor.system or actor.person_id is None:
        raise NotYours
    before = list(case.approvals.all())
    taken = [Seat(one.seat) for one in before if one.approved]
    roles = [role.value for role in over]
    hindered = hindrance(
        person=str(actor.person_id),
        requester=str(case.requested_by_id),
        deciders=[str(one.person_id) for one in before],
        roles=roles,
        taken=taken,
    )
    if hindered is not None:
        raise HINDERED[hindered]
    seat = seat_of(roles, taken)
    assert seat is not None
    return seat


def _write_down(case: WatchCase, actor: Actor, seat: Seat, *, approved: bool, note: str) -> None:
    assert actor.person_id is not None
    WatchApproval.objects.create(
        case=case, person_id=actor.person_id, seat=seat, approved=approved, note=note.strip()[:300], at=clock.now()
    )
