"""The clerk's inbox: the most urgent first, decided by one key, many at once, and taken back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.core.errors import Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors import tasks as reading
from fengqiao.fieldwork.selectors.inbox import ACTIONS, SORTS, Row, Sort, found, inbox
from fengqiao.fieldwork.services import reviewing

KEPT = "fieldwork_inbox"
MOST = 200


@require_GET
@requires(*scope.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """What has to be decided, with how the last decisions went."""
    actor = cast(ActorRequest, request).actor
    everything = inbox(actor)
    text = request.GET.get("q", "").replace("\0", "")[:80]
    sort = request.GET.get("sort", "")
    rows = found(actor, [row for row in everything if not sort or row.sort == sort], text)
    last: dict[str, Any] = request.session.pop(KEPT, {})
    context = {
        "rows": [(row, SORTS[row.sort], ACTIONS[row.sort], row.key in last.get("failed", ())) for row in rows[:MOST]],
        "more": max(0, len(rows) - MOST),
        "tabs": [(one.value, SORTS[one], _count(everything, one)) for one in Sort if _count(everything, one)],
        "sort": sort,
        "q": text,
        "all": len(everything),
        "clerk": actor.has(Role.STUDIO_CLERK),
        "late": sum(1 for row in everything if row.late),
        "last": last,
        "decides": any(row.decides for row in rows),
    }
    return render(request, "fieldwork/studio/inbox.html", context)


@require_POST
@requires(*scope.DESK)
def act(request: HttpRequest) -> HttpResponse:
    """Accept, send back or take back the chosen answers, each by itself. What failed stays chosen, with what was
    written."""
    actor = cast(ActorRequest, request).actor
    doing, said = request.POST.get("action", ""), request.POST.get("note", "").replace("\0", "")[:500]
    ids = _tasks(request.POST.getlist("row"))[:MOST]
    if one := _tasks([request.POST.get("one", "")]):  # the button of a single row
        doing, ids = "accept", one
    complaint = _complaint(doing, ids, said)
    if complaint:
        messages.error(request, complaint)
        kept = {"failed": [f"{Sort.TASK}:{one}" for one in ids], "note": said}
        request.session[KEPT] = kept
        return _back(request)
    results = reviewing.decide_many(doing, ids, words=said, actor=actor)
    done = [one.task_id for one in results if one.done]
    failed = [one for one in results if not one.done]
    request.session[KEPT] = {
        "words": _words(doing, len(done)),
        "undo": [str(one) for one in done] if doing != "undo" else [],
        "failed": [f"{Sort.TASK}:{one.task_id}" for one in failed],
        "problems": [f"{_title(actor, one.task_id)}: {one.why}" for one in failed[:10]],
        "note": said if failed else "",
    }
    return _back(request)


def _title(actor: Actor, task_id: UUID) -> str:
    try:
        one = reading.task(actor, task_id)
    except Refused:
        return _("A task that is not here")
    return f"{one.title} · {one.doer or one.who}"


def _complaint(doing: str, ids: Sequence[UUID], said: str) -> str:
    if doing not in {"accept", "send_back", "undo"}:
        return _("There is no such step.")
    if not ids:
        return _("Choose at least one answer first.")
    if doing == "send_back" and not said.strip():
        return _("Write what is missing, then send back; what you chose is still chosen.")
    return ""


def _words(doing: str, count: int) -> str:
    if doing == "accept":
        return ngettext("%(count)d answer accepted.", "%(count)d answers accepted.", count) % {"count": count}
    if doing == "send_back":
        return ngettext("%(count)d answer sent back.", "%(count)d answers sent back.", count) % {"count": count}
    return ngettext("%(count)d decision taken back.", "%(count)d decisions taken back.", count) % {"count": count}


def _tasks(keys: Sequence[str]) -> list[UUID]:
    parts = [key.partition(":") for key in keys]
    ids = [uuid_or_none(rest) for sort, _colon, rest in parts if sort == Sort.TASK]
    return list(dict.fromkeys(one for one in ids if one is not None))


def _count(rows: Sequence[Row], sort: Sort) -> int:
    return sum(1 for row in rows if row.sort is sort)


def _back(request: HttpRequest) -> HttpResponse:
    kept = {name: request.POST.get(f"back_{name}", "")[:80] for name in ("sort", "q")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return redirect(reverse("fieldwork:studio") + (f"?{query}" if query else ""))
