"""The ball in whose court: who holds an event, since when, until when, and what is awaited. One answer for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from fengqiao.areas import selectors as areas
from fengqiao.core import clock
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.deadlines import AWAITED, OF_TASK, Awaited
from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.domain.joint import SETTLED, JointState
from fengqiao.incidents.domain.side import RequestState, SupervisionState
from fengqiao.incidents.models import ClockPause, ClockRequest, ClockSegment, Incident, JointTask, Reminder, Supervision
from fengqiao.incidents.selectors.verifying import asked_of


class Court(StrEnum):
    """Who holds an event."""

    CENTRE = "centre"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A joint task that is still open. A refused one is with the lead again: it decides what follows."""

    task_id: UUID
    organisation_id: UUID
    organisation: str
    state: JointState
    awaited: Awaited
    since: datetime
    due_at: datetime | None
    overdue: bool
    reminders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """In whose hands an event is. ``person``: who signed for it, or with the centre who is to look at the place.

    ``due_at`` None: no deadline, or the clock stands still (``suspended``).

    ``decisions``: requests about the clock that wait for the centre. ``reminders``: those that somebody sent
    to whoever has it now and that wait for an answer. ``supervision``: its level, 0 for none.
    """

    court: Court
    organisation_id: UUID | None
    organisation: str
    person_id: UUID | None
    person: str
    since: datetime
    awaited: Awaited
    due_at: datetime | None
    overdue: bool
    suspended: bool
    decisions: int
    reminders: int
    supervision: int
    shares: tuple[Share, ...]


def holding(incident_id: UUID) -> Holding:
    """In whose hands one event is. Raises KeyError when there is no such event."""
    return holdings([incident_id])[incident_id]


def holdings(incident_ids: Iterable[UUID]) -> dict[UUID, Holding]:
    """The same for many events, in eight queries however many they are. Not scoped: for events already read."""
    keys = list(incident_ids)
    supervised = Supervision.objects.filter(incident=OuterRef("pk")).exclude(state=SupervisionState.LIFTED)
    rows = list(
        Incident.objects.filter(pk__in=keys)
        .only("pk", "state", "state_since", "lead_id", "handler_id")
        .annotate(level=Subquery(supervised.values("level")[:1]))
    )
    pauses = ClockPause.objects.filter(segment=OuterRef("pk"), resumed_at__isnull=True)
    clocks = list(
        ClockSegment.objects.filter(incident_id__in=keys, ended_at__isnull=True).annotate(paused=Exists(pauses))
    )
    tasks = list(JointTask.objects.filter(incident_id__in=keys).exclude(state__in=SETTLED).order_by("state_since"))
    waiting = ClockRequest.objects.filter(incident_id__in=keys, state=RequestState.ASKED)
    asked = Counter(waiting.values_list("incident_id", flat=True))
    unanswered = Reminder.objects.filter(incident_id__in=keys, replied_at__isnull=True, automatic=False)
    reminded: Counter[tuple[UUID, UUID | None]] = Counter(unanswered.values_list("incident_id", "organisation_id"))
    looking = asked_of(keys)
    organisations = areas.organisation_names(
        {row.lead_id for row in rows if row.lead_id} | {task.organisation_id for task in tasks}
    )
    people = areas.person_names({row.handler_id for row in rows if row.handler_id} | set(looking.values()))
    of_event = {one.incident_id: one for one in clocks if one.task_id is None}
    standing = {one.incident_id for one in clocks if one.task_id is None and one.paused}
    of_task = {one.task_id: one for one in clocks if one.task_id is not None}
    now = clock.now()
    shares: dict[UUID, list[Share]] = {}
    for task in tasks:
        running = of_task.get(task.pk)
        shares.setdefault(task.incident_id, []).append(
            _share(
                task,
                running.due_at if running else None,
                organisations,
                reminded[task.incident_id, task.organisation_id],
                now,
            )
        )
    return {
        row.pk: _holding(
            row,
            of_event.get(row.pk),
            looking.get(row.pk),
            row.pk in standing,
            organisations,
            people,
            (
                asked[row.pk],
                reminded[row.pk, row.lead_id if State(row.state) in table.HELD else None],
                row.level or 0,
            ),
            tuple(shares.get(row.pk, ())),
            now,
        )
        for row in rows
    }


def _share(task: JointTask, due_at: datetime | None, names: dict[UUID, str], reminders: int, now: datetime) -> Share:
    state = JointState(task.state)
    return Share(
        task_id=task.pk,
        organisation_id=task.organisation_id,
        organisation=names.get(task.organisation_id, ""),
        state=state,
        awaited=OF_TASK[state],
        since=task.state_since,
        due_at=due_at,
        overdue=due_at is not None and due_at < now,
        reminders=reminders,
    )


def _holding(
    row: Incident,
    running: ClockSegment | None,
    looks: UUID | None,
    suspended: bool,
    organisations: dict[UUID, str],
    people: dict[UUID, str],
    counts: tuple[int, int, int],
    shares: tuple[Share, ...],
    now: datetime,
) -> Holding:
    state = State(row.state)
    held = state in table.HELD and row.lead_id is not None
    due_at = running.due_at if running else None
    who = row.handler_id if held else looks
    return Holding(
        court=Court.ORGANISATION if held else Court.NOBODY if state in table.ENDED else Court.CENTRE,
        organisation_id=row.lead_id if held else None,
        organisation=organisations.get(row.lead_id, "") if held and row.lead_id else "",
        person_id=who,
        person=people.get(who, "") if who else "",
        since=row.state_since,
        awaited=AWAITED.get(state, Awaited.NOTHING),
        due_at=due_at,
        overdue=due_at is not None and due_at < now,
        suspended=suspended,
        decisions=counts[0],
        reminders=counts[1],
        supervision=counts[2],
        shares=shares,
    )
