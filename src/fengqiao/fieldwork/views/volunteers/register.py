"""The village's list of volunteers: who asks to join, one card, the poster with the QR code, hours to approve."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, Level, requires
from fengqiao.core.errors import Refused
from fengqiao.fieldwork.domain.volunteers import Standing
from fengqiao.fieldwork.selectors.volunteers import callouts, register, words
from fengqiao.fieldwork.selectors.volunteers.register import CALLERS, KEEPERS, VolunteerView
from fengqiao.fieldwork.services import volunteers as services
from fengqiao.ui.qr import qr

TABS = (Standing.ACTIVE, Standing.ASKED, Standing.LEFT)


@require_GET
@requires(*CALLERS)
def list_(request: ActorRequest) -> HttpResponse:
    """Who can be called, who asks to join; hours that wait for approval."""
    asked = request.GET.get("show", "")
    show = Standing(asked) if asked in set(Standing) else Standing.ACTIVE
    counts = register.counts(request.actor)
    keeps = request.actor.has(*KEEPERS)
    context = {
        "show": show,
        "tabs": [(one, words.STANDINGS[one], counts.get(one, 0)) for one in TABS],
        "lines": [_line(one) for one in register.volunteers(request.actor, standing=show)],
        "keeps": keeps,
        "to_approve": callouts.to_approve(request.actor) if keeps else [],
        "minutes": callouts.village_minutes(request.actor),
        "running": callouts.callouts(request.actor, running=True),
    }
    return render(request, "fieldwork/volunteers/list.html", context)


@require_GET
@requires(*KEEPERS)
def card(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One card: what they can, when they are free; take them in or refuse."""
    return render(request, "fieldwork/volunteers/card.html", _card(request, pk))


@require_POST
@requires(*KEEPERS)
def card_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Take somebody in, or refuse with a reason."""
    register.volunteer(request.actor, pk)
    try:
        if act == "take-in":
            services.take_in(volunteer_id=pk, actor=request.actor)
            messages.success(request, _("Taken in. From now on they can be called."))
        elif act == "refuse":
            services.refuse(volunteer_id=pk, reason=request.POST.get("reason", ""), actor=request.actor)
            messages.success(request, _("Refused; they read why. What they wrote about themselves is deleted."))
        else:
            messages.error(request, _("There is no such step."))
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_card(request, pk), "refusal": str(refusal)}
        return render(request, "fieldwork/volunteers/card.html", context, status=refusal.status)
    return redirect("fieldwork:volunteer", pk=pk)


@require_GET
@requires(*KEEPERS)
def poster(request: ActorRequest) -> HttpResponse:
    """The QR code by which people ask to join, one sheet a village, to print."""
    sheets = []
    for place in areas.areas(request.actor, level=Level.VILLAGE):
        link = request.build_absolute_uri(reverse("fieldwork:volunteer_join", args=[place.code]))
        sheets.append((place, link, qr(link)))
    return render(request, "fieldwork/volunteers/poster.html", {"sheets": sheets})


def _line(one: VolunteerView) -> dict[str, Any]:
    return {
        "it": one,
        "skills": [words.SKILLS[skill] for skill in one.skills],
        "days": _days(one),
        "standing": words.STANDINGS[one.standing],
        "tone": words.STANDING_TONES[one.standing],
    }


def _days(one: VolunteerView) -> str:
    free = one.free
    days = (
        pgettext("volunteer", "every day")
        if len(free.days) == 7
        else " ".join(str(words.DAYS[day]) for day in sorted(free.days))
    )
    whole = free.since == free.until
    return days if whole else f"{days} {free.since:%H:%M}–{free.until:%H:%M}"


def _card(request: ActorRequest, pk: UUID) -> dict[str, Any]:
    one = register.volunteer(request.actor, pk)
    names = {grid.id: grid.name for grid in areas.grids(request.actor, area_id=one.area_id)}
    return {
        **_line(one),
        "asked": one.standing is Standing.ASKED,
        "grids": [names[grid] for grid in one.grids if grid in names],
        "hours": register.hours(pk),
    }
