"""What a telephone sends, as far as it is what it should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from fengqiao.fieldwork.services.errors import InputRefused

DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Items as they were said, and the telephone's clock on sending."""

    items: tuple[Mapping[str, Any], ...]
    sent: datetime | None


def parcel(body: bytes) -> Parcel:
    """Read ``{"items": […], "sent_at": "…"}``. Raises InputRefused."""
    try:
        found = clean(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise _unreadable()
    try:
        sent = parse_datetime(str(found.get("sent_at", "")))
    except ValueError:
        sent = None
    return Parcel(items=tuple(one for one in items if isinstance(one, dict)), sent=sent)


def clean(value: Any, depth: int = 0) -> Any:
    """The same without characters that no database keeps. Raises ValueError for what is nested beyond reason."""
    if depth > DEEPEST:
        raise ValueError
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [clean(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {clean(name): clean(one, depth + 1) for name, one in value.items()}
    return value


def _unreadable() -> InputRefused:
    return InputRefused(_("The server could not read this. Nothing was taken in; it stays on your telephone."))
