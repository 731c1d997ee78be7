"""Telephones of grid workers: what they send, without the telephone."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.fieldwork.services import outbox, uploads
from fengqiao.fieldwork.services.outbox import Answer


def upload(content: bytes, actor: Actor) -> str:
    """Send a file in one piece. Returns its hash."""
    sha = hashlib.sha256(content).hexdigest()
    uploads.add_piece(sha256=sha, start=0, size=len(content), content=content, actor=actor)
    return sha


def item(
    payload: Mapping[str, Any],
    *,
    kind: str = "report",
    at: datetime | None = None,
    photos: Sequence[str] = (),
    item_id: uuid.UUID | None = None,
) -> dict[str, Any]:
    """An item as a telephone writes it."""
    return {
        "id": str(item_id or uuid.uuid4()),
        "kind": kind,
        "captured_at": (at or clock.now()).isoformat(),
        "payload": dict(payload),
        "photos": list(photos),
    }


def send(actor: Actor, *items: Mapping[str, Any], then: Actor | None = None, **more: Any) -> list[Answer]:
    """Send items as ``actor``; ``then`` is who they were at the capture."""
    return outbox.receive(
        said=items, sent=more.pop("sent", clock.now()), actor=actor, as_of=lambda at: then or actor, **more
    )
