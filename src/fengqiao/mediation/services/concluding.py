"""From taking a dispute up to its end: concluded by the mediator, signed off where it is sensitive, checked, closed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.incidents.selectors import State as Stage
from fengqiao.mediation.domain.disputes import ENDED, Facts, Outcome, Side, State, Step
from fengqiao.mediation.models import Dispute
from fengqiao.mediation.selectors.disputes import DisputeView, facts_of, view
from fengqiao.mediation.services import spine
from fengqiao.mediation.services.sessions import credit, helpers_of
from fengqiao.mediation.services.stepping import lock, take

SETTLED = "mediation_settled"
_VOID = frozenset({Stage.REJECTED, Stage.MERGED, Stage.VOID})
_PROGRAM = Facts(sides=frozenset({Side.PROGRAM}))


def take_up(*, dispute_id: UUID, actor: Actor) -> DisputeView:
    """As the mediator in charge, begin: every party wants it. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = lock(dispute_id, actor)
        take(row, Step.TAKE_UP, facts_of(actor, row), actor=actor)
        spine.sign_for(row, actor)
        return view(row)


def conclude(*, dispute_id: UUID, outcome: Outcome | None, words: str = "", actor: Actor) -> DisputeView:
    """As the mediator, say how it ended. A sensitive dispute then waits for a second person's signature, any other for
    the check at the centre. Raises StepNotTaken, WithSomebodyElse, NotYours."""
    with journal.unit():
        row = lock(dispute_id, actor)
        facts = replace(facts_of(actor, row), outcome=outcome, reason=words)
        changes = {"outcome": outcome or "", "ending": words.strip()[:1000]}
        take(row, Step.CONCLUDE, facts, actor=actor, note=words, **changes)
        if outcome is Outcome.SETTLED:
            credit(row, helpers_of(row), SETTLED)
        spine.sign_for(row, actor)
        if row.state == State.CONCLUDED:
            spine.report_done(row, outcome_note(row), actor)
        return view(row)


def sign_off(*, dispute_id: UUID, words: str = "", actor: Actor) -> DisputeView:
    """As the studio's lead, sign off a sensitive dispute that somebody else mediated; then it goes to the check.

    Raises StepNotTaken, NotYours.
    """
    with journal.unit():
        row = lock(dispute_id, actor)
        facts = replace(facts_of(actor, row), reason=words)
        signed = {"signed_off_by_id": actor.person_id, "signed_off_at": clock.now()}
        take(row, Step.SIGN_OFF, facts, actor=actor, note=words, **signed)
        if spine.event_of(row).ended:
            take(row, Step.CLOSE, _PROGRAM, actor=SYSTEM)
        else:
            # The mediator signed for the event and stays who handled it, so the spine still refuses them the check.
            spine.report_done(row, outcome_note(row), SYSTEM)
        return view(row)


def send_back(*, dispute_id: UUID, reason: str, actor: Actor) -> DisputeView:
    """As the second person or the checker, give it back to the mediator. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = lock(dispute_id, actor)
        facts = replace(facts_of(actor, row), reason=reason)
        take(row, Step.SEND_BACK, facts, actor=actor, note=reason, outcome="")
        spine.send_back(row, reason, actor)
        return view(row)


def close(*, dispute_id: UUID, actor: Actor) -> DisputeView:
    """As the checker, who is not the mediator, let it pass and close it together with its event. Raises StepNotTaken,
    NotYours, and what the spine refuses."""
    with journal.unit():
        row = lock(dispute_id, actor)
        take(row, Step.CLOSE, facts_of(actor, row), actor=actor)
        spine.check_and_close(row, actor)
        return view(row)


def event_moved(*, incident_id: UUID) -> None:
    """The event took a step on the spine: what the centre decided there holds here too. For the program; it looks at
    how things stand, so hearing the same twice changes nothing."""
    with journal.unit():
        row = Dispute.objects.select_for_update().filter(incident=incident_id).first()
        if row is None:
            return
        event = spine.event_of(row)
        state = State(row.state)
        if event.state in _VOID and state not in ENDED:
            take(row, Step.VOID, _PROGRAM, actor=SYSTEM)
        elif event.state in (Stage.CLOSED, Stage.RATED, Stage.ARCHIVED) and state not in (*ENDED, State.SIGNING_OFF):
            outcome = Outcome(event.outcome.value) if event.outcome else ""
            facts = replace(_PROGRAM, sensitive=row.sensitive != "")
            take(row, Step.ADOPT, facts, actor=SYSTEM, outcome=outcome or row.outcome, adopted=True)
        elif event.state is Stage.SENT_BACK and state is State.CONCLUDED:
            take(row, Step.SEND_BACK, replace(_PROGRAM, reason="-"), actor=SYSTEM, outcome="")
        elif event.state is Stage.REOPENED and state is State.CLOSED:
            take(row, Step.REOPEN, _PROGRAM, actor=SYSTEM, outcome="", closed_at=None, adopted=False)
        elif event.state is Stage.REPORTED and state is State.VOID:
            take(row, Step.REOPEN, _PROGRAM, actor=SYSTEM)


def outcome_note(row: Dispute) -> str:
    """What the event's feedback says: the outcome and nothing else, for many read it."""
    with override(spine.OWN):
        return {
            Outcome.SETTLED: _("Mediated: settled."),
            Outcome.NOT_SETTLED: _("Mediated: not settled."),
            Outcome.TO_COURT: _("Mediated: guided to court."),
        }[Outcome(row.outcome)]
