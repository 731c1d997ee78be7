"""The tray of an agency, and the centre's board."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from factories import areas as make
from factories.incidents import worked
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.incidents import services
from fengqiao.incidents.selectors import Step
from rights.kinds import Row

HANDLERS = frozenset(
    {Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.HANDLER, Role.MEDIATOR, Role.VOLUNTEER}
)


def _asked(village: AreaView) -> dict[str, Any]:
    event = worked(village, Step.SIGN)
    other = make.organisation(village)
    task = services.ask_to_join(incident_id=event.id, organisation_id=other.id, what="一起去看", actor=SYSTEM)
    return {"pk": task.id}


SPINE_TRAY = [
    Row("incidents:tray", allow=HANDLERS),
    Row("incidents:tray_act", "POST", allow=HANDLERS, status=302, data=lambda args: {"action": "accept"}),
    Row("incidents:tray_sheets", "POST", allow=HANDLERS, status=302, data=lambda args: {"row": "lead:nothing"}),
    Row("incidents:tray_view_save", "POST", allow=HANDLERS, status=302, data=lambda args: {"name": "本周"}),
    # a view is its owner's alone: these are somebody else's
    Row("incidents:tray_view_delete", "POST", allow=set(), args=lambda village: {"pk": uuid4()}),
    Row("incidents:tray_view_restore", "POST", allow=set(), args=lambda village: {"pk": uuid4()}),
    Row(
        "incidents:tray_undo",
        "POST",
        allow={Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY},
        status=302,
        args=_asked,
    ),
]
