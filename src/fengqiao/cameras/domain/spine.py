"""How alarms speak to the event spine: categories for what was seen, and the rule that earns points."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CATALOGUE = "camera"
RULE = "valid_event"

# Categories by kind of zone and by what was seen there; ``""`` stands for everything else of the kind.
CATEGORIES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("water", ""): "camera-water",
        ("intrusion", ""): "camera-intrusion",
        ("helmet", ""): "camera-helmet",
        ("rubbish", ""): "camera-rubbish",
        ("vehicle", ""): "camera-vehicle",
        ("missing", ""): "camera-missing",
    }
)


def category_of(kind: str, what: str = "") -> str:
    """The category's code for what was seen in a kind of zone."""
    return CATEGORIES.get((kind, what)) or CATEGORIES.get((kind, "")) or f"{CATALOGUE}-{kind}"
