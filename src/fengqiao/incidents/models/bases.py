"""What the tables share."""

from __future__ import annotations

from enum import StrEnum


def choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    """An enumeration as a field takes it."""
    return [(value.value, value.name) for value in values]
