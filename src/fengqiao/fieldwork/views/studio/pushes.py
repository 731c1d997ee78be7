"""Giving tasks, and how far each push is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.tasks import tone_of
from fengqiao.fieldwork.forms.studio import PushForm
from fengqiao.fieldwork.selectors import load, scope, words, worklist
from fengqiao.fieldwork.selectors import pushes as reading
from fengqiao.fieldwork.services import pushing, reviewing
from fengqiao.fieldwork.services.pushing import One, TooMuch


@require_GET
@requires(*scope.DESK)
def pushes(request: HttpRequest) -> HttpResponse:
    """The newest pushes with their progress."""
    actor = cast(ActorRequest, request).actor
    now = clock.now()
    found = [(one, tone_of(one.due_at, now) if one.left else "") for one in reading.pushes(actor)]
    return render(request, "fieldwork/studio/pushes.html", {"pushes": found, "clerk": actor.has(Role.STUDIO_CLERK)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*scope.DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Choose what, who and until when; the load of everybody stands beside their name."""
    actor = cast(ActorRequest, request).actor
    kinds = worklist.pushable(actor)
    choices: list[tuple[str, Any]] = [(str(one.id), f"{one.code} {one.title}") for one in kinds]
    form = PushForm(request.POST or None, kinds=choices, initial=_initial(request))
    context: dict[str, Any] = {"form": form, "kinds": kinds, "refused": "", "heavy": ()}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _push(form, request, actor)
            except TooMuch as refusal:
                context["heavy"], context["refused"] = refusal.names, str(refusal)
            except Refused as refusal:
                if refusal.status == 404:
                    raise
                context["refused"] = str(refusal)
            else:
                return redirect("fieldwork:push", pk=made)
    day = _day(form, request)
    people = load.workers(actor, day)
    chosen_people, chosen_grids = set(request.POST.getlist("worker")), set(request.POST.getlist("grid"))
    own_grids = {grid for one in people for grid in one.grid_ids}
    empty = [one for one in _grids(actor) if one.id not in own_grids]
    context |= {
        "workers": [(one, str(one.person_id) in chosen_people, one.load.too_much()) for one in people],
        "grids": [(one, str(one.id) in chosen_grids) for one in _grids(actor) if one.id in own_grids],
        "empty": empty,
        "by_grid": bool(chosen_grids),
        "day": day,
        "monday": day - timedelta(days=day.weekday()),
    }
    return render(request, "fieldwork/studio/push_new.html", context, status=status)


@require_GET
@requires(*scope.DESK)
def push(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One push: who has answered, who not."""
    return render(request, "fieldwork/studio/push.html", _context(cast(ActorRequest, request).actor, pk))


@require_POST
@requires(*scope.DESK)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw what of a push is not accepted yet."""
    actor = cast(ActorRequest, request).actor
    reading.push(actor, pk)
    said = request.POST.get("words", "")
    try:
        count = reviewing.withdraw_push(push_id=pk, words=said, actor=actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(actor, pk), "refused": str(refusal), "said": said}
        return render(request, "fieldwork/studio/push.html", context, status=refusal.status)
    messages.success(
        request, ngettext("%(count)d task withdrawn.", "%(count)d tasks withdrawn.", count) % {"count": count}
    )
    return redirect("fieldwork:push", pk=pk)


def _context(actor: Actor, push_id: UUID) -> dict[str, Any]:
    found = reading.push(actor, push_id)
    tasks = reading.tasks_of_push(actor, push_id)
    return {
        "push": found,
        "tasks": [(one, words.STATES[one.state], words.TONES[one.state]) for one in tasks],
        "running": any(one.running for one in tasks),
    }


def _push(form: PushForm, request: HttpRequest, actor: Actor) -> UUID:
    data = form.cleaned_data
    return pushing.push(
        push_id=data["push_id"],
        version_id=UUID(data["kind"]),
        ones=[
            *(One(worker_id=one) for one in _ids(request.POST.getlist("worker"))),
            *(One(grid_id=one) for one in _ids(request.POST.getlist("grid"))),
        ],
        due_at=timezone.make_aware(datetime.combine(data["due_day"], data["due_time"])),
        words=data["words"],
        sure=data["sure"],
        actor=actor,
    )


def _ids(texts: Sequence[str]) -> list[UUID]:
    return [one for one in map(uuid_or_none, texts) if one is not None]


def _initial(request: HttpRequest) -> dict[str, Any]:
    soon = timezone.localdate(clock.now()) + timedelta(days=3)
    return {"push_id": uuid4(), "due_day": soon, "due_time": "18:00", "kind": request.GET.get("kind", "")}


def _day(form: PushForm, request: HttpRequest) -> Any:
    """Whose week the load is shown of: that of the deadline."""
    given = form.cleaned_data.get("due_day") if form.is_bound and form.is_valid() else None
    return given or timezone.localdate(clock.now()) + timedelta(days=3)


def _grids(actor: Actor) -> list[areas.GridName]:
    own = scope.roots(actor, *scope.DESK)
    found = {one.id: one for root in own for one in areas.grid_names(actor, area_id=root)}
    return sorted(found.values(), key=lambda one: one.code)
