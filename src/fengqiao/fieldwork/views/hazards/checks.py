"""A check of a place on the phone, and what it found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, Level, requires
from fengqiao.core import ids
from fengqiao.core.errors import Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.hazards import Answer, Severity, Topic
from fengqiao.fieldwork.forms import hazards as forms
from fengqiao.fieldwork.selectors.hazards import ledger, lists, words
from fengqiao.fieldwork.selectors.hazards.ledger import CHECKERS, READERS
from fengqiao.fieldwork.services import hazards as services


@require_GET
@requires(*CHECKERS)
def choose(request: ActorRequest) -> HttpResponse:
    """What is to be checked: one of six."""
    mine = ledger.checks(request.actor, ledger.Filter(), count=5)
    context = {
        "topics": [(topic, word, words.TOPIC_ICONS[topic]) for topic, word in words.TOPICS.items()],
        "recent": [(one, words.TOPICS[one.topic], found, waiting) for one, found, waiting in mine],
        "query": request.GET.urlencode(),
    }
    return render(request, "fieldwork/hazards/choose.html", context)


@require_http_methods(["GET", "POST"])
@requires(*CHECKERS)
def new(request: ActorRequest, topic: str) -> HttpResponse:
    """Go through the list at a place, item by item, and send it."""
    if topic not in set(Topic):
        raise Http404
    subject = Topic(topic)
    if request.method == "GET":
        return render(request, "fieldwork/hazards/new.html", _form(request, subject))
    try:
        made = services.report_check(told=forms.told(subject, request), actor=request.actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_form(request, subject), "refusal": str(refusal)}
        return render(request, "fieldwork/hazards/new.html", context, status=refusal.status)
    return redirect("fieldwork:hazard_check", pk=made)


@require_GET
@requires(*READERS)
def check(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One check: every item, what was found, the notice."""
    return render(request, "fieldwork/hazards/check.html", _check(request, pk))


@require_POST
@requires(*CHECKERS)
def check_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Hand the notice over, or confirm a check that found nothing."""
    ledger.check(request.actor, pk)
    try:
        if act == "notice":
            services.hand_over_notice(check_id=pk, told=request.POST.get("told", ""), actor=request.actor)
            messages.success(request, _("Noted. The place can follow with the code on the notice."))
        elif act == "confirm":
            services.confirm_check(check_id=pk, actor=request.actor)
            messages.success(request, _("Confirmed. The points for this check are posted."))
        else:
            messages.error(request, _("There is no such step."))
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_check(request, pk), "refusal": str(refusal)}
        return render(request, "fieldwork/hazards/check.html", context, status=refusal.status)
    return redirect("fieldwork:hazard_check", pk=pk)


def _form(request: ActorRequest, topic: Topic) -> dict[str, Any]:
    where = _places(request.actor)
    posted, query = request.POST, request.GET
    mine = {f"grid:{duty.grid_id}" for duty in request.actor.duties if duty.grid_id}
    wanted = posted.get("where") or query.get("where", "")
    chosen = (
        wanted
        if wanted in dict(where)
        else next((value for value, _word in where if value in mine), where[0][0] if where else "")
    )
    kind, _colon, key = chosen.partition(":")
    grids = {str(one.id): one.area_id for one in areas.grids(request.actor)} if kind == "grid" else {}
    area_id = grids.get(key) or uuid_or_none(key) or next(iter(request.actor.area_ids), None)
    if area_id is None:
        raise Http404
    shown = lists.in_force(topic, area_id)
    filled = forms.answered(posted)
    return {
        "topic": topic,
        "title": words.TOPICS[topic],
        "icon": words.TOPIC_ICONS[topic],
        "check_id": posted.get("check") or ids.new_id(),
        "list": shown,
        "where": where,
        "chosen": chosen,
        "items": [
            {
                "key": item.key,
                "number": number,
                "said": item.said(lists.language()),
                "severity": words.SEVERITIES[item.severity],
                "tone": words.SEVERITY_TONES[item.severity],
                **filled.get(item.key, {}),
            }
            for number, item in enumerate(shown.checklist.items, start=1)
        ],
        "answers": words.ANSWERS.items(),
        "given": {name: posted.get(name, query.get(name, "")) for name in ("place", "place_name", "address")}
        | {name: posted.get(name, "") for name in ("owner", "owner_phone", "note")},
        "posted": bool(posted),
    }


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Where a check can lie: the grids of the actor's villages, and villages that have none."""
    grids = areas.grids(actor)
    names = areas.area_names({one.area_id for one in grids})
    villages = [one for one in areas.areas(actor, level=Level.VILLAGE) if one.id not in names]
    several = len(names) + len(villages) > 1
    rows = [(f"grid:{one.id}", f"{names[one.area_id]} · {one.name}" if several else one.name) for one in grids]
    return rows + [(f"area:{one.id}", one.name) for one in villages]


def _check(request: ActorRequest, pk: UUID) -> dict[str, Any]:
    found = ledger.check(request.actor, pk)
    hazards = ledger.hazards_of(pk)
    pictures = ledger.pictures_of([one.id for one in hazards])
    may = areas.holds(request.actor, found.area_id, *CHECKERS)
    return {
        "check": found,
        "title": words.TOPICS[found.topic],
        "lines": [(said, words.ANSWERS[answer], answer) for said, answer in found.lines],
        "hazards": [
            {
                "it": one,
                "state": words.STATES[one.state],
                "tone": words.TONES[one.state],
                "severity": words.SEVERITIES[one.severity],
                "severity_tone": words.SEVERITY_TONES[one.severity],
                "picture": next(iter(pictures[one.id]), None),
            }
            for one in hazards
        ],
        "to_tell": may and any(one.state == "found" for one in hazards),
        "to_confirm": may and not hazards and found.confirmed_at is None and found.person_id != request.actor.person_id,
        "in_order": sum(answer is Answer.OK for _said, answer in found.lines),
        "grave": any(one.severity is Severity.GRAVE and one.state == "found" for one in hazards),
    }
