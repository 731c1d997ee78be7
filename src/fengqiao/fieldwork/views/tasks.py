"""A worker's tasks on the phone: by deadline, one with its answer, and the same as data to keep without a network."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import GRID_ROLES, Actor, ActorRequest, requires
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.core.pictures import MAX_BYTES
from fengqiao.fieldwork.forms.studio import AnswerForm
from fengqiao.fieldwork.selectors import scope, words
from fengqiao.fieldwork.selectors import tasks as reading
from fengqiao.fieldwork.selectors.absences import own_absence
from fengqiao.fieldwork.services.answering import Answer, answer_task
from fengqiao.incidents.selectors import to_verify

WORKERS = frozenset(GRID_ROLES)


@require_GET
@requires(*WORKERS)
def tasks(request: HttpRequest) -> HttpResponse:
    """What lies in one's hands, the nearest deadline first."""
    actor = cast(ActorRequest, request).actor
    mine = reading.my_tasks(actor)
    context = {
        "waiting": [one for one in mine if one.waiting],
        "sent": [one for one in mine if not one.waiting],
        "done": reading.my_done(actor),
        "absence": own_absence(actor.person_id, timezone.localdate(clock.now())) if actor.person_id else None,
        "me": actor.person_id,
        "to_verify": to_verify(actor),
    }
    return render(request, "fieldwork/tasks/list.html", context)


@require_GET
@requires(*WORKERS)
def todays(request: HttpRequest) -> HttpResponse:
    """The tasks to do as data, so that the phone has them without a network."""
    found = reading.todays(cast(ActorRequest, request).actor)
    return JsonResponse({"at": clock.now().isoformat(), "tasks": found}, headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WORKERS)
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One task, and its answer."""
    actor = cast(ActorRequest, request).actor
    reading.task(actor, pk)
    refused, status = "", 200
    if request.method == "POST":
        form = AnswerForm(request.POST)
        try:
            if form.is_valid():
                _answer(request, form, pk, actor)
                messages.success(request, _("Sent. The studio checks it; you see here when it is accepted."))
                return redirect("fieldwork:my_tasks")
            refused, status = _("Something of this page is missing. Load it again; the task is still here."), 422
        except Refused as refusal:
            if refusal.status == 404:
                raise
            refused, status = str(refusal), refusal.status
    context = {**_context(actor, pk), "refused": refused, "posted": request.POST, "answer_id": uuid4()}
    return render(request, "fieldwork/tasks/task.html", context, status=status)


@require_GET
@requires(*(WORKERS | scope.DESK))
def picture(request: HttpRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """A photo of an answer."""
    content = reading.picture_content(cast(ActorRequest, request).actor, pk, picture)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def _answer(request: HttpRequest, form: AnswerForm, task_id: UUID, actor: Actor) -> None:
    data = form.cleaned_data
    sent = [one for one in request.FILES.getlist("photo") if isinstance(one, UploadedFile)]
    given = Answer(
        id=data["answer_id"],
        note=data["note"],
        lon=data["lon"],
        lat=data["lat"],
        captured_at=data["captured_at"],
        photos=[one.read(MAX_BYTES + 1) for one in sent if one.size],
    )
    answer_task(task_id=task_id, answer=given, actor=actor)


def _context(actor: Actor, task_id: UUID) -> dict[str, Any]:
    one = reading.task(actor, task_id)
    return {
        "task": one,
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "needs": {proof.value: True for proof in one.proofs},
        "proofs": [words.PROOFS[each] for each in one.proofs],
        "answers": reading.answers_of(task_id),
        "last": next((each for each in reading.answers_of(task_id)), None),
    }
