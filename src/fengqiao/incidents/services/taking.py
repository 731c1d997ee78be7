"""Taking a step: lock the event, gather the facts, ask the table, write what follows. All steps go through here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Facts, State, Step, StepRefused
from fengqiao.incidents.models import Follower, Incident, IncidentStep
from fengqiao.incidents.selectors.events import visible_to
from fengqiao.incidents.services import clocks, search
from fengqiao.incidents.services.errors import StepNotTaken
from fengqiao.incidents.services.texts import plain


def lock(incident_id: UUID, actor: Actor, *, ticket: str = "") -> Incident:
    """The event's row, locked until the transaction ends. Raises NotYours for whoever may not see it.

    ``ticket``: the secret of a follow-up link, with which a follower without an account may see this one event.
    """
    seen = Incident.objects.filter(visible_to(actor), pk=incident_id).exists()
    if not seen and follower_of(incident_id, ticket) is None:
        raise NotYours
    rows = Incident.objects.select_for_update(of=("self",)).select_related("category", "category_version")
    return rows.get(pk=incident_id)


def follower_of(incident_id: UUID, ticket: str) -> Follower | None:
    """Who holds this ticket for the event and has not left it."""
    if not ticket:
        return None
    return Follower.objects.filter(
        incident_id=incident_id, ticket_hash=ticket_hash(ticket), left_at__isnull=True
    ).first()


def ticket_hash(ticket: str) -> str:
    """How a ticket is kept."""
    return hashlib.sha256(ticket.encode()).hexdigest() if ticket else ""


def take(
    row: Incident,
    step: Step,
    *,
    facts: Facts,
    note: str = "",
    why: str = "",
    reason: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    actor: Actor,
) -> IncidentStep:
    """Take ``step`` with a locked event: new state and ``changes``, step, clock and journal entry.

    ``why`` is the program's reason in words, ``reason`` the same as data. Raises StepNotTaken, and then nothing is
    written.
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
    return write(row, step, before=before, note=note, why=why, reason=reason, actor=actor)


def write(
    row: Incident,
    step: Step,
    *,
    before: State | None,
    note: str = "",
    why: str = "",
    reason: Mapping[str, Any] | None = None,
    actor: Actor,
) -> IncidentStep:
    """The traces of a step that an event has just taken."""
    last = IncidentStep.objects.filter(incident=row).order_by("-number").values_list("number", flat=True).first()
    words = plain(note)
    written = IncidentStep.objects.create(
        incident=row,
        number=(last or 0) + 1,
        round=row.round,
        step=step,
        from_state=before,
        to_state=row.state,
        at=row.state_since,
        actor_id=actor.person_id,
        organisation_id=row.lead_id,
        note=words,
        why=why,
        reason=None if reason is None else dict(reason),
    )
    clocks.stop(row, row.state_since)
    if row.state not in table.ENDED:
        clocks.start(row)
    facts = {"step": step.value, "from": before.value if before else None, "to": str(row.state)}
    # What it is about may turn out to name somebody; then it can still be erased.
    private = {"title": row.title, **({"note": words} if words else {})}
    kind = {Step.REPORT: "incidents.opened", Step.SAVE: "incidents.saved"}.get(step, "incidents.step")
    announce(row, kind, facts, private=private, actor=actor)
    return written


def announce(
    row: Incident, kind: str, facts: Mapping[str, Any], *, private: Mapping[str, Any] | None = None, actor: Actor
) -> None:
    """One journal entry about the event; what it is found by is written anew."""
    search.refresh(row.pk)
    payload = {"incident": str(row.pk), "code": row.code, **facts}
    journal.record(
        Event(kind=kind, subject=f"incident:{row.pk}", area=row.area_id, payload=payload, private=private),
        actor=actor.person_id,
    )
