"""Which handler carries which kind of item out. A new kind is a line here."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.fieldwork.services.outbox import choices, drafts, hazard_checks, patrol, reports, task_answers
from fengqiao.fieldwork.services.outbox.items import Handler

KINDS: Mapping[str, Handler] = {
    "report": reports.handle,
    "draft": drafts.handle,
    "choice": choices.handle,
    "hazard_check": hazard_checks.handle,
    "task_answer": task_answers.handle,
    "shift_start": patrol.shift_start,
    "shift_end": patrol.shift_end,
    "trail": patrol.trail,
    "checkin": patrol.checkin,
    "visit": patrol.visit,
}
