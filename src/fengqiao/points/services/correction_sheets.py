"""Corrections by Excel: a quarter's lines out, what shall be put right in, and all requests out.

Bringing a sheet in only asks; for every row a second person grants. A sheet with a wrong row asks for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points import selectors
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.models import AccountKind, CaseState, CorrectionCase, RuleVersion, Transfer
from fengqiao.points.selectors import LineToCorrect
from fengqiao.points.selectors import quarters as reading
from fengqiao.points.services.errors import CaseRefused, SheetRefused
from fengqiao.points.services.putting_right import ask_correction
from fengqiao.ui import workbooks
from fengqiao.ui.workbooks import Problem

COLUMNS = {
    "line": gettext_lazy("Line (leave as it is)"),
    "worker": gettext_lazy("Worker"),
    "day": gettext_lazy("Day"),
    "title": gettext_lazy("Rule"),
    "stands": gettext_lazy("Stands at"),
    "shall": gettext_lazy("Shall stand at"),
    "once": gettext_lazy("Count once by rule"),
    "reason": gettext_lazy("Reason"),
    "hearing": gettext_lazy("What was said at the hearing"),
}
NEEDED = ("line", "worker", "shall", "once", "reason", "hearing")


def export_lines(lines: Iterable[LineToCorrect]) -> bytes:
    """Lines that can be put right, one a row; the empty columns are to be filled in, and read by the import."""
    rows = {
        number: [str(line.id), line.worker, line.day, line.title, line.stands, "", "", "", ""]
        for number, line in enumerate(lines, start=2)
    }
    return workbooks.write_cells([*map(str, COLUMNS.values())], rows, widths=_WIDTHS, guide=_guide())


def export_cases(cases: Iterable[CorrectionCase]) -> bytes:
    """Requests to put points right with who asked and who decided."""
    words = {CaseState.ASKED: _("waits for the second person"), CaseState.GRANTED: _("granted")}
    head = [
        _("Worker"), _("Rule"), _("Day"), _("Shall stand at"), _("Reason"), _("What was said at the hearing"),
        _("State"), _("Asked by"), _("Asked on"), _("Decided by"), _("Decided on"), _("Answer of the second person"),
    ]  # fmt: skip
    names = {kind: title for title, kind in _titles().items() if title != kind}
    rows = {
        number: [
            case.person.name,
            _title(case.award.rule.titles) if case.award and case.award.rule else names.get(case.rule, case.rule),
            _day(case.award.effective_at) if case.award else "",
            "" if case.points is None else case.points,
            case.reason,
            case.hearing,
            words.get(CaseState(case.state), _("refused")),
            case.asked_by.name,
            _day(case.created_at),
            case.decided_by.name if case.decided_by else "",
            _day(case.decided_at) if case.decided_at else "",
            case.answer,
        ]
        for number, case in enumerate(cases, start=2)
    }
    return workbooks.write_cells(head, rows, widths=[14, 22, 12, 14, 40, 40, 20, 14, 12, 14, 12, 30])


def import_corrections(*, town_id: UUID, content: bytes, actor: Actor) -> int:
    """Ask for what a sheet says, all of it or nothing. The same file twice is refused. Returns how many requests.

    Raises NotYours, CaseRefused, SheetRefused with the annotated copy.
    """
    if not areas.holds(actor, town_id, Role.STUDIO_CLERK):
        raise NotYours
    try:
        table = workbooks.table(content)
    except workbooks.Unreadable as error:
        raise CaseRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    at = workbooks.places(table.head, COLUMNS)
    if lacking := [str(COLUMNS[name]) for name in NEEDED if name not in at]:
        raise CaseRefused(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(lacking)})
    mark = f"corrections:{hashlib.sha256(content).hexdigest()[:32]}"
    if journal.history(mark):
        raise CaseRefused(_("This very file was brought in before."))
    reader = _Reader(town_id=town_id, at=at, titles=_titles(), people=_people(town_id), actor=actor)
    with journal.unit():
        problems: list[Problem] = []
        count = 0
        for number, row in table.rows.items():
            if reader.untouched(row):
                continue
            if (wrong := reader.ask(number, row)) is not None:
                problems.append(wrong)
            count += wrong is None
        if problems:
            words = ngettext(
                "Nothing was asked for: %(count)d row is wrong. The copy of your file says why.",
                "Nothing was asked for: %(count)d rows are wrong. The copy of your file says why.",
                len(problems),
            ) % {"count": len(problems)}
            raise SheetRefused(words, workbooks.write_cells(table.head, table.rows, problems=problems))
        if not count:
            raise CaseRefused(_("No row of this file says what shall be put right."))
        event = Event(kind="points.corrections_imported", subject=mark, area=town_id, payload={"requests": count})
        journal.record(event, actor=actor.person_id)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads rows and asks for what they say."""

    town_id: UUID
    at: dict[str, int]
    titles: dict[str, str]
    people: dict[str, list[UUID]]
    actor: Actor

    def untouched(self, row: Sequence[Any]) -> bool:
        """True for a line that nobody filled in."""
        return not (self._cell(row, "shall") or self._cell(row, "once") or self._cell(row, "reason"))

    def ask(self, number: int, row: Sequence[Any]) -> Problem | None:
        """Ask for what a row says, or say what is wrong with it."""

        def wrong(name: str | None, words: str) -> Problem:
            return Problem(row=number, column=self.at[name] if name else None, words=words)

        line, shall, once = (self._cell(row, name) for name in ("line", "shall", "once"))
        if bool(shall) == bool(once):
            return wrong("shall", _("Say either at how many points the line shall stand, or which rule counts once."))
        award: Transfer | None = None
        rule = ""
        if shall:
            award = self._award(line)
            if award is None or award.book.person_id is None:
                return wrong("line", _("No line of this town has this mark. Take the marks from the sheet of lines."))
            if not (shall.isascii() and shall.isdecimal()) or len(shall) > 6:
                return wrong("shall", _("A whole number from 0."))
            if selectors.standing_of(award) == int(shall):
                return wrong("shall", _("The award already stands at this many points."))
            person_id = award.book.person_id
        else:
            found = self.people.get(self._cell(row, "worker"), [])
            if len(found) != 1:
                several = _("Several people here have this name; ask for this one on the worker's page.")
                return wrong("worker", several if found else _("Nobody who works here has this name."))
            if once.lower() not in self.titles:
                return wrong("once", _("There is no such rule here."))
            person_id, rule = found[0], self.titles[once.lower()]
        reason = self._cell(row, "reason")
        if len(reason) > 300:
            return wrong("reason", _("At most 300 characters."))
        try:
            ask_correction(
                person_id=person_id,
                town_id=self.town_id,
                award_id=award.pk if award else None,
                points=int(shall) if award else None,
                rule=rule,
                reason=reason,
                hearing=self._cell(row, "hearing")[:2000],
                quarter_id=reading.published_quarter_of(self.town_id, award.effective_at) if award else None,
                actor=self.actor,
            )
        except NotYours:
            return wrong(None, _("Nobody puts their own points right."))
        except CaseRefused as refusal:
            return wrong(None, str(refusal))
        return None

    def _award(self, mark: str) -> Transfer | None:
        key = ids.uuid_or_none(mark)
        if key is None:
            return None
        rows = Transfer.objects.select_related("book", "debit", "credit").prefetch_related("linked")
        row = rows.filter(pk=key, kind=Kind.PENDING, rule__isnull=False, linked__kind=Kind.POST).first()
        here = row and any(
            side.kind == AccountKind.ISSUED and side.area_id == self.town_id for side in (row.debit, row.credit)
        )
        return row if here else None

    def _cell(self, row: Sequence[Any], name: str) -> str:
        place = self.at[name]
        return workbooks.text(row[place]) if place < len(row) else ""


_WIDTHS = [38, 14, 12, 24, 10, 14, 24, 40, 40]


def _guide() -> list[list[str]]:
    return [
        [_("This column"), _("What to write")],
        [
            str(COLUMNS["shall"]),
            _("At how many points the line shall stand, a whole number from 0. Leave all other rows empty."),
        ],
        [
            str(COLUMNS["once"]),
            _("In a new row with the worker's name and without a line: a rule that shall count once, by its name."),
        ],
        [str(COLUMNS["reason"]), _("The worker reads it.")],
        [str(COLUMNS["hearing"]), _("Needed where points are taken away.")],
    ]


def _people(town_id: UUID) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for person_id, name in selectors.workers(town_id).items():
        found.setdefault(name, []).append(person_id)
    return found


def _titles() -> dict[str, str]:
    """The kinds of rules by their names in any language, and by themselves."""
    found: dict[str, str] = {}
    for row in RuleVersion.objects.order_by("valid_from", "version"):
        found |= {str(title).lower(): row.kind for title in row.titles.values()} | {row.kind: row.kind}
    return found


def _title(titles: dict[str, str]) -> str:
    return titles.get(get_language() or "") or titles.get("zh-hans", "")


def _day(at: Any) -> str:
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d}"
