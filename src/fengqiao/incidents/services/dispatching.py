"""From hand to hand: dispatched, withdrawn, returned, transferred, recalled. Each leaves an edge of the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import journal
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import State, Step
from fengqiao.incidents.domain.routing import Decision
from fengqiao.incidents.domain.side import Direction, HandOverKind
from fengqiao.incidents.models import HandOver, Incident, IncidentStep
from fengqiao.incidents.selectors import events, routing
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services import joint
from fengqiao.incidents.services.errors import NoRoute
from fengqiao.incidents.services.taking import lock, take


def dispatch(
    *,
    incident_id: UUID,
    lead_id: UUID | None = None,
    joint_ids: Sequence[UUID] | None = None,
    reason: str = "",
    actor: Actor,
) -> IncidentView:
    """Send the event to the organisation that leads, and ask others to join; without ids to those whom the rules name.

    Raises NoRoute, StepNotTaken (it does not cover the category here; it has just returned the event).
    """
    with journal.unit():
        row = lock(incident_id, actor)
        proposed = routing.route(category=row.category.code, area_id=row.area_id)
        if lead_id is None and proposed is None:
            raise NoRoute
        lead = lead_id or (proposed.organisation_id if proposed else None)
        assert lead is not None
        decision = proposed.decision if proposed else _decision(row)
        by_rule = proposed is not None and proposed.organisation_id == lead
        facts = gather(
            row,
            actor,
            reason=reason,
            lead_covers=decision.covers(lead),
            returned_by_lead=_last_returned_by(row) == lead,
        )
        data = {**routing.as_data(decision), "by_rule": by_rule}
        step = take(
            row,
            Step.DISPATCH,
            facts=facts,
            note=reason,
            why=proposed.why if proposed and by_rule else "",
            reason=data,
            changes={"lead_id": lead, "handler_id": None},
            actor=actor,
        )
        _edge(row, step, HandOverKind.DISPATCH, None, lead, reason, actor, by_rule=by_rule, decision=data)
        joint.settle_lead(row, actor)
        if joint_ids is None and proposed is not None and by_rule:
            joint_ids = proposed.joint_ids
        joint.ask_all(row, joint_ids or (), reason, actor, rules={one.organisation: one for one in decision.joint})
        return events.view(row)


def transfer(*, incident_id: UUID, to: UUID, reason: str, actor: Actor) -> IncidentView:
    """Hand the lead over to another organisation, up, down or across 移交; it has to sign for it. The chain is kept.

    Raises StepNotTaken (it does not cover the category here, or has it already), NotYours.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        before = row.lead_id
        decision = _decision(row)
        facts = gather(row, actor, reason=reason, lead_covers=decision.covers(to), keeps_lead=to == before)
        data = routing.as_data(decision)
        changes = {"lead_id": to, "handler_id": None}
        step = take(row, Step.TRANSFER, facts=facts, note=reason, reason=data, changes=changes, actor=actor)
        by_rule = decision.lead is not None and decision.lead.organisation == to
        _edge(row, step, HandOverKind.TRANSFER, before, to, reason, actor, by_rule=by_rule, decision=data)
        joint.settle_lead(row, actor)
        return events.view(row)


def withdraw(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Take an event back that nobody has signed for yet."""
    return _back(incident_id, Step.WITHDRAW, HandOverKind.WITHDRAW, reason, actor)


def send_return(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """As the organisation that leads, give the event back, saying why."""
    return _back(incident_id, Step.RETURN, HandOverKind.RETURN, reason, actor)


def recall(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """As a dispatcher, take an event back from whoever holds it, signed for or not; it can be dispatched anew."""
    return _back(incident_id, Step.RECALL, HandOverKind.RECALLED, reason, actor)


def recall_from(*, organisation_id: UUID, reason: str) -> int:
    """Take back all that an organisation holds, because it was dissolved, and waive its joint tasks.

    For the program. Each event is a transaction of its own; run again it goes on where it stopped. Returns how many
    events were taken back.
    """
    held = Incident.objects.filter(lead_id=organisation_id, state__in=table.HELD)
    count = 0
    for pk in list(held.order_by("pk").values_list("pk", flat=True)):
        with journal.unit():
            row = lock(pk, SYSTEM)
            if State(row.state) in table.HELD and row.lead_id == organisation_id:
                recall(incident_id=pk, reason=reason, actor=SYSTEM)
                count += 1
    joint.waive_of(organisation_id, reason)
    return count


def _back(incident_id: UUID, step: Step, kind: HandOverKind, reason: str, actor: Actor) -> IncidentView:
    with journal.unit():
        row = lock(incident_id, actor)
        taken = take(
            row,
            step,
            facts=gather(row, actor, reason=reason),
            note=reason,
            changes={"handler_id": None},
            actor=actor,
        )
        _edge(row, taken, kind, row.lead_id, None, reason, actor)
        return events.view(row)


def _edge(
    row: Incident,
    step: IncidentStep,
    kind: HandOverKind,
    giver: UUID | None,
    receiver: UUID | None,
    reason: str,
    actor: Actor,
    *,
    by_rule: bool | None = None,
    decision: dict[str, Any] | None = None,
) -> None:
    HandOver.objects.create(
        incident=row,
        round=row.round,
        step=step,
        kind=kind,
        giver_id=giver,
        receiver_id=receiver,
        direction=_direction(giver, receiver) if giver and receiver else "",
        by_id=actor.person_id,
        at=step.at,
        reason=reason.strip(),
        by_rule=by_rule,
        decision=decision,
    )


def _direction(giver: UUID, receiver: UUID) -> Direction:
    """Up to who works for a wider area, down to a smaller one within, else across."""
    one, two = (areas.area(areas.organisation(party).area_id) for party in (giver, receiver))
    if one.id != two.id and two.id in one.lineage:
        return Direction.UP
    if one.id != two.id and one.id in two.lineage:
        return Direction.DOWN
    return Direction.ACROSS


def _decision(row: Incident) -> Decision:
    return routing.decision_for(category=row.category.code, area_id=row.area_id)


def _last_returned_by(row: Incident) -> UUID | None:
    """The organisation that gave the event back, if that was the last thing that happened to it."""
    last = IncidentStep.objects.filter(incident=row).order_by("-number").first()
    return last.organisation_id if last is not None and last.step == Step.RETURN else None
