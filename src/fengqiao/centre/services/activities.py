"""Activities: planned with their room, changed, put to another time, called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import slots
from fengqiao.centre.domain.activities import Kind, Seat
from fengqiao.centre.domain.rooms import Came, Holding
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.domain.slots import Every, SlotRefused, Wrong
from fengqiao.centre.models import Activity, ActivityMove, Booking, Centre, Room
from fengqiao.centre.selectors.activities import ActivityView, activity_view
from fengqiao.centre.services import bookings
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.bookings import Wanted
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.places import move_up, owned, say, taken
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours

MOST_PLACES = 1000
Times = tuple[datetime, datetime, Booking | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An activity as the house plans it, on local days. ``room_id`` None: somewhere else, then ``place`` says where."""

    kind: Kind
    title: str
    day: date
    start: time
    end: time
    places: int
    about: str = ""
    leader: str = ""
    room_id: UUID | None = None
    place: str = ""
    every: Every = Every.ONCE
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTime:
    """When and where an activity is to be instead, on one local day. ``room_id`` None: elsewhere, at ``place``."""

    day: date
    start: time
    end: time
    room_id: UUID | None = None
    place: str = ""


def plan_activity(*, centre_id: UUID, plan: Plan, actor: Actor) -> list[ActivityView]:
    """Plan an activity and book its room, once or repeated; days on which the room is taken or closed are left out,
    unless it is the first. Returns what was planned, in order. Raises InputRefused, CentreRefused, NotYours."""
    with journal.unit():
        demand(actor, centre_id, Right.HOUSE)
        centre = Centre.objects.get(pk=centre_id)
        title, about, leader = plain(plan.title, 60), plain(plan.about, 1000), plain(plan.leader, 40)
        if not title or not 1 <= plan.places <= MOST_PLACES:
            raise InputRefused(_("An activity needs a title and how many places it has."))
        made = []
        times = _elsewhere(plan) if plan.room_id is None else _in_room(centre, plan.room_id, plan, title, actor)
        series = ids.new_id() if len(times) > 1 else None
        for start, end, booking in times:
            row = Activity.objects.create(
                centre=centre, code=ids.short_code(), kind=plan.kind, title=title, about=about, leader=leader,
                booking=booking, place=plain(plan.place, 80), starts_at=start, ends_at=end, places=plan.places,
                series=series, planned_by_id=actor.person_id,
            )  # fmt: skip
            say(row, "centre.activity_planned", {"kind": row.kind, "places": row.places}, actor)
            made.append(activity_view(row))
    return made


def change_activity(
    *, activity_id: UUID, title: str, about: str, leader: str, places: int, actor: Actor
) -> ActivityView:
    """Change the words and the places; more places let the waiting list move up. For another time see
    ``move_activity``. Raises InputRefused (fewer places than are given away), CentreRefused, NotYours."""
    with journal.unit():
        row = owned(activity_id, actor)
        if row.cancelled_at or row.ends_at <= clock.now():
            raise CentreRefused(_("This activity is over or called off."))
        row.title, row.about, row.leader = plain(title, 60), plain(about, 1000), plain(leader, 40)
        room = row.booking.room if row.booking else None
        if not row.title or not 1 <= places <= (room.capacity if room else MOST_PLACES):
            raise InputRefused(_("An activity needs a title, and as many places as its room holds at most."))
        if places < taken(row):
            raise InputRefused(_("%(count)d places are given away already.") % {"count": taken(row)})
        row.places = places
        row.save()
        say(row, "centre.activity_changed", {"places": places}, actor)
        move_up(row)
        return activity_view(row)


def move_activity(*, activity_id: UUID, to: NewTime, reason: str = "", actor: Actor) -> ActivityView:
    """Put an activity that has not begun to another time or place, and its room with it; of a series only this one.

    Who signed up keeps the place, reads old and new time on the own page, and is to be rung up. Raises InputRefused
    (no place, nothing new), CentreRefused (it has begun or is called off, the room is taken), NotYours.
    """
    with journal.unit():
        row = owned(activity_id, actor)
        if row.cancelled_at or row.starts_at <= clock.now():
            raise CentreRefused(_("This activity has begun, is over or is called off."))
        before = ActivityMove(
            activity=row, at=clock.now(), starts_at=row.starts_at, ends_at=row.ends_at, place=_where(row),
            reason=plain(reason, 200),
        )  # fmt: skip
        _put(row, to, actor)
        if (row.starts_at, row.ends_at, _where(row)) == (before.starts_at, before.ends_at, before.place):
            raise InputRefused(_("It is at that time and place already. Choose another."))
        before.save(force_insert=True)
        row.signups.exclude(seat=Seat.BACK).update(moved_on_at=before.at, told_at=None)
        payload = {"from": before.starts_at.isoformat(), "to": row.starts_at.isoformat()}
        say(row, "centre.activity_moved", payload, actor)
        return activity_view(row)


def cancel_activity(*, activity_id: UUID, reason: str, rest: bool = False, actor: Actor) -> int:
    """Call an activity off and give its room back; everybody who signed up reads why. ``rest``: also those of the
    series after it. Returns how many. Raises InputRefused (no reason), CentreRefused (it is over), NotYours."""
    why = plain(reason, 200)
    if not why:
        raise InputRefused(_("Say why; those who signed up will read it."))
    with journal.unit():
        first = owned(activity_id, actor)
        if first.cancelled_at or first.ends_at <= clock.now():
            raise CentreRefused(_("This activity is over or called off."))
        rows = [first]
        if rest and first.series:
            later = Activity.objects.select_for_update(of=("self",)).filter(
                series=first.series, cancelled_at=None, starts_at__gt=first.starts_at
            )
            rows += list(later.select_related("centre", "booking").order_by("starts_at"))
        for row in rows:
            row.cancelled_at, row.cancel_reason = clock.now(), why
            row.save(update_fields=["cancelled_at", "cancel_reason"])
            say(row, "centre.activity_cancelled", {}, actor)
            held = row.booking
            if held and held.state == Holding.BOOKED and held.during.lower > clock.now():
                bookings.cancel(code=held.code, actor=actor)
    return len(rows)


def _put(row: Activity, to: NewTime, actor: Actor) -> None:
    """The activity at its new time and place, saved; what it had before is given back."""
    held = row.booking
    plan = Plan(
        kind=Kind(row.kind), title=row.title, day=to.day, start=to.start, end=to.end, places=row.places,
        room_id=to.room_id, place=to.place,
    )  # fmt: skip
    if held and held.room_id == to.room_id:
        bookings.move(row=held, wanted=_wanted(plan, row.title))
        row.starts_at, row.ends_at = held.during.lower, held.during.upper
    else:
        both = [one for one in (to.room_id, held.room_id if held else None) if one is not None]
        list(Room.objects.select_for_update().filter(pk__in=both).order_by("pk"))  # always in one order: no deadlock
        times = _elsewhere(plan) if to.room_id is None else _in_room(row.centre, to.room_id, plan, row.title, actor)
        row.starts_at, row.ends_at, row.booking = times[0]
        row.place = "" if row.booking else plain(to.place, 80)
    row.moved += 1
    row.save()
    if held and held.room_id != to.room_id:
        bookings.cancel(code=held.code, actor=actor)


def _where(row: Activity) -> str:
    return row.booking.room.name if row.booking else row.place


def _wanted(plan: Plan, title: str) -> Wanted:
    return Wanted(
        day=plan.day, start=plan.start, end=plan.end, purpose=title, people=plan.places, came=Came.ACTIVITY,
        every=plan.every, until=plan.until, wait=False,
    )  # fmt: skip


def _in_room(centre: Centre, room_id: UUID, plan: Plan, title: str, actor: Actor) -> list[Times]:
    if not Room.objects.filter(pk=room_id, centre=centre, closed_at=None).exists():
        raise NotYours
    made = bookings.book(room_id=room_id, wanted=_wanted(plan, title), actor=actor)
    rows = Booking.objects.select_related("room").in_bulk([one.id for one in made])
    return [(one.start, one.end, rows[one.id]) for one in made]


def _elsewhere(plan: Plan) -> list[Times]:
    if not plain(plan.place, 80):
        raise InputRefused(_("Choose a room, or say where it takes place."))
    if plan.start >= plan.end:
        raise InputRefused(_("The end comes before the beginning. An activity lies within one day."))
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo), "local time has a named zone"
    now = clock.now()
    times: list[Times] = []
    for number, day in enumerate(slots.repeats(plan.day, plan.every, plan.until or plan.day)):
        try:
            start, end = slots.moment(day, plan.start, zone), slots.moment(day, plan.end, zone)
            slots.check(slots.Span(start=start, end=end), slots.Limits(longest=timedelta(days=1), ahead=800), now)
        except SlotRefused as refusal:
            if number:
                continue
            past = refusal.reason is Wrong.PAST
            words = _("That time is over. Choose one that lies ahead.") if past else _("Choose another day or time.")
            raise InputRefused(words) from refusal
        times.append((start, end, None))
    return times
