"""What a handler of one kind of item gets, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.domain.merging import Clash
from fengqiao.fieldwork.models import ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing out of a telephone's outbox.

    ``captured_at``: when it happened, aware, never in the future. ``grid_id``, ``area_id``: the author's grid and
    village at that moment. ``photos``: hashes of files that were uploaded before. ``payload`` is not checked.
    """

    id: UUID
    kind: str
    captured_at: datetime
    clock_off: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    grid_id: UUID | None = None
    area_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of it, in words for its author; ``url``: where it is now, ``subject``: what it is in the journal.

    ``area_id``: where it lies, if not in the author's village. ``doubts``: what was odd. ``fix``: where its author
    stood. ``voice``: a stored memo. ``clashes``: fields of ``title`` that another device changed too.
    """

    state: ItemState = ItemState.DONE
    words: str = ""
    url: str = ""
    subject: str = ""
    area_id: UUID | None = None
    doubts: frozenset[Doubt] = frozenset()
    fix: Fix | None = None
    voice: str = ""
    clashes: tuple[Clash, ...] = ()
    title: str = ""


class Handler(Protocol):
    """Carries an item out, within one transaction. ``actor`` has the duties that were in force at its capture.

    A refusal (``core.errors.Refused``) leaves nothing behind and is shown to the author, who can change the item.
    """

    def __call__(self, item: Item, *, actor: Actor) -> Outcome: ...
