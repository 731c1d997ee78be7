"""Calling volunteers out, and their parts in it: accepted, arrived, reported back, hours approved by somebody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import volunteers as rules
from fengqiao.fieldwork.domain.volunteers import WAITING, Facts, Move, Part, Skill, Standing
from fengqiao.fieldwork.models import CallOut, CallOutPart, Volunteer
from fengqiao.fieldwork.selectors.volunteers.register import CALLERS, KEEPERS
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain
from fengqiao.fieldwork.services.volunteers.joining import by_token

# What somebody at the telephone may note down for a volunteer, besides the volunteer.
_BY_PHONE = frozenset({Move.ACCEPT, Move.DECLINE, Move.ARRIVE, Move.REPORT})


class MoveNotTaken(FieldRefused):
    """The table of call-outs does not allow it; the message is the refusal's."""

    def __init__(self, refusal: rules.MoveRefused) -> None:
        super().__init__(_(refusal.message))
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What help is needed where. ``incident`` and ``alarm``: what it is about, by their ids."""

    area_id: UUID
    title: str
    place: str
    words: str = ""
    grid_id: UUID | None = None
    skills: frozenset[Skill] = frozenset()
    incident: UUID | None = None
    alarm: UUID | None = None


def call_out(*, call: Call, volunteer_ids: Collection[UUID], actor: Actor) -> UUID:
    """Call volunteers of the village. Raises InputRefused (no place, nobody chosen), NotYours."""
    with journal.unit():
        if not areas.holds(actor, call.area_id, *CALLERS):
            raise NotYours
        title, place = plain(call.title, 80), plain(call.place, 200)
        if not title or not place:
            raise InputRefused(_("Say what help is needed and where to come."))
        if call.grid_id is not None and call.grid_id not in {
            one.id for one in areas.grids(SYSTEM, area_id=call.area_id)
        }:
            raise NotYours
        row = CallOut.objects.create(
            area_id=call.area_id,
            grid_id=call.grid_id,
            incident=call.incident,
            alarm=call.alarm,
            title=title,
            words=plain(call.words, 500),
            place=place,
            skills=sorted(call.skills),
            called_by_id=actor.person_id,
            called_at=clock.now(),
        )
        if not _call(row, volunteer_ids, actor):
            raise InputRefused(_("Choose at least one volunteer."))
        return row.pk


def call_more(*, callout_id: UUID, volunteer_ids: Collection[UUID], actor: Actor) -> int:
    """Call some more; who was called already stays as they are. Returns how many are new."""
    with journal.unit():
        row = _locked(callout_id, actor)
        return _call(row, volunteer_ids, actor)


def end_call_out(*, callout_id: UUID, actor: Actor) -> None:
    """It is over: who has not come yet need not come; who is there reports back all the same."""
    with journal.unit():
        row = _locked(callout_id, actor)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        for part in row.parts.select_for_update().filter(part__in=WAITING):
            _take(part, row, Move.RELEASE, Facts(), actor)


def answer(*, token: str, part_id: UUID, move: Move, words: str = "") -> None:
    """As the volunteer: accept, decline, arrive, report back. Raises MoveNotTaken, NotYours."""
    with journal.unit():
        volunteer = by_token(token)
        part = _part(part_id)
        if part.volunteer_id != volunteer.pk or move not in _BY_PHONE:
            raise NotYours
        mine = Actor(user_id=None, person_id=volunteer.person_id, name=volunteer.name, username="")
        _move(part, move, words, mine)


def note(*, part_id: UUID, move: Move, words: str = "", actor: Actor) -> None:
    """As who calls, note down what the volunteer said on the telephone. Raises MoveNotTaken, NotYours."""
    with journal.unit():
        part = _part(part_id)
        if move not in _BY_PHONE or not areas.holds(actor, part.callout.area_id, *CALLERS):
            raise NotYours
        _move(part, move, words, actor)


def approve(*, part_id: UUID, minutes: int, reason: str = "", actor: Actor) -> None:
    """As the village's secretary or the studio, let hours count; other ones than the clock's need a reason."""
    with journal.unit():
        part = _part(part_id)
        if not areas.holds(actor, part.callout.area_id, *KEEPERS):
            raise NotYours
        other = actor.person_id is not None and actor.person_id != part.volunteer.person_id
        facts = Facts(by_another=other, hours_fit=rules.fits(part.minutes or 0, minutes, reason))
        _take(
            part,
            part.callout,
            Move.APPROVE,
            facts,
            actor,
            approved=minutes,
            approved_by_id=actor.person_id,
            approved_at=clock.now(),
            reason=plain(reason, 300),
        )


def _move(part: CallOutPart, move: Move, words: str, actor: Actor) -> None:
    now = clock.now()
    changes: dict[str, Any] = {}
    if move in (Move.ACCEPT, Move.ARRIVE) and part.callout.ended_at is not None:
        raise FieldRefused(_("This call-out is over; nobody needs to come any more. Thank you."))
    if move is Move.ARRIVE:
        changes = {"arrived_at": now}
    elif move is Move.REPORT and part.arrived_at is not None:
        changes = {"left_at": now, "minutes": rules.minutes(part.arrived_at, now), "words": plain(words, 500)}
    _take(part, part.callout, move, Facts(words=words), actor, **changes)


def _take(part: CallOutPart, row: CallOut, move: Move, facts: Facts, actor: Actor, **changes: Any) -> None:
    try:
        to = rules.take(Part(part.part), move, facts)
    except rules.MoveRefused as refusal:
        raise MoveNotTaken(refusal) from refusal
    part.part, part.part_since = to, clock.now()
    for name, value in changes.items():
        setattr(part, name, value)
    part.save()
    _announce(row, part, move, actor)


def _call(row: CallOut, volunteer_ids: Iterable[UUID], actor: Actor) -> int:
    if row.ended_at is not None:
        raise FieldRefused(_("This call-out is over; begin another one."))
    wanted = Volunteer.objects.filter(
        pk__in=set(volunteer_ids), standing=Standing.ACTIVE, area__lineage__overlap=[row.area_id]
    )
    known = set(row.parts.values_list("volunteer_id", flat=True))
    fresh = [one for one in wanted.order_by("pk") if one.pk not in known]
    for one in fresh:
        part = CallOutPart.objects.create(callout=row, volunteer=one, part_since=clock.now())
        _announce(row, part, Move.CALL, actor)
    return len(fresh)


def _part(part_id: UUID) -> CallOutPart:
    rows = CallOutPart.objects.select_for_update(of=("self",)).select_related("callout", "volunteer")
    row = rows.filter(pk=part_id).first()
    if row is None:
        raise NotYours
    return row


def _locked(callout_id: UUID, actor: Actor) -> CallOut:
    row = CallOut.objects.select_for_update(of=("self",)).filter(pk=callout_id).first()
    if row is None or not areas.holds(actor, row.area_id, *CALLERS):
        raise NotYours
    return row


def _announce(row: CallOut, part: CallOutPart, move: Move, actor: Actor) -> None:
    journal.record(
        Event(
            kind="fieldwork.callout",
            subject=f"callout:{row.pk}",
            area=row.area_id,
            payload={
                "move": move.value,
                "volunteer": str(part.volunteer_id),
                "to": str(part.part),
                "incident": str(row.incident) if row.incident else None,
                "alarm": str(row.alarm) if row.alarm else None,
                "minutes": part.approved if move is Move.APPROVE else part.minutes,
            },
        ),
        actor=actor.person_id,
    )
