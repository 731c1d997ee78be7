"""Taking a step: lock the event, gather the facts, ask the table, write what follows. All steps go through here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Facts, State, Step, StepRefused
from fengqiao.incidents.models import ClockSegment, Incident, IncidentStep
from fengqiao.incidents.selectors.events import visible_to
from fengqiao.incidents.services.errors import StepNotTaken


def lock(incident_id: UUID, actor: Actor) -> Incident:
    """The event's row, locked until the transaction ends. Raises NotYours for whoever may not see it."""
    if not Incident.objects.filter(visible_to(actor), pk=incident_id).exists():
        raise NotYours
    return Incident.objects.select_for_update(of=("self",)).select_related("category").get(pk=incident_id)


def take(
    row: Incident,
    step: Step,
    *,
    facts: Facts,
    note: str = "",
    why: str = "",
    changes: Mapping[str, Any] | None = None,
    actor: Actor,
) -> None:
    """Take ``step`` with a locked event: new state and ``changes``, step, clock segment and journal entry.

    Raises StepNotTaken, and then nothing is written.
    """
    now = clock.now()
    try:
        to = table.take(now, step, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    before = State(row.state)
    for name, value in (changes or {}).items():
        setattr(row, name, value)
    row.state, row.state_since = to, now
    if to is State.CLOSED:
        row.closed_at = now
    row.save()
    write(row, step, before=before, note=note, why=why, actor=actor)


def write(row: Incident, step: Step, *, before: State | None, note: str = "", why: str = "", actor: Actor) -> None:
    """The traces of a step that an event has just taken."""
    last = IncidentStep.objects.filter(incident=row).order_by("-number").values_list("number", flat=True).first()
    IncidentStep.objects.create(
        incident=row,
        number=(last or 0) + 1,
        round=row.round,
        step=step,
        from_state=before,
        to_state=row.state,
        at=row.state_since,
        actor_id=actor.person_id,
        organisation_id=row.lead_id,
        note=note.strip(),
        why=why,
    )
    ClockSegment.objects.filter(incident=row, ended_at__isnull=True).update(ended_at=row.state_since)
    if row.state not in table.ENDED:
        ClockSegment.objects.create(
            incident=row, round=row.round, state=row.state, organisation_id=row.lead_id, started_at=row.state_since
        )
    facts = {
        "incident": str(row.pk),
        "code": row.code,
        "step": step.value,
        "from": before.value if before else None,
        "to": str(row.state),
        "title": row.title,
    }
    private = {"note": note.strip()} if note.strip() else None
    kind = "incidents.opened" if before is None else "incidents.step"
    journal.record(
        Event(kind=kind, subject=f"incident:{row.pk}", area=row.area_id, payload=facts, private=private),
        actor=actor.person_id,
    )
