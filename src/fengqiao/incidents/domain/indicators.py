"""The indicators of the event spine: what each counts, in words and as a function, with a version.

A formula judges single facts: True, it counts above and below the line; False, below it only; None, not at all. A
figure is the sum of such judgements. Whoever changes what a formula counts raises its version. Where nothing counts
there is no figure, rather than 0 or 100 %.

The standards that use these names are not reprinted here; the definitions are this program's own, and each says
exactly what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from fengqiao.incidents.domain import validity
from fengqiao.incidents.domain.facts import CategoryKind, Source, State

SATISFIED_FROM = 4
SECONDS_AN_HOUR = 3600
CLOSED = frozenset({State.CLOSED, State.RATED, State.ARCHIVED})
REFUSED = frozenset({State.REJECTED, State.VOID})
UNDECIDED = frozenset({State.DRAFT, State.REPORTED, State.VERIFYING})
FOUND = frozenset({Source.PATROL, Source.CAMERA})
TOLD = frozenset({Source.RESIDENT, Source.HOTLINE, Source.HIGHER})


def gettext_noop(text: str) -> str:
    """Marks a text that pages translate; here it stays as it is."""
    return text


class Measure(StrEnum):
    """How a figure reads: a share of 1, hours on average, or the change from the same days a year before."""

    SHARE = "share"
    HOURS = "hours"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A reported event as it stands now."""

    state: State
    source: Source
    kind: CategoryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the way with a deadline, looked at ``now``. ``done``: it ended with what was awaited."""

    due_at: datetime | None
    ended_at: datetime | None
    now: datetime
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """An event that was closed in ``round``; ``sent_back``: in this round some check had failed."""

    round: int
    sent_back: bool


def effective(report: Report) -> bool | None:
    """A real matter: taken on, and not refused or declared void."""
    if report.state in UNDECIDED or report.state is State.MERGED:
        return None
    return report.state not in REFUSED


def missed(report: Report) -> bool | None:
    """A real matter on the street that others had to tell us."""
    if not effective(report) or report.kind is CategoryKind.DISPUTE or report.source not in FOUND | TOLD:
        return None
    return report.source in TOLD


def closed(report: Report) -> bool | None:
    """A real matter that is closed now."""
    return report.state in CLOSED if effective(report) else None


def on_time(stretch: Stretch) -> bool | None:
    """Done before it was due; late from the moment on when it was due and not done."""
    if stretch.due_at is None:
        return None
    if stretch.ended_at is not None and stretch.ended_at <= stretch.due_at:
        return True if stretch.done else None
    return False if stretch.due_at <= stretch.now else None


def reworked(closing: Closing) -> bool:
    """Closed only after the work went back once, or the event was reopened."""
    return closing.sent_back or closing.round > 1


def right_first(leg: validity.Leg) -> bool | None:
    """Dispatched first to who solved it."""
    return validity.judge(leg).first_right


def satisfied(stars: int) -> bool:
    """Four or five stars."""
    return stars >= SATISFIED_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``top`` over ``base``. For hours ``top`` is their sum; for a change ``base`` is the count a year before."""

    measure: Measure
    top: float
    base: int

    @property
    def value(self) -> float | None:
        """The figure: a share of 1, hours, or a change as a share of 1. None where there is nothing to divide by."""
        if self.base == 0:
            return None
        if self.measure is Measure.CHANGE:
            return (self.top - self.base) / self.base
        return self.top / self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """One indicator. ``top`` and ``base`` say what is counted above and below the line, ``when`` which moment puts
    a case into a period. ``judge`` is the formula itself for one case. ``more_is_better`` None: neither."""

    id: str
    version: int
    name: str
    words: str
    top: str
    base: str
    when: str
    measure: Measure = Measure.SHARE
    more_is_better: bool | None = True
    judge: Callable[[Any], bool | None] | None = None

    @property
    def source(self) -> str:
        """Where the definition stands in the documentation."""
        return f"docs/indicators.md#{self.id.replace('_', '-')}"

    def figure(self, facts: Iterable[Any]) -> Figure:
        """The figure of single facts. For formulas with a ``judge``."""
        assert self.judge is not None
        said = [judged for fact in facts if (judged := self.judge(fact)) is not None]
        return Figure(measure=self.measure, top=sum(said), base=len(said))


_ = gettext_noop
_REPORTED = _("when it was reported")
_DECIDED = _("when it was done, or when it was due and not done")
_CLOSED = _("when it was closed")

FORMULAS: tuple[Formula, ...] = (
    Formula(
        id="effective_reports",
        version=1,
        name=_("Effective report rate"),
        words=_("Of the reports that were decided on, how many were real matters."),
        top=_("reports that were taken on and not declared void later"),
        base=_("reports that were taken on, refused or declared void; merged and undecided ones are left out"),
        when=_REPORTED,
        judge=effective,
    ),
    Formula(
        id="missed",
        version=1,
        name=_("Missed rate"),
        words=_("Of the matters on the street, how many residents, the hotline or a higher level had to tell us."),
        top=_("real matters told by residents, by the hotline or by a higher level"),
        base=_("these, and the real matters that patrols and cameras found; disputes and visits are left out"),
        when=_REPORTED,
        more_is_better=False,
        judge=missed,
    ),
    Formula(
        id="on_time_verification",
        version=1,
        name=_("On-time verification"),
        words=_("How often a report was verified within its time."),
        top=_("verifications that ended before they were due"),
        base=_("these, and those that were due and had not ended; a clock that stands still is left out"),
        when=_DECIDED,
        judge=on_time,
    ),
    Formula(
        id="on_time_check",
        version=1,
        name=_("On-time check"),
        words=_("How often reported work was checked within its time."),
        top=_("checks that ended before they were due"),
        base=_("these, and those that were due and had not ended; a clock that stands still is left out"),
        when=_DECIDED,
        judge=on_time,
    ),
    Formula(
        id="on_time_handling",
        version=1,
        name=_("On-time handling"),
        words=_("How often an organisation did its work within its time, rework included."),
        top=_("stretches of work that were reported done before they were due"),
        base=_("these, and those that were due and not reported done; what was given away in time is left out"),
        when=_DECIDED,
        judge=on_time,
    ),
    Formula(
        id="closing",
        version=1,
        name=_("Closing rate"),
        words=_("Of the real matters reported in the period, how many are closed today."),
        top=_("real matters that are closed, rated or archived now"),
        base=_("all real matters: taken on, not refused, void or merged"),
        when=_REPORTED,
        judge=closed,
    ),
    Formula(
        id="rework",
        version=1,
        name=_("Rework rate"),
        words=_("Of the closed events, how many went back at a check or had been reopened."),
        top=_("closings of which a check had failed in the same round, or of a round after the first"),
        base=_("all closings; what closes again in the period counts again"),
        when=_CLOSED,
        more_is_better=False,
        judge=reworked,
    ),
    Formula(
        id="right_first",
        version=validity.VERSION,
        name=_("Right-first dispatch"),
        words=_("How often the first dispatch went to the organisation that solved the matter."),
        top=_("first dispatches to the organisation that reported the work done"),
        base=_("first dispatches of rounds in which the work was reported done; what the centre took back is left out"),
        when=_("when it was first dispatched"),
        judge=right_first,
    ),
    Formula(
        id="satisfaction",
        version=1,
        name=_("Satisfaction"),
        words=_("How many of the ratings gave four or five stars."),
        top=_("ratings with four or five stars"),
        base=_("all ratings"),
        when=_("when it was rated"),
        judge=satisfied,
    ),
    Formula(
        id="handling_time",
        version=1,
        name=_("Mean handling time"),
        words=_("How long a closed event was with organisations, on average, by the clock, without suspensions."),
        top=_("hours to be signed for, being handled and being reworked, in the round that closed"),
        base=_("all closings of events that an organisation had"),
        when=_CLOSED,
        measure=Measure.HOURS,
        more_is_better=False,
    ),
    Formula(
        id="closed_events",
        version=1,
        name=_("Closed events against the year before"),
        words=_("How many more or fewer events were closed than in the same days a year before."),
        top=_("closings in the period"),
        base=_("closings in the same days a year before"),
        when=_CLOSED,
        measure=Measure.CHANGE,
    ),
    Formula(
        id="platform_use",
        version=1,
        name=_("Platform use against the year before"),
        words=_("On how many more or fewer days people did something with events than a year before."),
        top=_("days on which somebody took a step with an event, counted for each person"),
        base=_("the same in the same days a year before"),
        when=_("when the step was taken"),
        measure=Measure.CHANGE,
        more_is_better=None,
    ),
)
BY_ID: dict[str, Formula] = {formula.id: formula for formula in FORMULAS}
