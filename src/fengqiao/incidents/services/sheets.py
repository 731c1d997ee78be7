"""The catalogue as an Excel file: given out, looked through cell by cell, and taken in whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.forms import BadForm, check_form
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.catalogue import Difference, content_of, differences
from fengqiao.incidents.selectors.words import in_words, local_title
from fengqiao.incidents.services import workbooks
from fengqiao.incidents.services.catalogue import define_category, parsed
from fengqiao.incidents.services.errors import CatalogueInvalid
from fengqiao.incidents.services.workbooks import Problem, Table, Unreadable

# The names that a program writes; people read and may write those of their language instead.
COLUMNS: Mapping[str, Promise] = {
    "code": gettext_lazy("Code"),
    "catalogue": gettext_lazy("Catalogue"),
    "kind": gettext_lazy("Kind"),
    "parent": gettext_lazy("Class above it"),
    "zh-hans": gettext_lazy("Name"),
    "zh-hant": gettext_lazy("Name in Traditional Chinese"),
    "en": gettext_lazy("Name in English"),
    "before_pictures": gettext_lazy("Photos before"),
    "after_pictures": gettext_lazy("Photos after"),
    "sensitive": gettext_lazy("Sensitive"),
    "on_spot": gettext_lazy("Solved on the spot"),
    "residents": gettext_lazy("Residents may report it"),
    "duplicate_m": gettext_lazy("Same matter within"),
    "fields": gettext_lazy("Form"),
}
WIDTHS = (14, 12, 10, 14, 24, 24, 24, 10, 10, 10, 10, 12, 12, 40)
NEEDED = frozenset({"code", "catalogue", "kind", "zh-hans"})
LANGUAGES = ("zh-hans", "zh-hant", "en")
NUMBERS = {"before_pictures": 0, "after_pictures": 0, "duplicate_m": 50}
FLAGS = {"sensitive": "0", "on_spot": "1", "residents": "1"}
MOST = 10_000
CODE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff._-]{1,40}")


class Effect(StrEnum):
    """What a row of a sheet would do."""

    NEW = "new"
    CHANGED = "changed"
    AGAIN = "again"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that can be used: what it would do, and with ``differences`` in what."""

    row: int
    code: str
    title: str
    effect: Effect
    differences: tuple[Difference, ...]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueSheet:
    """A sheet that was looked through; nothing of it counts yet."""

    table: Table
    changes: tuple[RowChange, ...]
    problems: tuple[Problem, ...]

    @property
    def wrong_rows(self) -> int:
        """How many rows cannot be used."""
        return len({problem.row for problem in self.problems})

    def of(self, effect: Effect) -> list[RowChange]:
        """The rows with this effect."""
        return [change for change in self.changes if change.effect is effect]

    def annotated(self) -> bytes:
        """The sheet again, saying in each wrong row which cells have to be mended and how."""
        return workbooks.write_cells(self.table.head, self.table.rows, problems=self.problems)


def export_catalogue(*, catalogue: str | None = None) -> bytes:
    """All categories in use, or those of one catalogue, as an Excel file that ``import_catalogue`` takes."""
    rows: dict[int, list[Any]] = {}
    for number, one in enumerate(routing.categories(catalogue=catalogue), start=2):
        rows[number] = [
            one.code,
            one.catalogue,
            in_words(one.kind),
            one.parent or "",
            *(one.titles.get(language, "") for language in LANGUAGES),
            one.before_pictures,
            one.after_pictures,
            int(one.sensitive),
            int(one.on_spot),
            int(one.residents),
            one.duplicate_m,
            json.dumps(list(one.fields), ensure_ascii=False) if one.fields else "",
        ]
    return workbooks.write_cells([str(word) for word in COLUMNS.values()], rows, widths=WIDTHS, guide=_guide())


def look_through(content: bytes) -> CatalogueSheet:
    """What an Excel file would change, and every cell that cannot be used. Raises CatalogueInvalid (no table)."""
    try:
        table = workbooks.table(content)
    except Unreadable as error:
        raise CatalogueInvalid(error.why) from error
    places = workbooks.places(table.head, COLUMNS)
    if lacking := NEEDED - set(places):
        words = ", ".join(str(COLUMNS[name]) for name in COLUMNS if name in lacking)
        raise CatalogueInvalid(_("these columns are missing: %(columns)s") % {"columns": words})
    known = {one.code: one for one in routing.categories(withdrawn=True)}
    above: dict[str, str | None] = {code: one.parent for code, one in known.items()}
    kinds, seen = _kinds(), dict[str, int]()
    changes: list[RowChange] = []
    problems: list[Problem] = []
    for number, cells in table.rows.items():
        line = {name: workbooks.text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        found = [
            Problem(row=number, column=places.get(name, places["code"]), words=words)
            for name, words in _complaints(line, kinds, above, seen)
        ]
        if found:
            problems += found
            continue
        before = known.get(line["code"])
        made = _content(line, kinds, content_of(before) if before else {})
        seen[made["code"]], above[made["code"]] = number, made["parent"]
        changed = tuple(differences(content_of(before), made)) if before else ()
        effect = Effect.NEW if before is None else Effect.AGAIN if before.withdrawn else Effect.CHANGED
        changes.append(
            RowChange(
                row=number,
                code=made["code"],
                title=local_title(made["titles"]),
                effect=effect if changed or effect is not Effect.CHANGED else Effect.SAME,
                differences=changed,
                content=made,
            )
        )
    return CatalogueSheet(table=table, changes=tuple(changes), problems=tuple(problems))


def import_catalogue(*, content: bytes, actor: Actor) -> int:
    """Bring categories in from an Excel file (xlsx, xls, ods), all or none. Returns how many rows it had.

    Raises SheetRefused with an annotated copy when some row cannot be used, CatalogueInvalid, NotYours. For system
    administrators.
    """
    if not actor.has(Role.SYSTEM_ADMIN):
        raise NotYours
    sheet = look_through(content)
    if sheet.problems:
        raise workbooks.refusal(sheet.annotated(), sheet.wrong_rows)
    with journal.unit():
        for change in sheet.changes:
            if change.effect is not Effect.SAME:
                define_category(**parsed(change.content), actor=actor)
    return len(sheet.changes)


def _complaints(
    line: Mapping[str, str], kinds: Mapping[str, CategoryKind], above: Mapping[str, str | None], seen: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """What is wrong in a line, by column, and how to mend it."""
    code, parent = line["code"], line.get("parent", "")
    if not CODE.fullmatch(code):
        yield "code", _("Write a code of 1 to 40 letters, digits, dots, - or _, without spaces.")
    elif code in seen:
        yield (
            "code",
            _("This code stands in row %(row)d already. Give one of the two another code.") % {"row": seen[code]},
        )
    if not 0 < len(line["catalogue"]) <= 20:
        yield "catalogue", _("Write the short name of the list, 1 to 20 characters, for example city.")
    if line["kind"].lower() not in kinds:
        words = ", ".join(in_words(kind) for kind in CategoryKind)
        yield "kind", _("Write one of these: %(kinds)s.") % {"kinds": words}
    if parent and parent not in above:
        yield (
            "parent",
            _(
                "There is no class “%(code)s”. Write the code of one that is in use or stands in an earlier row, or "
                "leave this empty."
            )
            % {"code": parent},
        )
    elif parent and _circle(code, parent, above):
        yield "parent", _("“%(code)s” stands below this one, so it cannot be above it.") % {"code": parent}
    if not line["zh-hans"]:
        yield "zh-hans", _("Write the name in Simplified Chinese.")
    for name in LANGUAGES:
        if len(line.get(name, "")) > 200:
            yield name, _("This name is too long; 200 characters fit.")
    for name in NUMBERS:
        value = line.get(name, "")
        if value and not (value.isascii() and value.isdigit() and int(value) <= MOST):
            yield name, _("Write a whole number from 0 to %(most)d.") % {"most": MOST}
    for name in FLAGS:
        if line.get(name, "").lower() not in workbooks.TRUE | workbooks.FALSE | {""}:
            yield name, _("Write 1 for yes or 0 for no.")
    try:
        check_form(json.loads(line["fields"]) if line.get("fields") else [])
    except (BadForm, ValueError, RecursionError) as error:
        yield (
            "fields",
            _(
                "This is no form (%(why)s). Copy the cell from an exported file, or leave it empty and set the form on "
                "the category's page."
            )
            % {"why": str(error)[:100]},
        )


def _circle(code: str, parent: str, above: Mapping[str, str | None]) -> bool:
    step: str | None = parent
    while step is not None:
        if step == code:
            return True
        step = above.get(step)
    return False


def _content(line: Mapping[str, str], kinds: Mapping[str, CategoryKind], before: Mapping[str, Any]) -> dict[str, Any]:
    """A line as a category's content. What the sheet has no column for stays as it is."""
    named = {language: line[language] for language in LANGUAGES if line.get(language)}
    made = {
        "code": line["code"],
        "catalogue": line["catalogue"],
        "kind": kinds[line["kind"].lower()].value,
        "parent": line.get("parent") or None,
        "fields": check_form(json.loads(line["fields"])) if line.get("fields") else [],
        **{name: int(line.get(name) or standard) for name, standard in NUMBERS.items()},
        **{name: (line.get(name) or standard).lower() in workbooks.TRUE for name, standard in FLAGS.items()},
    }
    kept = {name: value for name, value in before.items() if name in COLUMNS and name not in line}
    titles = {language: title for language, title in before.get("titles", {}).items() if language not in line}
    return {**made, **kept, "titles": {**titles, **named}}


def _kinds() -> dict[str, CategoryKind]:
    kinds = workbooks.spellings(lambda: {in_words(kind).lower(): kind for kind in CategoryKind})
    return kinds | {kind.value: kind for kind in CategoryKind}


def _guide() -> list[tuple[str, str, str]]:
    """What to write into each column, as lines of a sheet."""
    kinds = ", ".join(in_words(kind) for kind in CategoryKind)
    yes = _("1 for yes, 0 for no")
    words = {
        "code": (_("The number or short name by which it is known. One row for each code."), "H01080"),
        "catalogue": (_("The list to which it belongs."), "city"),
        "kind": (_("One of these: %(kinds)s.") % {"kinds": kinds}, in_words(CategoryKind.HAPPENING)),
        "parent": (_("The code of the class above it; empty for a class at the top. Classes come first."), "H01"),
        "zh-hans": (_("What people read. Needed."), "暴露垃圾"),
        "zh-hant": (_("Empty: the Simplified Chinese name is shown."), "暴露垃圾"),
        "en": (_("Empty: the Simplified Chinese name is shown."), "Exposed rubbish"),
        "before_pictures": (_("How many photos a report needs."), "1"),
        "after_pictures": (_("How many photos it takes to report the work done."), "1"),
        "sensitive": (_("Only the centre's desk and those who handle it see it: %(yes)s.") % {"yes": yes}, "0"),
        "on_spot": (_("May be solved and reported in one: %(yes)s.") % {"yes": yes}, "1"),
        "residents": (_("Residents may report it themselves: %(yes)s.") % {"yes": yes}, "1"),
        "duplicate_m": (_("Within how many metres two reports may be the same matter."), "50"),
        "fields": (_("The form, as the program writes it. Easier to change on the category's page."), ""),
    }
    head = (_("Column"), _("What to write"), _("Example"))
    return [head, *((str(COLUMNS[name]), *words[name]) for name in COLUMNS)]
