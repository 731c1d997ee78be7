"""The neighbour's own page by QR, without an account: what is on, book, report, follow; large, and read aloud."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.centre import selectors, services
from fengqiao.centre.domain import hours, ical
from fengqiao.centre.domain import slip as codes
from fengqiao.centre.domain.rooms import Came, Holding
from fengqiao.centre.forms.rooms import BookForm, said
from fengqiao.centre.selectors import activities, activity_words, house_words, rooms
from fengqiao.centre.selectors.rooms import BookingView
from fengqiao.centre.services import CentreRefused
from fengqiao.centre.views.bookings import day_of
from fengqiao.centre.views.common import address_of
from fengqiao.centre.views.robots import refuse_robots, seal
from fengqiao.core import clock
from fengqiao.incidents.services import STRANGER, What, limits

DAYS = 14
ON = 8  # activities on the front page
CALENDAR = "text/calendar; charset=utf-8"


@require_GET
def neighbour(request: HttpRequest, key: str) -> HttpResponse:
    """What a neighbour finds behind the QR at the entrance."""
    house = selectors.centre_by_key(key)
    today = timezone.localdate(clock.now())
    context = {
        "house": house,
        "today": today,
        "open_today": hours.on(house.hours, today),
        "on": [(one, activity_words.KINDS[one.kind]) for one in activities.coming(house.id, cancelled=True)[:ON]],
        "rooms": [(one, house_words.ZONES[one.zone]) for one in rooms.rooms(house.id)],
    }
    return render(request, "centre/public/neighbour.html", context)


@require_GET
def privacy(request: HttpRequest, key: str) -> HttpResponse:
    """What the house keeps of its neighbours, why, how long, who sees it, and how it goes again. In plain words."""
    context = {
        "house": selectors.centre_by_key(key),
        "keep_days": services.KEEP_DAYS,
        "signup_days": services.SIGNUP_KEPT.days,
        "reader_days": services.READER_DAYS,
    }
    return render(request, "centre/public/privacy.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """One room: choose a day, see what is free, book it with name and telephone."""
    house = selectors.centre_by_key(key)
    found = rooms.room_by_code(code)
    if found.centre_id != house.id:
        raise Http404
    form = BookForm(request.POST or None)
    today = timezone.localdate(clock.now())
    given = request.POST if request.method == "POST" else request.GET
    day = day_of(given.get("day", "")) or today
    refusal, status = "", 200
    if request.method == "POST":
        try:
            refuse_robots(request)
            if not form.is_valid():
                raise services.InputRefused(said(form))
            came = Came.DOOR if request.POST.get("at") == "door" else Came.PHONE
            (made,) = services.book(room_id=found.id, wanted=form.wanted(came), actor=STRANGER)
            return redirect("centre:public_booking", code=made.code)
        except CentreRefused as refused:
            refusal, status = str(refused), refused.status
    free = rooms.free_times(found, day)
    context = {
        "house": house,
        "room": found,
        "zone": house_words.ZONES[found.zone],
        "day": day,
        "days": [today + timedelta(days=number) for number in range(DAYS)],
        "free": free,
        "start": given.get("start") or (f"{free[0][0]:%H:%M}" if free else ""),
        "end": given.get("end", ""),
        "typed": request.POST,
        "at": "door" if given.get("at") == "door" else "",
        "refusal": refusal,
        "shown": seal(),
    }
    return render(request, "centre/public/room.html", context, status=status)


@never_cache
@require_GET
def public_booking(request: HttpRequest, code: str) -> HttpResponse:
    """The booking for whoever keeps its code: when, what to know, give it back, into the own calendar."""
    found = _found(request, code)
    context = {
        "one": found,
        "house": selectors.centre_of(found.room.centre_id),
        "state": house_words.HOLDINGS[found.state],
        "tone": house_words.HOLDING_TONES[found.state],
        "spoken": codes.spoken(found.code),
        "waits": found.state is Holding.WAITING,
        "open": found.state in (Holding.BOOKED, Holding.WAITING) and not found.begun,
    }
    return render(request, "centre/public/booking.html", context)


@require_POST
def public_booking_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Give it back, so that the next one in line can have it."""
    limits.count(What.ACT, address_of(request))
    found = _found(request, code)
    try:
        services.cancel(code=found.code, actor=STRANGER)
        messages.success(request, _("Given back. Thank you: somebody else can have the room now."))
    except CentreRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("centre:public_booking", code=found.code)


@never_cache
@require_GET
def booking_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The booking for the telephone's own calendar, with a reminder an hour before."""
    found = _found(request, code)
    house = selectors.centre_of(found.room.centre_id)
    link = request.build_absolute_uri(reverse("centre:public_booking", kwargs={"code": found.code}))
    entry = ical.Entry(
        uid=f"{found.id}@fengqiao",
        start=found.start,
        end=found.end,
        title=f"{house.name} · {found.room.name}",
        place=house.address,
        about=found.room.rules,
        link=link,
        cancelled=found.state in (Holding.CANCELLED, Holding.MISSED),
        alarm=60,
    )
    return calendar_answer(house.name, [entry], found.code)


def calendar_answer(name: str, entries: list[ical.Entry], file: str) -> HttpResponse:
    """A calendar file as answer."""
    made = ical.calendar(name, entries, made=clock.now())
    headers: dict[str, Any] = {"Content-Disposition": f'inline; filename="{file}.ics"'}
    return HttpResponse(made.encode(), content_type=CALENDAR, headers=headers)


def _found(request: HttpRequest, code: str) -> BookingView:
    limits.check(What.GUESS, address_of(request))
    parsed = codes.parse(code)
    found = rooms.booking_by_code(parsed) if parsed else None
    if found is None:
        limits.count(What.GUESS, address_of(request))
        raise Http404
    return found
