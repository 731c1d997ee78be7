"""Redemption days on the phone: book a place and gifts, check in at the door, watch the board."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.ui.qr import qr


@require_GET
@requires()
def list_(request: ActorRequest) -> HttpResponse:
    """The days of one's towns, and the counters that one keeps."""
    context = {
        "days": [
            {"day": day, "mine": selectors.booking_of(day, request.actor.person_id)}
            for day in selectors.days(request.actor)
        ],
        "counters": selectors.counters_of(request.actor),
        "plans": bool(selectors.kept_towns(request.actor)),
        "now": clock.now(),
    }
    return render(request, "points/days/list.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def day(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One day: book or change, or one's number in the queue with the code to show at the counter."""
    actor, found = request.actor, selectors.day_for(request.actor, pk)
    if request.method == "POST":
        if not selectors.may_book(actor, found):
            raise NotYours
        try:
            slot = parse_datetime(request.POST.get("slot", ""))
        except ValueError:
            slot = None
        if slot is None or slot.tzinfo is None:
            raise services.DayRefused(_("Choose a time first."))
        wanted = {
            gift.id: int(number)
            for gift in selectors.gifts(found.town_id)
            if (number := request.POST.get(f"gift-{gift.id}", "0")).isdecimal() and len(number) < 4 and int(number)
        }
        services.book(day_id=pk, slot=slot, gifts=wanted, actor=actor)
        messages.success(request, _("Your place is booked, and your gifts are kept for you."))
        return redirect("points:day", pk=pk)
    mine = selectors.booking_of(found, actor.person_id)
    chosen: dict[UUID, int] = {}
    for line in mine.lines if mine else ():
        chosen[line.gift_id] = chosen.get(line.gift_id, 0) + 1
    purse = selectors.purse_of(actor.person_id) if actor.person_id else None
    held = sum(line.points for line in mine.lines if not line.handed_at) if mine else 0
    context = {
        "day": found,
        "mine": mine,
        "code": qr(mine.token) if mine else "",
        "held": held,
        "purse": purse,
        "holds": selectors.holds_of(actor.person_id) if actor.person_id else [],
        "reach": (purse.available if purse else 0) + held,
        "slots": selectors.free_slots(found),
        "gifts": [
            {
                "gift": gift,
                "chosen": chosen.get(gift.id, 0),
                "most": min(gift.most_each or 9, 9, gift.free + chosen.get(gift.id, 0)),
            }
            for gift in selectors.gifts(found.town_id)
        ],
        "books": selectors.may_book(actor, found),
        "plans": selectors.plans(actor, found),
        "audits": selectors.audits(actor, found),
        "over": clock.now() >= found.ends_at or found.closed_at is not None,
    }
    return render(request, "points/days/day.html", context)


@require_POST
@requires()
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Give one's place back."""
    selectors.day_for(request.actor, pk)
    services.cancel_booking(day_id=pk, actor=request.actor)
    messages.success(request, _("Cancelled. Your points are free again."))
    return redirect("points:day", pk=pk)


@require_http_methods(["GET", "POST"])
@requires()
def check_in(request: ActorRequest, pk: UUID, entrance: str) -> HttpResponse:
    """The code at the door leads here: one tap, and one has a number."""
    found = selectors.day_for(request.actor, pk)
    if entrance != found.entrance or not selectors.may_book(request.actor, found):
        raise Http404
    if request.method == "POST":
        number = services.check_in(day_id=pk, entrance=entrance, actor=request.actor)
        messages.success(
            request, _("You are number %(number)s. The board calls you to a counter.") % {"number": number}
        )
        return redirect("points:day", pk=pk)
    mine = selectors.booking_of(found, request.actor.person_id)
    return render(request, "points/days/check_in.html", {"day": found, "mine": mine})


@require_GET
@requires()
def board(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The queue on a wall or a tablet: numbers, no names. As a fragment (?now) it renews itself."""
    found = selectors.day_for(request.actor, pk)
    context = {"day": found, "board": selectors.board(found)}
    return render(request, f"points/days/{'_board' if 'now' in request.GET else 'board'}.html", context)


@require_GET
@requires(Role.STUDIO_CLERK)
def door(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The poster for the door, to print: scan, tap, number."""
    found = selectors.day_for(request.actor, pk)
    if not selectors.plans(request.actor, found):
        raise NotYours
    link = request.build_absolute_uri(f"/points/days/{found.pk}/in/{found.entrance}/")
    return render(request, "points/days/door.html", {"day": found, "link": link, "code": qr(link)})
