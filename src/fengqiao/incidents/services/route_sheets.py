"""Routing rules as an Excel file: given out, looked through cell by cell, and taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas.selectors import Actor, AreaView, OrganisationView
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.routing import Change, Rule
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.selectors import routing, rules
from fengqiao.incidents.selectors.routing import CategoryView
from fengqiao.incidents.selectors.rules import RULERS, RuleView
from fengqiao.incidents.selectors.words import in_words
from fengqiao.incidents.services import workbooks
from fengqiao.incidents.services.errors import InputRefused
from fengqiao.incidents.services.routes import end_route, set_route
from fengqiao.incidents.services.workbooks import Problem, Table, Unreadable

COLUMNS: Mapping[str, Promise] = {
    "category": gettext_lazy("Category's code"),
    "category_name": gettext_lazy("Category"),
    "area": gettext_lazy("Area's code"),
    "area_name": gettext_lazy("Area"),
    "organisation": gettext_lazy("Organisation"),
    "part": gettext_lazy("Part"),
    "basis": gettext_lazy("Duty"),
    "withdraw": gettext_lazy("Withdraw it"),
}
WIDTHS = (14, 24, 16, 18, 28, 12, 12, 10)
NEEDED = frozenset({"category", "area", "organisation"})
NONE = UUID(int=0)


class RouteEffect(StrEnum):
    """What a row would do."""

    NEW = "new"
    REPLACES = "replaces"
    ENDS = "ends"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """A row that can be used. ``before``: the lead whose rule it ends; ``ends``: the rule that it withdraws."""

    row: int
    title: str
    area: str
    organisation: str
    part: str
    basis: str
    effect: RouteEffect
    before: str
    ends: UUID | None
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSheet:
    """A sheet that was looked through; nothing of it counts yet."""

    table: Table
    rows: tuple[RouteRow, ...]
    problems: tuple[Problem, ...]

    @property
    def wrong_rows(self) -> int:
        """How many rows cannot be used."""
        return len({problem.row for problem in self.problems})

    @property
    def moving(self) -> list[RouteRow]:
        """The rows that change something."""
        return [row for row in self.rows if row.effect is not RouteEffect.SAME]

    @property
    def changes(self) -> list[Change]:
        """What the sheet would change, as routing reads it."""
        return [row.change for row in self.moving]

    def annotated(self) -> bytes:
        """The sheet again, saying in each wrong row which cells have to be mended and how."""
        return workbooks.write_cells(self.table.head, self.table.rows, problems=self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    categories: Mapping[str, CategoryView]
    areas: Mapping[str, AreaView]
    organisations: Mapping[str, list[OrganisationView]]
    parts: Mapping[str, Part]
    bases: Mapping[str, Basis]
    rules: Mapping[tuple[str, UUID, Part, Basis], list[RuleView]]


def export_routes(*, actor: Actor) -> bytes:
    """The rules in force that the actor sees, as an Excel file that ``import_routes`` takes."""
    lines = [one for line in rules.rule_lines(actor) for one in line.rules]
    rows = {
        number: [
            one.category,
            one.title,
            one.area_code,
            one.area,
            one.organisation,
            in_words(one.part),
            in_words(one.basis),
            "",
        ]
        for number, one in enumerate(lines, start=2)
    }
    return workbooks.write_cells([str(word) for word in COLUMNS.values()], rows, widths=WIDTHS, guide=_guide())


def look_through_routes(content: bytes, *, actor: Actor) -> RouteSheet:
    """What an Excel file would change, and every cell that cannot be used. Raises InputRefused (no such table)."""
    try:
        table = workbooks.table(content)
    except Unreadable as error:
        raise InputRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    places = workbooks.places(table.head, COLUMNS)
    if lacking := NEEDED - set(places):
        words = ", ".join(str(COLUMNS[name]) for name in COLUMNS if name in lacking)
        raise InputRefused(_("These columns are missing: %(columns)s.") % {"columns": words})
    known = _known(actor)
    rows: list[RouteRow] = []
    problems: list[Problem] = []
    leads: dict[tuple[str, UUID, Basis], int] = {}
    for number, cells in table.rows.items():
        line = {name: workbooks.text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        found = [
            Problem(row=number, column=places.get(name, 0), words=words) for name, words in _complaints(line, known)
        ]
        if not found:
            made = _row(number, line, known)
            rule = made.change.rule
            place = rule.category, rule.area, rule.basis
            if rule.part is Part.LEAD and not made.change.ends and leads.setdefault(place, number) != number:
                words = _("Row %(row)d names the lead for this already. Keep one of the two.") % {"row": leads[place]}
                found = [Problem(row=number, column=places["organisation"], words=words)]
            else:
                rows.append(made)
        problems += found
    return RouteSheet(table=table, rows=tuple(rows), problems=tuple(problems))


def import_routes(*, content: bytes, actor: Actor) -> int:
    """Bring rules in from an Excel file (xlsx, xls, ods), all or none. Returns how many rows changed something.

    Raises SheetRefused with an annotated copy when some row cannot be used, InputRefused, NotYours.
    """
    if not actor.has(*RULERS):
        raise NotYours
    sheet = look_through_routes(content, actor=actor)
    if sheet.problems:
        raise workbooks.refusal(sheet.annotated(), sheet.wrong_rows)
    with journal.unit():
        for row in sheet.moving:
            rule = row.change.rule
            if row.ends is not None:
                end_route(rule_id=row.ends, reason=_("withdrawn by an Excel file"), actor=actor)
            else:
                set_route(
                    category=rule.category,
                    area_id=rule.area,
                    organisation_id=rule.organisation,
                    part=rule.part,
                    basis=rule.basis,
                    actor=actor,
                )
    return len(sheet.moving)


def _known(actor: Actor) -> _Known:
    organisations: dict[str, list[OrganisationView]] = {}
    for one in rules.organisations_to_choose(actor):
        organisations.setdefault(one.name, []).append(one)
    in_force: dict[tuple[str, UUID, Part, Basis], list[RuleView]] = {}
    for view in (view for line in rules.rule_lines(actor) for view in line.rules):
        in_force.setdefault((view.category, view.area_id, view.part, view.basis), []).append(view)
    return _Known(
        categories={one.code: one for one in routing.categories()},
        areas={one.code: one for one in rules.ruled_areas(actor)},
        organisations=organisations,
        parts=workbooks.spellings(lambda: {in_words(part).lower(): part for part in Part})
        | {part.value: part for part in Part}
        | {"": Part.LEAD},
        bases=workbooks.spellings(lambda: {in_words(basis).lower(): basis for basis in Basis})
        | {basis.value: basis for basis in Basis}
        | {"": Basis.PLACE},
        rules=in_force,
    )


def _complaints(line: Mapping[str, str], known: _Known) -> Iterator[tuple[str, str]]:
    """What is wrong in a line, by column, and how to mend it."""
    if line["category"] not in known.categories:
        yield "category", _("There is no category in use with this code. Copy the code from the categories' page.")
    area = known.areas.get(line["area"])
    if area is None:
        yield "area", _("You keep no area with this code. Copy the code from an exported file.")
    named = known.organisations.get(line["organisation"], [])
    if not named:
        yield "organisation", _("There is no such organisation. Write its name as the exported file does.")
    elif area is not None and _organisation(named, area) is None:
        yield (
            "organisation",
            _("Several organisations have this name, and none works for this area. Make the rule on its page."),
        )
    if line.get("part", "").lower() not in known.parts:
        yield "part", _("Write one of these: %(kinds)s.") % {"kinds": ", ".join(in_words(part) for part in Part)}
    if line.get("basis", "").lower() not in known.bases:
        yield "basis", _("Write one of these: %(kinds)s.") % {"kinds": ", ".join(in_words(one) for one in Basis)}
    if line.get("withdraw", "").lower() not in workbooks.TRUE | workbooks.FALSE | {""}:
        yield "withdraw", _("Write 1 to withdraw the rule, or leave this empty.")
    elif line.get("withdraw", "").lower() in workbooks.TRUE and area is not None and named:
        chosen = _organisation(named, area)
        if chosen is not None and not _in_force(line, area, chosen, known):
            yield "withdraw", _("There is no such rule in force, so it cannot be withdrawn.")


def _row(number: int, line: Mapping[str, str], known: _Known) -> RouteRow:
    area = known.areas[line["area"]]
    chosen = _organisation(known.organisations[line["organisation"]], area)
    assert chosen is not None
    part, basis = known.parts[line.get("part", "").lower()], known.bases[line.get("basis", "").lower()]
    there = known.rules.get((line["category"], area.id, part, basis), [])
    same = _in_force(line, area, chosen, known)
    ends = line.get("withdraw", "").lower() in workbooks.TRUE
    replaced = there[0].organisation if part is Part.LEAD and there and same is None else ""
    effect = RouteEffect.ENDS if ends else RouteEffect.SAME if same else RouteEffect.NEW
    rule = Rule(id=NONE, category=line["category"], area=area.id, organisation=chosen.id, part=part, basis=basis)
    return RouteRow(
        row=number,
        title=known.categories[line["category"]].title,
        area=area.name,
        organisation=chosen.name,
        part=in_words(part),
        basis=in_words(basis),
        effect=RouteEffect.REPLACES if replaced else effect,
        before=replaced,
        ends=same.id if ends and same else None,
        change=Change(rule=rule, ends=ends),
    )


def _organisation(named: list[OrganisationView], area: AreaView) -> OrganisationView | None:
    """The one that works for the area or above it, the nearest; else the only one of that name."""
    near = [one for one in named if one.area_id in area.lineage]
    if near:
        return max(near, key=lambda one: area.lineage.index(one.area_id))
    return named[0] if len(named) == 1 else None


def _in_force(line: Mapping[str, str], area: AreaView, chosen: OrganisationView, known: _Known) -> RuleView | None:
    part, basis = known.parts.get(line.get("part", "").lower()), known.bases.get(line.get("basis", "").lower())
    if part is None or basis is None:
        return None
    there = known.rules.get((line["category"], area.id, part, basis), [])
    return next((one for one in there if one.organisation_id == chosen.id), None)


def _guide() -> list[tuple[Any, ...]]:
    """What to write into each column, as lines of a sheet."""
    words = {
        "category": (_("The code of the category; the rule counts for all below it too."), "H05"),
        "category_name": (_("Only for reading; it is not taken in."), ""),
        "area": (_("The code of the area; the rule counts for all below it too."), ""),
        "area_name": (_("Only for reading; it is not taken in."), ""),
        "organisation": (_("The name of the organisation. Of several the one nearest to the area is taken."), ""),
        "part": (
            _("One of these: %(kinds)s. Empty: it leads.") % {"kinds": ", ".join(in_words(one) for one in Part)},
            in_words(Part.LEAD),
        ),
        "basis": (
            _("One of these: %(kinds)s. Empty: by place.") % {"kinds": ", ".join(in_words(one) for one in Basis)},
            in_words(Basis.PLACE),
        ),
        "withdraw": (_("1 withdraws the rule. Rows that you leave out stay as they are."), ""),
    }
    head = (_("Column"), _("What to write"), _("Example"))
    return [head, *((str(COLUMNS[name]), *words[name]) for name in COLUMNS)]
