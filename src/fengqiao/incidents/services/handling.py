"""The work on an event: signed for, reported done, checked, closed, reopened, put away."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import journal
from fengqiao.incidents.domain.facts import Outcome, State, Step
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services import joint
from fengqiao.incidents.services.credits import post_credits
from fengqiao.incidents.services.dispatching import dispatch
from fengqiao.incidents.services.intake import accept
from fengqiao.incidents.services.taking import follower_of, lock, take


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
    """Report the work done. Pictures that the category demands were added before, joint tasks done or waived."""
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, Step.FEEDBACK, facts=gather(row, actor), note=note, actor=actor)
        return events.view(row)


def check(*, incident_id: UUID, passed: bool, note: str = "", actor: Actor) -> IncidentView:
    """Check reported work: it passes, or goes back with a reason. Whoever handled it is refused."""
    with journal.unit():
        row = lock(incident_id, actor)
        step = Step.PASS if passed else Step.SEND_BACK
        take(row, step, facts=gather(row, actor, reason=note), note=note, actor=actor)
        return events.view(row)


def close(*, incident_id: UUID, outcome: Outcome | None = None, note: str = "", actor: Actor) -> IncidentView:
    """Close a checked event and make its pending points good. Disputes need an outcome."""
    with journal.unit():
        row = lock(incident_id, actor)
        changes = {"outcome": outcome or ""}
        take(row, Step.CLOSE, facts=gather(row, actor, outcome=outcome), note=note, changes=changes, actor=actor)
        post_credits(row, actor)
        return events.view(row)


def solve(*, incident_id: UUID, note: str, outcome: Outcome | None = None, actor: Actor) -> IncidentView:
    """Close one's own report as solved on the spot 自办自结: its pictures were added before, and a later sample check
    may look at it. With ``open_incident`` and ``add_evidence`` in one ``journal.unit()`` it is one act."""
    with journal.unit():
        row = lock(incident_id, actor)
        changes = {"outcome": outcome or "", "on_spot": True, "handler_id": actor.person_id}
        take(row, Step.SOLVE, facts=gather(row, actor, outcome=outcome), note=note, changes=changes, actor=actor)
        post_credits(row, actor)
        return events.view(row)


def reopen(*, incident_id: UUID, reason: str, ticket: str = "", actor: Actor) -> IncidentView:
    """Take a closed event up again in a new round; the old clocks and pictures stay. Points stay as they were.

    ``ticket``: the secret of a follower without an account.
    """
    with journal.unit():
        row = lock(incident_id, actor, ticket=ticket)
        holder = {"is_reporter": True} if follower_of(row.pk, ticket) is not None else {}
        facts = gather(row, actor, reason=reason, **holder)
        changes = {"round": row.round + 1, "handler_id": None, "outcome": "", "on_spot": False}
        take(row, Step.REOPEN, facts=facts, note=reason, changes=changes, actor=actor)
        joint.waive_all(row, reason, actor)
        return events.view(row)


def archive(*, incident_id: UUID) -> IncidentView:
    """Put a closed event away; for the program, when the time to reopen it is over."""
    with journal.unit():
        row = lock(incident_id, SYSTEM)
        take(row, Step.ARCHIVE, facts=gather(row, SYSTEM), actor=SYSTEM)
        return events.view(row)
