"""Shifts: somebody says that the work begins and ends. Positions are taken within them, and only within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import doubts, trail
from fengqiao.fieldwork.domain.capture import OLDEST
from fengqiao.fieldwork.domain.cover import cell_of, cells_of
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.models import CheckIn, Cover, Shift, TrailPoint
from fengqiao.fieldwork.selectors import grids, shifts
from fengqiao.fieldwork.selectors.shifts import ShiftView
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused

# Nobody works longer; a phone in a pocket at home must not go on telling where it is.
LONGEST = timedelta(hours=12)
# A worker's own way is of use while a grade may still be objected to, which is over soon after the quarter; 90 days
# leave room for that even for most of the quarter's own walks. After that nobody needs it.
KEPT_DAYS = 90
MOST_FIXES = 1000
# A position every two seconds for twelve hours; more is a broken phone.
MOST_OF_A_SHIFT = 22_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of positions: kept, known before, refused because they lie outside the shift, or are no positions."""

    kept: int
    known: int
    outside: int
    broken: int


def start_shift(*, shift_id: UUID, grid_id: UUID, at: datetime | None = None, actor: Actor) -> ShiftView:
    """Begin to work in one of one's grids. The same id again answers the same.

    Raises FieldRefused (a shift is running, or ran at that time), InputRefused (a time that cannot be), NotYours.
    """
    with journal.unit():
        person_id = _lock_person(actor)
        if known := Shift.objects.filter(pk=shift_id).first():
            return shifts.own(actor, known.pk)
        grid = grids.grid(actor, grid_id)
        if not grids.works_in(actor, grid_id):
            raise NotYours
        start = moment(at)
        if running := Shift.objects.filter(person_id=person_id, ended_at__isnull=True).first():
            since = timezone.localtime(running.started_at)
            raise FieldRefused(
                _("You are on duty since %(time)s. End that shift first.") % {"time": f"{since:%m-%d %H:%M}"}
            )
        if Shift.objects.filter(person_id=person_id, ended_at__gt=start).exists():
            raise FieldRefused(_("Another shift of yours ended later than this one begins. It was not started."))
        row = Shift.objects.create(
            id=shift_id, person_id=person_id, area_id=grid.area_id, grid_id=grid_id, started_at=start
        )
        _say(row, "fieldwork.shift_started", {"at": start.isoformat()}, actor)
        return shifts.own(actor, row.pk)


def end_shift(*, shift_id: UUID, at: datetime | None = None, actor: Actor) -> ShiftView:
    """The work is over. A second time answers the same. Raises InputRefused, NotYours."""
    with journal.unit():
        row = own_shift(shift_id, actor)
        end = moment(at)
        if row.ended_at is None:
            _end(row, max(row.started_at, min(end, row.started_at + LONGEST)), forgotten=False, actor=actor)
        elif row.forgotten and row.started_at <= end < row.ended_at:
            # The phone had no network when its owner went home; now it says when that really was.
            TrailPoint.objects.filter(shift=row, at__gt=end).delete()
            row.forgotten = False
            _end(row, end, forgotten=False, actor=actor)
        return shifts.own(actor, row.pk)


def end_forgotten() -> int:
    """End the shifts that nobody ended, at their longest. Returns how many."""
    rows = Shift.objects.filter(ended_at__isnull=True, started_at__lte=clock.now() - LONGEST)
    ended = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with journal.unit():
            row = Shift.objects.select_for_update().get(pk=pk)
            if row.ended_at is None:
                _end(row, row.started_at + LONGEST, forgotten=True, actor=SYSTEM)
                ended += 1
    return ended


def add_trail(*, shift_id: UUID, fixes: Sequence[Fix], actor: Actor) -> Taken:
    """Keep the positions that lie within the shift; others are refused one by one and not stored.

    Nothing of it goes into the journal. Raises InputRefused (too many), NotYours.
    """
    if len(fixes) > MOST_FIXES:
        raise InputRefused(_("Send at most %(count)d positions at a time.") % {"count": MOST_FIXES})
    with journal.unit():
        row = own_shift(shift_id, actor)
        now = clock.now()
        until = min(row.ended_at or row.started_at + LONGEST, row.started_at + LONGEST)
        good = {one.at: one for one in fixes if one.possible}
        inside = [
            one for one in good.values() if trail.within(one, row.started_at, row.ended_at, now) and one.at <= until
        ]
        known = set(row.trail.filter(at__in=[one.at for one in inside]).values_list("at", flat=True))
        fresh = [one for one in inside if one.at not in known]
        if fresh and row.trail.count() + len(fresh) > MOST_OF_A_SHIFT:
            raise InputRefused(_("This shift has more positions than any shift can have. They were not kept."))
        TrailPoint.objects.bulk_create(
            TrailPoint(shift=row, at=one.at, lon=one.lon, lat=one.lat, accuracy=one.accuracy, mock=one.mock)
            for one in fresh
        )
        if fresh:
            _doubt(row)
            if row.ended_at is not None:
                _cover(row)
        return Taken(
            kept=len(fresh),
            known=len(known),
            outside=len(good) - len(inside),
            broken=sum(not one.possible for one in fixes),
        )


def forget_trails() -> int:
    """Delete trails, and positions of check-ins, that are older than ``KEPT_DAYS``. Returns how many points went."""
    limit = clock.now() - timedelta(days=KEPT_DAYS)
    with journal.unit():
        points, _by_table = TrailPoint.objects.filter(at__lt=limit).delete()
        redacted = CheckIn.objects.filter(at__lt=limit, lon__isnull=False).update(lon=None, lat=None)
        if points or redacted:
            payload = {"points": points, "checkins": redacted, "before": limit.isoformat()}
            journal.record(Event(kind="fieldwork.trails_deleted", subject="fieldwork:trails", payload=payload))
        return points


def own_shift(shift_id: UUID, actor: Actor) -> Shift:
    """The actor's own shift, locked. Raises NotYours."""
    row = Shift.objects.select_for_update().filter(pk=shift_id).first()
    if row is None or actor.person_id is None or row.person_id != actor.person_id:
        raise NotYours
    return row


def moment(at: datetime | None) -> datetime:
    """A time that a phone wrote down: not of the future, and not from weeks ago. Raises InputRefused."""
    now = clock.now()
    if at is None:
        return now
    if at.tzinfo is None:
        raise InputRefused(_("This time does not say in which time zone it is."))
    if at < now - OLDEST:
        raise InputRefused(_("This was written down more than two months ago and cannot be entered any more."))
    if at > now + trail.AHEAD:
        raise InputRefused(_("The phone's clock runs ahead. Put it right in its settings, then try again."))
    return min(at, now)


def _lock_person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotYours
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shift:{actor.person_id}"])
    return actor.person_id


def _end(row: Shift, at: datetime, *, forgotten: bool, actor: Actor) -> None:
    row.ended_at, row.forgotten = at, forgotten
    row.save(update_fields=["ended_at", "forgotten"])
    _cover(row)
    _say(row, "fieldwork.shift_ended", {"at": at.isoformat(), "forgotten": forgotten}, actor)


def _doubt(row: Shift) -> None:
    """Mark what cannot be right. Points come late and out of order, so the whole shift is looked at."""
    points = list(row.trail.order_by("at"))
    marks = doubts.of_way([fix_of(one) for one in points])
    changed = []
    for point, found in zip(points, marks, strict=True):
        named = sorted(str(one) for one in found)
        if point.doubts != named:
            point.doubts = named
            changed.append(point)
    TrailPoint.objects.bulk_update(changed, ["doubts"], batch_size=500)


def _cover(row: Shift) -> None:
    """The squares of the grid in which this shift was, without who and when."""
    squares = {cell for grid in areas.grids(SYSTEM, only=[row.grid_id]) for cell in cells_of(grid.points)}
    spots = row.trail.filter(doubts=[], accuracy__lte=trail.ROUGH_M).values_list("at", "lon", "lat")
    seen = {(timezone.localdate(at), cell_of(lon, lat)) for at, lon, lat in spots}
    there = row.checkins.filter(nearness="there").values_list("at", "place__lon", "place__lat")
    seen |= {(timezone.localdate(at), cell_of(lon, lat)) for at, lon, lat in there}
    Cover.objects.bulk_create(
        (Cover(grid_id=row.grid_id, day=day, x=cell.x, y=cell.y) for day, cell in seen if cell in squares),
        ignore_conflicts=True,
    )


def fix_of(point: TrailPoint) -> Fix:
    """A stored point as the rules see it."""
    return Fix(at=point.at, lon=point.lon, lat=point.lat, accuracy=point.accuracy, mock=point.mock)


def _say(row: Shift, kind: str, payload: dict[str, object], actor: Actor) -> None:
    event = Event(kind=kind, subject=f"shift:{row.pk}", area=row.area_id, payload={"grid": str(row.grid_id), **payload})
    journal.record(event, actor=actor.person_id)
