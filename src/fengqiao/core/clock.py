"""The only place that asks what time it is. Everything else is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Within the block it is ``moment`` (aware). For tests and for worked examples."""
    if moment.tzinfo is None:
        raise ValueError("a fixed clock needs an aware time")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
