"""The way of an event: one table of states and steps. What is not in it does not happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fengqiao.areas.domain.roles import Role
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.domain.facts import Facts, Source, State, Step

Guard = Callable[[datetime, Facts], None]


def has_category(now: datetime, facts: Facts) -> None:
    """a category is chosen"""
    if not facts.has_category:
        raise f.CategoryMissing


def has_place(now: datetime, facts: Facts) -> None:
    """a place, or "no place" with a reason"""
    if not facts.has_place:
        raise f.PlaceMissing


def has_source(now: datetime, facts: Facts) -> None:
    """the source is known"""
    if facts.source is None:
        raise f.SourceMissing


def public_or_camera(now: datetime, facts: Facts) -> None:
    """only resident and camera sources"""
    if facts.source not in (Source.RESIDENT, Source.CAMERA):
        raise f.NothingToVerify


def duplicate_answered(now: datetime, facts: Facts) -> None:
    """the duplicate question has been answered"""
    if not facts.duplicate_answered:
        raise f.DuplicateOpen


def reason_given(now: datetime, facts: Facts) -> None:
    """a reason is given"""
    if not facts.reason.strip():
        raise f.ReasonMissing


def merges_into_other(now: datetime, facts: Facts) -> None:
    """into another event that is still open"""
    if not facts.merges_into_other:
        raise f.MergesNowhere


def lead_covers(now: datetime, facts: Facts) -> None:
    """the lead organisation covers the category in the area"""
    if not facts.lead_covers:
        raise f.LeadDoesNotCover


def not_straight_back(now: datetime, facts: Facts) -> None:
    """not straight back to who returned it, unless a reason is given"""
    if facts.returned_by_lead and not facts.reason.strip():
        raise f.StraightBack


def works_for_lead(now: datetime, facts: Facts) -> None:
    """by somebody of the lead organisation"""
    if not (facts.works_for_lead or facts.system):
        raise f.NotWithLead


def lead_or_desk(now: datetime, facts: Facts) -> None:
    """by somebody of the lead organisation, or from the desk"""
    if not (facts.works_for_lead or facts.system or facts.roles & DESK):
        raise f.NotWithLead


def to_another(now: datetime, facts: Facts) -> None:
    """to another organisation"""
    if facts.keeps_lead:
        raise f.TransferToItself


def solves_own_report(now: datetime, facts: Facts) -> None:
    """one's own report, and the category allows it"""
    if not (facts.solvable and (facts.is_reporter or facts.system)):
        raise f.NotSolvable


def before_evidence(now: datetime, facts: Facts) -> None:
    """a before-photo where the category demands one"""
    if facts.before_evidence < facts.before_evidence_needed:
        raise f.BeforeEvidenceMissing


def some_after_evidence(now: datetime, facts: Facts) -> None:
    """an after-photo"""
    if facts.after_evidence < max(1, facts.after_evidence_needed):
        raise f.EvidenceMissing


def after_evidence(now: datetime, facts: Facts) -> None:
    """an after-photo where the category demands one"""
    if facts.after_evidence < facts.after_evidence_needed:
        raise f.EvidenceMissing


def joint_tasks_done(now: datetime, facts: Facts) -> None:
    """every joint task is done or waived"""
    if facts.joint_tasks_open:
        raise f.JointTasksOpen


def checker_did_not_handle(now: datetime, facts: Facts) -> None:
    """the checker is not the handler"""
    if facts.actor is not None and facts.actor in facts.handlers:
        raise f.CheckerHandled


def dispute_has_outcome(now: datetime, facts: Facts) -> None:
    """disputes need an outcome"""
    if facts.is_dispute and facts.outcome is None:
        raise f.OutcomeMissing


def in_time_to_reopen(now: datetime, facts: Facts) -> None:
    """within the days allowed"""
    if facts.closed_at is None or now > facts.closed_at + facts.reopen_within:
        raise f.TooLateToReopen


FIELD = frozenset({Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY})
DESK = frozenset({Role.OPERATOR, Role.DISPATCHER})
REPORTERS = FIELD | DESK | {Role.STUDIO_CLERK, Role.COUNCIL_MEMBER, Role.VOLUNTEER, Role.MEDIATOR, Role.HANDLER}
HANDLERS = FIELD | {Role.HANDLER, Role.MEDIATOR, Role.VOLUNTEER}
SUPERVISORS = frozenset({Role.DISPATCHER})
# Who reads the governance centre's board.
BOARD = DESK | {Role.STUDIO_CLERK, Role.ANALYST}
SYSTEM_ONLY: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One line of the table: from any of ``come`` (None: not there yet) by ``step`` to ``to``.

    Allowed to the system itself, to ``roles``, and with ``reporter`` to who reported the event.
    """

    step: Step
    come: frozenset[State | None]
    to: State
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    reporter: bool = False


def _way(
    step: Step,
    come: tuple[State | None, ...],
    to: State,
    roles: frozenset[Role],
    *guards: Guard,
    reporter: bool = False,
) -> Way:
    return Way(step=step, come=frozenset(come), to=to, roles=roles, guards=guards, reporter=reporter)


_NEW = (State.REPORTED, State.VERIFYING)
_HELD = (State.DISPATCHED, State.HANDLING, State.SENT_BACK)
_OPEN = (*_NEW, State.ACCEPTED, *_HELD, State.REOPENED)

TABLE: tuple[Way, ...] = (
    _way(Step.SAVE, (None,), State.DRAFT, REPORTERS),
    _way(Step.REPORT, (None, State.DRAFT), State.REPORTED, REPORTERS, has_category, has_place, has_source),
    _way(Step.VERIFY, (State.REPORTED,), State.VERIFYING, DESK, public_or_camera),
    _way(Step.ACCEPT, _NEW, State.ACCEPTED, DESK, duplicate_answered),
    _way(Step.REJECT, _NEW, State.REJECTED, DESK, reason_given),
    _way(Step.MERGE, (*_NEW, State.ACCEPTED), State.MERGED, DESK, reason_given, merges_into_other),
    _way(Step.VOID, _OPEN, State.VOID, DESK, reason_given),
    _way(Step.UNDO, (State.REJECTED, State.MERGED, State.VOID), State.REPORTED, SUPERVISORS, reason_given),
    _way(Step.DISPATCH, (State.ACCEPTED, State.REOPENED), State.DISPATCHED, DESK, lead_covers, not_straight_back),
    _way(Step.WITHDRAW, (State.DISPATCHED,), State.ACCEPTED, DESK, reason_given),
    _way(Step.RETURN, (State.DISPATCHED, State.HANDLING), State.ACCEPTED, HANDLERS, works_for_lead, reason_given),
    _way(Step.TRANSFER, _HELD, State.DISPATCHED, HANDLERS | DESK, lead_or_desk, reason_given, to_another, lead_covers),
    _way(Step.RECALL, _HELD, State.ACCEPTED, SUPERVISORS, reason_given),
    _way(Step.SIGN, (State.DISPATCHED,), State.HANDLING, HANDLERS, works_for_lead),
    _way(
        Step.FEEDBACK,
        (State.HANDLING, State.SENT_BACK),
        State.HANDLED,
        HANDLERS,
        works_for_lead,
        after_evidence,
        joint_tasks_done,
    ),
    _way(Step.PASS, (State.HANDLED,), State.CHECKED, DESK, checker_did_not_handle),
    _way(Step.SEND_BACK, (State.HANDLED,), State.SENT_BACK, DESK, checker_did_not_handle, reason_given),
    _way(Step.CLOSE, (State.CHECKED,), State.CLOSED, DESK, dispute_has_outcome),
    _way(
        Step.SOLVE,
        (State.REPORTED,),
        State.CLOSED,
        REPORTERS,
        solves_own_report,
        before_evidence,
        some_after_evidence,
        dispute_has_outcome,
    ),
    _way(Step.RATE, (State.CLOSED,), State.RATED, DESK, reporter=True),
    _way(Step.ARCHIVE, (State.CLOSED, State.RATED), State.ARCHIVED, SYSTEM_ONLY),
    _way(
        Step.REOPEN,
        (State.CLOSED, State.RATED),
        State.REOPENED,
        SUPERVISORS,
        in_time_to_reopen,
        reason_given,
        reporter=True,
    ),
)

# States in which an organisation has the event in hand, and those in which nothing more is done.
HELD = frozenset(_HELD)
ENDED = frozenset({State.REJECTED, State.MERGED, State.VOID, State.CLOSED, State.RATED, State.ARCHIVED})


def way(state: State | None, step: Step) -> Way:
    """The line of the table for ``step`` from ``state``. Raises NotFromHere."""
    for line in TABLE:
        if line.step is step and state in line.come:
            return line
    raise f.NotFromHere


def take(now: datetime, step: Step, facts: Facts) -> State:
    """The state after ``step``, taken at ``now`` (aware). Raises the StepRefused that says what is in the way."""
    line = way(facts.state, step)
    if not may_take(line, facts):
        raise f.NotYourStep
    for guard in line.guards:
        guard(now, facts)
    return line.to


def may_take(line: Way, facts: Facts) -> bool:
    """True when the actor's duties allow the step, whatever its guards say."""
    return facts.system or bool(facts.roles & line.roles) or (line.reporter and facts.is_reporter)


def next_steps(facts: Facts) -> list[Step]:
    """The steps that the actor's duties allow from the present state, in the table's order."""
    return [line.step for line in TABLE if facts.state in line.come and may_take(line, facts)]


def roles_of(step: Step) -> frozenset[Role]:
    """All roles that take ``step`` from some state."""
    return frozenset(role for line in TABLE if line.step is step for role in line.roles)
