"""Things on the pages of the spine's settings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import xlsxwriter

from factories import areas as make
from factories.incidents import WATER, categories
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.selectors import CategoryView, limits, rules


def category() -> CategoryView:
    """A category in use."""
    categories()
    found = selectors.category(WATER)
    assert found is not None
    return found


def draft() -> UUID:
    """The draft of a category's next version."""
    return services.edit_category(category_id=category().id, actor=SYSTEM)


def rule(village: AreaView) -> UUID:
    """A routing rule in force in the village."""
    categories()
    services.set_route(category=WATER, area_id=village.id, organisation_id=make.organisation(village).id, actor=SYSTEM)
    (line,) = [line for line in rules.rule_lines(SYSTEM) if line.area_id == village.id]
    return line.rules[0].id


def calendar() -> UUID:
    """A published calendar."""
    made = services.publish_calendar(days={date(2027, 3, 3): False}, note="发大水", actor=SYSTEM)
    assert made.id is not None
    return made.id


def deadline() -> UUID:
    """A deadline in force."""
    services.set_deadline(kind=services.ClockKind.SIGN, amount=4, unit=services.Unit.HOURS, actor=SYSTEM)
    return limits.all_of(limits.limits())[0].id


def workbook(head: Sequence[object], *rows: Sequence[object]) -> bytes:
    """An Excel file with this table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate([head, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def sheet(what: str = "catalogue") -> UUID:
    """A file that an administrator of another county has uploaded."""
    content = workbook(["code", "catalogue", "kind", "zh-hans"], ["n1", "local", "happening", "新类"])
    admin = make.actor(Role.SYSTEM_ADMIN, make.county())
    return services.keep_sheet(what=what, name="x.xlsx", content=content, actor=admin)
