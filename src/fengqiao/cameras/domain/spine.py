"""How alarms speak to the event spine: categories for the kinds of zones, and the rule that earns points."""

from __future__ import annotations

CATALOGUE = "camera"
RULE = "valid_event"


def category_of(kind: str) -> str:
    """The category's code for a kind of zone."""
    return f"{CATALOGUE}-{kind}"
