"""The house's pages of its rooms: the day at a glance, one booking, the rooms themselves and their doors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.rooms import Came, Holding
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.forms.rooms import BookForm, RoomForm, said
from fengqiao.centre.selectors import STAFF, house_words, rooms
from fengqiao.centre.views.common import house_context
from fengqiao.centre.views.desk import PAPERS
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.core.refusing import refusal_told
from fengqiao.ui import papers

FAIR_DAYS = 90


@never_cache
@require_GET
@requires(*STAFF)
def bookings(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One day: every room with who has it, who waits, what is free, and a form to book."""
    house = selectors.centre(request.actor, pk)
    today = timezone.localdate(clock.now())
    day = day_of(request.GET.get("day", "")) or today
    there = rooms.bookings_on(pk, day, day)
    context = {
        **house_context(request, house),
        "day": day,
        "today": today,
        "days": [today + timedelta(days=number) for number in range(14)],
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "rooms": [
            (
                one,
                house_words.ZONES[one.zone],
                [each for each in there if each.room.id == one.id],
                rooms.free_times(one, day),
            )
            for one in rooms.rooms(pk)
        ],
        "to_tell": rooms.to_tell(pk),
        "every": house_words.EVERY.items(),
        "once": Every.ONCE,
        "states": house_words.HOLDINGS,
        "neighbour_link": request.build_absolute_uri(reverse("centre:neighbour", kwargs={"key": house.key})),
    }
    return render(request, "centre/rooms/day.html", context)


@require_POST
@requires(*STAFF)
def book(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Book at the desk, or for the council, once or repeated."""
    selectors.centre(request.actor, pk)
    room, form = uuid_or_none(request.POST.get("room", "")), BookForm(request.POST)
    day = day_of(request.POST.get("day", ""))
    if room is None or room not in {one.id for one in rooms.rooms(pk)}:
        messages.error(request, _("Choose a room."))
    elif not form.is_valid():
        messages.error(request, said(form))
    else:
        came = Came.COUNCIL if request.POST.get("came") == "council" else Came.DESK
        try:
            made = services.book(room_id=room, wanted=form.wanted(came), actor=request.actor)
        except Refused as refusal:
            if refusal.status == 404:
                raise
            messages.error(request, str(refusal))
        else:
            messages.success(request, _booked(made))
    return redirect(f"{reverse('centre:bookings', kwargs={'pk': pk})}?day={day or ''}")


@never_cache
@require_GET
@requires(*STAFF)
def booking(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One booking with its key, its check, its no-show."""
    found = rooms.booking(request.actor, pk)
    house = selectors.centre(request.actor, found.room.centre_id)
    context = {
        **house_context(request, house),
        "one": found,
        "state": house_words.HOLDINGS[found.state],
        "tone": house_words.HOLDING_TONES[found.state],
        "came": house_words.CAME[found.came],
        "held": found.state is Holding.BOOKED,
        "waits": found.state is Holding.WAITING,
    }
    return render(request, "centre/rooms/booking.html", context)


@require_POST
@requires(*STAFF)
def booking_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Key out, key back, told, missed, given back, looked over."""
    found = rooms.booking(request.actor, pk)
    with refusal_told(request):
        messages.success(request, _act(request, found, act))
    return redirect("centre:booking", pk=pk)


@require_GET
@requires(*STAFF)
def booking_photo(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The photo of the check after use."""
    content = rooms.booking_photo(request.actor, pk)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@never_cache
@require_GET
@requires(*STAFF)
def room_list(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The rooms, their rules, how fairly they were used."""
    house = selectors.centre(request.actor, pk)
    today = timezone.localdate(clock.now())
    context = {
        **house_context(request, house),
        "uses": [
            (one, house_words.ZONES[one.room.zone], [each[:1] for each in one.room.hours])
            for one in rooms.uses(pk, today - timedelta(days=FAIR_DAYS), today)
        ],
        "fair_days": FAIR_DAYS,
        "zones": house_words.ZONES.items(),
    }
    return render(request, "centre/rooms/list.html", context)


@require_POST
@requires(*STAFF)
def room_save(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Open, change or close a room."""
    selectors.centre(request.actor, pk)
    room, form = uuid_or_none(request.POST.get("room", "")), RoomForm(request.POST)
    if room is not None and room not in {one.id for one in rooms.rooms(pk)}:
        raise NotYours
    with refusal_told(request):
        if room is not None and request.POST.get("close"):
            services.close_room(room_id=room, actor=request.actor)
            messages.success(request, _("The room is not offered any more."))
        elif not form.is_valid():
            messages.error(request, _("A room needs a name, how many people it holds, and how long one may have it."))
        elif room is not None:
            services.change_room(room_id=room, actor=request.actor, **form.values())
            messages.success(request, _("The room is changed."))
        else:
            services.add_room(centre_id=pk, actor=request.actor, **form.values())
            messages.success(request, _("The room is there and can be booked."))
    return redirect("centre:rooms", pk=pk)


@require_GET
@requires(*STAFF)
def doors(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A sheet for every door, A5: the room, its rules, its QR."""
    house = selectors.centre(request.actor, pk)
    there = rooms.rooms(pk)
    files = {}
    sheets: list[dict[str, Any]] = []
    for number, one in enumerate(there):
        way = reverse("centre:room", kwargs={"key": house.key, "code": one.code})
        files[f"qr{number}.svg"] = papers.qr_picture(request.build_absolute_uri(f"{way}?at=door"))
        sheets.append(
            {
                "name": one.name,
                "zone": str(house_words.ZONES[one.zone]),
                "rules": one.rules,
                "holds": ngettext("%(count)d person", "%(count)d people", one.capacity) % {"count": one.capacity},
            }
        )
    data = {"house": house.name, "phone": house.phone, "scan": _("Scan to book this room"), "sheets": sheets}
    made = papers.pdf(PAPERS / "doors.typ", data, files)
    return HttpResponse(made, content_type=papers.PDF, headers={"Content-Disposition": 'inline; filename="doors.pdf"'})


def day_of(text: str) -> date | None:
    """A day as it comes from an address or a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _booked(made: list[rooms.BookingView]) -> str:
    first = made[0]
    if first.state is Holding.WAITING:
        return _("The time is taken. On the waiting list at place %(place)d; code %(code)s.") % {
            "place": first.place,
            "code": first.code,
        }
    if len(made) > 1:
        return ngettext("Booked for %(count)d day.", "Booked for %(count)d days.", len(made)) % {"count": len(made)}
    return _("Booked. Code %(code)s.") % {"code": first.code}


def _act(request: ActorRequest, found: rooms.BookingView, act: str) -> str:
    post, actor = request.POST, request.actor
    if act == "check":
        photo = request.FILES.get("photo")
        services.check_room(
            booking_id=found.id,
            in_order=post.get("in_order") == "yes",
            word=post.get("word", ""),
            photo=photo.read() if photo and photo.size and photo.size < 20 * 1024 * 1024 else None,
            actor=actor,
        )
        return _("Looked over. Thank you.")
    if act in ("cancel", "cancel-rest"):
        if selectors.Right.HOUSE not in selectors.rights(actor, found.room.centre_id):
            raise NotYours
        services.cancel(code=found.code, rest=act == "cancel-rest", actor=actor)
        return _("Given back. Who waited for that time moved up.")
    services.mark(booking_id=found.id, what=act.replace("-", "_"), actor=actor)
    return {
        "key-out": _("The key is out."),
        "key-back": _("The key is back."),
        "told": _("Noted: they know."),
        "missed": _("Noted that nobody came."),
    }[act]
