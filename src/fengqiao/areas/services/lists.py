"""Loading the official list of areas: one county, or all of China in about a minute.

The rows go into a temporary table first and are merged level by level, so memory stays small, nothing is half
imported, and loading the same list again changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas.domain.lists import TABLES, BadRow, ListedArea, Table, listed
from fengqiao.areas.domain.names import sound_of, spoken
from fengqiao.areas.selectors.actors import Actor
from fengqiao.areas.services.errors import ListRefused
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "fogang"
MOST_PROBLEMS = 100
SCHEME = "nbs"

_STAGE = """
CREATE TEMPORARY TABLE areas_stage (
    id uuid NOT NULL, level text NOT NULL, file text NOT NULL, line integer NOT NULL, code text NOT NULL,
    parent_code text NOT NULL, name text NOT NULL, official_name text NOT NULL,
    pinyin text NOT NULL, initials text NOT NULL
) ON COMMIT DROP
"""
_COPY = "COPY areas_stage (id, level, file, line, code, parent_code, name, official_name, pinyin, initials) FROM STDIN"
_TWICE = """
SELECT file, line, code FROM (
    SELECT file, line, code, row_number() OVER (PARTITION BY code ORDER BY level, line) AS time FROM areas_stage
) AS numbered WHERE time > 1 ORDER BY file, line
"""
_ORPHANS = """
SELECT s.file, s.line, s.parent_code FROM areas_stage s
WHERE s.level = %s AND NOT EXISTS (SELECT FROM areas_stage p WHERE p.code = s.parent_code AND p.level = %s)
ORDER BY s.line
"""
_CHANGE = """
UPDATE areas_area a SET level = s.level, name = s.name, official_name = s.official_name, pinyin = s.pinyin,
    initials = s.initials, parent_id = p.id, lineage = coalesce(p.lineage, '{}') || a.id
FROM areas_stage s LEFT JOIN areas_area p ON p.scheme = %(scheme)s AND p.code = s.parent_code
WHERE a.scheme = %(scheme)s AND a.code = s.code AND s.level = %(level)s
  AND (a.level, a.official_name, a.parent_id, a.lineage)
      IS DISTINCT FROM (s.level, s.official_name, p.id, coalesce(p.lineage, '{}') || a.id)
"""
_ADD = """
INSERT INTO areas_area (id, created_at, scheme, code, name, official_name, level, parent_id, lineage, pinyin, initials)
SELECT s.id, %(now)s, %(scheme)s, s.code, s.name, s.official_name, s.level, p.id, coalesce(p.lineage, '{}') || s.id,
       s.pinyin, s.initials
FROM areas_stage s LEFT JOIN areas_area p ON p.scheme = %(scheme)s AND p.code = s.parent_code
WHERE s.level = %(level)s
ON CONFLICT (scheme, code) DO NOTHING
"""
# Areas that stand in no list any more but hang below one that moved.
_FOLLOW = """
UPDATE areas_area a SET lineage = p.lineage || a.id FROM areas_area p
WHERE p.id = a.parent_id AND a.scheme = %s AND a.lineage <> p.lineage || a.id
"""
_GONE = """
SELECT a.code FROM areas_area a
WHERE a.scheme = %(scheme)s AND NOT EXISTS (SELECT FROM areas_stage s WHERE s.code = a.code)
  AND (%(county)s = '' OR a.lineage @> ARRAY(SELECT id FROM areas_area WHERE scheme = %(scheme)s AND code = %(county)s))
ORDER BY a.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did. ``gone``: codes that are in the database but not in the list any more; they stay."""

    added: int
    changed: int
    unchanged: int
    gone: tuple[str, ...]


def import_areas(*, folder: Path | None = None, county: str | None = None, actor: Actor) -> ImportReport:
    """Load the official list from the CSV files in ``folder`` (default: the shipped table), all or nothing.

    ``county``: only that county's code with everything below it and the way up; None: the whole list. Known codes
    get the list's names and parents, new ones are added, none is removed. Raises ListRefused with the file and line
    of every bad row. Only the system imports.
    """
    if not actor.system:
        raise NotYours
    source = folder or SHIPPED
    with journal.unit(), connection.cursor() as cursor:
        # Two imports at once would both find a code missing.
        cursor.execute("LOCK TABLE areas_area IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_STAGE)
        problems = _fill(cursor, source, county or "")
        cursor.execute("ANALYZE areas_stage")
        problems += _misfits(cursor)
        if problems:
            raise _refusal(problems)
        report = _merge(cursor, county or "")
        journal.record(
            journal.Event(
                kind="areas.imported",
                subject=f"list:{SCHEME}",
                payload={
                    "county": county,
                    "added": report.added,
                    "changed": report.changed,
                    "unchanged": report.unchanged,
                    "gone": len(report.gone),
                },
            )
        )
        cursor.execute("DROP TABLE areas_stage")
    return report


def _fill(cursor: CursorWrapper, folder: Path, county: str) -> list[str]:
    problems: list[str] = []
    way = _way_up(folder, county) if county else {}
    with cursor.copy(_COPY) as copy:
        copy.set_types(["uuid", "text", "text", "int4", *["text"] * 6])
        for table in TABLES:
            for line, row in _read(folder, table):
                if way and not _wanted(table, row, way):
                    continue
                try:
                    area = listed(table, row)
                except BadRow as bad:
                    problems.append(f"{table.file}, line {line}: {bad}")
                else:
                    copy.write_row(_staged(table, line, area))
    return problems


def _staged(table: Table, line: int, area: ListedArea) -> tuple[object, ...]:
    name = spoken(area.name)
    sound = sound_of(name)
    return (
        ids.new_id(),
        table.level.value,
        table.file,
        line,
        area.code,
        area.parent_code,
        name,
        area.name,
        sound.pinyin,
        sound.initials,
    )


def _read(folder: Path, table: Table) -> Iterator[tuple[int, dict[str, str | None]]]:
    path = folder / table.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = table.columns - set(reader.fieldnames or ())
            if lacking:
                raise ListRefused(
                    _("%(file)s lacks the columns %(columns)s.") % {"file": path, "columns": ", ".join(sorted(lacking))}
                )
            for row in reader:
                yield reader.line_num, row
    except FileNotFoundError as error:
        raise ListRefused(_("There is no file %(file)s.") % {"file": path}) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ListRefused(
            _("%(file)s is not a CSV file in UTF-8: %(error)s") % {"file": path, "error": error}
        ) from error


def _way_up(folder: Path, county: str) -> dict[str, str]:
    # The county and the codes of its city and province, by file, out of the list's own columns.
    way, code = {}, county
    for table in TABLES[2::-1]:
        way[table.file] = code
        for _line, row in _read(folder, table):
            if (row["code"] or "").strip() == code:
                code = (row[table.parent] or "").strip() if table.parent else ""
                break
        else:
            raise ListRefused(_("%(file)s has no row with the code %(code)s.") % {"file": table.file, "code": code})
    return way


def _wanted(table: Table, row: dict[str, str | None], way: dict[str, str]) -> bool:
    column = table.county or "code"
    return (row.get(column) or "").strip() == way.get(table.file, way["areas.csv"])


def _misfits(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_TWICE)
    problems = [f"{file}, line {line}: the code {code} stands twice" for file, line, code in cursor.fetchall()]
    for above, table in pairwise(TABLES):
        cursor.execute(_ORPHANS, [table.level.value, above.level.value])
        problems += [
            f"{file}, line {line}: {table.parent} {parent} is not in {above.file}"
            for file, line, parent in cursor.fetchall()
        ]
    return problems


def _refusal(problems: list[str]) -> ListRefused:
    shown = problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"… and {len(problems) - MOST_PROBLEMS} more")
    message = ngettext(
        "Nothing was imported: %(count)d row is wrong.",
        "Nothing was imported: %(count)d rows are wrong.",
        len(problems),
    )
    return ListRefused(message % {"count": len(problems)}, shown)


def _merge(cursor: CursorWrapper, county: str) -> ImportReport:
    added = changed = 0
    for table in TABLES:
        values = {"scheme": SCHEME, "level": table.level.value, "now": clock.now()}
        cursor.execute(_CHANGE, values)
        changed += cursor.rowcount
        cursor.execute(_ADD, values)
        added += cursor.rowcount
    while changed:
        cursor.execute(_FOLLOW, [SCHEME])
        if cursor.rowcount == 0:
            break
    cursor.execute("SELECT count(*) FROM areas_stage")
    total = cursor.fetchone()[0]
    cursor.execute(_GONE, {"scheme": SCHEME, "county": county})
    gone = tuple(code for (code,) in cursor.fetchall())
    return ImportReport(added=added, changed=changed, unchanged=total - added - changed, gone=gone)
