"""What was answered to a category's own questions, as people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fengqiao.incidents.domain.forms import FieldType
from fengqiao.incidents.selectors.words import local_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer, both in the language of the moment."""

    title: str
    words: str


def answered(fields: Sequence[Mapping[str, Any]], details: Mapping[str, Any]) -> list[Answered]:
    """The answers in the order of the form, without what was left open. What the form does not know any more stands
    under the name that it had."""
    known = [
        Answered(title=local_title(field["titles"]), words=_words(field, details[field["name"]]))
        for field in fields
        if field["name"] in details
    ]
    names = {str(field["name"]) for field in fields}
    return known + [Answered(title=str(name), words=str(value)) for name, value in details.items() if name not in names]


def _words(field: Mapping[str, Any], value: Any) -> str:
    if field["type"] == FieldType.YES_NO:
        return _("yes") if value else _("no")
    titles = {one["value"]: one["titles"] for one in field.get("choices", ())}
    return local_title(titles[value]) if value in titles else str(value)
