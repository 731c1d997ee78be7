"""Who holds which grid by an Excel list: each row a duty, given as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.domain.roles import Employment
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.assignments import grid_lines
from fengqiao.fieldwork.services import assigning
from fengqiao.fieldwork.services.sheets.checking import Cells, Checked, Sheet, day_of, refuse_wrong, rows_of
from fengqiao.ui import workbooks
from fengqiao.ui.workbooks import Problem, Table

COLUMNS = {
    "grid": gettext_lazy("Grid code"),
    "name": gettext_lazy("Worker"),
    "phone": gettext_lazy("Telephone"),
    "duty": gettext_lazy("Duty"),
    "employment": gettext_lazy("Employment"),
    "since": gettext_lazy("Since"),
    "last_day": gettext_lazy("Last day"),
}
NEEDED = ("grid", "name", "duty", "employment", "since")
GUIDE = (
    ("grid", gettext_lazy("The grid's code.")),
    ("name", gettext_lazy("The worker's whole name.")),
    (
        "phone",
        gettext_lazy(
            "Whose name is not known here yet is added with this number; of two with the same name it decides."
        ),
    ),
    ("duty", gettext_lazy("Grid lead or member. A lead before them ends the day before.")),
    ("employment", gettext_lazy("Full-time or part-time.")),
    ("since", gettext_lazy("A day like 2026-12-01, at most 31 days back.")),
    ("last_day", gettext_lazy("Left empty: without an end.")),
)


def duty_words() -> dict[str, bool]:
    """What may stand in the column of the duty, in all languages: True for a lead."""
    return workbooks.spellings(lambda: {str(_("Grid lead")).lower(): True, str(_("Grid member")).lower(): False})


def employment_words() -> dict[str, Employment]:
    """What may stand in the column of the employment, in all languages."""
    return workbooks.spellings(
        lambda: {str(_("full-time")).lower(): Employment.FULL, str(_("part-time")).lower(): Employment.PART}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Duty:
    """A row that can be tried: somebody known (``person_id``) or to be added."""

    cells: Cells
    grid_id: UUID
    area_id: UUID
    person_id: UUID | None
    name: str
    phone: str
    lead: bool
    employment: Employment
    since: date
    last_day: date | None


class _Undo(Exception):  # not a refusal: it only takes back what was tried
    pass


def check(content: bytes, actor: Actor) -> Checked:
    """Look through a list of duties by trying them, and taking all of it back. Raises InputRefused, NotYours."""
    found: Checked | None = None
    try:
        with journal.unit():
            found = _try(content, actor)
            raise _Undo
    except _Undo:
        assert found is not None
        return found


def bring_in(content: bytes, only_right: bool, actor: Actor) -> int:
    """Give the duties of the right rows. Raises SheetRefused, InputRefused, NotYours."""
    with journal.unit():
        found = _try(content, actor)
        refuse_wrong(found, only_right)
        return found.right


def out(actor: Actor) -> bytes:
    """All duties in grids of today and to come, as they can be brought in; grids without anybody have an empty row."""
    head = [*map(str, COLUMNS.values()), _("Grid"), _("Village")]
    rows: dict[int, Sequence[str]] = {}
    for line in grid_lines(actor):
        for one in (*line.now, *line.coming):
            rows[len(rows) + 2] = [
                line.grid.code,
                one.name,
                "",
                _("Grid lead") if one.lead else _("Grid member"),
                _("full-time") if one.employment == Employment.FULL else _("part-time"),
                one.since.isoformat(),
                one.last_day.isoformat() if one.last_day else "",
                line.grid.name,
                line.village,
            ]
        if not line.now and not line.coming:
            rows[len(rows) + 2] = [line.grid.code, "", "", "", "", "", "", line.grid.name, line.village]
    return workbooks.write_cells(head, rows, widths=[22, 14, 16, 12, 10, 14, 14, 24, 16])


def _try(content: bytes, actor: Actor) -> Checked:
    if not actor.has(Role.STUDIO_CLERK):
        raise NotYours
    table, rows = rows_of(content, COLUMNS, NEEDED)
    roots = scope.roots(actor, Role.STUDIO_CLERK)
    grids = {one.code: (one.id, one.area_id) for root in roots for one in areas.grid_names(actor, area_id=root)}
    # Of people with the same name those who work here come first; strangers of other places are not taken for them.
    known = _people(actor, {cells.text("name") for cells in rows if cells.text("name")})
    duties, employments = duty_words(), employment_words()
    problems: list[Problem] = []
    right = 0
    for cells in rows:
        read = _row(cells, grids, known, duties, employments)
        if isinstance(read, list):
            problems += read
            continue
        if why := _give(read, known, actor):
            problems.append(cells.wrong(None, why))
        else:
            right += 1
    return _checked(table, right, problems)


def _checked(table: Table, right: int, problems: Sequence[Problem]) -> Checked:
    return Checked(right=right, problems=tuple(problems), table=table)


def _people(actor: Actor, names: set[str]) -> dict[str, list[tuple[UUID, str]]]:
    today = timezone.localdate(clock.now())
    here = {one.person_id for one in areas.people(actor)}
    for root in scope.roots(actor, Role.STUDIO_CLERK):
        ever = areas.assignments_below(root, today - timedelta(days=3650), today + timedelta(days=3650))
        here |= {one.person_id for one in ever}
    found = areas.people_named(names)
    return {name: [one for one in ones if one[0] in here] for name, ones in found.items()}


def _row(
    cells: Cells,
    grids: dict[str, tuple[UUID, UUID]],
    known: dict[str, list[tuple[UUID, str]]],
    duties: dict[str, bool],
    employments: dict[str, Employment],
) -> _Duty | list[Problem]:
    """The duty that a row asks for, or all that is wrong with it."""
    wrong = cells.lacking(NEEDED, COLUMNS)
    place = grids.get(cells.text("grid"))
    if cells.text("grid") and place is None:
        wrong.append(cells.wrong("grid", _("No grid here has this code.")))
    lead, employment = duties.get(cells.text("duty").lower()), employments.get(cells.text("employment").lower())
    if cells.text("duty") and lead is None:
        wrong.append(cells.wrong("duty", _("Write Grid lead or Grid member.")))
    if cells.text("employment") and employment is None:
        wrong.append(cells.wrong("employment", _("Write full-time or part-time.")))
    days: dict[str, date] = {}
    for name in ("since", "last_day"):
        if cells.text(name):
            try:
                days[name] = day_of(cells.raw(name))
            except ValueError:
                wrong.append(cells.wrong(name, _("Write the day like 2026-11-26.")))
    name, phone = cells.text("name"), cells.text("phone")
    person_id, why = _person(name, phone, known)
    if name and why:
        wrong.append(cells.wrong("name", why))
    if wrong or place is None or lead is None or employment is None or "since" not in days:
        return wrong
    return _Duty(
        cells=cells,
        grid_id=place[0],
        area_id=place[1],
        person_id=person_id,
        name=name,
        phone=phone,
        lead=lead,
        employment=employment,
        since=days["since"],
        last_day=days.get("last_day"),
    )


def _person(name: str, phone: str, known: dict[str, list[tuple[UUID, str]]]) -> tuple[UUID | None, str]:
    if len(name) > 80 or len(phone) > 20:
        return None, _("The name or the number is too long.")
    there = known.get(name, [])
    fitting = [pk for pk, number in there if number == phone] if phone else []
    if fitting:
        return fitting[0], ""
    if not there:
        return None, "" if phone else _("This name is not known here. Write a telephone number, and they are added.")
    if len(there) > 1 or phone:
        return None, _(
            "This name is known here with another number; write the number that is known, or correct it there."
        )
    return there[0][0], ""


def _give(duty: _Duty, known: dict[str, list[tuple[UUID, str]]], actor: Actor) -> str:
    """Try a row. Returns what the service says against it."""
    try:
        with journal.unit():
            person_id = duty.person_id
            if person_id is None:
                person_id = people.add_person(name=duty.name, phone=duty.phone, area_id=duty.area_id, actor=actor).id
            assigning.give_grid(
                grid_id=duty.grid_id,
                person_id=person_id,
                lead=duty.lead,
                employment=duty.employment,
                since=duty.since,
                last_day=duty.last_day,
                actor=actor,
            )
    except Refused as refusal:
        return str(refusal) or _("This is not yours to give.")
    known.setdefault(duty.name, [])
    if duty.person_id is None:
        known[duty.name].append((person_id, duty.phone))
    return ""


ASSIGNMENTS = Sheet(columns=COLUMNS, needed=NEEDED, guide=GUIDE, check=check, bring_in=bring_in, out=out)
