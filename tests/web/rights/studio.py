"""The grid studio's desk: the task list, pushed tasks, and the worker's tasks on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import areas as make
from factories import studio as making
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM, AreaView, Role, area, assignments_of_people
from fengqiao.core import clock, ids
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.models import Task, TaskPicture
from fengqiao.fieldwork.services import absence_requests, worklist
from rights.kinds import EVERYBODY, NO_ONE, Row

DESK = {Role.STUDIO_CLERK, Role.DISPATCHER, Role.VILLAGE_SECRETARY}
APPROVERS = {Role.STUDIO_CLERK, Role.DISPATCHER}
CLERK = {Role.STUDIO_CLERK}
WORKERS = {Role.GRID_WORKER, Role.GRID_LEAD}


def _town(village: AreaView) -> AreaView:
    assert village.parent_id is not None
    return area(village.parent_id)


def _kind(village: AreaView) -> dict[str, Any]:
    return {"pk": making.kind(_town(village).id).kind_id}


def _proposal(village: AreaView) -> dict[str, Any]:
    made = worklist.propose_kind(area_id=_town(village).id, words=making.words(), actor=SYSTEM)
    return {"pk": made.kind_id, "act": "publish"}


def _task(village: AreaView) -> dict[str, Any]:
    return {"pk": making.task(village)}


def _answered(village: AreaView) -> dict[str, Any]:
    return {"pk": making.answered(village), "act": "accept"}


def _push(village: AreaView) -> dict[str, Any]:
    return {"pk": Task.objects.get(pk=making.task(village)).push_id}


def _picture(village: AreaView) -> dict[str, Any]:
    task_id = making.answered(village, photo=photo())
    return {"pk": task_id, "picture": TaskPicture.objects.get(answer__task=task_id).pk}


def _kind_form(args: object) -> dict[str, Any]:
    return {"title": "", "frequency": "once", "minutes": 30}


def _push_form(args: object) -> dict[str, Any]:
    day = timezone.localdate(clock.now()) + timedelta(days=1)
    return {"push_id": ids.new_id(), "due_day": day, "due_time": "18:00", "kind": ids.new_id()}


def _grid(village: AreaView) -> dict[str, Any]:
    return {"pk": make.grid(village)}


def _duty(village: AreaView) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    (found,) = assignments_of_people([make.worker(Role.GRID_WORKER, village).id], today, today)
    return {"pk": found.id}


def _absence(village: AreaView) -> dict[str, Any]:
    return {"pk": making.absence(make.worker(Role.GRID_WORKER, village).id), "act": "stand-in"}


def _request(act: str) -> Callable[[AreaView], dict[str, Any]]:
    def asked(village: AreaView) -> dict[str, Any]:
        worker = make.actor(Role.GRID_WORKER, village)
        day = timezone.localdate(clock.now()) + timedelta(days=1)
        key = absence_requests.ask_absence(
            request_id=ids.new_id(), first=day, last=day, reason=Reason.LEAVE, actor=worker
        )
        return {"pk": key, **({"act": act} if act else {})}

    return asked


def _sheet(village: AreaView) -> dict[str, Any]:
    return {"what": "push"}


def _code(village: AreaView) -> dict[str, Any]:
    return {"code": _town(village).code}


STUDIO = [
    Row("fieldwork:studio", allow=DESK),
    Row("fieldwork:studio_act", "POST", allow=DESK, status=302),
    Row("fieldwork:load", allow=DESK),
    Row("fieldwork:sheet", allow=CLERK, args=_sheet, scoped=False),
    Row("fieldwork:sheet", "POST", allow=CLERK, status=422, args=_sheet, scoped=False),
    Row("fieldwork:sheet_bring", "POST", allow=CLERK, status=302, args=_sheet, scoped=False),
    Row("fieldwork:sheet_template", allow=CLERK, args=_sheet, scoped=False),
    Row("fieldwork:sheet_annotated", allow=NO_ONE, args=_sheet, scoped=False),  # nobody has brought a file
    Row("fieldwork:sheet_out", allow=CLERK, args=_sheet, scoped=False),
    Row("fieldwork:assignments", allow=DESK),
    Row("fieldwork:assignment_grid", allow=CLERK, args=_grid),
    Row("fieldwork:assignment_grid", "POST", allow=CLERK, status=422, args=_grid),
    Row("fieldwork:assignment_end", "POST", allow=CLERK, status=302, args=_duty),
    Row("fieldwork:absences", allow=CLERK),
    Row("fieldwork:absences", "POST", allow=CLERK, status=422),
    Row("fieldwork:absence_act", "POST", allow=CLERK, status=302, args=_absence),
    Row("fieldwork:absence_decide", "POST", allow=CLERK, status=302, args=_request("grant")),
    Row("fieldwork:leave", allow=WORKERS),
    Row("fieldwork:leave", "POST", allow=WORKERS, status=422),
    # A request is its own worker's; every worker of the table is another one.
    Row("fieldwork:leave_back", "POST", allow=NO_ONE, args=_request("")),
    Row("fieldwork:kinds", allow=DESK),
    Row("fieldwork:kind_new", allow=CLERK),
    Row("fieldwork:kind_new", "POST", allow=CLERK, status=422, data=_kind_form),
    Row("fieldwork:kind", allow=DESK, args=_kind),
    Row("fieldwork:kind_act", "POST", allow=APPROVERS, status=302, args=_proposal),
    Row("fieldwork:pushes", allow=DESK),
    Row("fieldwork:push_new", allow=DESK),
    Row("fieldwork:push_new", "POST", allow=DESK, status=422, data=_push_form),
    Row("fieldwork:push", allow=DESK, args=_push),
    # Only the studio's clerk withdraws what somebody else has pushed.
    Row("fieldwork:push_withdraw", "POST", allow=CLERK, status=302, args=_push, data=lambda args: {"words": "取消"}),
    Row("fieldwork:desk_task", allow=DESK, args=_task),
    Row("fieldwork:desk_task_act", "POST", allow=CLERK, status=302, args=_answered),
    Row("fieldwork:my_tasks", allow=WORKERS),
    Row("fieldwork:my_tasks_today", allow=WORKERS),
    # A task is its own worker's; every worker of the table is another one.
    Row("fieldwork:my_task", allow=NO_ONE, args=_task),
    Row("fieldwork:my_task", "POST", allow=NO_ONE, args=_task),
    Row("fieldwork:task_picture", allow=DESK, args=_picture),
    Row("fieldwork:worklist", allow=EVERYBODY, args=_code, scoped=False),
    Row("fieldwork:worklist_paper", allow=EVERYBODY, args=_code, scoped=False),
]
