"""Finding events."""

from __future__ import annotations

from fengqiao.areas.selectors import Role
from rights.kinds import ADMINISTRATORS, Row

SPINE_SEARCH = [
    Row("incidents:search", allow=frozenset(Role) - ADMINISTRATORS),
]
