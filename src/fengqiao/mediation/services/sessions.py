"""Sessions: the parties are called together, what was said is written down, who came is noted."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents import services as incidents
from fengqiao.mediation.domain.disputes import Side, State
from fengqiao.mediation.domain.sessions import RoomState, SessionState
from fengqiao.mediation.models import Attendance, Dispute, Session
from fengqiao.mediation.selectors.disputes import helpers_for, sides
from fengqiao.mediation.services.errors import InputRefused, MediationRefused
from fengqiao.mediation.services.spine import OWN
from fengqiao.mediation.services.stepping import announce, lock
from fengqiao.mediation.services.texts import LONG, needed, plain
from fengqiao.points.selectors.members import EARN
from fengqiao.points.services import NoSuchRule

TALKS = frozenset({State.REGISTERED, State.MEDIATING, State.AGREED})
LONGEST = timedelta(hours=12)
OLDEST, FARTHEST = timedelta(days=60), timedelta(days=180)
ATTENDED = "mediation_attended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and where the parties meet. ``room``: also ask a neighbourhood centre for a room, for ``people``."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    room: bool = False
    people: int = 6


def plan_session(*, dispute_id: UUID, plan: Plan, actor: Actor) -> UUID:
    """Call the parties together. Raises InputRefused, MediationRefused, NotYours."""
    now = clock.now()
    if not timedelta(0) < plan.ends_at - plan.starts_at <= LONGEST:
        raise InputRefused(_("A session ends after it begins, on the same day."))
    if not now - OLDEST <= plan.starts_at <= now + FARTHEST:
        raise InputRefused(_("Choose a day of the last two or the next six months."))
    with journal.unit():
        row = _talking(dispute_id, actor)
        last: int = row.sessions.aggregate(last=Max("number"))["last"] or 0
        session = Session.objects.create(
            dispute=row,
            number=last + 1,
            state=SessionState.PLANNED,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            place=plain(plan.place, 200),
            room_state=RoomState.ASKED if plan.room and plan.starts_at > now else RoomState.NONE,
        )
        announce(row, "mediation.session_planned", {"session": str(session.pk)}, actor=actor)
        if session.room_state == RoomState.ASKED:
            _ask_for_room(row, session, plan.people, actor)
        return session.pk


def hold_session(
    *,
    session_id: UUID,
    minutes: str,
    parties: Collection[UUID],
    by_representative: Collection[UUID] = (),
    ours: Collection[UUID] = (),
    actor: Actor,
) -> None:
    """Note that a session took place: what was said, which parties came, who of ours sat in.

    Whoever of ours earns points has them pending until the event is closed. The minutes are final. Raises
    InputRefused, MediationRefused, NotYours.
    """
    with journal.unit():
        row, session = _planned(session_id, actor)
        if row.state == State.REGISTERED:
            raise MediationRefused(_("Take the mediation up first: ask every party whether they want it."))
        if session.starts_at > clock.now() + timedelta(minutes=15):
            raise MediationRefused(_("This session has not begun yet."))
        known = set(row.parties.values_list("pk", flat=True))
        came = [pk for pk in dict.fromkeys(parties) if pk in known]
        if not came:
            raise InputRefused(_("Say which of the parties came."))
        offered = {one.person_id: one for one in helpers_for(row.area_id)}
        people = [pk for pk in dict.fromkeys(ours) if pk in offered]
        session.minutes = needed(minutes, LONG, _("Write down in a few sentences what was said."))
        session.state, session.held_at, session.held_by_id = SessionState.HELD, clock.now(), actor.person_id
        session.save()
        for pk in came:
            Attendance.objects.create(session=session, party_id=pk, represented=pk in set(by_representative))
        for pk in people:
            Attendance.objects.create(session=session, person_id=pk)
        payload = {"session": str(session.pk), "parties": len(came), "ours": len(people)}
        announce(row, "mediation.session_held", payload, actor=actor)
        credit(row, [pk for pk in people if offered[pk].role in EARN], ATTENDED)


def call_off(*, session_id: UUID, why: str, actor: Actor) -> None:
    """A planned session falls through. Raises InputRefused, MediationRefused, NotYours."""
    with journal.unit():
        row, session = _planned(session_id, actor)
        session.why_off = needed(why, 300, _("Say in a few words why; it stays with the dispute."))
        session.state = SessionState.OFF
        session.save(update_fields=["state", "why_off"])
        announce(row, "mediation.session_off", {"session": str(session.pk)}, actor=actor)


def credit(row: Dispute, people: Collection[UUID], rule: str) -> None:
    """Ask points for people's part in the dispute: pending with its event, good when that is closed.

    A town without such a rule gives none; an event that is over on the spine takes none.
    """
    if not people:
        return
    with override(OWN):
        reason = {ATTENDED: _("Sat in at a mediation")}.get(rule, _("A mediation that was settled"))
    parts = [incidents.Part(person_id=pk, rule=rule, reason=reason) for pk in people]
    with suppress(NoSuchRule, incidents.EventOver):
        incidents.credit_all(incident_id=row.incident, parts=parts, actor=SYSTEM)


def helpers_of(row: Dispute) -> list[UUID]:
    """Who of ours came to any session and earns points for it."""
    came = Attendance.objects.filter(session__dispute=row, person__isnull=False).values_list("person_id", flat=True)
    earning = {one.person_id for one in helpers_for(row.area_id) if one.role in EARN}
    return sorted({pk for pk in came if pk is not None and pk in earning})


def room_answered(*, session_id: UUID, booked: bool, words: str) -> None:
    """What a centre answered to the request for a room. For the program; a session that is gone is left alone."""
    Session.objects.filter(pk=session_id, room_state=RoomState.ASKED).update(
        room_state=RoomState.BOOKED if booked else RoomState.REFUSED, room_words=words[:300]
    )


def _ask_for_room(row: Dispute, session: Session, people: int, actor: Actor) -> None:
    # The centre is an app beside this one and neither imports the other. A link to its booking page would need a
    # seat at that centre, which mediators do not have; so the request goes through the journal, without a word of
    # what it is about, and the centre answers the same way (ADR 0008).
    wanted = {
        "session": str(session.pk),
        "area": str(row.area_id),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "people": max(2, min(people, 200)),
    }
    announce(row, "mediation.room_wanted", wanted, actor=actor)


def _talking(dispute_id: UUID, actor: Actor) -> Dispute:
    row = lock(dispute_id, actor)
    if not sides(actor, row) & {Side.MEDIATOR, Side.STUDIO, Side.PROGRAM}:
        raise NotYours
    if State(row.state) not in TALKS:
        raise MediationRefused(_("The mediation is over; no more sessions are held."))
    return row


def _planned(session_id: UUID, actor: Actor) -> tuple[Dispute, Session]:
    found = Session.objects.filter(pk=session_id).values_list("dispute_id", flat=True).first()
    if found is None:
        raise NotYours
    row = _talking(found, actor)
    session = Session.objects.select_for_update().get(pk=session_id)
    if session.state != SessionState.PLANNED:
        raise MediationRefused(_("This session is noted already."))
    return row, session
