"""One task at the desk: what was asked, what came back, what is decided."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import Actor, ActorRequest, requires
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.domain.tasks import TaskState
from fengqiao.fieldwork.selectors import scope, words
from fengqiao.fieldwork.selectors import tasks as reading
from fengqiao.fieldwork.services import reviewing


@require_GET
@requires(*scope.DESK)
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One task with its answers and its history."""
    return render(request, "fieldwork/studio/task.html", context(cast(ActorRequest, request).actor, pk))


@require_POST
@requires(*scope.DESK)
def act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Accept, send back, take back, withdraw."""
    actor = cast(ActorRequest, request).actor
    reading.task(actor, pk)
    said = request.POST.get("words", "")
    try:
        if act == "accept":
            reviewing.accept_task(task_id=pk, actor=actor)
        elif act == "send-back":
            reviewing.send_back_task(task_id=pk, words=said, actor=actor)
        elif act == "undo":
            reviewing.undo_decision(task_id=pk, actor=actor)
        elif act == "withdraw":
            reviewing.withdraw_task(task_id=pk, words=said, actor=actor)
        else:
            raise NotYours
    except Refused as refusal:
        if refusal.status == 404:
            raise
        more = {"refused": str(refusal), "said": said, "tried": act}
        return render(request, "fieldwork/studio/task.html", context(actor, pk) | more, status=refusal.status)
    messages.success(request, _said(act))
    return redirect("fieldwork:desk_task", pk=pk)


def context(actor: Actor, task_id: UUID) -> dict[str, Any]:
    """What the page of a task shows."""
    row = reading.stored(actor, task_id)
    one = reading.task_views([row])[0]
    decides = reading.reviews(actor, row)
    own = actor.person_id is not None and one.doer_id == actor.person_id
    steps = reading.steps_of(task_id)
    return {
        "task": one,
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "proofs": [words.PROOFS[each] for each in one.proofs],
        "answers": reading.answers_of(task_id),
        "steps": [(each, words.STEPS[each.step], words.STEP_ICONS[each.step]) for each in steps],
        "can_decide": decides and one.state is TaskState.ANSWERED and not own,
        "own": own and one.state is TaskState.ANSWERED,
        "can_undo": decides and one.state in {TaskState.ACCEPTED, TaskState.SENT_BACK},
        "can_withdraw": decides and one.running,
    }


def _said(act: str) -> str:
    return {
        "accept": _("Accepted."),
        "send-back": _("Sent back. The worker reads why and has at least a day."),
        "undo": _("Taken back; it waits for the check again."),
        "withdraw": _("Withdrawn. The worker reads why."),
    }[act]
