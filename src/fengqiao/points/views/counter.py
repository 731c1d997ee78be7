"""The counter's tablet: its page, which goes on without a network, and the few calls with which it tells the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import SYSTEM, ActorRequest, people, requires
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.services import DayRefused

WORKER = Path(__file__).resolve().parent.parent / "static" / "points" / "counter" / "worker.js"
MOST_ACTS = 20


@require_GET
@requires()
def page(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The tablet's page; all that it shows comes from the list that it took along."""
    found = selectors.counter_for(request.actor, pk)
    return render(request, "points/counter/page.html", {"counter": found})


@require_GET
@requires()
def worker(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The script that keeps the page at hand while the network is away; it rules this counter's address alone."""
    selectors.counter_for(request.actor, pk)
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(WORKER.read_text("utf-8"), content_type="text/javascript; charset=utf-8", headers=headers)


@require_POST
@requires()
def open_(request: ActorRequest, pk: UUID) -> JsonResponse:
    """Take the list along: the key, once."""
    return JsonResponse({"key": services.check_out(counter_id=pk, actor=request.actor)})


@require_POST
@requires()
def list_(request: ActorRequest, pk: UUID) -> JsonResponse:
    """The list as it is now, for the tablet with the key."""
    return JsonResponse(_fresh(request, pk, _body(request)))


@require_POST
@requires()
def acts(request: ActorRequest, pk: UUID) -> JsonResponse:
    """What the tablet handed out; each act once, however often it comes. Answers for each, with the list as it is."""
    body = _body(request)
    sent = body.get("acts")
    outcomes = [
        services.hand_over(counter_id=pk, key=str(body.get("key", "")), act=one, actor=request.actor)
        for one in (sent if isinstance(sent, list) else [])[:MOST_ACTS]
        if isinstance(one, Mapping)
    ]
    answers = [{"id": str(one.id), "refused": one.refused} for one in outcomes]
    return JsonResponse({"acts": answers, "list": _fresh(request, pk, body)})


@require_POST
@requires()
def call(request: ActorRequest, pk: UUID) -> JsonResponse:
    """Call somebody; the board shows it."""
    body = _body(request)
    key = str(body.get("key", ""))
    services.call(counter_id=pk, key=key, booking_id=_id(body.get("booking")), actor=request.actor)
    return JsonResponse(_fresh(request, pk, body))


@require_GET
@requires()
def find(request: ActorRequest, pk: UUID) -> JsonResponse:
    """People of the town by name, pinyin or initials, for those who are not on the list."""
    found = selectors.counter_for(request.actor, pk)
    members = selectors.members(found.day.town_id)
    hits = people(SYSTEM, text=request.GET.get("q", "")[:40]) if request.GET.get("q", "").strip() else []
    named = {one.person_id: one.name for one in hits if one.person_id in members}
    return JsonResponse({"people": [{"id": str(key), "name": name} for key, name in list(named.items())[:8]]})


@require_POST
@requires()
def add(request: ActorRequest, pk: UUID) -> JsonResponse:
    """Put somebody on the list who is not on it."""
    body = _body(request)
    made = services.add_person(
        counter_id=pk,
        key=str(body.get("key", "")),
        person_id=_id(body.get("person")),
        actor=request.actor,
    )
    return JsonResponse({"booking": str(made), **_fresh(request, pk, body)})


@require_http_methods(["GET", "POST"])
@requires()
def back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Count and close. The clerk can do it where no tablet is out, and for one that is gone: its key is taken back."""
    found = selectors.counter_of(request.actor, pk)
    own = found.keeper_id == request.actor.person_id or found.out_at is None
    shelf = selectors.shelf_of(found)
    if request.method == "POST":
        counted: dict[UUID, int] = {}
        for one in shelf:
            number = request.POST.get(f"lot-{one.lot_id}", "")
            if not number.isdecimal() or len(number) > 6:
                raise DayRefused(_("Count each gift; write 0 where none is left."))
            counted[one.lot_id] = int(number)
        reason = request.POST.get("reason", "")
        if own:
            services.give_counter_back(counter_id=pk, counted=counted, actor=request.actor)
        else:
            services.revoke(counter_id=pk, counted=counted, reason=reason, actor=request.actor)
        return redirect("points:day_end", pk=found.day_id)
    return render(request, "points/counter/back.html", {"counter": found, "shelf": shelf, "own": own})


def _fresh(request: ActorRequest, pk: UUID, body: Mapping[str, Any]) -> dict[str, Any]:
    return services.list_for(counter_id=pk, key=str(body.get("key", "")), actor=request.actor)


def _body(request: ActorRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise NotYours from error
    return found if isinstance(found, dict) else {}


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise NotYours from error
