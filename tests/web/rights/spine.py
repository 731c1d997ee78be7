"""Events."""

from __future__ import annotations

from factories import incidents as make_incidents
from fengqiao.areas.selectors import Role
from fengqiao.incidents.selectors import Step
from rights.kinds import ADMINISTRATORS, DESK, NO_ONE, WATCHERS, Row

INCIDENTS = [
    Row("incidents:list", allow=frozenset(Role) - ADMINISTRATORS),
    Row("incidents:page", allow=WATCHERS, args=lambda village: {"code": make_incidents.incident(village).code}),
    Row("incidents:page", allow=NO_ONE, args=lambda village: {"code": "guessed"}, scoped=False),
    Row("incidents:picture", allow=WATCHERS, args=make_incidents.picture_of),
    Row(
        "incidents:check",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.worked(village, Step.FEEDBACK).code},
        data=lambda args: {"passed": "1"},
    ),
    Row(
        "incidents:close",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.worked(village, Step.PASS).code},
    ),
    Row(
        "incidents:step",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.incident(village).code, "step": "accept"},
    ),
    Row(
        "incidents:step",
        "POST",
        allow={Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY},
        status=302,
        args=lambda village: {"code": make_incidents.worked(village, Step.SIGN).code, "step": "return"},
        data=lambda args: {"note": "不属于我们"},
    ),
    Row(
        "incidents:step",
        "POST",
        allow=NO_ONE,
        args=lambda village: {"code": make_incidents.incident(village).code, "step": "archive"},
    ),
]
