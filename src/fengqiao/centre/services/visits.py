"""Receiving: a visit is written down once under the tablet's own key, and its matter begins or goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.domain.names import sound_of
from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import slip, words
from fengqiao.centre.domain.matters import Sort, State, Step, Wish
from fengqiao.centre.domain.seats import Right, Seat
from fengqiao.centre.models import Centre, Matter, Visit
from fengqiao.centre.selectors.register import members
from fengqiao.centre.selectors.roster import works
from fengqiao.centre.selectors.visits import VisitView, visit_view
from fengqiao.centre.services import stepping
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.files import storing
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.duplicates import words_alike

WORDS, PLACE, NAME, PHONE = 4000, 200, 80, 30
PROMISE_DAYS = 3
# From here on two visits of one person on one day are the same matter.
ALIKE = 0.5
# A tablet whose clock is wrong, or that lay in a drawer: older visits are taken as of now.
OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody came with. ``visit_id`` and ``code`` come from the tablet. An empty ``name`` is anonymous.

    ``at``: when they came (aware; default now). ``photo``: their handwriting. ``voice``: a recording.
    """

    visit_id: UUID
    code: str = ""
    words: str = ""
    place: str = ""
    wish: Wish | None = None
    name: str = ""
    phone: str = ""
    at: datetime | None = None
    photo: bytes | None = None
    voice: bytes | None = None
    sort: Sort | None = None


def record_visit(*, centre_id: UUID, told: Told, actor: Actor) -> VisitView:
    """Write a visit down. The same ``visit_id`` again, however often and at once, is the same visit.

    The same visitor with the same matter on the same day is a visit more of that matter, not a new one. Raises
    InputRefused (nothing was said, a text too long), PictureNotKept, CentreRefused (another visit has the code),
    NotYours.
    """
    now = clock.now()
    demand(actor, centre_id, Right.RECEIVE)
    with storing() as stored, journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"visit:{told.visit_id}"])
        if known := Visit.objects.select_related("matter").filter(pk=told.visit_id).first():
            if known.centre_id != centre_id:
                raise NotYours
            return visit_view(known)
        centre = Centre.objects.select_for_update().get(pk=centre_id)
        at = _moment(told.at, now)
        row = Visit(
            id=told.visit_id,
            centre=centre,
            code=_code(told.code),
            at=at,
            day=timezone.localdate(at),
            received_by_id=actor.person_id,
            name=plain(told.name, NAME),
            phone=plain(told.phone, PHONE),
            words=plain(told.words, WORDS),
            place=plain(told.place, PLACE),
            wish=told.wish or "",
            hurtful=words.hurts(told.words),
            late=now - at > timedelta(minutes=10),
        )
        if not (row.words or told.photo or told.voice):
            raise InputRefused(_("Write down, photograph or record what the visitor says; one of them is enough."))
        if told.photo:
            row.photo = stored.picture("notes", told.photo)
        if told.voice:
            row.voice, row.voice_type = stored.voice(told.voice)
        earlier = _same_today(row)
        row.again = len(earlier) + 1
        row.matter = _goes_on(earlier) or _begin(row, told.sort, actor)
        try:
            row.save(force_insert=True)
        except IntegrityError as error:
            raise CentreRefused(_("This slip's code is taken. Write the visit down once more.")) from error
        journal.record(
            Event(
                kind="centre.visit",
                subject=f"visit:{row.pk}",
                area=centre.area_id,
                payload={"centre": str(centre.pk), "matter": str(row.matter_id), "again": row.again, "late": row.late},
                private={"words": row.words, "name": row.name, "phone": row.phone},
            ),
            actor=actor.person_id,
        )
        return visit_view(row)


def promise_day(day: date, count: int = PROMISE_DAYS) -> date:
    """The ``count``-th working day after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= works(day)
    return day


def _same_today(row: Visit) -> list[Visit]:
    """Earlier visits of the same day by the same visitor with the same matter, the newest first."""
    if not (row.name or row.phone):
        return []
    today = list(Visit.objects.filter(centre=row.centre, day=row.day).select_related("matter").order_by("-at"))
    found: list[Visit] = []
    # Once by name, once by telephone, once by both: whoever is like one of them is the same visitor.
    known = [row]
    while known:
        one = known.pop()
        fresh = [each for each in today if each not in found and _same_visitor(each, one) and _same_matter(each, row)]
        found += fresh
        known += fresh
    return sorted(found, key=lambda each: each.at, reverse=True)


def _same_visitor(one: Visit, other: Visit) -> bool:
    first, second = words.digits(one.phone), words.digits(other.phone)
    if first and second:
        return first == second
    sounds = (sound_of(one.name).pinyin, sound_of(other.name).pinyin)
    return words.same_name(one.name, other.name, sounds)


def _same_matter(one: Visit, other: Visit) -> bool:
    return words_alike(one.words, other.words) >= ALIKE


def _goes_on(earlier: list[Visit]) -> Matter | None:
    if not earlier:
        return None
    matter = earlier[0].matter
    return matter.joined_into or matter


def _begin(row: Visit, sort: Sort | None, actor: Actor) -> Matter:
    lead = next(
        (one.person_id for one in members(row.centre_id) if one.seat in (Seat.CHAIR, Seat.VICE, Seat.SECRETARY)), None
    )
    day = row.centre.settings.get("promise_days", PROMISE_DAYS)
    said = words.title(row.words) or _("Told by picture or voice")
    matter = Matter.objects.create(
        centre=row.centre,
        code=row.code,
        title=_("Words that may hurt") if row.hurtful else said,
        sort=sort or "",
        place=row.place,
        state=State.NEW,
        state_since=clock.now(),
        opened_at=row.at,
        taker_id=actor.person_id,
        follower_id=lead,
        promised_on=promise_day(max(row.day, timezone.localdate(clock.now())), day),
    )
    stepping.write(matter, Step.RECORD, actor=actor)
    return matter


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None or at.tzinfo is None or not now - OLDEST < at <= now:
        return now
    return at


def _code(given: str) -> str:
    code = slip.parse(given)
    if code is not None and not Visit.objects.filter(code=code).exists():
        return code
    if code is not None:
        raise CentreRefused(_("This slip's code is taken. Write the visit down once more."))
    return ids.short_code(slip.LENGTH)
