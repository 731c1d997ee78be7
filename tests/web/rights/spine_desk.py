"""What is done with events from their page, and what the desk writes down."""

from __future__ import annotations

from uuid import uuid4

from factories import incidents as make_incidents
from fengqiao.areas.selectors import Role
from rights.kinds import DESK, NO_ONE, Row

WRITERS = DESK | {Role.STUDIO_CLERK, Role.COUNCIL_MEMBER, Role.VILLAGE_SECRETARY}
IMPORTERS = DESK | {Role.STUDIO_CLERK}

SPINE_DESK = [
    Row(
        "incidents:act",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.incident(village).code, "act": "supervise"},
        data=lambda args: {"level": "1", "note": "重点"},
    ),
    Row(
        "incidents:act",
        "POST",
        allow=NO_ONE,
        args=lambda village: {"code": make_incidents.incident(village).code, "act": "nonsense"},
    ),
    Row("incidents:new", allow=WRITERS),
    Row("incidents:new", "POST", allow=WRITERS, status=422),
    Row(
        "incidents:new_map",
        allow=WRITERS,
        status=204,
        data=lambda args: {"area": str(uuid4())},
    ),
    Row(
        "incidents:new_save",
        "POST",
        allow=WRITERS,
        status=302,
        data=lambda args: {"form_id": str(uuid4()), "title": "路灯坏了"},
    ),
    Row("incidents:new_discard", "POST", allow=NO_ONE, args=lambda village: {"form_id": uuid4()}),
    Row("incidents:desk_receipt", allow=NO_ONE, args=lambda village: {"form_id": uuid4()}),
    Row("incidents:import", allow=IMPORTERS),
    Row("incidents:import", "POST", allow=IMPORTERS, status=422),
    Row("incidents:import_run", "POST", allow=NO_ONE),
    Row("incidents:import_discard", "POST", allow=IMPORTERS, status=302),
    Row("incidents:import_template", allow=IMPORTERS),
    Row("incidents:import_annotated", allow=NO_ONE),
]
