"""The roster of the desk, weeks ahead."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.seats import RIGHTS
from fengqiao.centre.selectors import STAFF, Right
from fengqiao.centre.selectors import roster as reading
from fengqiao.centre.views.common import day_or_none, house_context
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.ids import uuid_or_none
from fengqiao.core.refusing import refusal_told


@require_GET
@requires(*STAFF)
def roster(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who sits at the desk when; the gaps stand out."""
    house = selectors.centre(request.actor, pk)
    days = reading.roster(pk)
    weeks = [list(week) for _monday, week in groupby(days, key=lambda one: one.day - timedelta(days=one.day.weekday()))]
    people = [one for one in selectors.members(pk) if Right.RECEIVE in RIGHTS[one.seat]]
    today = timezone.localdate(clock.now())
    context = {
        **house_context(request, house),
        "weeks": weeks,
        "gaps": sum(one.gap for one in days),
        "people": {one.person_id: one.name for one in people}.items(),
        "weekdays": list(enumerate((_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")))),
        "until": today + timedelta(weeks=reading.WEEKS),
        "me": request.actor.person_id,
    }
    return render(request, "centre/desk/roster.html", context)


@require_POST
@requires(*STAFF)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Put somebody on, leave a morning open, plan weeks, ask for a swap, take over."""
    selectors.centre(request.actor, pk)
    with refusal_told(request):
        messages.success(request, _act(request, pk, act))
    return redirect("centre:roster", pk=pk)


def _act(request: ActorRequest, pk: UUID, act: str) -> str:
    post, actor = request.POST, request.actor
    duty = uuid_or_none(post.get("duty", ""))
    if act == "put":
        person, day = uuid_or_none(post.get("person", "")), day_or_none(post.get("day", ""))
        if person is None or day is None:
            raise services.InputRefused(_("Choose a person and a day."))
        services.put_on_duty(centre_id=pk, day=day, person_id=person, actor=actor)
        return _("On the roster.")
    if act == "plan":
        chosen = {number: uuid_or_none(post.get(f"day{number}", "")) for number in range(5)}
        today = timezone.localdate(clock.now())
        until = day_or_none(post.get("until", "")) or today
        weekdays = {number: one for number, one in chosen.items() if one is not None}
        filled, empty = services.plan_roster(centre_id=pk, weekdays=weekdays, since=today, until=until, actor=actor)
        said = ngettext("%(count)d morning was filled.", "%(count)d mornings were filled.", filled) % {"count": filled}
        left = ngettext("%(count)d stays open.", "%(count)d stay open.", len(empty)) % {"count": len(empty)}
        return f"{said} {left}"
    if duty is None:
        raise NotYours
    if act == "off":
        services.take_off_duty(duty_id=duty, actor=actor)
        return _("The morning is open again.")
    if act == "ask":
        services.ask_swap(duty_id=duty, reason=post.get("reason", ""), actor=actor)
        return _("The others see that you look for somebody.")
    if act == "over":
        services.take_over(duty_id=duty, actor=actor)
        return _("You have this morning now. Thank you.")
    raise NotYours
