"""A checklist as an Excel file: given out, and taken in as a draft whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.fieldwork.domain import checklists
from fengqiao.fieldwork.domain.checklists import BadList, Checklist
from fengqiao.fieldwork.domain.hazards import Severity, Topic
from fengqiao.fieldwork.selectors.hazards import lists, words
from fengqiao.fieldwork.services.errors import InputRefused, SheetRefused
from fengqiao.fieldwork.services.hazards.lists import fresh_key, keep_draft, locked_draft
from fengqiao.ui import workbooks
from fengqiao.ui.workbooks import Problem, Unreadable

COLUMNS: Mapping[str, Promise] = {
    "key": gettext_lazy("Key of the item"),
    "zh-hans": gettext_lazy("What is looked at"),
    "zh-hant": gettext_lazy("In Traditional Chinese"),
    "en": gettext_lazy("In English"),
    "severity": gettext_lazy("How bad when not in order"),
}
WIDTHS = (18, 44, 44, 54, 16)
NEEDED = ("zh-hans", "severity")


def export_list(checklist: Checklist) -> bytes:
    """The list as a workbook that ``import_list`` takes."""
    rows = {
        number: [
            item.key,
            *(item.words.get(language, "") for language in checklists.LANGUAGES),
            str(words.SEVERITIES[item.severity]),
        ]
        for number, item in enumerate(checklist.items, start=2)
    }
    guide = (
        (_("Column"), _("What belongs there")),
        (str(COLUMNS["key"]), _("Leave it as it is; empty for a new item.")),
        (str(COLUMNS["zh-hans"]), _("One thing that can be seen, said as it should be. At most 120 characters.")),
        (str(COLUMNS["severity"]), "、".join(str(word) for word in words.SEVERITIES.values())),
    )
    return workbooks.write_cells([str(word) for word in COLUMNS.values()], rows, widths=WIDTHS, guide=guide)


def import_list(*, topic: Topic, area_id: UUID, content: bytes, actor: Actor) -> int:
    """Make the workbook's rows the draft. Returns how many items it has.

    Raises InputRefused (no workbook that can be read), SheetRefused (rows that cannot be used), NotYours.
    """
    with journal.unit():
        draft = locked_draft(topic, area_id, actor)
        try:
            table = workbooks.table(content)
        except Unreadable as error:
            raise InputRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
        places = workbooks.places(table.head, COLUMNS)
        if lacking := [str(COLUMNS[name]) for name in NEEDED if name not in places]:
            raise InputRefused(_("These columns are missing: %(names)s.") % {"names": "、".join(lacking)})
        before = lists.content(draft) if draft else lists.in_force(topic, area_id).checklist
        rows = {number: _row(topic, cells, places) for number, cells in table.rows.items()}
        problems = _problems(topic, rows)
        if problems or not rows:
            annotated = workbooks.write_cells(list(table.head), table.rows, problems=problems)
            wrong = len(problems)
            raise SheetRefused(
                _("Nothing was taken in: %(wrong)d rows cannot be used. The file says why, row by row.")
                % {"wrong": wrong},
                annotated,
                wrong=wrong,
                right=len(rows) - wrong,
            )
        days = checklists.plain(before)["days"]
        keep_draft(topic, area_id, list(rows.values()), days, draft, actor)
        return len(rows)


def _row(topic: Topic, cells: Any, places: Mapping[str, int]) -> dict[str, Any]:
    given = {name: workbooks.text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
    severities = workbooks.spellings(
        lambda: {str(word).lower(): severity for severity, word in words.SEVERITIES.items()}
    ) | {one.value: one for one in Severity}
    return {
        "key": given.get("key") or fresh_key(topic),
        "words": {language: given[language] for language in checklists.LANGUAGES if given.get(language)},
        "severity": severities.get(given.get("severity", "").lower(), ""),
    }


def _problems(topic: Topic, rows: Mapping[int, Mapping[str, Any]]) -> list[Problem]:
    found: list[Problem] = []
    seen: set[str] = set()
    for number, row in rows.items():
        try:
            checklists.parse(topic, [row])
            if row["key"] in seen:
                raise BadList("Two items have the same key.")
        except BadList as bad:
            found.append(Problem(row=number, column=None, words=_(bad.why)))
        seen.add(str(row["key"]))
    if not found and len(rows) > checklists.MOST_ITEMS:
        found.append(
            Problem(
                row=max(rows),
                column=None,
                words=_("A list of more than 60 items is not gone through to its end; divide it."),
            )
        )
    return found
