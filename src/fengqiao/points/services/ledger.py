"""Writing the ledger. Every verb is one transaction that first locks the books it writes, in the order of their ids."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points import selectors
from fengqiao.points.domain import ledger, rules
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.rules import CapPeriod
from fengqiao.points.models import Account, AccountKind, RuleVersion, Transfer
from fengqiao.points.selectors import TransferView
from fengqiao.points.selectors.rules import as_rule
from fengqiao.points.services.errors import CapReached, LedgerRefused, NoSuchRule
from fengqiao.points.services.rules import in_force, place_of
from fengqiao.points.services.writing import append


def award(
    *,
    person_id: UUID,
    rule: str,
    evidence: str,
    link: str,
    reason: str,
    effective_at: datetime,
    area_id: UUID | None = None,
    actor: Actor,
) -> TransferView:
    """Promise a person the points that ``rule`` gives for ``evidence``, pending until the evidence is settled.

    A second call with the same rule, evidence and person returns the first award. ``link`` is the address of a
    page that shows the evidence (a path of this site), ``area_id`` the place whose rule set counts. The last award
    before a cap may bring less than the rule says. Raises NoSuchRule, CapReached.
    """
    if not evidence or not link.startswith("/") or link.startswith("//"):
        raise ValueError("an award needs an evidence and a path of this site that shows it")
    with journal.unit():
        book = book_of(person_id)
        place = place_of(area_id)
        version = in_force(rule, place, effective_at)
        known, used = _before(book, rule, evidence, version, effective_at)
        if known is not None:
            first = Transfer.objects.select_related("rule", "book").get(pk=known)
            return selectors.view(first, first.linked.all(), person_id)
        if version is None:
            raise NoSuchRule(rule)
        points = rules.granted(as_rule(version), used)
        if points == 0:
            raise CapReached(version.cap or 0)
        issued = place_account(AccountKind.ISSUED, place.town)
        row = Transfer(
            kind=Kind.PENDING,
            debit=issued if points > 0 else book,
            credit=book if points > 0 else issued,
            book=book,
            amount=abs(points),
            rule=version,
            evidence=evidence,
            link=link,
            reason=reason,
            effective_at=effective_at,
        )
        return selectors.view(append(row, place.town, actor), [], person_id)


def post_pending(*, evidence: str, actor: Actor) -> list[TransferView]:
    """Make all pending awards for ``evidence`` good. What was posted or voided before stays as it is."""
    return _settle(evidence, Kind.POST, "", actor)


def void_pending(*, evidence: str, reason: str, actor: Actor) -> list[TransferView]:
    """Take all pending awards for ``evidence`` back, saying why. What was posted or voided before stays as it is."""
    return _settle(evidence, Kind.VOID, reason, actor)


def correct(*, award_id: UUID, points: int, reason: str, effective_at: datetime, actor: Actor) -> TransferView:
    """Let a posted award stand at ``points`` (without sign; 0 takes it back) from ``effective_at`` on, by a new row.

    Only ``putting_right.grant`` calls it, for the second of two people: the database refuses a correction that no
    granted request names. For the grid studio's clerk over the person, never about oneself. Raises NotYours,
    LedgerRefused, CapReached.
    """
    with journal.unit():
        known = (
            Transfer.objects.filter(pk=award_id, kind=Kind.PENDING).values_list("book_id", "book__person_id").first()
        )
        if known is None or known[1] is None:
            raise NotYours
        book_id, person_id = known
        if person_id == actor.person_id or not selectors.may_read(actor, person_id):
            raise NotYours
        if not reason.strip():
            raise LedgerRefused(_("Give a reason; the person concerned will read it."))
        book = Account.objects.select_for_update().get(pk=book_id)
        row = Transfer.objects.select_related("rule").get(pk=award_id)
        if row.rule is None:  # a spending: a gift that comes back has its own verb
            raise NotYours
        linked = list(row.linked.all())
        try:
            late = ledger.correct(
                selectors.entry(row), [selectors.entry(one) for one in linked], to=points, row_id=ids.new_id()
            )
        except ledger.LedgerError as error:
            raise LedgerRefused(_words(error)) from error
        more = late.amount if late.credit == book.pk else 0
        if row.rule.cap is not None and more:
            _known, used = _before(book, row.rule.kind, row.evidence, row.rule, row.effective_at)
            if used + more > row.rule.cap:
                raise CapReached(row.rule.cap)
        place = row.credit.area_id if row.debit_id == book.pk else row.debit.area_id
        forth = late.credit == row.credit_id
        written = append(
            Transfer(
                kind=Kind.CORRECTION,
                debit_id=row.debit_id if forth else row.credit_id,
                credit_id=row.credit_id if forth else row.debit_id,
                book=book,
                amount=late.amount,
                award=row,
                rule=row.rule,
                evidence=row.evidence,
                link=row.link,
                reason=reason,
                effective_at=effective_at,
            ),
            place,
            actor,
        )
        return selectors.view(written, [], person_id)


def settlement(row: Transfer, kind: Kind, reason: str = "") -> Transfer:
    """The row, not yet written, that posts or voids the award ``row``."""
    return Transfer(
        id=ids.new_id(),
        kind=kind,
        debit_id=row.debit_id,
        credit_id=row.credit_id,
        book=row.book,
        amount=row.amount,
        award=row,
        rule=row.rule,
        evidence=row.evidence,
        link=row.link,
        reason=reason,
        effective_at=row.effective_at,
    )


def _settle(evidence: str, kind: Kind, reason: str, actor: Actor) -> list[TransferView]:
    with journal.unit():
        wanted = Transfer.objects.filter(evidence=evidence, kind=Kind.PENDING, rule__isnull=False)
        books = list(
            Account.objects.select_for_update()
            .filter(pk__in=wanted.values("book_id"))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not books:
            return []
        settled = Transfer.objects.filter(award=OuterRef("pk"), kind__in=[Kind.POST, Kind.VOID])
        open_rows = wanted.filter(~Exists(settled), book_id__in=books)
        done: list[TransferView] = []
        for row in open_rows.select_related("rule", "book", "debit", "credit").order_by("book_id", "number"):
            place = row.credit.area_id if row.debit_id == row.book_id else row.debit.area_id
            made = append(settlement(row, kind, reason), place, actor)
            done.append(selectors.view(row, [made], row.book.person_id))
        return done


def book_of(person_id: UUID) -> Account:
    """The person's account, made if need be, and locked."""
    locked = Account.objects.select_for_update().filter(person_id=person_id)
    if (known := locked.first()) is not None:
        return known
    areas.person(person_id)
    _open(Account(kind=AccountKind.PERSON, person_id=person_id))
    return locked.get()


def place_account(kind: AccountKind, town: UUID | None) -> Account:
    """A place's account of that kind: from which it gives points out, to which spent ones go, and so on."""
    found = Account.objects.filter(Q(area_id=town), kind=kind)
    if (known := found.first()) is not None:
        return known
    _open(Account(kind=kind, area_id=town))
    return found.get()


def _open(account: Account) -> None:
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if Account.objects.filter(pk=account.pk).exists():  # else somebody else opened it at the same moment
        journal.record(
            Event(kind="points.account_opened", subject="points:ledger", payload={"account": str(account.pk)})
        )


# What an award has to know of its book: whether this evidence counted before, and how much of the cap around its time
# is used by standing awards of the same group, pending ones and corrections included.
_BEFORE = """
SELECT (SELECT k.id FROM points_transfer k JOIN points_ruleversion r ON r.id = k.rule_id
        WHERE k.book_id = %(book)s AND k.kind = 'pending' AND k.evidence = %(evidence)s AND r.kind = %(rule)s
        ORDER BY k.number LIMIT 1),
       (SELECT coalesce(sum(a.amount + coalesce(
                   (SELECT sum(CASE WHEN c.credit_id = a.book_id THEN c.amount ELSE -c.amount END)
                    FROM points_transfer c WHERE c.award_id = a.id AND c.kind = 'correction'), 0)), 0)
        FROM points_transfer a JOIN points_ruleversion r ON r.id = a.rule_id
        WHERE a.book_id = %(book)s AND a.kind = 'pending' AND a.credit_id = a.book_id AND r.cap_group = %(group)s
          AND a.effective_at >= %(start)s AND a.effective_at < %(end)s
          AND NOT EXISTS (SELECT FROM points_transfer v WHERE v.award_id = a.id AND v.kind = 'void'))"""


def _before(
    book: Account, rule: str, evidence: str, version: RuleVersion | None, at: datetime
) -> tuple[UUID | None, int]:
    """The first award of this evidence by the rule, and how much of the version's cap around ``at`` is used (0: there
    is no cap). The book is locked. One query."""
    group, start, end = None, None, None
    if version is not None and version.cap is not None:
        group = version.cap_group
        start, end = rules.period(at, CapPeriod(version.cap_period), ZoneInfo(settings.TIME_ZONE))
    values: dict[str, UUID | str | datetime | None] = {
        "book": book.pk,
        "rule": rule,
        "evidence": evidence,
        "group": group,
        "start": start,
        "end": end,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, values)
        known, used = cursor.fetchone()
    return known, int(used)


def _words(error: ledger.LedgerError) -> str:
    if isinstance(error, ledger.NothingToCorrect):
        return _("The award already stands at this many points.")
    if isinstance(error, ledger.NotPosted):
        return _("These points are not posted; only posted points are corrected.")
    return _("Points are whole numbers from 0.")
