"""The official list of areas: five tables, one for each level, and what makes a row of them good.

A row's parent and county stand in columns of their own; nothing is read out of the digits of a code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fengqiao.areas.domain.kinds import Level

MAX_CODE = 24
MAX_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file of the list: its level, the column with the parent's code, the column with the county's code."""

    file: str
    level: Level
    parent: str
    county: str

    @property
    def columns(self) -> frozenset[str]:
        """The columns without which the file cannot be read."""
        return frozenset({"code", "name", self.parent, self.county} - {""})


# From the top down: a table's parents are in the one before it.
TABLES = (
    Table(file="provinces.csv", level=Level.PROVINCE, parent="", county=""),
    Table(file="cities.csv", level=Level.CITY, parent="provinceCode", county=""),
    Table(file="areas.csv", level=Level.COUNTY, parent="cityCode", county="code"),
    Table(file="streets.csv", level=Level.TOWN, parent="areaCode", county="areaCode"),
    Table(file="villages.csv", level=Level.VILLAGE, parent="streetCode", county="areaCode"),
)


class BadRow(ValueError):
    """A row of the list that cannot be taken; ``str()`` says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ListedArea:
    """A good row: the area's code, its official name, its parent's code (empty for a province)."""

    code: str
    name: str
    parent_code: str


def listed(table: Table, row: Mapping[str, str | None]) -> ListedArea:
    """The row as an area. Raises BadRow."""
    code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
    parent = (row.get(table.parent) or "").strip() if table.parent else ""
    if not code:
        raise BadRow("the code is missing")
    if not name:
        raise BadRow(f"{code}: the name is missing")
    if len(code) > MAX_CODE or not (code.isascii() and code.isalnum()):
        raise BadRow(f"{code[:40]!r} is not a code: up to {MAX_CODE} letters and digits")
    # Characters for private use stay: the list writes rare ones so.
    if len(name) > MAX_NAME or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name):
        raise BadRow(f"{code}: the name is longer than {MAX_NAME} characters or has control characters")
    if table.parent and not parent:
        raise BadRow(f"{code}: {table.parent} is missing")
    if None in row:
        raise BadRow(f"{code}: more cells than columns")
    return ListedArea(code, name, parent)
