"""The centre's board and the hand-over sheet."""

from __future__ import annotations

from factories import incidents as make_incidents
from fengqiao.areas.selectors import Role
from fengqiao.incidents.selectors import BOARD
from rights.kinds import WATCHERS, Row

CENTRE = [
    Row("incidents:board", allow=BOARD),
    Row("incidents:board_export", allow=BOARD),
    Row("incidents:holders", allow=BOARD),
    Row("incidents:afterwards", allow=BOARD),
    Row("incidents:sheet", allow=WATCHERS, args=lambda village: {"code": make_incidents.incident(village).code}),
    Row("incidents:sheets", allow=frozenset(Role) - {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
]
