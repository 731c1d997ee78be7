"""A category's own fields, as whoever reports is asked for them: by residents' phones and at the desk alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from fengqiao.incidents.domain.forms import FieldType
from fengqiao.incidents.selectors import local_title

ANSWER = "answer-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of the category's form, as the page asks it."""

    name: str
    title: str
    type: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    value: str
    least: Any = None
    most: Any = None

    @property
    def id(self) -> str:
        """The control's id."""
        return f"id_{self.name}"


def questions(fields: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> list[Question]:
    """The category's fields as questions, with what was answered already."""
    return [
        Question(
            name=f"{ANSWER}{field['name']}",
            title=local_title(field["titles"]),
            type=str(field["type"]),
            required=bool(field.get("required")),
            choices=_choices(field),
            value=str(data.get(f"{ANSWER}{field['name']}", "")),
            least=field.get("min"),
            most=field.get("max"),
        )
        for field in fields
    ]


def answers(fields: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, by the fields' own names; not yet checked."""
    return {
        str(field["name"]): str(data[f"{ANSWER}{field['name']}"])
        for field in fields
        if data.get(f"{ANSWER}{field['name']}")
    }


def unanswered(fields: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> bool:
    """True when a required question has no answer yet."""
    return any(field.get("required") and not data.get(f"{ANSWER}{field['name']}", "").strip() for field in fields)


def _choices(field: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if field["type"] == FieldType.YES_NO:
        return (("yes", gettext("yes")), ("no", gettext("no")))
    return tuple((one["value"], local_title(one["titles"])) for one in field.get("choices", ()))
