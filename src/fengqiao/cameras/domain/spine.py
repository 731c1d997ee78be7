"""How alarms speak to the event spine: categories for the kinds of zones, and the rule that earns points."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CATALOGUE = "camera"
RULE = "valid_event"
TITLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "water": {"zh-hans": "水域安全", "zh-hant": "水域安全", "en": "People at deep water"},
        "intrusion": {"zh-hans": "闯入禁入区域", "zh-hant": "闖入禁入區域", "en": "Somebody in a closed area"},
        "helmet": {"zh-hans": "骑行不戴头盔", "zh-hant": "騎行不戴頭盔", "en": "Riding without a helmet"},
        "rubbish": {"zh-hans": "垃圾投放", "zh-hant": "垃圾投放", "en": "Rubbish in the wrong place"},
        "vehicle": {"zh-hans": "布控车辆", "zh-hant": "布控車輛", "en": "A wanted vehicle"},
        "missing": {"zh-hans": "寻找走失人员", "zh-hant": "尋找走失人員", "en": "Search for a missing person"},
    }
)


def category_of(kind: str) -> str:
    """The category's code for a kind of zone."""
    return f"{CATALOGUE}-{kind}"
