"""The steps of a matter as its follower reads them: plain words, organisations by name, never a person.

Steps of the event itself, and what happened beside them as far as it explains why it takes its time: who was asked to
help, when the clock stood still, when more time was granted, that somebody watches over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.incidents.domain.facts import Step
from fengqiao.incidents.domain.joint import JointStep
from fengqiao.incidents.domain.side import RequestKind, RequestState
from fengqiao.incidents.models import (
    ClockRequest,
    Incident,
    IncidentStep,
    JointTaskStep,
    Reminder,
    Supervision,
    Verification,
)

# Steps that tell a resident nothing.
SILENT = frozenset({Step.SAVE, Step.RATE, Step.ARCHIVE})
# Reasons that were written for the people concerned.
FOR_THEM = frozenset({Step.REJECT, Step.MERGE, Step.VOID})
_TONES = {
    Step.FEEDBACK: "done",
    Step.PASS: "done",
    Step.CLOSE: "done",
    Step.SOLVE: "done",
    Step.REJECT: "due",
    Step.VOID: "due",
    Step.SEND_BACK: "due",
    Step.RETURN: "due",
    Step.REOPEN: "due",
}
# By the step's value; the icons' names are found here when the icons are copied.
ICONS = {
    "report": "send",
    "verify": "eye",
    "accept": "inbox",
    "dispatch": "arrow-right",
    "transfer": "arrow-right",
    "sign": "footprints",
    "feedback": "circle-check",
    "pass": "check",
    "close": "check",
    "solve": "circle-check",
    "send_back": "rotate-ccw",
    "return": "undo-2",
    "withdraw": "undo-2",
    "recall": "undo-2",
    "reopen": "rotate-ccw",
    "reject": "x",
    "void": "x",
    "merge": "merge",
    "undo": "rotate-ccw",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowStep:
    """One step in plain words; ``note`` only where it was written for the people concerned."""

    at: datetime
    words: str
    note: str
    icon: str
    tone: str


def follow_steps(row: Incident, told: bool) -> tuple[FollowStep, ...]:
    """All that happened, oldest first. ``told``: with what was written for those who follow the matter."""
    taken = IncidentStep.objects.filter(incident=row).select_related("organisation").order_by("number")
    steps = [_step(one, told) for one in taken if one.step not in SILENT]
    moments = frozenset(one.at for one in taken)
    beside = [*_looked(row), *_helpers(row), *_time(row, moments), *_watched(row), *_reminded(row, told)]
    return tuple(sorted([*steps, *beside], key=lambda one: one.at))


def _step(one: IncidentStep, told: bool) -> FollowStep:
    return FollowStep(
        at=one.at,
        words=_sentence(Step(one.step), one.organisation.name if one.organisation else ""),
        note=one.note if told and one.step in FOR_THEM else "",
        icon=ICONS.get(one.step, "circle"),
        tone=_TONES.get(Step(one.step), "info"),
    )


def _beside(at: datetime, words: str, icon: str, tone: str = "info", note: str = "") -> FollowStep:
    return FollowStep(at=at, words=words, note=note, icon=icon, tone=tone)


def _looked(row: Incident) -> Iterator[FollowStep]:
    """That somebody was there; what they found, the centre says by what it does next."""
    for at in Verification.objects.filter(incident=row).exclude(answered_at=None).values_list("answered_at", flat=True):
        assert at is not None
        yield _beside(at, _("Somebody has looked at the place"), "eye")


def _helpers(row: Incident) -> Iterator[FollowStep]:
    """What others were asked to do."""
    for one in JointTaskStep.objects.filter(task__incident=row).select_related("task__organisation"):
        named = {"organisation": one.task.organisation.name}
        words, icon, tone = {
            JointStep.ASK: (_("%(organisation)s was asked to help"), "users", "info"),
            JointStep.ACCEPT: (_("%(organisation)s helps"), "users", "info"),
            JointStep.REFUSE: (_("%(organisation)s cannot help; another way is being found"), "undo-2", "due"),
            JointStep.ANSWER: (_("%(organisation)s has done its part"), "circle-check", "done"),
            JointStep.SEND_BACK: (_("%(organisation)s does its part once more"), "rotate-ccw", "due"),
            JointStep.ASK_AGAIN: (_("%(organisation)s was asked to help again"), "users", "info"),
            JointStep.WAIVE: (_("It goes on without %(organisation)s"), "minus", "info"),
        }[JointStep(one.step)]
        yield _beside(one.at, words % named, icon, tone)


def _time(row: Incident, moments: frozenset[datetime]) -> Iterator[FollowStep]:
    """When the clock of the matter itself stood still or got more time. ``moments``: of the steps, with which a clock
    ends anyway."""
    granted = ClockRequest.objects.filter(incident=row, segment__task__isnull=True, decided_at__isnull=False)
    for one in granted.filter(state__in=(RequestState.APPROVED, RequestState.ENDED)):
        assert one.decided_at is not None
        if one.kind == RequestKind.EXTENSION:
            yield _beside(one.decided_at, _("More time was granted"), "timer")
            continue
        day = f"{timezone.localtime(one.until):%Y-%m-%d}" if one.until else ""
        waits = _("It waits for something outside, until %(day)s at the latest; the time stands still") % {"day": day}
        yield _beside(one.decided_at, waits, "timer", "due")
        if one.ended_at is not None and one.ended_at not in moments:
            yield _beside(one.ended_at, _("It goes on; the time runs again"), "play")


def _watched(row: Incident) -> Iterator[FollowStep]:
    for one in Supervision.objects.filter(incident=row):
        yield _beside(one.started_at, _("A supervisor watches over it"), "eye", "due")


def _reminded(row: Incident, told: bool) -> Iterator[FollowStep]:
    """What those who follow it without an account asked for, and the answer to it."""
    for one in Reminder.objects.filter(incident=row, by__isnull=True, automatic=False):
        yield _beside(one.at, _("Those who deal with it were reminded"), "bell-ring")
        if one.replied_at is not None:
            yield _beside(one.replied_at, _("The answer to the reminder"), "check", note=one.reply if told else "")


def _sentence(step: Step, organisation: str) -> str:
    named = {"organisation": organisation}
    sentences = {
        Step.REPORT: _("We received the report"),
        Step.VERIFY: _("Somebody was asked to look at the place"),
        Step.ACCEPT: _("Accepted: it will be dealt with"),
        Step.REJECT: _("Not accepted"),
        Step.MERGE: _("Put together with another report of the same matter"),
        Step.VOID: _("Taken off the list"),
        Step.UNDO: _("Taken up again after all"),
        Step.DISPATCH: _("Given to %(organisation)s") % named,
        Step.TRANSFER: _("Handed on to %(organisation)s") % named,
        Step.WITHDRAW: _("Taken back; somebody else is being found"),
        Step.RECALL: _("Taken back; somebody else is being found"),
        Step.RETURN: _("Handed back; somebody else is being found"),
        Step.SIGN: _("%(organisation)s has started") % named,
        Step.FEEDBACK: _("%(organisation)s says that it is done") % named,
        Step.PASS: _("We checked it: it is done"),
        Step.SEND_BACK: _("We checked it: not good enough, to be done again"),
        Step.CLOSE: _("Finished"),
        Step.SOLVE: _("Dealt with on the spot"),
        Step.REOPEN: _("Taken up again, because it was not really solved"),
    }
    return sentences.get(step, _("A step was taken"))
