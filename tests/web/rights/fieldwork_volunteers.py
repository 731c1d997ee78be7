"""Volunteers: the village's list, call-outs, and the pages without an account."""

from __future__ import annotations

from typing import Any

from factories import volunteers as make_volunteers
from fengqiao.areas.selectors import AreaView, Role
from rights.kinds import EVERYBODY, NO_ONE, Row

KEEPERS = frozenset({Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
CALLERS = KEEPERS | {Role.GRID_LEAD, Role.OPERATOR, Role.DISPATCHER}


def _asked(village: AreaView) -> dict[str, Any]:
    return {"pk": make_volunteers.asked(village).pk}


def _callout(village: AreaView) -> dict[str, Any]:
    return {"pk": make_volunteers.call(village, make_volunteers.volunteer(village))}


def _token(village: AreaView) -> dict[str, Any]:
    return {"token": make_volunteers.volunteer(village).token}


FIELDWORK_VOLUNTEERS = [
    Row("fieldwork:volunteers", allow=CALLERS),
    Row("fieldwork:volunteer_poster", allow=KEEPERS),
    Row("fieldwork:volunteer_mine", allow=NO_ONE),
    Row("fieldwork:volunteer", allow=KEEPERS, args=_asked),
    Row(
        "fieldwork:volunteer_act",
        "POST",
        allow=KEEPERS,
        status=302,
        args=lambda village: {**_asked(village), "act": "take-in"},
    ),
    Row("fieldwork:callout_new", allow=CALLERS),
    Row("fieldwork:callout_new", "POST", allow=CALLERS, status=422),
    Row("fieldwork:callout", allow=CALLERS, args=_callout),
    Row(
        "fieldwork:callout_act",
        "POST",
        allow=CALLERS,
        status=302,
        args=lambda village: {**_callout(village), "act": "end"},
    ),
    Row("fieldwork:volunteer_join", allow=EVERYBODY, args=lambda village: {"code": village.code}, scoped=False),
    Row(
        "fieldwork:volunteer_join",
        "POST",
        allow=EVERYBODY,
        status=422,
        args=lambda village: {"code": village.code},
        scoped=False,
    ),
    Row("fieldwork:volunteer_own", allow=EVERYBODY, args=_token, scoped=False),
    Row(
        "fieldwork:volunteer_own_act",
        "POST",
        allow=EVERYBODY,
        status=302,
        args=lambda village: {**_token(village), "act": "leave"},
        scoped=False,
    ),
]
