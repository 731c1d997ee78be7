"""Points going: reserved, spent at hand-over, released, given back. Each verb first locks the person's book."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.points import selectors
from fengqiao.points.domain import ledger
from fengqiao.points.domain.ledger import Kind, Phase
from fengqiao.points.domain.spending import OTHER_SIDE, Purpose, Purse
from fengqiao.points.models import Account, AccountKind, Transfer
from fengqiao.points.selectors import TransferView
from fengqiao.points.services.errors import LedgerRefused, NotEnoughPoints
from fengqiao.points.services.ledger import book_of, place_account
from fengqiao.points.services.writing import append


def reserve(
    *,
    person_id: UUID,
    town_id: UUID,
    points: int,
    purpose: Purpose,
    evidence: str,
    link: str,
    reason: str,
    actor: Actor,
    effective_at: datetime | None = None,
) -> TransferView:
    """Set points aside, so that nothing else can spend them. The same purpose and evidence twice is one.

    Only posted points that are not set aside already can be; pending ones never. ``town_id``: the place that gives
    something for them. Raises NotEnoughPoints. The callers have looked at who may.
    """
    with journal.unit():
        book = book_of(person_id)
        known = Transfer.objects.filter(book=book, purpose=purpose, evidence=evidence, kind=Kind.PENDING).first()
        if known is not None:
            return selectors.view(known, known.linked.all(), person_id)
        held = locked_purse(book)
        if points > held.available:
            under_hearing = sum(one.points for one in selectors.holds_of(person_id))
            raise NotEnoughPoints(wanted=points, available=held.available, held=under_hearing)
        row = Transfer(
            kind=Kind.PENDING,
            debit=book,
            credit=place_account(AccountKind(OTHER_SIDE[purpose]), town_id),
            book=book,
            amount=points,
            purpose=purpose,
            evidence=evidence,
            link=link,
            reason=reason,
            effective_at=effective_at or clock.now(),
        )
        return selectors.view(append(row, town_id, actor), [], person_id)


def spend(*, person_id: UUID, purpose: Purpose, evidence: str, reason: str = "", actor: Actor) -> bool:
    """Make a reservation good. False: it was before. Raises LedgerRefused when it was released or never made."""
    return _settle(person_id, purpose, evidence, Kind.POST, reason, actor)


def release(*, person_id: UUID, purpose: Purpose, evidence: str, reason: str, actor: Actor) -> bool:
    """Give reserved points free. False: they were before. Raises LedgerRefused when they are spent or never were."""
    return _settle(person_id, purpose, evidence, Kind.VOID, reason, actor)


def give_back(*, person_id: UUID, purpose: Purpose, evidence: str, reason: str, actor: Actor) -> bool:
    """Put spent points back by a new row: the gift came back, or the taking was wrong. False: done before."""
    with journal.unit():
        book, row, linked = _found(person_id, purpose, evidence)
        if ledger.phase(selectors.entry(row), map(selectors.entry, linked)) is not Phase.POSTED:
            raise LedgerRefused(_("These points were not spent; there is nothing to give back."))
        if any(one.kind == Kind.CORRECTION for one in linked):
            return False
        back = _linked(row, book, Kind.CORRECTION, reason)
        back.debit_id, back.credit_id, back.effective_at = row.credit_id, row.debit_id, clock.now()
        append(back, row.credit.area_id, actor)
        return True


def move(
    *, person_id: UUID, from_town: UUID, to_town: UUID, evidence: str, link: str, reason: str, actor: Actor
) -> int:
    """Take all that somebody can spend along to another town: it leaves the one's books and enters the other's, and
    the person's balance stays. Returns how many points moved; raises NotEnoughPoints when there are none."""
    with journal.unit():
        book = book_of(person_id)
        points = locked_purse(book).available
        if points == 0:
            raise NotEnoughPoints(wanted=1, available=0)
        reserve(
            person_id=person_id,
            town_id=from_town,
            points=points,
            purpose=Purpose.MOVE_OUT,
            evidence=evidence,
            link=link,
            reason=reason,
            actor=actor,
        )
        spend(person_id=person_id, purpose=Purpose.MOVE_OUT, evidence=evidence, reason=reason, actor=actor)
        into = Transfer(
            kind=Kind.PENDING,
            debit=place_account(AccountKind.MOVED, to_town),
            credit=book,
            book=book,
            amount=points,
            purpose=Purpose.MOVE_IN,
            evidence=evidence,
            link=link,
            reason=reason,
            effective_at=clock.now(),
        )
        append(into, to_town, actor)
        append(_linked(into, book, Kind.POST, reason), to_town, actor)
        return points


def locked_purse(book: Account) -> Purse:
    """What the book holds; the caller has locked it."""
    return selectors.purse_in(book.pk)


def _settle(person_id: UUID, purpose: Purpose, evidence: str, kind: Kind, reason: str, actor: Actor) -> bool:
    with journal.unit():
        book, row, linked = _found(person_id, purpose, evidence)
        phase = ledger.phase(selectors.entry(row), map(selectors.entry, linked))
        if phase is not Phase.PENDING:
            if (phase is Phase.POSTED) != (kind is Kind.POST):
                raise LedgerRefused(_("These points were settled in another way before."))
            return False
        append(_linked(row, book, kind, reason), row.credit.area_id, actor)
        return True


def _found(person_id: UUID, purpose: Purpose, evidence: str) -> tuple[Account, Transfer, list[Transfer]]:
    book = book_of(person_id)
    wanted = Transfer.objects.filter(book=book, purpose=purpose, evidence=evidence, kind=Kind.PENDING)
    row = wanted.select_related("credit").first()
    if row is None:
        raise LedgerRefused(_("No points are reserved for this."))
    return book, row, list(row.linked.all())


def _linked(row: Transfer, book: Account, kind: Kind, reason: str) -> Transfer:
    return Transfer(
        kind=kind,
        debit_id=row.debit_id,
        credit_id=row.credit_id,
        book=book,
        amount=row.amount,
        award=row,
        purpose=row.purpose,
        evidence=row.evidence,
        link=row.link,
        reason=reason,
        effective_at=row.effective_at,
    )
