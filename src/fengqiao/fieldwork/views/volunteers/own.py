"""The volunteer's own pages: asking to join by QR, and the page with their call-outs, times and hours. No account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, ActorRequest, AreaView, Level, requires
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.volunteers import Move, Standing
from fengqiao.fieldwork.forms import volunteers as forms
from fengqiao.fieldwork.selectors.volunteers import callouts, register, words
from fengqiao.fieldwork.services import volunteers as services
from fengqiao.incidents.services import What, limits


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to help in a village: name, telephone, what one can, when one is free, consent."""
    try:
        place = areas.area_by_code(code)
    except NotYours as error:
        raise Http404 from error
    if place.level is not Level.VILLAGE:
        raise Http404
    if request.method == "GET":
        return render(request, "fieldwork/volunteers/join.html", _form(request, place))
    limits.count(What.REPORT, _address(request))
    try:
        token = services.ask_to_join(area_id=place.id, wish=forms.wish_of(request.POST))
    except Refused as refusal:
        context = {**_form(request, place), "refusal": str(refusal)}
        return render(request, "fieldwork/volunteers/join.html", context, status=refusal.status)
    messages.success(
        request, _("Thank you. The village looks at it; keep the address of this page, it is yours alone.")
    )
    return redirect("fieldwork:volunteer_own", token=token)


@never_cache
@require_GET
def own(request: HttpRequest, token: str) -> HttpResponse:
    """One's own page: who needs me now, when I am free, what I did."""
    return render(request, "fieldwork/volunteers/own.html", _own(request, token))


@require_POST
def own_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Answer a call-out, change the card, or leave."""
    _own(request, token)
    limits.count(What.ACT, _address(request))
    try:
        _do(request, token, act)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_own(request, token), "refusal": str(refusal)}
        return render(request, "fieldwork/volunteers/own.html", context, status=refusal.status)
    return redirect("fieldwork:volunteer_own", token=token)


@require_GET
@requires()
def mine(request: ActorRequest) -> HttpResponse:
    """The own page of somebody who has an account."""
    token = register.token_of_person(request.actor.person_id) if request.actor.person_id else None
    if token is None:
        raise Http404
    return redirect("fieldwork:volunteer_own", token=token)


def _do(request: HttpRequest, token: str, act: str) -> None:
    post = request.POST
    if act == "card":
        services.change_card(
            token=token,
            skills=forms.skills_of(post),
            grids=forms.ids_of(post, "grids"),
            free=forms.free_of(post),
            words=post.get("words", ""),
        )
        messages.success(request, _("Kept."))
    elif act == "leave":
        services.leave(token=token)
        messages.success(
            request, _("You have left. What was kept to call you is deleted. Thank you for having been there.")
        )
    elif act in set(Move):
        part = uuid_or_none(post.get("part", ""))
        if part is None:
            raise Http404
        services.answer(token=token, part_id=part, move=Move(act), words=post.get("words", ""))
        messages.success(request, _("Thank you; whoever called sees it now."))
    else:
        raise Http404


def _own(request: HttpRequest, token: str) -> dict[str, Any]:
    limits.check(What.GUESS, _address(request))
    try:
        card = register.own_card(token)
    except NotYours as error:
        limits.count(What.GUESS, _address(request))
        raise Http404 from error
    parts = callouts.own_parts(card.id)
    lines = [(call, part, words.PARTS[part.part], words.PART_TONES[part.part]) for call, part in parts]
    return {
        "card": card,
        "token": token,
        "active": card.standing is Standing.ACTIVE,
        "open_card": card.standing in (Standing.ACTIVE, Standing.ASKED),
        "standing": words.STANDINGS[card.standing],
        "tone": words.STANDING_TONES[card.standing],
        "now": [line for line in lines if line[1].moves - {Move.APPROVE}],
        "before": [line for line in lines if not line[1].moves - {Move.APPROVE}],
        "hours": register.hours(card.id),
        **_choices(card.area_id),
        "chosen_skills": {one.value for one in card.skills},
        "chosen_grids": set(card.grids),
        "chosen_days": card.free.days,
        "since": card.free.since.isoformat("minutes"),
        "until": card.free.until.isoformat("minutes"),
        "words": card.words,
    }


def _form(request: HttpRequest, place: AreaView) -> dict[str, Any]:
    post = request.POST
    return {
        "place": place,
        "given": {name: post.get(name, "") for name in ("name", "phone", "born", "words", "party", "agrees")},
        **_choices(place.id),
        "chosen_skills": set(post.getlist("skills")),
        "chosen_grids": forms.ids_of(post, "grids"),
        "chosen_days": forms.free_of(post).days,
        "since": post.get("since", "00:00"),
        "until": post.get("until", "00:00"),
        "consent": words.CONSENT_WORDS,
    }


def _choices(area_id: Any) -> dict[str, Any]:
    return {
        "skills": words.SKILLS.items(),
        "days": list(enumerate(words.DAYS)),
        "grids": [(one.id, one.name) for one in areas.grids(SYSTEM, area_id=area_id)],
    }


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
