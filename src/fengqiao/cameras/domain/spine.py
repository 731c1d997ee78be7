"""How alarms speak to the event spine: the catalogue's category for each kind of zone, the rule that earns points."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CATEGORY: Mapping[str, str] = MappingProxyType(
    {
        "water": "drowning",
        "intrusion": "intrusion",
        "helmet": "helmet",
        "rubbish": "rubbish",
        "vehicle": "vehicle",
        "missing": "missing",
    }
)
RULE = "valid_event"
