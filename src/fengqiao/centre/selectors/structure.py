"""The 1223 of a centre: one core, two systems, two teams, three elements, each as the centre itself describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from fengqiao.centre.selectors import words
from fengqiao.centre.selectors.register import CentreView
from fengqiao.core.errors import NotYours

KEPT, PUBLISHED = "structure", "structure_published"
FIELDS = tuple(field for _head, fields in words.STRUCTURE for field in fields)
# What belongs there; no name is given, for the names are the centre's.
HINTS = {
    "core": _("The party branch: its name, who leads it, what it does in this house."),
    "system": _("How the house is run: which rules hold, who decides, who looks after it. The paper that says so."),
    "team": _("Who comes and helps: the name of the group, how many they are, how to reach them."),
    "element": _("What the house lives on, such as a place, a custom, a means. The paper that says so."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the eight. ``document``: there is a picture of the paper that says so."""

    field: str
    name: str
    words: str
    document: bool

    @property
    def filled(self) -> bool:
        """True when the centre has said what it is."""
        return bool(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line of the 1223 with its parts."""

    head: str
    hint: str
    parts: tuple[Part, ...]


def structure(house: CentreView) -> list[Group]:
    """The whole 1223, filled or not."""
    kept: dict[str, dict[str, Any]] = house.settings.get(KEPT, {})
    return [
        Group(
            head=str(head),
            hint=str(HINTS[fields[0].rstrip("0123456789")]),
            parts=tuple(_part(field, kept.get(field, {})) for field in fields),
        )
        for head, fields in words.STRUCTURE
    ]


def published_structure(house: CentreView) -> list[Group]:
    """What everybody may read of it: the parts that are filled, once the centre has published them."""
    if not house.settings.get(PUBLISHED):
        return []
    groups = [
        Group(head=one.head, hint="", parts=tuple(part for part in one.parts if part.filled))
        for one in structure(house)
    ]
    return [one for one in groups if one.parts]


def filled(house: CentreView) -> int:
    """How many of the eight are filled."""
    return sum(part.filled for group in structure(house) for part in group.parts)


def structure_document(house: CentreView, field: str) -> bytes:
    """The picture of a part's paper. Raises NotYours."""
    name = house.settings.get(KEPT, {}).get(field, {}).get("document", "")
    if not name or not default_storage.exists(name):
        raise NotYours
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content


def _part(field: str, kept: dict[str, Any]) -> Part:
    return Part(
        field=field, name=kept.get("name", ""), words=kept.get("words", ""), document=bool(kept.get("document"))
    )
