"""A category's form: a few typed fields, and the check of what somebody answered.

A field is a mapping: ``name`` (a-z, 0-9, _), ``type`` (text, number, date, choice, yes_no, phone), ``titles`` by
language, ``required``, and what its type needs: ``choices`` ([{"value", "titles"}]), ``max`` and ``min`` for numbers,
``longest`` for texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

MOST_FIELDS = 30
LONGEST_TEXT = 1000
LANGUAGE = "zh-hans"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


class FieldType(StrEnum):
    """What may be written into a field."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PHONE = "phone"


class Complaint(StrEnum):
    """What is wrong with an answer; whoever shows it puts it into words."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    TOO_LONG = "too_long"
    NO_TEXT = "no_text"
    NO_NUMBER = "no_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NO_DATE = "no_date"
    NO_CHOICE = "no_choice"
    NO_PHONE = "no_phone"


class BadForm(ValueError):
    """A description of fields that is none; the text says what is wrong with which field."""


class AnswersRefused(Exception):
    """Answers that do not fit the form: ``complaints`` by field name."""

    def __init__(self, complaints: Mapping[str, Complaint]) -> None:
        super().__init__(", ".join(f"{name}: {complaint}" for name, complaint in complaints.items()))
        self.complaints = dict(complaints)


class _Wrong(Exception):
    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint)
        self.complaint = complaint


def check_form(fields: Any) -> list[dict[str, Any]]:
    """The fields, checked and with nothing else in them. Raises BadForm."""
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise BadForm(f"a form is a list of at most {MOST_FIELDS} fields")
    checked = [_field(one) for one in fields]
    names = [one["name"] for one in checked]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadForm(f"{', '.join(sorted(twice))}: two fields with one name")
    return checked


def _field(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not _NAME.fullmatch(str(raw.get("name", ""))):
        raise BadForm("a field has a name of small letters, digits and _")
    name = str(raw["name"])
    try:
        kind = FieldType(raw.get("type", ""))
    except ValueError as error:
        raise BadForm(f"{name}: {raw.get('type')!r} is no type of field") from error
    made: dict[str, Any] = {
        "name": name,
        "type": kind.value,
        "titles": _titles(name, raw.get("titles")),
        "required": raw.get("required") is True,
    }
    if kind is FieldType.CHOICE:
        choices = raw.get("choices")
        if not isinstance(choices, list) or not choices:
            raise BadForm(f"{name}: a choice has choices")
        made["choices"] = [_choice(name, one) for one in choices]
    for limit in ("min", "max"):
        if raw.get(limit) is not None and kind is FieldType.NUMBER:
            if isinstance(raw[limit], bool) or not isinstance(raw[limit], int | float):
                raise BadForm(f"{name}: {limit} is a number")
            made[limit] = raw[limit]
    if raw.get("longest") is not None and kind is FieldType.TEXT:
        if not isinstance(raw["longest"], int) or not 1 <= raw["longest"] <= LONGEST_TEXT:
            raise BadForm(f"{name}: longest is a number from 1 to {LONGEST_TEXT}")
        made["longest"] = raw["longest"]
    return made


def _choice(name: str, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not str(raw.get("value", "")).strip():
        raise BadForm(f"{name}: a choice has a value")
    return {"value": str(raw["value"]), "titles": _titles(name, raw.get("titles"))}


def _titles(name: str, raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping) or not str(raw.get(LANGUAGE, "")).strip():
        raise BadForm(f"{name}: titles need at least {LANGUAGE}")
    return {str(language): str(title) for language, title in raw.items()}


def check_answers(fields: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, typed (JSON values) and without empty ones. Raises AnswersRefused with all complaints at once."""
    known = {str(field["name"]): field for field in fields}
    complaints = {str(name)[:40]: Complaint.UNKNOWN for name in answers if name not in known}
    found: dict[str, Any] = {}
    for name, field in known.items():
        value = answers.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if field.get("required"):
                complaints[name] = Complaint.MISSING
            continue
        try:
            found[name] = _CHECKS[FieldType(field["type"])](field, value)
        except _Wrong as wrong:
            complaints[name] = wrong.complaint
    if complaints:
        raise AnswersRefused(complaints)
    return found


def _text(field: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _Wrong(Complaint.NO_TEXT)
    if len(value.strip()) > field.get("longest", LONGEST_TEXT):
        raise _Wrong(Complaint.TOO_LONG)
    return value.strip()


def _number(field: Mapping[str, Any], value: Any) -> int | float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise _Wrong(Complaint.NO_NUMBER) from error
    if isinstance(value, bool) or not math.isfinite(number):
        raise _Wrong(Complaint.NO_NUMBER)
    if number < field.get("min", -math.inf):
        raise _Wrong(Complaint.TOO_SMALL)
    if number > field.get("max", math.inf):
        raise _Wrong(Complaint.TOO_LARGE)
    return int(number) if number == int(number) else number


def _date(field: Mapping[str, Any], value: Any) -> str:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError as error:
        raise _Wrong(Complaint.NO_DATE) from error


def _chosen(field: Mapping[str, Any], value: Any) -> str:
    if str(value) not in {one["value"] for one in field["choices"]}:
        raise _Wrong(Complaint.NO_CHOICE)
    return str(value)


def _yes_no(field: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, bool):
        return value
    answer = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False}.get(
        str(value).strip().lower()
    )
    if answer is None:
        raise _Wrong(Complaint.NO_CHOICE)
    return answer


def _phone(field: Mapping[str, Any], value: Any) -> str:
    text = str(value).strip()
    if not PHONE.fullmatch(text):
        raise _Wrong(Complaint.NO_PHONE)
    return text


_CHECKS: dict[FieldType, Callable[[Mapping[str, Any], Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.CHOICE: _chosen,
    FieldType.YES_NO: _yes_no,
    FieldType.PHONE: _phone,
}
