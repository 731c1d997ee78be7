"""Reading quarters: what belongs to one, its issues, objections and requests to put points right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import GRID_ROLES, SYSTEM, Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.publishing import CORRECTED, EARNED, LATE
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.models import (
    Account,
    AccountKind,
    CaseState,
    CorrectionCase,
    Objection,
    OpenName,
    Publication,
    QuarterBook,
    Sheet,
)

# Who looks into quarters: the studio that makes them, and who audits it.
STUDIO = frozenset({Role.STUDIO_CLERK})
INSPECTORS = frozenset({Role.STUDIO_CLERK, Role.AUDIT_ADMIN})

_LINES = """
SELECT t.book_id, to_char(t.effective_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), r.kind,
       CASE WHEN r.area_id IS NULL THEN r.version::text ELSE place.code || '/' || r.version END,
       CASE WHEN t.credit_id = t.book_id THEN t.amount ELSE -t.amount END,
       left(encode(sha256(convert_to(t.evidence, 'UTF8')), 'hex'), 16),
       CASE WHEN t.kind = 'correction' THEN %(corrected)s WHEN t.effective_at < %(start)s THEN %(late)s
            ELSE %(earned)s END
FROM points_transfer t JOIN points_ruleversion r ON r.id = t.rule_id
     LEFT JOIN areas_area place ON place.id = r.area_id
WHERE t.kind IN ('post', 'correction') AND t.rule_id IS NOT NULL AND %(issued)s IN (t.debit_id, t.credit_id)
  AND (t.id = ANY(%(own)s)
       OR (t.effective_at < %(end)s AND t.recorded_at <= %(frozen)s AND t.id <> ALL(%(others)s)
           AND (t.effective_at >= %(since)s OR t.recorded_at > %(after)s)))
ORDER BY t.book_id, t.effective_at, t.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of a quarter's list with its head read."""

    row: Publication
    head: dict[str, Any]
    newest: bool


def quarters(actor: Actor) -> QuerySet[QuarterBook]:
    """The quarters of the towns in the actor's scope, the newest first."""
    return QuarterBook.objects.filter(areas.within(actor, "town")).select_related("town").order_by("-year", "-number")


def quarter(actor: Actor, pk: UUID) -> QuarterBook:
    """One of them. Raises NotYours."""
    found = quarters(actor).filter(pk=pk).first()
    if found is None:
        raise NotYours
    return found


def books_town(actor: Actor) -> list[areas.AreaView]:
    """The towns over which the actor is a studio clerk: those whose quarters they keep."""
    return [one for one in areas.areas(actor, level=areas.Level.TOWN) if areas.holds(actor, one.id, Role.STUDIO_CLERK)]


def lines(book: QuarterBook) -> Iterator[tuple[UUID, str, str, str, int, str, str]]:
    """What belongs to a quarter's list: (account, day, rule, version, points, evidence's mark, kind of line).

    A version reads "2", or "441821103/2" for the second version of an area's own rule.

    Posted awards and corrections whose time lies in the quarter and that were recorded before it was frozen; those
    of earlier times that came too late for their own quarter; and what was put right for this very quarter.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    start, end = Quarter(year=book.year, number=book.number).span(zone)
    before = previous(book)
    cases = CorrectionCase.objects.filter(town_id=book.town_id, state=CaseState.GRANTED, quarter__isnull=False)
    given = list(cases.values_list("transfer_id", "quarter_id"))
    issued = Account.objects.filter(kind=AccountKind.ISSUED, area_id=book.town_id).values_list("pk", flat=True).first()
    values = {
        "zone": settings.TIME_ZONE,
        "issued": issued,
        "start": start,
        "end": end,
        "frozen": book.frozen_at,
        "since": span_of(before)[1] if before else start,
        "after": before.frozen_at if before else datetime.max.replace(tzinfo=zone, year=9990),
        "own": [transfer for transfer, of in given if of == book.pk],
        "others": [transfer for transfer, of in given if of != book.pk],
        "earned": EARNED,
        "late": LATE,
        "corrected": CORRECTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        while rows := cursor.fetchmany(20_000):
            yield from rows


def previous(book: QuarterBook) -> QuarterBook | None:
    """The town's quarter before this one that was ever frozen."""
    earlier = Q(year__lt=book.year) | Q(year=book.year, number__lt=book.number)
    return QuarterBook.objects.filter(earlier, town_id=book.town_id).order_by("-year", "-number").first()


def span_of(book: QuarterBook) -> tuple[datetime, datetime]:
    """[start, end) of the quarter."""
    return Quarter(year=book.year, number=book.number).span(ZoneInfo(settings.TIME_ZONE))


def workers_of(town_id: UUID, at: datetime) -> dict[UUID, str]:
    """Who worked in the town's grids at ``at``, by name: they stand in the list also with 0 points."""
    found = areas.people(SYSTEM, at=at, below=town_id)
    return {one.person_id: one.name for one in found if one.role in GRID_ROLES}


def open_names(person_ids: Iterable[UUID]) -> set[UUID]:
    """Which of them want their whole name in the published list."""
    return set(OpenName.objects.filter(person_id__in=set(person_ids)).values_list("person_id", flat=True))


def shows_name(person_id: UUID) -> bool:
    """True when this worker wants the whole name in the published lists."""
    return bool(open_names([person_id]))


def issues(book: QuarterBook) -> list[Issue]:
    """All issues of a quarter, the newest first."""
    rows = list(Publication.objects.filter(quarter=book).order_by("-number"))
    return [Issue(row=row, head=json.loads(row.head), newest=row is rows[0]) for row in rows]


def published(pk: UUID) -> Issue:
    """A signed issue, for everybody. Raises NotYours for a draft."""
    row = Publication.objects.select_related("quarter", "quarter__town", "replaces").filter(pk=pk, signed=True).first()
    if row is None:
        raise NotYours
    return Issue(row=row, head=json.loads(row.head), newest=not Publication.objects.filter(replaces=row).exists())


def publications() -> list[Publication]:
    """All signed issues, the newest quarter first."""
    rows = Publication.objects.filter(signed=True).select_related("quarter", "quarter__town")
    return list(rows.order_by("-quarter__year", "-quarter__number", "-number"))


def document(issue: Publication) -> str:
    """The published file: the head, its hash and all sheets. Text, as the hashes were made of it."""
    texts = Sheet.objects.filter(issue=issue).order_by("number").values_list("text", flat=True)
    return f'{{"head":{issue.head},"sha256":"{issue.sha256}","sheets":[{",".join(texts)}]}}'


def sheets_of(person_id: UUID) -> list[Sheet]:
    """A worker's own sheet of each quarter, in the newest issue, the newest quarter first."""
    rows = Sheet.objects.filter(person_id=person_id).select_related("issue", "issue__quarter", "issue__quarter__town")
    newest: dict[UUID, Sheet] = {}
    for row in rows.order_by("-issue__number"):
        newest.setdefault(row.issue.quarter_id, row)
    return sorted(newest.values(), key=lambda row: (row.issue.quarter.year, row.issue.quarter.number), reverse=True)


def sheet(actor: Actor, pk: UUID) -> Sheet:
    """A sheet: for its worker, the studio and the audit over the town. Raises NotYours."""
    row = (
        Sheet.objects.select_related("issue", "issue__quarter", "issue__quarter__town", "person").filter(pk=pk).first()
    )
    if row is None:
        raise NotYours
    if row.person_id != actor.person_id and not areas.holds(actor, row.issue.quarter.town_id, *INSPECTORS):
        raise NotYours
    return row


def objections(book: QuarterBook) -> list[Objection]:
    """What was objected to a quarter, the open ones first."""
    rows = Objection.objects.filter(quarter=book).select_related("person", "award__rule", "case", "sheet")
    return sorted(rows, key=lambda row: (row.state != "open", row.created_at))


def objection(actor: Actor, pk: UUID) -> Objection:
    """One objection in the studio's scope. Raises NotYours."""
    row = Objection.objects.select_related("quarter", "person", "award__rule", "sheet").filter(pk=pk).first()
    if row is None or not areas.holds(actor, row.quarter.town_id, *INSPECTORS):
        raise NotYours
    return row


def cases(actor: Actor) -> QuerySet[CorrectionCase]:
    """Requests to put points right in the actor's scope, the newest first."""
    rows = CorrectionCase.objects.filter(areas.within(actor, "town"))
    return rows.select_related("person", "asked_by", "decided_by", "award__rule", "quarter").order_by("-created_at")


def not_issued(book: QuarterBook) -> int:
    """How many granted corrections of this quarter no issue contains yet."""
    last = Publication.objects.filter(quarter=book).order_by("-number").first()
    if last is None:
        return 0
    late = CorrectionCase.objects.filter(quarter=book, state=CaseState.GRANTED, decided_at__gt=F("quarter__frozen_at"))
    return late.filter(decided_at__gte=last.created_at).count()


def case(actor: Actor, pk: UUID) -> CorrectionCase:
    """One request to put points right: for the studio, the audit and whom it concerns. Raises NotYours."""
    rows = CorrectionCase.objects.select_related("person", "asked_by", "decided_by", "award__rule", "quarter")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotYours
    if row.person_id != actor.person_id and not areas.holds(actor, row.town_id, *INSPECTORS):
        raise NotYours
    return row


def town_of_person(actor: Actor, person_id: UUID) -> UUID:
    """The town in which the person has a duty and the actor looks after the points. Raises NotYours."""
    theirs = {one.area_id for one in areas.people(actor, person_id=person_id)}
    for area_id, lineage in areas.area_lineages(theirs).items():
        if not areas.holds(actor, area_id, *INSPECTORS):
            continue
        for place in lineage:
            if areas.area(place).level is areas.Level.TOWN:
                return place
    raise NotYours


def published_quarter_of(town_id: UUID, at: datetime) -> UUID | None:
    """The quarter around ``at``, if its list is signed already, so that a correction makes a new issue of it."""
    for book in QuarterBook.objects.filter(town_id=town_id, state__in=("published", "reconciled")):
        start, end = span_of(book)
        if start <= at < end:
            return book.pk
    return None
