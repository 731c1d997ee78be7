"""Checking in at a place, and what a patrol finds there. Both only within a shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import doubts, visits
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.domain.visits import Nearness, NoPosition
from fengqiao.fieldwork.models import CheckIn, Finding, PatrolPlace, PatrolRoute, RouteRound, Shift
from fengqiao.fieldwork.selectors import places, shifts
from fengqiao.fieldwork.selectors.places import PlaceView
from fengqiao.fieldwork.selectors.shifts import CheckInView
from fengqiao.fieldwork.services.crediting import credit_author
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.files import storing
from fengqiao.fieldwork.services.photos import keep_photo
from fengqiao.fieldwork.services.shifts import fix_of, moment
from fengqiao.fieldwork.services.texts import plain
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents import services as spine
from fengqiao.incidents.domain.duplicates import metres
from fengqiao.incidents.selectors import IncidentView, Source

NOTE = 500
# So many positions tell how somebody came here: an hour at one every quarter of a minute.
LOOK_BACK = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody says at a place. Without ``fix`` there is a reason; ``scanned``: by its QR code."""

    fix: Fix | None = None
    no_position: NoPosition | None = None
    why: str = ""
    note: str = ""
    photo: bytes | None = None
    scanned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a patrol found. ``where`` in words; without it and without a position ``no_place`` says why."""

    title: str
    category: str
    description: str = ""
    where: str = ""
    no_place: str = ""
    lon: float | None = None
    lat: float | None = None
    place_id: UUID | None = None
    photo: bytes | None = None


def check_in(*, checkin_id: UUID, place_id: UUID, seen: Seen, at: datetime | None = None, actor: Actor) -> CheckInView:
    """Somebody was at the place. The same id again answers the same.

    A position far away, impossible or made up is kept with a mark, and refused to nobody. Raises FieldRefused (no
    shift then), InputRefused (neither position nor reason, a text too long), PictureNotKept, NotYours.
    """
    with storing() as stored, journal.unit():
        when = moment(at)
        shift = shift_at(actor, when)
        if known := CheckIn.objects.select_related("place", "shift").filter(pk=checkin_id).first():
            if known.shift.person_id != actor.person_id:
                raise NotYours
            return shifts.checkin_view(known)
        place = places.place(actor, place_id)
        row = CheckIn(
            id=checkin_id,
            shift=shift,
            place_id=place.id,
            at=when,
            scanned=seen.scanned,
            why=plain(seen.why, 200),
            note=plain(seen.note, NOTE),
            late_by=None if place.due is None else (timezone.localdate(when) - place.due).days,
        )
        _measure(row, place, seen)
        row.photo = keep_photo(stored, seen.photo)
        row.save(force_insert=True)
        _settle(row, place, actor)
        return shifts.checkin_view(CheckIn.objects.select_related("place", "shift").get(pk=row.pk))


def report_finding(*, finding_id: UUID, found: Found, at: datetime | None = None, actor: Actor) -> IncidentView:
    """What the patrol found becomes an event on the spine, reported by the worker. The same id again answers the same.

    Raises FieldRefused (no shift then), NotYours, and what opening an event raises.
    """
    with journal.unit():
        when = moment(at)
        shift = shift_at(actor, when)
        if known := Finding.objects.filter(pk=finding_id).first():
            return incidents.incident(actor, known.incident_id)
        place = places.place(actor, found.place_id) if found.place_id else None
        if not found.title.strip():
            raise InputRefused(_("Say in a few words what you found."))
        lon, lat = found.lon, found.lat
        if (lon is None or lat is None) and place is not None:
            lon, lat = place.lon, place.lat
        event = spine.open_incident(
            key=f"patrol:{finding_id}",
            source=Source.PATROL,
            category=found.category,
            area_id=shift.area_id,
            title=found.title,
            lon=lon,
            lat=lat,
            place=found.where or (place.name if place else ""),
            no_place_reason=found.no_place,
            happened_at=when,
            reporter_id=actor.person_id,
            particulars=spine.Particulars(description=found.description),
            actor=actor,
        )
        Finding.objects.create(
            id=finding_id, shift=shift, place_id=place.id if place else None, incident_id=event.id, at=when
        )
        if found.photo:
            spine.add_evidence(
                incident_id=event.id, kind="before", content=found.photo, taken_at=when, lon=lon, lat=lat, actor=actor
            )
        credit_author(event, actor)
        return event


def shift_at(actor: Actor, at: datetime) -> Shift:
    """The actor's own shift around that moment, locked. Raises FieldRefused."""
    if actor.person_id is None:
        raise NotYours
    rows = Shift.objects.select_for_update().filter(person_id=actor.person_id, started_at__lte=at)
    row = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=at)).order_by("-started_at").first()
    if row is None:
        raise FieldRefused(_("You are not on duty. Start your shift first; what you wrote is still here."))
    return row


def _measure(row: CheckIn, place: PlaceView, seen: Seen) -> None:
    """How the position agrees with the place and with the trail. Raises InputRefused."""
    fix = seen.fix
    if fix is None:
        if seen.no_position is None:
            raise InputRefused(_("Without a position, say why there is none."))
        if seen.no_position is NoPosition.OTHER and not row.why:
            raise InputRefused(_("Say in a few words why there is no position."))
        row.no_position, row.nearness = seen.no_position, Nearness.UNKNOWN
        return
    if not fix.possible:
        raise InputRefused(_("This position is not on the map. Take it again, or say why there is none."))
    row.lon, row.lat, row.accuracy = fix.lon, fix.lat, fix.accuracy
    row.distance = metres(fix.lon, fix.lat, place.lon, place.lat)
    row.nearness = visits.nearness(distance=row.distance, accuracy=fix.accuracy, radius=place.radius)
    row.doubts = sorted(str(one) for one in doubts_at(row.shift, row.at, fix))


def doubts_at(shift: Shift, at: datetime, fix: Fix) -> frozenset[Doubt]:
    """What is odd about a position within a shift, given the trail before it."""
    before = [fix_of(one) for one in shift.trail.filter(at__lt=at).order_by("-at")[:LOOK_BACK]]
    return doubts.of_position(fix, before[::-1])


def _settle(row: CheckIn, place: PlaceView, actor: Actor) -> None:
    """What follows from a check-in: the lead's date is met, a route may be complete, the journal knows."""
    if place.by is not None:
        PatrolPlace.objects.filter(pk=place.id).update(by=None)
    seen = set(row.shift.checkins.values_list("place_id", flat=True))
    for route in PatrolRoute.objects.filter(stops__place_id=place.id, ended_at__isnull=True).distinct():
        if visits.round_done(list(route.stops.values_list("place_id", flat=True)), seen):
            RouteRound.objects.get_or_create(route=route, shift=row.shift, defaults={"done_at": row.at})
    journal.record(
        Event(
            kind="fieldwork.checked_in",
            subject=f"patrol_place:{place.id}",
            area=place.area_id,
            payload={
                "checkin": str(row.pk),
                "at": row.at.isoformat(),
                "nearness": str(row.nearness),
                "doubts": list(row.doubts),
                "scanned": row.scanned,
            },
        ),
        actor=actor.person_id,
    )
