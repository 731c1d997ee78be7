"""The steps of an event after it came in. Each is one transaction; each refuses with words that say what to do."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import journal
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Outcome, State, Step
from fengqiao.incidents.models import Incident, IncidentStep
from fengqiao.incidents.selectors import events, routing
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services.credits import post_credits, void_credits
from fengqiao.incidents.services.errors import NoRoute
from fengqiao.incidents.services.taking import lock, take


def verify(*, incident_id: UUID, note: str = "", actor: Actor) -> IncidentView:
    """Have a resident's or a camera's report verified before it is accepted."""
    return _plain(incident_id, Step.VERIFY, note, actor)


def accept(*, incident_id: UUID, is_new: bool, note: str = "", actor: Actor) -> IncidentView:
    """Accept the event. ``is_new`` answers the duplicate question; what is known already is merged instead."""
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, Step.ACCEPT, facts=gather(row, actor, duplicate_answered=is_new), note=note, actor=actor)
        return events.view(row)


def reject(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Do not accept the event; its reporter reads the reason."""
    return _ending(incident_id, Step.REJECT, reason, actor)


def void(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Declare the event void; pending points for it are taken back."""
    return _ending(incident_id, Step.VOID, reason, actor)


def merge(*, incident_id: UUID, into: UUID, reason: str, actor: Actor) -> IncidentView:
    """Merge the event into another one that is still open; pending points for it are taken back."""
    with journal.unit():
        row = lock(incident_id, actor)
        target = Incident.objects.filter(events.visible_to(actor), pk=into).exclude(pk=row.pk).first()
        lives = target is not None and State(target.state) not in table.ENDED
        take(
            row,
            Step.MERGE,
            facts=gather(row, actor, reason=reason, merges_into_other=lives),
            note=reason,
            changes={"merged_into": target},
            actor=actor,
        )
        void_credits(row, reason, actor)
        return events.view(row)


def dispatch(*, incident_id: UUID, lead_id: UUID | None = None, reason: str = "", actor: Actor) -> IncidentView:
    """Send the event to the organisation that leads; without ``lead_id`` to the one that the rules name.

    Raises NoRoute, StepNotTaken (it does not cover the category here; it has just returned the event).
    """
    with journal.unit():
        row = lock(incident_id, actor)
        proposed = routing.route(category=row.category.code, area_id=row.area_id)
        if lead_id is None and proposed is None:
            raise NoRoute
        lead = lead_id or (proposed.organisation_id if proposed else None)
        assert lead is not None
        facts = gather(
            row,
            actor,
            reason=reason,
            lead_covers=routing.covers(organisation_id=lead, category=row.category.code, area_id=row.area_id),
            returned_by_lead=_last_returned_by(row) == lead,
        )
        why = proposed.why if proposed and proposed.organisation_id == lead else ""
        changes = {"lead_id": lead, "handler_id": None}
        take(row, Step.DISPATCH, facts=facts, note=reason, why=why, changes=changes, actor=actor)
        return events.view(row)


def withdraw(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Take an event back that nobody has signed for yet."""
    return _plain(incident_id, Step.WITHDRAW, reason, actor)


def send_return(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """As the organisation that leads, give the event back, saying why."""
    return _plain(incident_id, Step.RETURN, reason, actor)


def sign(*, incident_id: UUID, note: str = "", actor: Actor) -> IncidentView:
    """As somebody of the organisation that leads, take the event in hand."""
    with journal.unit():
        row = lock(incident_id, actor)
        changes = {"handler_id": actor.person_id}
        take(row, Step.SIGN, facts=gather(row, actor), note=note, changes=changes, actor=actor)
        return events.view(row)


def start_handling(*, incident_id: UUID, actor: Actor) -> IncidentView:
    """For somebody who goes there at once: the program accepts and dispatches by rule, the actor signs.

    What was done before is left alone, so a second call changes nothing.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        if row.state in (State.REPORTED, State.VERIFYING):
            accept(incident_id=incident_id, is_new=True, actor=SYSTEM)
            row.refresh_from_db(fields=["state"])
        if row.state == State.ACCEPTED:
            dispatch(incident_id=incident_id, actor=SYSTEM)
            row.refresh_from_db(fields=["state"])
        if row.state == State.DISPATCHED:
            return sign(incident_id=incident_id, actor=actor)
        return events.incident(actor, incident_id)


def feedback(*, incident_id: UUID, note: str, actor: Actor) -> IncidentView:
    """Report the work done. Where the category demands it, a picture taken after the work was added before."""
    return _plain(incident_id, Step.FEEDBACK, note, actor)


def check(*, incident_id: UUID, passed: bool, note: str = "", actor: Actor) -> IncidentView:
    """Check reported work: it passes, or goes back with a reason. Whoever handled it is refused."""
    return _plain(incident_id, Step.PASS if passed else Step.SEND_BACK, note, actor)


def close(*, incident_id: UUID, outcome: Outcome | None = None, note: str = "", actor: Actor) -> IncidentView:
    """Close a checked event and make its pending points good. Disputes need an outcome."""
    with journal.unit():
        row = lock(incident_id, actor)
        changes = {"outcome": outcome or ""}
        take(row, Step.CLOSE, facts=gather(row, actor, outcome=outcome), note=note, changes=changes, actor=actor)
        post_credits(row, actor)
        return events.view(row)


def reopen(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Take a closed event up again in a new round; the old clocks and pictures stay. Points stay as they were."""
    with journal.unit():
        row = lock(incident_id, actor)
        facts = gather(row, actor, reason=reason)
        changes = {"round": row.round + 1, "handler_id": None}
        take(row, Step.REOPEN, facts=facts, note=reason, changes=changes, actor=actor)
        return events.view(row)


def _plain(incident_id: UUID, step: Step, note: str, actor: Actor) -> IncidentView:
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, step, facts=gather(row, actor, reason=note), note=note, actor=actor)
        return events.view(row)


def _ending(incident_id: UUID, step: Step, reason: str, actor: Actor) -> IncidentView:
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, step, facts=gather(row, actor, reason=reason), note=reason, actor=actor)
        void_credits(row, reason, actor)
        return events.view(row)


def _last_returned_by(row: Incident) -> UUID | None:
    """The organisation that gave the event back, if that was the last thing that happened to it."""
    last = IncidentStep.objects.filter(incident=row).order_by("-number").first()
    return last.organisation_id if last is not None and last.step == Step.RETURN else None
