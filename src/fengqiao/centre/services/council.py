"""The council's meetings: from the agenda to the published minutes. Nothing is decided without a quorum."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import council
from fengqiao.centre.domain.council import Choice, Phase
from fengqiao.centre.domain.matters import Facts, Sort, State, Step
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import AgendaItem, Attendance, Centre, CouncilTask, Meeting, Signature, Vote
from fengqiao.centre.selectors.council import voters, waiting_matters
from fengqiao.centre.selectors.register import rights_on
from fengqiao.centre.services import stepping
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

TITLE, POINT, PROPOSAL, SAID = 80, 120, 500, 4000


class NoQuorum(CentreRefused):
    """Too few members are present to decide anything; the message says how many are missing."""


class TermOver(CentreRefused):
    """Somebody without a seat on that day would vote or sign."""


def plan_meeting(*, centre_id: UUID, title: str, at: datetime, place: str = "", actor: Actor) -> UUID:
    """Call a meeting; the matters that were put on the agenda and are not decided come with it. Returns its id.

    Raises InputRefused, NotYours.
    """
    called = plain(title, TITLE)
    if not called or at.tzinfo is None:
        raise InputRefused(_("A meeting needs a title, a day and a time."))
    with journal.unit():
        demand(actor, centre_id, Right.MINUTES)
        centre = Centre.objects.select_for_update().get(pk=centre_id)
        number = (Meeting.objects.filter(centre=centre).aggregate(last=Max("number"))["last"] or 0) + 1
        row = Meeting.objects.create(centre=centre, number=number, title=called, at=at, place=plain(place, TITLE))
        for position, matter in enumerate(waiting_matters(centre_id), start=1):
            AgendaItem.objects.create(meeting=row, number=position, title=matter.title, matter=matter)
        _announce(row, "centre.meeting_planned", {}, actor)
        return row.pk


def change_meeting(*, meeting_id: UUID, title: str, at: datetime, place: str = "", actor: Actor) -> None:
    """Put a meeting that has not begun to another time or place. Raises InputRefused, CentreRefused, NotYours."""
    called = plain(title, TITLE)
    if not called or at.tzinfo is None:
        raise InputRefused(_("A meeting needs a title, a day and a time."))
    with journal.unit():
        row = _meeting(meeting_id, actor, Phase.PLANNED, Phase.OPEN)
        if row.phase != Phase.PLANNED:
            raise CentreRefused(_("The meeting has begun; its day stays, for the terms of that day count."))
        row.title, row.at, row.place = called, at, plain(place, TITLE)
        row.save(update_fields=["title", "at", "place"])
        _announce(row, "centre.meeting_changed", {"at": at.isoformat()}, actor)


def add_point(*, meeting_id: UUID, title: str = "", matter_id: UUID | None = None, actor: Actor) -> UUID:
    """Add a point to the agenda of a meeting that is not published: in words, or a matter that waits for the council.
    Returns its id. Raises InputRefused, CentreRefused, NotYours."""
    with journal.unit():
        row = _meeting(meeting_id, actor, Phase.PLANNED, Phase.OPEN)
        matter = None
        if matter_id is not None:
            matter = next((one for one in waiting_matters(row.centre_id) if one.pk == matter_id), None)
            if matter is None:
                raise CentreRefused(_("This matter is on an agenda already, or does not wait for the council."))
        called = matter.title if matter else plain(title, POINT)
        if not called:
            raise InputRefused(_("Say in a few words what the point is about."))
        number = (row.items.aggregate(last=Max("number"))["last"] or 0) + 1
        made = AgendaItem.objects.create(meeting=row, number=number, title=called, matter=matter)
        _announce(row, "centre.point_added", {"item": str(made.pk)}, actor)
        return made.pk


def open_meeting(*, meeting_id: UUID, present: Collection[UUID], chair_id: UUID, actor: Actor) -> None:
    """Open a meeting with the members who are there (again: put the list right). Only those with a vote that day count.

    Raises TermOver, InputRefused (the chair is not there), CentreRefused, NotYours.
    """
    with journal.unit():
        row = _meeting(meeting_id, actor, Phase.PLANNED, Phase.OPEN)
        seated = voters(row.centre_id, _day(row))
        if not set(present) <= set(seated):
            raise TermOver(_("Somebody on the list has no vote on that day; look at the terms."))
        if chair_id not in present:
            raise InputRefused(_("Choose somebody who is there to lead the meeting."))
        voted = set(Vote.objects.filter(item__meeting=row).values_list("person_id", flat=True))
        if not voted <= set(present):
            raise CentreRefused(_("Somebody has voted already and cannot be taken off the list."))
        row.attendances.exclude(person_id__in=present).delete()
        for person_id in present:
            Attendance.objects.get_or_create(meeting=row, person_id=person_id)
        row.phase, row.seats, row.chair_id = Phase.OPEN, len(seated), chair_id
        row.save()
        _announce(row, "centre.meeting_opened", {"present": len(present), "seats": len(seated)}, actor)


def note_said(*, item_id: UUID, said: str, actor: Actor) -> None:
    """Keep what was said on a point. Raises CentreRefused, NotYours."""
    with journal.unit():
        item = _item(item_id, actor)
        item.said = plain(said, SAID)
        item.save(update_fields=["said"])


def decide(*, item_id: UUID, proposal: str, votes: Mapping[UUID, Choice], actor: Actor) -> bool:
    """Put a proposal to the vote; who is there and says nothing has not voted for it. Returns whether it passed.

    Once per point. Raises NoQuorum, TermOver (a voter has no seat that day or is not there), InputRefused,
    CentreRefused, NotYours.
    """
    with journal.unit():
        item = _item(item_id, actor)
        row, words = item.meeting, plain(proposal, PROPOSAL)
        if not words:
            raise InputRefused(_("Write down what is put to the vote."))
        if item.passed is not None:
            raise CentreRefused(_("This point is decided; put another one on the agenda."))
        present = set(row.attendances.values_list("person_id", flat=True))
        if not council.has_quorum(len(present), row.seats):
            missing = council.quorum(row.seats) - len(present)
            raise NoQuorum(
                _("No quorum: %(present)d of %(seats)d are here, %(missing)d more are needed. Nothing is decided.")
                % {"present": len(present), "seats": row.seats, "missing": missing}
            )
        for person_id in votes:
            if person_id not in present or Right.VOTE not in rights_on(row.centre_id, person_id, _day(row)):
                raise TermOver(_("Only members who are here and have a seat on that day vote."))
        result = council.count(list(votes.values()), len(present))
        Vote.objects.bulk_create(
            Vote(item=item, person_id=person_id, choice=choice) for person_id, choice in votes.items()
        )
        item.proposal, item.passed, item.decided_at = words, result.passed, clock.now()
        item.save()
        payload = {
            "item": str(item.pk),
            "yes": result.yes,
            "no": result.no,
            "abstain": result.abstain,
            "present": result.present,
            "passed": result.passed,
        }
        _announce(row, "centre.decided", payload, actor)
        return result.passed


def add_task(*, item_id: UUID, what: str, owner_id: UUID, due: date, actor: Actor) -> UUID:
    """Give somebody of the centre a task out of a point. Returns its id. Raises InputRefused, CentreRefused."""
    with journal.unit():
        item = _item(item_id, actor)
        words = plain(what, 200)
        if not words or due < _day(item.meeting) or not rights_on(item.meeting.centre_id, owner_id, _day(item.meeting)):
            raise InputRefused(_("A task needs words, somebody of the centre and a day after the meeting."))
        made = CouncilTask.objects.create(item=item, what=words, owner_id=owner_id, due=due)
        _announce(item.meeting, "centre.task_given", {"task": str(made.pk), "owner": str(owner_id)}, actor)
        return made.pk


def finish_task(*, task_id: UUID, actor: Actor) -> None:
    """A task is done; said by its owner or by who looks after the minutes. Raises NotYours."""
    with journal.unit():
        row = CouncilTask.objects.select_for_update(of=("self",)).select_related("item__meeting__centre")
        found = row.filter(pk=task_id).first()
        if found is None:
            raise NotYours
        if found.owner_id != actor.person_id:
            demand(actor, found.item.meeting.centre_id, Right.MINUTES)
        if found.done_at is None:
            found.done_at = clock.now()
            found.save(update_fields=["done_at"])
            _announce(found.item.meeting, "centre.task_done", {"task": str(found.pk)}, actor)


def write_minutes(*, meeting_id: UUID, minutes: str, actor: Actor) -> None:
    """Keep the minutes' general words. Raises CentreRefused, NotYours."""
    with journal.unit():
        row = _meeting(meeting_id, actor, Phase.OPEN)
        if row.signatures.exists():
            raise CentreRefused(_("The minutes are signed; they stay as they are."))
        row.minutes = plain(minutes, SAID)
        row.save(update_fields=["minutes"])


def sign(*, meeting_id: UUID, actor: Actor) -> None:
    """As a member who was there, sign the minutes. Raises TermOver (no seat today, or not there), CentreRefused."""
    with journal.unit():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("centre").filter(pk=meeting_id).first()
        if row is None:
            raise NotYours
        today = timezone.localdate(clock.now())
        person_id = actor.person_id
        seated = person_id is not None and Right.VOTE in rights_on(row.centre_id, person_id, today)
        if person_id is None or not seated or not row.attendances.filter(person_id=person_id).exists():
            raise TermOver(_("Only members who were there and have a seat today sign the minutes."))
        if row.phase != Phase.OPEN:
            raise CentreRefused(_("These minutes are published already, or the meeting has not begun."))
        Signature.objects.get_or_create(meeting=row, person_id=person_id)
        _announce(row, "centre.signed", {}, actor)


def publish(*, meeting_id: UUID, actor: Actor) -> None:
    """Publish the signed minutes: from now on everybody reads them, and matters that were voted on leave the agenda.

    Raises CentreRefused (the chair of the meeting has not signed), NotYours.
    """
    with journal.unit():
        row = _meeting(meeting_id, actor, Phase.OPEN)
        if row.chair_id is None or not row.signatures.filter(person_id=row.chair_id).exists():
            raise CentreRefused(_("Who led the meeting signs first; then the minutes are published."))
        row.phase, row.published_at = Phase.PUBLISHED, clock.now()
        row.save()
        _announce(row, "centre.minutes_published", {"number": row.number}, actor)
        for item in row.items.filter(passed__isnull=False, matter__isnull=False).order_by("number"):
            _carry(item, actor)


def _carry(item: AgendaItem, actor: Actor) -> None:
    """A matter that was voted on leaves the agenda: what passed goes on with the owner of its first task, what did not
    goes back to who has it, for the neighbour is to hear of it. Where there is nobody, it is who led the meeting."""
    assert item.matter_id is not None
    matter = stepping.lock(item.matter_id)
    if matter.state != State.AGENDA:
        return
    chair = item.meeting.chair_id
    task = item.tasks.order_by("created_at").first() if item.passed else None
    people: dict[str, Any] = {
        "taker_id": matter.taker_id or chair,
        "follower_id": matter.follower_id or chair,
        "sort": matter.sort or Sort.OTHER,
    }
    if task is not None:
        people |= {"doer_id": task.owner_id, "doer_words": "", "chased_on": None}
        people["promised_on"] = max(task.due, timezone.localdate(clock.now()))
    elif matter.doer_id is None and not matter.doer_words:
        people["doer_id"] = chair
    step = Step.TAKE if item.passed else Step.DECLINE
    stepping.take(matter, step, Facts(has_people=True), actor=actor, note=item.proposal, **people)


def _meeting(meeting_id: UUID, actor: Actor, *phases: Phase) -> Meeting:
    row = Meeting.objects.select_for_update(of=("self",)).select_related("centre").filter(pk=meeting_id).first()
    if row is None:
        raise NotYours
    demand(actor, row.centre_id, Right.MINUTES)
    if row.phase not in phases:
        raise CentreRefused(
            _("These minutes are published; they stay as they are.")
            if row.phase == Phase.PUBLISHED
            else _("Open the meeting first: note who is there.")
        )
    return row


def _item(item_id: UUID, actor: Actor) -> AgendaItem:
    item = AgendaItem.objects.select_related("meeting").filter(pk=item_id).first()
    if item is None:
        raise NotYours
    item.meeting = _meeting(item.meeting_id, actor, Phase.OPEN)
    if item.meeting.signatures.exists():
        raise CentreRefused(_("The minutes are signed; they stay as they are."))
    return AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__centre").get(pk=item_id)


def _day(row: Meeting) -> date:
    return timezone.localdate(row.at)


def _announce(row: Meeting, kind: str, payload: dict[str, Any], actor: Actor) -> None:
    journal.record(
        Event(kind=kind, subject=f"meeting:{row.pk}", area=row.centre.area_id, payload=payload),
        actor=actor.person_id,
    )
