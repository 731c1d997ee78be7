"""Safety hazards: checks on the phone, the ledger, one hazard."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from factories import hazards as make_hazards
from factories import incidents as make_incidents
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.fieldwork.selectors.hazards import ledger
from rights.kinds import EVERYBODY, NO_ONE, Row

CHECKERS = frozenset({Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
MANAGERS = CHECKERS - {Role.GRID_WORKER}
READERS = CHECKERS | {Role.OPERATOR, Role.DISPATCHER, Role.ANALYST}
SOON = "2999-01-01"


def _check(village: AreaView) -> dict[str, Any]:
    return {"pk": make_hazards.check(village, ("fire-exit",))}


def _hazard(village: AreaView) -> dict[str, Any]:
    return {"pk": make_hazards.hazard(village).id}


def _code(village: AreaView) -> dict[str, Any]:
    return {"code": make_hazards.hazard(village).code}


def _code_picture(village: AreaView) -> dict[str, Any]:
    found = make_hazards.hazard(village)
    return {"code": found.code, "picture": ledger.pictures_of([found.id])[found.id][0].id}


def _picture(village: AreaView) -> dict[str, Any]:
    pk: UUID = _hazard(village)["pk"]
    return {"pk": pk, "picture": ledger.pictures_of([pk])[pk][0].id}


CLERK = frozenset({Role.STUDIO_CLERK})
FIELDWORK_HAZARDS = [
    Row("fieldwork:hazards", allow=READERS),
    Row("fieldwork:hazard_choose", allow=CHECKERS),
    Row("fieldwork:hazard_new", allow=CHECKERS, args=lambda village: {"topic": "fire"}, scoped=False),
    Row(
        "fieldwork:hazard_new",
        "POST",
        allow=CHECKERS,
        status=422,  # nothing is answered; that a whole one is kept is tested with the services
        args=lambda village: {"topic": "fire"},
        scoped=False,
    ),
    Row("fieldwork:hazard_check", allow=READERS, args=_check),
    Row("fieldwork:hazard_notice", allow=READERS, args=_check),
    Row("fieldwork:hazard_ledger", allow=READERS),
    Row("fieldwork:hazard_follow_find", allow=EVERYBODY),
    Row("fieldwork:hazard_follow", allow=EVERYBODY, args=_code, scoped=False),
    Row("fieldwork:hazard_follow_picture", allow=EVERYBODY, args=_code_picture, scoped=False),
    Row(
        "fieldwork:hazard_follow",
        allow=NO_ONE,
        anonymous=404,
        args=lambda village: {"code": "22222AAAAA"},
        scoped=False,
    ),
    Row(
        "fieldwork:hazard_check_act",
        "POST",
        allow=CHECKERS,
        status=302,
        args=lambda village: {**_check(village), "act": "notice"},
    ),
    Row("fieldwork:hazard", allow=READERS, args=_hazard),
    Row("fieldwork:hazard_picture", allow=READERS, args=_picture),
    Row(
        "fieldwork:hazard_act",
        "POST",
        allow=CHECKERS,
        status=302,
        args=lambda village: {**_hazard(village), "act": "rectify"},
        data=lambda args: {"after": SimpleUploadedFile("a.jpg", make_incidents.photo(), "image/jpeg")},
    ),
    Row(
        "fieldwork:hazard_act",
        "POST",
        allow=MANAGERS,
        status=302,
        args=lambda village: {**_hazard(village), "act": "extend"},
        data=lambda args: {"words": "等配件", "day": SOON},
    ),
    Row("fieldwork:hazard_lists", allow=CLERK),
    Row("fieldwork:hazard_list", allow=CLERK, args=lambda village: {"topic": "fire"}, scoped=False),
    Row("fieldwork:hazard_list", "POST", allow=CLERK, status=422, args=lambda village: {"topic": "fire"}, scoped=False),
    Row(
        "fieldwork:hazard_list_discard",
        "POST",
        allow=CLERK,
        status=302,
        args=lambda village: {"topic": "fire"},
        scoped=False,
    ),
    Row("fieldwork:hazard_list_sheet", allow=CLERK, args=lambda village: {"topic": "fire"}, scoped=False),
    Row(
        "fieldwork:hazard_list_sheet",
        "POST",
        allow=CLERK,
        status=302,
        args=lambda village: {"topic": "fire"},
        scoped=False,
    ),
]
