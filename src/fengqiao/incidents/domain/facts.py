"""What the guards of the event table look at, and the words in which they refuse.

The refusals' texts are short English messages; whoever shows them translates them. Each says what to do next.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fengqiao.areas.domain.roles import Role


class State(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    REPORTED = "reported"
    VERIFYING = "verifying"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    VOID = "void"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    HANDLED = "handled"
    CHECKED = "checked"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    RATED = "rated"
    ARCHIVED = "archived"
    REOPENED = "reopened"


class Step(StrEnum):
    """What somebody does with an event."""

    SAVE = "save"
    REPORT = "report"
    VERIFY = "verify"
    ACCEPT = "accept"
    REJECT = "reject"
    MERGE = "merge"
    VOID = "void"
    UNDO = "undo"
    DISPATCH = "dispatch"
    WITHDRAW = "withdraw"
    RETURN = "return"
    SIGN = "sign"
    FEEDBACK = "feedback"
    PASS = "pass"  # noqa: S105 - a step's name
    SEND_BACK = "send_back"
    CLOSE = "close"
    RATE = "rate"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    SOLVE = "solve"
    TRANSFER = "transfer"
    RECALL = "recall"


class Source(StrEnum):
    """By which way an event came in."""

    PATROL = "patrol"
    RESIDENT = "resident"
    VISIT = "visit"
    CAMERA = "camera"
    HOTLINE = "hotline"
    HIGHER = "higher"
    HANDBACK = "handback"


class CategoryKind(StrEnum):
    """Happenings 事件, objects 部件, disputes 矛盾纠纷."""

    HAPPENING = "happening"
    OBJECT = "object"
    DISPUTE = "dispute"


class Scale(StrEnum):
    """How many people a dispute concerns: one or few 个体性, a group 一般群体性, a large group 重大群体性."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    LARGE_GROUP = "large_group"


class Severity(StrEnum):
    """特别重大, 重大, 较大, 一般."""

    EXTRAORDINARY = "extraordinary"
    MAJOR = "major"
    SERIOUS = "serious"
    ORDINARY = "ordinary"


class Outcome(StrEnum):
    """How a dispute ended: settled 化解, not settled 未化解, guided to court 引导诉讼."""

    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    TO_COURT = "to_court"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a step depends on, gathered before it is taken. Times are aware."""

    state: State | None
    roles: frozenset[Role] = frozenset()
    system: bool = False
    actor: Hashable | None = None
    is_reporter: bool = False
    works_for_lead: bool = False
    reason: str = ""
    source: Source | None = None
    has_category: bool = False
    has_place: bool = False
    duplicate_answered: bool = False
    merges_into_other: bool = False
    lead_covers: bool = False
    returned_by_lead: bool = False
    keeps_lead: bool = False
    solvable: bool = False
    before_evidence_needed: int = 0
    before_evidence: int = 0
    after_evidence_needed: int = 0
    after_evidence: int = 0
    joint_tasks_open: int = 0
    handlers: frozenset[Hashable] = frozenset()
    is_dispute: bool = False
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    reopen_within: timedelta = timedelta(days=15)


class StepRefused(Exception):
    """This step is not possible."""

    message = "This step is not possible."

    def __init__(self) -> None:
        super().__init__(self.message)


class NotFromHere(StepRefused):
    """The table has no such step from the present state."""

    message = "This is not possible in the present state. Reload the page to see what is possible now."


class NotYourStep(StepRefused):
    """None of the actor's duties takes this step."""

    message = "This step belongs to somebody else's duty."


class CategoryMissing(StepRefused):
    """An event without a category can be neither routed nor counted."""

    message = "Choose a category first."


class PlaceMissing(StepRefused):
    """An event has a place, or the reason why it has none."""

    message = "Mark the place, or say why there is none."


class SourceMissing(StepRefused):
    """Nobody said by which way the event came in."""

    message = "Say where the report came from."


class NothingToVerify(StepRefused):
    """Only reports of residents and of cameras are verified before acceptance."""

    message = "Only residents' and camera reports are verified first; accept it instead."


class DuplicateOpen(StepRefused):
    """Whether the event is known already has not been answered."""

    message = "Answer first whether this event was reported before."


class ReasonMissing(StepRefused):
    """The step needs a reason that the people concerned can read."""

    message = "Give a reason; the people concerned will read it."


class MergesNowhere(StepRefused):
    """An event is merged into another one that lives."""

    message = "Choose another, still open event to merge into."


class LeadDoesNotCover(StepRefused):
    """The chosen organisation has no routing rule for this category in this area."""

    message = "This organisation does not cover the category here. Choose one from the routing rules."


class StraightBack(StepRefused):
    """The organisation that returned the event would get it straight back."""

    message = "This organisation has just returned the event. Choose another, or give a reason for sending it back."


class NotWithLead(StepRefused):
    """The actor does not work for the organisation that leads."""

    message = "The event was given to another organisation."


class TransferToItself(StepRefused):
    """A transfer hands the lead to somebody else."""

    message = "The event is with this organisation already. Choose another one."


class NotSolvable(StepRefused):
    """Only the reporter solves on the spot, and only what the category allows."""

    message = "Only your own report of a category that allows it can be closed as solved on the spot."


class BeforeEvidenceMissing(StepRefused):
    """The category demands a picture taken before the work."""

    message = "Add a photo taken before the work first."


class EvidenceMissing(StepRefused):
    """The category demands a picture taken after the work."""

    message = "Add a photo taken after the work first."


class JointTasksOpen(StepRefused):
    """Other organisations still work on their part."""

    message = "Joint tasks are still open; wait for them or have them waived."


class CheckerHandled(StepRefused):
    """Nobody checks their own work."""

    message = "You handled this event; somebody else must check it."


class OutcomeMissing(StepRefused):
    """A dispute is closed with an outcome, everything else without."""

    message = "Say how the dispute ended: settled, not settled, or guided to court."


class TooLateToReopen(StepRefused):
    """The days in which the event could be reopened are over."""

    message = "The time to reopen this event is over. Report it anew and mention its code."
