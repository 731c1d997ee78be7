"""Events out of an Excel file: each row checked, the good opened once, the bad given back with what is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import python_calamine
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.domain.forms import AnswersRefused, check_answers
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.words import complaint_words, in_words
from fengqiao.incidents.services.errors import IncidentRefused, InputRefused
from fengqiao.incidents.services.followers import Contact
from fengqiao.incidents.services.opening import Particulars, open_incident

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5000
# The heads of the columns as clerks read them; the first five have to be filled in.
COLUMNS = {
    "source": "来源",
    "category": "类别",
    "area": "村（社区）",
    "title": "事由",
    "place": "具体位置",
    "number": "来源单号",
    "description": "详细情况",
    "happened_at": "发生时间",
    "name": "反映人",
    "phone": "电话",
    "lon": "经度",
    "lat": "纬度",
    "answers": "补充项",
}
_YES_NO = {"是": "yes", "有": "yes", "否": "no", "无": "no"}
NEEDED = ("source", "category", "area", "title", "place")
SOURCES = (Source.HOTLINE, Source.VISIT, Source.HIGHER, Source.HANDBACK, Source.PATROL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: its number in the file, what stands in it, and what is wrong (nothing: it can be opened). ``code``: of
    the event that it has become; ``key``: its name, by which it is opened once."""

    number: int
    cells: Mapping[str, str]
    wrong: tuple[str, ...]
    key: str
    values: Mapping[str, Any]
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's rows as they stand now."""

    lines: tuple[Line, ...]

    @property
    def good(self) -> list[Line]:
        """Those that can be opened or have been."""
        return [one for one in self.lines if not one.wrong]

    @property
    def done(self) -> int:
        """How many have become events."""
        return sum(1 for one in self.lines if one.code)

    @property
    def bad(self) -> int:
        """How many cannot be used."""
        return len(self.lines) - len(self.good)


def keep_sheet(*, content: bytes, actor: Actor) -> None:
    """Keep a file until its rows are brought in; a person has one at a time. Raises InputRefused, NotYours."""
    _rows(content)
    drop_sheet(actor=actor)
    default_storage.save(_name(actor), ContentFile(content))


def drop_sheet(*, actor: Actor) -> None:
    """Forget the file; what was brought in stays."""
    for name in (_name(actor), _refusals_name(actor)):
        if default_storage.exists(name):
            default_storage.delete(name)


def kept_sheet(*, actor: Actor) -> Table | None:
    """The file that this person has brought, checked anew; None when there is none."""
    if not default_storage.exists(_name(actor)):
        return None
    with default_storage.open(_name(actor)) as file:
        rows = _rows(file.read())
    return _with_refusals(_checked(rows, actor), _refusals(actor))


def bring_in(*, actor: Actor, most: int = 50) -> Table | None:
    """Open the next ``most`` good rows. A row that was brought in before, from whatever file, opens nothing more.

    What the service refuses in spite of the check counts as wrong from then on, with its words, and holds up nobody.
    """
    table = kept_sheet(actor=actor)
    if table is None:
        return None
    codes: dict[str, str] = {}
    refused: dict[str, str] = {}
    for line in [one for one in table.good if not one.code][:most]:
        try:
            codes[line.key] = _open(line, actor)
        except (IncidentRefused, NotYours) as refusal:
            refused[line.key] = str(refusal)
    if refused:
        _keep_refusals(actor, _refusals(actor) | refused)
    opened = [replace(one, code=one.code if one.wrong else codes.get(one.key, one.code)) for one in table.lines]
    return _with_refusals(Table(lines=tuple(opened)), refused)


def template() -> bytes:
    """An empty file with the columns, an example in each head's comment, and lists to choose from."""
    return _written([], with_result=False)


def annotated(table: Table) -> bytes:
    """The file again, each row with its event's code, or with what is wrong in it."""
    return _written(table.lines, with_result=True)


def _open(line: Line, actor: Actor) -> str:
    values = dict(line.values)
    name, phone = values.pop("name"), values.pop("phone")
    contact = Contact(name=name, phone=phone) if name or phone else None
    more = Particulars(description=values.pop("description"), answers=values.pop("answers"), contact=contact)
    return open_incident(key=line.key, particulars=more, actor=actor, **values).code


def _with_refusals(table: Table, refused: Mapping[str, str]) -> Table:
    return Table(
        lines=tuple(
            replace(one, wrong=(refused[one.key],)) if one.key in refused and not one.code and not one.wrong else one
            for one in table.lines
        )
    )


def _refusals(actor: Actor) -> dict[str, str]:
    name = _refusals_name(actor)
    if not default_storage.exists(name):
        return {}
    with default_storage.open(name) as file:
        found: dict[str, str] = json.loads(file.read())
    return found


def _keep_refusals(actor: Actor, refused: Mapping[str, str]) -> None:
    name = _refusals_name(actor)
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(json.dumps(refused, ensure_ascii=False).encode()))


def _name(actor: Actor) -> str:
    if actor.person_id is None:
        raise NotYours
    return f"incidents/imports/{actor.person_id}.xlsx"


def _refusals_name(actor: Actor) -> str:
    return _name(actor).removesuffix(".xlsx") + ".refused.json"


def _text(value: Any) -> str:
    # Excel keeps every number as a fraction: 13800001234 comes as 13800001234.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "").strip()


def _rows(content: bytes) -> list[dict[str, Any]]:
    if len(content) > LARGEST:
        raise InputRefused(_("This file is larger than 5 MB. Split it; rows that were brought in already stay once."))
    try:
        sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False)
    except Exception as error:  # whatever a decoder says of a file that is no workbook
        raise InputRefused(_("This is no Excel file that can be read. Save it as .xlsx and try again.")) from error
    heads = {title: name for name, title in COLUMNS.items()} | {name: name for name in COLUMNS}
    names = [heads.get(_text(cell).rstrip("*")) for cell in (cells[0] if cells else [])]
    if lacking := [COLUMNS[name] for name in NEEDED if name not in names]:
        raise InputRefused(
            _("These columns are missing: %(columns)s. Start from the template.") % {"columns": "、".join(lacking)}
        )
    rows = [
        {"row": number, **{name: cell for name, cell in zip(names, row, strict=False) if name}}
        for number, row in enumerate(cells[1:], start=2)
        if any(_text(cell) for cell in row)
    ]
    if not rows:
        raise InputRefused(_("There is no row in this file yet."))
    if len(rows) > MOST_ROWS:
        raise InputRefused(_("This file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
    return rows


def _checked(rows: Sequence[Mapping[str, Any]], actor: Actor) -> Table:
    classes = routing.categories()
    categories: dict[str, list[str]] = {}
    for one in classes:
        for name in {one.code, one.title, one.titles.get("zh-hans", "")}:
            categories.setdefault(name, []).append(one.code)
    places: dict[str, list[Any]] = {}
    for area in areas.areas(actor):
        for name in {area.name, area.official_name, area.code}:
            places.setdefault(name, []).append(area.id)
    sources = {name: one for one in SOURCES for name in (one.value, in_words(one))}
    fields = {one.code: one.fields for one in classes}
    lines = [_line(row, sources, categories, places, fields) for row in rows]
    codes = dict(Incident.objects.filter(key__in=[one.key for one in lines]).values_list("key", "code"))
    return Table(
        lines=tuple(
            Line(
                number=one.number,
                cells=one.cells,
                wrong=one.wrong,
                key=one.key,
                values=one.values,
                code="" if one.wrong else codes.get(one.key, ""),
            )
            for one in lines
        )
    )


def _line(
    row: Mapping[str, Any],
    sources: Mapping[str, Source],
    categories: Mapping[str, Sequence[str]],
    places: Mapping[str, Sequence[Any]],
    fields: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Line:
    cells = {name: _text(row.get(name, "")) for name in COLUMNS}
    wrong = [_("%(column)s is empty") % {"column": COLUMNS[name]} for name in NEEDED if not cells[name]]
    values: dict[str, Any] = {name: cells[name] for name in ("title", "place", "description", "name", "phone")}
    for name, longest in (("title", 200), ("place", 200), ("description", 10_000), ("name", 80), ("phone", 30)):
        if len(cells[name]) > longest:
            wrong.append(_("%(column)s is too long") % {"column": COLUMNS[name]})
    for name, known in (("source", sources), ("category", categories), ("area", places)):
        found: Any = known.get(cells[name])
        if cells[name] and not found:
            wrong.append(_("%(column)s “%(text)s” is not known") % {"column": COLUMNS[name], "text": cells[name][:40]})
        elif found and name != "source" and len(found) > 1:
            wrong.append(_("%(column)s fits more than one; write its code") % {"column": COLUMNS[name]})
        elif found:
            values[{"area": "area_id"}.get(name, name)] = found if name == "source" else found[0]
    for name in ("lon", "lat"):
        try:
            values[name] = float(cells[name]) if cells[name] else None
        except ValueError:
            wrong.append(_("%(column)s is no number") % {"column": COLUMNS[name]})
    if bool(cells["lon"]) != bool(cells["lat"]):
        wrong.append(_("longitude and latitude belong together"))
    try:
        values["happened_at"] = _moment(row.get("happened_at"), cells["happened_at"])
    except ValueError:
        wrong.append(_("%(column)s: write it as 2026-11-23 14:30") % {"column": COLUMNS["happened_at"]})
    own = fields.get(values.get("category", ""), ())
    try:
        values["answers"] = check_answers(own, _answers(cells["answers"], own)) if cells["answers"] else {}
    except AnswersRefused as refusal:
        wrong.append(complaint_words(own, refusal.complaints))
    except ValueError:
        wrong.append(_("%(column)s: write it as 数量：3；颜色：红") % {"column": COLUMNS["answers"]})
    return Line(number=row["row"], cells=cells, wrong=tuple(wrong), key=_key(cells), values=values)


def _answers(text: str, fields: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """ "字段：值；字段：值" by the fields' own names; a field and a choice are called by what people read, or by their
    names. Raises ValueError for what is not of this form; unknown fields are left for the check to refuse."""
    names: dict[str, Mapping[str, Any]] = {}
    for field in fields:
        names |= dict.fromkeys([str(field["name"]), *field["titles"].values()], field)
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in re.split("[;；\n]", text))):
        title, _colon, value = (one.strip() for one in re.split("([:：])", part, maxsplit=1))
        field = names.get(title, {"name": title})
        found[str(field["name"])] = next(
            (one["value"] for one in field.get("choices", ()) if value in one["titles"].values()),
            _YES_NO.get(value, value),
        )
    return found


def _moment(raw: Any, text: str) -> datetime | None:
    if not text:
        return None
    found = raw if isinstance(raw, datetime) else datetime.fromisoformat(text.replace("/", "-"))
    return timezone.make_aware(found) if found.tzinfo is None else found


def _key(cells: Mapping[str, str]) -> str:
    """By the number that the row has where it comes from; without one, by all that stands in it."""
    whole = [cells["source"], cells["number"]] if cells["number"] else _all(cells)
    return f"import:{hashlib.sha256(chr(31).join(whole).encode()).hexdigest()}"


def _all(cells: Mapping[str, str]) -> list[str]:
    # the last column came later: rows without it keep the name that they had before
    return [cells[name] for name in COLUMNS if name != "answers" or cells[name]]


def _written(lines: Sequence[Line], *, with_result: bool) -> bytes:
    out = io.BytesIO()
    # What people typed stays text: a cell that begins with = is no formula here, and a link is no link.
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4"})
    wrong = book.add_format({"bg_color": "#FCE4D6", "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    heads = [f"{title}*" if name in NEEDED else title for name, title in COLUMNS.items()]
    sheet.write_row(0, 0, [*heads, *([_("Result")] if with_result else [])], bold)
    sheet.set_column(0, len(COLUMNS) - 1, 16, plain)
    for place, line in enumerate(lines, start=1):
        form = wrong if line.wrong else plain
        for column, name in enumerate(COLUMNS):
            sheet.write_string(place, column, line.cells[name], form)
        sheet.write_string(place, len(COLUMNS), "；".join(line.wrong) or line.code or _("not brought in yet"), form)
    sheet.data_validation(1, 0, MOST_ROWS, 0, {"validate": "list", "source": [in_words(one) for one in SOURCES]})
    if with_result:
        sheet.set_column(len(COLUMNS), len(COLUMNS), 60)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
