"""The narrow door: the way of a case for a watched vehicle or a missing person, who may open it, and for how long.

Nothing is watched without a case; a case is nothing without two people who allowed it and neither asked for it; and it
ends by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

WATCHED = ("vehicle", "missing")
"""Kinds of zones whose alerts need a case."""


class CaseKind(StrEnum):
    """What is looked for. The value of the engine's kind of zone is in ``ZONE_KIND``."""

    VEHICLE = "vehicle"
    PERSON = "person"


ZONE_KIND: Mapping[CaseKind, str] = MappingProxyType({CaseKind.VEHICLE: "vehicle", CaseKind.PERSON: "missing"})


class CaseState(StrEnum):
    """Where a case stands. ``half``: one of two has approved."""

    DRAFT = "draft"
    ASKED = "asked"
    HALF = "half"
    ACTIVE = "active"
    EXPIRED = "expired"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CaseStep(StrEnum):
    """What can happen to a case."""

    ASK = "ask"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    EXPIRE = "expire"


C = CaseState
TABLE: Mapping[tuple[CaseState, CaseStep], CaseState] = MappingProxyType(
    {
        (C.DRAFT, CaseStep.ASK): C.ASKED,
        (C.DRAFT, CaseStep.WITHDRAW): C.WITHDRAWN,
        (C.ASKED, CaseStep.APPROVE): C.HALF,
        (C.HALF, CaseStep.APPROVE): C.ACTIVE,
        (C.ASKED, CaseStep.REFUSE): C.REFUSED,
        (C.HALF, CaseStep.REFUSE): C.REFUSED,
        (C.ASKED, CaseStep.WITHDRAW): C.WITHDRAWN,
        (C.HALF, CaseStep.WITHDRAW): C.WITHDRAWN,
        # What nobody decides on in time ends as well.
        (C.ASKED, CaseStep.EXPIRE): C.EXPIRED,
        (C.HALF, CaseStep.EXPIRE): C.EXPIRED,
        (C.ACTIVE, CaseStep.EXPIRE): C.EXPIRED,
        (C.ACTIVE, CaseStep.CLOSE): C.CLOSED,
    }
)
OPEN = frozenset({C.DRAFT, C.ASKED, C.HALF, C.ACTIVE})
ENDED = frozenset(C) - OPEN
WAITING = frozenset({C.ASKED, C.HALF})


def move(state: CaseState, step: CaseStep) -> CaseState | None:
    """The state after ``step``, or None when the table does not allow it now."""
    return TABLE.get((state, step))


MAX_HOURS: Mapping[CaseKind, int] = MappingProxyType({CaseKind.PERSON: 72, CaseKind.VEHICLE: 30 * 24})
"""The longest that one approval reaches. Longer needs a new case with two new approvals."""
DECIDE_HOURS = 72
ERASE_HOURS = 24
MAX_CAMERAS = 60
"""More cameras than this are no longer 'named one by one'."""


def expiry(kind: CaseKind, hours: int, *, approved_at: datetime) -> datetime:
    """When a case that was approved for ``hours`` ends by itself; never later than the law of the house allows."""
    return approved_at + timedelta(hours=max(1, min(hours, MAX_HOURS[kind])))


def overdue(state: CaseState, *, now: datetime, asked_at: datetime | None, expires_at: datetime | None) -> bool:
    """Whether the case must expire now."""
    if state is C.ACTIVE:
        return expires_at is None or now >= expires_at
    return state in WAITING and asked_at is not None and now >= asked_at + timedelta(hours=DECIDE_HOURS)


def erase_by(ended_at: datetime) -> datetime:
    """When nothing that was kept for the search may be there any more."""
    return ended_at + timedelta(hours=ERASE_HOURS)


class Seat(StrEnum):
    """The two who must approve: one with a duty over the place, one who answers for data protection."""

    DUTY = "duty"
    SECURITY = "security"


DUTY_ROLES = frozenset({"operator", "dispatcher", "studio_clerk"})
SECURITY_ROLES = frozenset({"security_admin"})


class Hindrance(StrEnum):
    """Why somebody may not decide on a case."""

    OWN = "own"
    TWICE = "twice"
    SEAT = "seat"


def seat_of(roles: Collection[str], taken: Collection[Seat]) -> Seat | None:
    """The free seat that somebody with these duties may take; None: no seat, or it is taken."""
    for seat, allowed in ((Seat.SECURITY, SECURITY_ROLES), (Seat.DUTY, DUTY_ROLES)):
        if seat not in taken and allowed.intersection(roles):
            return seat
    return None


def hindrance(
    *, person: str, requester: str, deciders: Collection[str], roles: Collection[str], taken: Collection[Seat]
) -> Hindrance | None:
    """Why ``person`` may not approve, or None. People are compared by id."""
    if person == requester:
        return Hindrance.OWN
    if person in deciders:
        return Hindrance.TWICE
    return Hindrance.SEAT if seat_of(roles, taken) is None else None


class Lack(StrEnum):
    """What a case needs before anybody may be asked to approve it."""

    PURPOSE = "purpose"
    REFERENCE = "reference"
    LEGAL_BASIS = "legal_basis"
    CAMERAS = "cameras"
    PLATE = "plate"
    DESCRIPTION = "description"
    CONSENT = "consent"
    IMPACT = "impact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What is on file of a case, as far as it decides whether it is complete. ``colours``: upper or lower is known."""

    kind: CaseKind
    purpose: str = ""
    reference: str = ""
    legal_basis: str = ""
    cameras: int = 0
    plate: str = ""
    colours: bool = False
    consent_by: str = ""
    consent_file: bool = False
    face: bool = False
    impact_note: str = ""


def lacks(papers: Papers) -> tuple[Lack, ...]:
    """What is missing, in the order of the form."""
    person = papers.kind is CaseKind.PERSON
    found = {
        Lack.PURPOSE: not papers.purpose.strip(),
        Lack.REFERENCE: not papers.reference.strip(),
        Lack.LEGAL_BASIS: not papers.legal_basis.strip(),
        Lack.PLATE: not person and not papers.plate,
        Lack.DESCRIPTION: person and not (papers.colours or papers.face),
        Lack.CONSENT: person and not (papers.consent_by.strip() and papers.consent_file),
        Lack.IMPACT: papers.face and not papers.impact_note.strip(),
        Lack.CAMERAS: not 0 < papers.cameras <= MAX_CAMERAS,
    }
    return tuple(lack for lack, missing in found.items() if missing)


def masked_plate(plate: str) -> str:
    """A plate as lists and closed cases show it: 皖A···K9."""
    return f"{plate[:2]}···{plate[-2:]}" if len(plate) >= 7 else ""
