"""Pages of higher apps that have to do with an event or an alarm: they add themselves, and its page shows the way.

This app does not know them; whoever adds something does so when its app is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fengqiao.areas.selectors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a page is about: an event with its code, or an alarm."""

    kind: Literal["event", "alarm"]
    id: UUID
    area_id: UUID
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A page to go on to: its address, what it is for, and an icon."""

    href: str
    label: str
    icon: str


Finder = Callable[[Actor, Subject], Way | None]
_finders: dict[str, Finder] = {}


def add_way(name: str, finder: Finder) -> None:
    """Add a page. ``finder`` answers None for whom it is not there; it is called with every look at an event or an
    alarm, so it asks no database."""
    _finders[name] = finder


def ways(actor: Actor, subject: Subject) -> list[Way]:
    """The pages to go on to from here."""
    return [way for name in sorted(_finders) if (way := _finders[name](actor, subject)) is not None]
