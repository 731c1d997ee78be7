"""A town's quarter: freeze, lay the draft open, sign, issue anew after a correction, reconcile."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role, mask_name
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points.domain import publishing, quarters
from fengqiao.points.domain.publishing import canonical, digest
from fengqiao.points.domain.quarters import Quarter, QuarterState
from fengqiao.points.models import (
    Account,
    CaseState,
    CorrectionCase,
    Objection,
    ObjectionState,
    OpenName,
    Publication,
    QuarterBook,
    RuleVersion,
    Sheet,
)
from fengqiao.points.selectors import quarters as reading
from fengqiao.points.selectors import unfinished
from fengqiao.points.services.errors import QuarterRefused


def freeze(*, town_id: UUID, year: int, number: int, actor: Actor) -> QuarterBook:
    """Fix what counts into a quarter that is over: what is recorded later waits for the next one.

    Waits for the transfers that are being written at this moment. What is settled by the quarter, like the grades of
    the handbooks, must be settled before. Raises NotYours, QuarterRefused.
    """
    _require(actor, town_id)
    _start, end = Quarter(year=year, number=number).span(_zone())
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE points_transfer IN SHARE MODE")
        now = clock.now()
        if now < end:
            raise QuarterRefused(_("This quarter is not over yet; it can be frozen from the day after its last day."))
        known = QuarterBook.objects.filter(town_id=town_id)
        if known.filter(year__gt=year).exists() or known.filter(year=year, number__gte=number).exists():
            raise QuarterRefused(_("This quarter or a later one is frozen already."))
        last = known.order_by("-year", "-number").first()
        if last is not None and not last.issues.filter(signed=True).exists():
            raise QuarterRefused(_("The quarter before is not published yet. Sign it first."))
        if last is not None and reading.not_issued(last):
            raise QuarterRefused(_("The quarter before has corrections that no issue contains. Issue it anew first."))
        if still := [one.words for one in unfinished(town_id, Quarter(year=year, number=number)) if one.stops]:
            raise QuarterRefused(_("This has to be finished first: %(what)s") % {"what": " ".join(still)})
        book = QuarterBook.objects.create(
            town_id=town_id, year=year, number=number, state=QuarterState.FROZEN, frozen_at=now
        )
        _note("points.quarter_frozen", book, actor)
    return book


def lay_open(*, quarter_id: UUID, actor: Actor) -> Publication:
    """Make the draft: lines, totals and what they look like; seven days of objections begin with the first one."""
    with journal.unit():
        book = _locked(quarter_id, actor)
        if QuarterState(book.state) not in (QuarterState.FROZEN, QuarterState.DRAFT):
            raise QuarterRefused(_("This quarter is published; corrections make a new issue."))
        if book.objections_until is None:
            book.objections_until = quarters.objections_until(clock.now(), _zone())
        book.state = QuarterState.DRAFT
        book.save(update_fields=["state", "objections_until"])
        return _issue(book, actor, signed=False)


def sign_quarter(*, quarter_id: UUID, actor: Actor) -> Publication:
    """Publish the quarter, once the time for objections is over and each is answered. Raises QuarterRefused."""
    with journal.unit():
        book = _locked(quarter_id, actor)
        if QuarterState(book.state) is not QuarterState.DRAFT:
            raise QuarterRefused(_("Only a draft that was laid open can be signed."))
        assert book.objections_until is not None
        if clock.now() < book.objections_until:
            raise QuarterRefused(
                _("Objections are possible until %(until)s.") % {"until": _words(book.objections_until)}
            )
        _nothing_open(book)
        book.state = QuarterState.PUBLISHED
        book.save(update_fields=["state"])
        return _issue(book, actor, signed=True)


def issue_anew(*, quarter_id: UUID, actor: Actor) -> Publication:
    """Publish a signed quarter again with what was put right since; the old issue stays, and both name each other."""
    with journal.unit():
        book = _locked(quarter_id, actor)
        if QuarterState(book.state) not in (QuarterState.PUBLISHED, QuarterState.RECONCILED):
            raise QuarterRefused(_("Only a published quarter can be issued anew."))
        if not reading.not_issued(book):
            raise QuarterRefused(_("Nothing was put right since the last issue."))
        _nothing_open(book)
        book.state = QuarterState.PUBLISHED
        book.reconciled_at = None
        book.save(update_fields=["state", "reconciled_at"])
        return _issue(book, actor, signed=True)


def reconcile(*, quarter_id: UUID, actor: Actor) -> list[str]:
    """Compare the newest signed issue with the ledger as it stands, line by line. Returns what differs, in words; if
    nothing does, the quarter is closed. What came late is no difference: it waits for the next quarter."""
    with journal.unit():
        book = _locked(quarter_id, actor)
        last = Publication.objects.filter(quarter=book, signed=True).order_by("-number").first()
        if last is None:
            raise QuarterRefused(_("Only a published quarter can be reconciled."))
        found = differences(last)
        if not found:
            book.state = QuarterState.RECONCILED
            book.reconciled_at = clock.now()
            book.save(update_fields=["state", "reconciled_at"])
        _note("points.quarter_reconciled", book, actor, differences=len(found), sha256=last.sha256)
    return found


def differences(issue: Publication) -> list[str]:
    """What the ledger says otherwise than a signed issue, and what does not come out within it."""
    found = [
        _("does not come out: %(what)s") % {"what": what}
        for what in publishing.problems(json.loads(reading.document(issue)))
    ]
    said = {sheet.person_id: json.loads(sheet.text)["lines"] for sheet in Sheet.objects.filter(issue=issue)}
    names = areas.person_names(said)
    now = _lines_by_person(issue.quarter)
    differ = [one for one in said.keys() | now.keys() if sorted(said.get(one, [])) != sorted(now.get(one, []))]
    found += [_("the ledger differs for %(name)s") % {"name": names.get(one, str(one))} for one in differ]
    return found


def show_name(*, whole: bool, actor: Actor) -> None:
    """Let one's whole name stand in the published lists from the next issue on, or have it masked again."""
    if actor.person_id is None:
        raise NotYours
    with journal.unit():
        if whole:
            OpenName.objects.get_or_create(person_id=actor.person_id)
        else:
            OpenName.objects.filter(person_id=actor.person_id).delete()
        journal.record(
            Event(kind="points.name_shown", subject=f"person:{actor.person_id}", payload={"whole": whole}),
            actor=actor.person_id,
        )


def _issue(book: QuarterBook, actor: Actor, *, signed: bool) -> Publication:
    """Write the next issue with its sheets."""
    by_person = _lines_by_person(book)
    _start, end = reading.span_of(book)
    names = areas.person_names(by_person) | reading.workers_of(book.town_id, end - datetime.resolution)
    whole = reading.open_names(names)
    ordered = sorted(names, key=lambda one: (names[one], one))
    sheets = []
    for number, person_id in enumerate(ordered, start=1):
        shown = names[person_id] if person_id in whole else mask_name(names[person_id])
        sheets.append((person_id, publishing.Sheet(number=number, name=shown, lines=by_person.get(person_id, []))))
    last = Publication.objects.filter(quarter=book).order_by("-number").first()
    old = last if last is not None and last.signed else None
    texts = [sheet.text() for _person, sheet in sheets]
    head = publishing.head(
        (
            (sheet.number, sheet.name, sheet.total, len(sheet.lines), digest(text))
            for (_person, sheet), text in zip(sheets, texts, strict=True)
        ),
        **_facts(book, actor, last, old, signed=signed),
        rules=_rules(by_person),
    )
    issue = Publication.objects.create(
        quarter=book,
        number=last.number + 1 if last else 1,
        signed=signed,
        replaces=old,
        head=canonical(head),
        sha256=digest(canonical(head)),
        signer_id=actor.person_id if signed else None,
    )
    Sheet.objects.bulk_create(
        (
            Sheet(issue=issue, person_id=person_id, number=sheet.number, total=sheet.total, text=text)
            for (person_id, sheet), text in zip(sheets, texts, strict=True)
        ),
        batch_size=500,
    )
    kind = "points.quarter_published" if signed else "points.quarter_laid_open"
    _note(kind, book, actor, issue=issue.number, sha256=issue.sha256)
    return issue


def _facts(
    book: QuarterBook, actor: Actor, last: Publication | None, old: Publication | None, *, signed: bool
) -> dict[str, Any]:
    start, end = reading.span_of(book)
    town = areas.area(book.town_id)
    raised = Objection.objects.filter(quarter=book)
    return {
        "town": {"code": town.code, "name": town.name},
        "quarter": {
            "year": book.year,
            "number": book.number,
            "from": start.isoformat(),
            "until": end.isoformat(),
            "zone": settings.TIME_ZONE,
        },
        "frozen_at": _iso(book.frozen_at),
        "issue": last.number + 1 if last else 1,
        "signed": signed,
        "signer": actor.name if signed else None,
        "signed_at": _iso(clock.now()) if signed else None,
        "replaces": old.sha256 if old else None,
        "draft": last.sha256 if last and not last.signed else None,
        "objections": {
            "raised": raised.count(),
            "upheld": raised.filter(state=ObjectionState.UPHELD).count(),
            "refused": raised.filter(state=ObjectionState.REFUSED).count(),
        },
    }


def _lines_by_person(book: QuarterBook) -> dict[UUID, list[list[Any]]]:
    grouped: dict[UUID, list[list[Any]]] = {}
    for account, *line in reading.lines(book):
        grouped.setdefault(account, []).append(line)
    people = dict(Account.objects.filter(pk__in=list(grouped)).values_list("pk", "person_id"))
    return {person: lines for account, lines in grouped.items() if (person := people[account]) is not None}


def _rules(by_person: dict[UUID, list[list[Any]]]) -> list[dict[str, Any]]:
    """The versions of the rules that lines of the list name."""
    used = {(line[1], line[2]) for lines in by_person.values() for line in lines}
    known = RuleVersion.objects.select_related("area").order_by("kind", "version", "area__code")
    named = [(row, f"{row.area.code}/{row.version}" if row.area else str(row.version)) for row in known]
    return [
        {
            "kind": row.kind,
            "version": version,
            "title": row.titles.get("zh-hans", row.kind),
            "points": row.points,
            "cap": row.cap,
            "cap_period": row.cap_period,
            "cap_group": row.cap_group,
            "valid_from": _iso(row.valid_from),
        }
        for row, version in named
        if (row.kind, version) in used
    ]


def _locked(quarter_id: UUID, actor: Actor) -> QuarterBook:
    book = QuarterBook.objects.select_for_update().filter(pk=quarter_id).first()
    if book is None:
        raise NotYours
    _require(actor, book.town_id)
    return book


def _require(actor: Actor, town_id: UUID) -> None:
    if not areas.holds(actor, town_id, Role.STUDIO_CLERK):
        raise NotYours


def _nothing_open(book: QuarterBook) -> None:
    waiting = Objection.objects.filter(quarter=book, state=ObjectionState.OPEN).count()
    if waiting:
        raise QuarterRefused(_("%(count)s objections wait for an answer.") % {"count": waiting})
    asked = CorrectionCase.objects.filter(quarter=book, state=CaseState.ASKED).count()
    if asked:
        raise QuarterRefused(_("%(count)s corrections wait for the second person.") % {"count": asked})


def _note(kind: str, book: QuarterBook, actor: Actor, **more: Any) -> None:
    journal.record(
        Event(
            kind=kind,
            subject=f"quarter:{book.pk}",
            area=book.town_id,
            payload={"year": book.year, "number": book.number, **more},
        ),
        actor=actor.person_id,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _iso(at: datetime) -> str:
    return at.astimezone(_zone()).isoformat(timespec="seconds")


def _words(at: datetime) -> str:
    return at.astimezone(_zone()).strftime("%Y-%m-%d %H:%M")
