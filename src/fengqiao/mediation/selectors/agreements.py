"""Agreements as pages and papers show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.mediation.domain.agreements import (
    AgreementForm,
    AgreementState,
    PromiseState,
    Urgency,
    confirmable_until,
    urgency,
)
from fengqiao.mediation.models import Agreement, Promise, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaseView:
    """One reminder of a promise."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    """A promise. ``by``: the party's name, ``phone`` how they are reached."""

    id: UUID
    number: int
    by_id: UUID
    by: str
    phone: str
    words: str
    way: str
    place: str
    due_on: date
    state: PromiseState
    urgency: Urgency
    settled_at: datetime | None
    note: str
    chases: tuple[ChaseView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """A signature: ``party_id`` None is the mediator's."""

    id: UUID
    party_id: UUID | None
    person_id: UUID | None
    name: str
    represented: bool
    signed_at: datetime
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """An agreement with its promises and signatures. ``confirmable_until``: the court's thirty days."""

    id: UUID
    dispute_id: UUID
    number: int
    form: AgreementForm
    state: AgreementState
    facts: str
    digest: str
    drawn_at: datetime
    in_force_at: datetime | None
    why_aside: str
    promises: tuple[PromiseView, ...]
    signatures: tuple[SignatureView, ...]

    @property
    def in_force(self) -> bool:
        """True while it binds."""
        return self.state is AgreementState.IN_FORCE

    @property
    def confirmable_until(self) -> date | None:
        """The last local day on which the court can be asked."""
        return confirmable_until(timezone.localdate(self.in_force_at)) if self.in_force_at else None


def agreement_of(dispute_id: UUID) -> AgreementView | None:
    """The agreement that is drawn up or in force; None without one."""
    row = Agreement.objects.filter(dispute_id=dispute_id).exclude(state=AgreementState.ASIDE).first()
    return agreement_view(row) if row else None


def set_aside(dispute_id: UUID) -> list[AgreementView]:
    """Those that were set aside, the newest first."""
    rows = Agreement.objects.filter(dispute_id=dispute_id, state=AgreementState.ASIDE).order_by("-number")
    return [agreement_view(row) for row in rows]


def stands(dispute_id: UUID) -> bool:
    """True when an agreement is in force."""
    return Agreement.objects.filter(dispute_id=dispute_id, state=AgreementState.IN_FORCE).exists()


def picture_of(signature: SignatureView) -> bytes:
    """The drawn signature as JPEG. Raises NotYours when the file is gone."""
    try:
        with default_storage.open(signature.file) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise NotYours from error
    return content


def agreement_view(row: Agreement) -> AgreementView:
    """A stored agreement. Four queries."""
    promises = list(row.promises.select_related("by").prefetch_related("chases").order_by("number"))
    people = areas.person_names(
        chase.actor_id for one in promises for chase in one.chases.all() if chase.actor_id is not None
    )
    return AgreementView(
        id=row.pk,
        dispute_id=row.dispute_id,
        number=row.number,
        form=AgreementForm(row.form),
        state=AgreementState(row.state),
        facts=row.facts,
        digest=row.digest,
        drawn_at=row.drawn_at,
        in_force_at=row.in_force_at,
        why_aside=row.why_aside,
        promises=tuple(promise_view(one, people) for one in promises),
        signatures=tuple(_signature(one) for one in row.signatures.order_by("signed_at", "id")),
    )


def promise_view(row: Promise, people: dict[UUID, str]) -> PromiseView:
    """A stored promise with its party and its reminders."""
    return PromiseView(
        id=row.pk,
        number=row.number,
        by_id=row.by_id,
        by=row.by.name,
        phone=row.by.representative_phone or row.by.phone,
        words=row.words,
        way=row.way,
        place=row.place,
        due_on=row.due_on,
        state=PromiseState(row.state),
        urgency=urgency(row.due_on, timezone.localdate(clock.now())),
        settled_at=row.settled_at,
        note=row.note,
        chases=tuple(
            ChaseView(at=chase.at, who=people.get(chase.actor_id, "") if chase.actor_id else "", words=chase.words)
            for chase in sorted(row.chases.all(), key=lambda one: one.at)
        ),
    )


def _signature(row: Signature) -> SignatureView:
    return SignatureView(
        id=row.pk,
        party_id=row.party_id,
        person_id=row.person_id,
        name=row.name,
        represented=row.represented,
        signed_at=row.signed_at,
        file=row.file,
    )
