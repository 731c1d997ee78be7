"""The words of the screens for states, steps, sources and outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fengqiao.incidents.domain.deadlines import Awaited
from fengqiao.incidents.domain.facts import CategoryKind, Outcome, Scale, Severity, Source, State, Step
from fengqiao.incidents.domain.forms import Complaint, FieldType
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.domain.routing import Verdict
from fengqiao.incidents.domain.side import Level, RatingWay, RequestKind, RequestState
from fengqiao.incidents.domain.units import Basis, ClockKind, Part, Unit

_STATES = {
    State.DRAFT: pgettext_lazy("state", "draft"),
    State.REPORTED: pgettext_lazy("state", "to be accepted"),
    State.VERIFYING: pgettext_lazy("state", "being verified"),
    State.ACCEPTED: pgettext_lazy("state", "accepted"),
    State.REJECTED: pgettext_lazy("state", "not accepted"),
    State.MERGED: pgettext_lazy("state", "merged"),
    State.VOID: pgettext_lazy("state", "void"),
    State.DISPATCHED: pgettext_lazy("state", "to be signed for"),
    State.HANDLING: pgettext_lazy("state", "being handled"),
    State.HANDLED: pgettext_lazy("state", "to be checked"),
    State.CHECKED: pgettext_lazy("state", "check passed"),
    State.SENT_BACK: pgettext_lazy("state", "sent back"),
    State.CLOSED: pgettext_lazy("state", "closed"),
    State.RATED: pgettext_lazy("state", "rated"),
    State.ARCHIVED: pgettext_lazy("state", "archived"),
    State.REOPENED: pgettext_lazy("state", "reopened"),
}
_STEPS = {
    Step.SAVE: pgettext_lazy("step", "Save draft"),
    Step.REPORT: pgettext_lazy("step", "Report"),
    Step.VERIFY: pgettext_lazy("step", "Have it verified"),
    Step.ACCEPT: pgettext_lazy("step", "Accept"),
    Step.REJECT: pgettext_lazy("step", "Do not accept"),
    Step.MERGE: pgettext_lazy("step", "Merge"),
    Step.VOID: pgettext_lazy("step", "Declare void"),
    Step.UNDO: pgettext_lazy("step", "Undo"),
    Step.DISPATCH: pgettext_lazy("step", "Dispatch"),
    Step.WITHDRAW: pgettext_lazy("step", "Withdraw"),
    Step.RETURN: pgettext_lazy("step", "Return"),
    Step.SIGN: pgettext_lazy("step", "Sign for it"),
    Step.FEEDBACK: pgettext_lazy("step", "Report it done"),
    Step.PASS: pgettext_lazy("step", "Check passed"),
    Step.SEND_BACK: pgettext_lazy("step", "Send back"),
    Step.CLOSE: pgettext_lazy("step", "Close"),
    Step.RATE: pgettext_lazy("step", "Rate"),
    Step.ARCHIVE: pgettext_lazy("step", "Archive"),
    Step.REOPEN: pgettext_lazy("step", "Reopen"),
    Step.SOLVE: pgettext_lazy("step", "Solved on the spot"),
    Step.TRANSFER: pgettext_lazy("step", "Transfer"),
    Step.RECALL: pgettext_lazy("step", "Take back"),
}
_SOURCES = {
    Source.PATROL: pgettext_lazy("source", "Patrol"),
    Source.RESIDENT: pgettext_lazy("source", "Resident's report"),
    Source.VISIT: pgettext_lazy("source", "Visit to the centre"),
    Source.CAMERA: pgettext_lazy("source", "Camera"),
    Source.HOTLINE: pgettext_lazy("source", "Hotline 12345"),
    Source.HIGHER: pgettext_lazy("source", "From a higher level"),
    Source.HANDBACK: pgettext_lazy("source", "Handed back by an agency"),
}
_OUTCOMES = {
    Outcome.SETTLED: pgettext_lazy("outcome", "settled"),
    Outcome.NOT_SETTLED: pgettext_lazy("outcome", "not settled"),
    Outcome.TO_COURT: pgettext_lazy("outcome", "guided to court"),
}
_JOINT = {
    JointState.ASKED: pgettext_lazy("joint task", "asked"),
    JointState.ACCEPTED: pgettext_lazy("joint task", "taken on"),
    JointState.REFUSED: pgettext_lazy("joint task", "refused"),
    JointState.DONE: pgettext_lazy("joint task", "done"),
    JointState.WAIVED: pgettext_lazy("joint task", "waived"),
}
_REQUESTS = {
    RequestKind.EXTENSION: pgettext_lazy("request", "Extension"),
    RequestKind.SUSPENSION: pgettext_lazy("request", "Suspension"),
}
_REQUEST_STATES = {
    RequestState.ASKED: pgettext_lazy("request", "waits for a decision"),
    RequestState.APPROVED: pgettext_lazy("request", "granted"),
    RequestState.REFUSED: pgettext_lazy("request", "not granted"),
    RequestState.TAKEN_BACK: pgettext_lazy("request", "taken back"),
    RequestState.ENDED: pgettext_lazy("request", "over"),
}
_UNITS = {
    Unit.WORKING_HOURS: pgettext_lazy("unit", "working hours"),
    Unit.WORKING_DAYS: pgettext_lazy("unit", "working days"),
    Unit.CALENDAR_DAYS: pgettext_lazy("unit", "calendar days"),
    Unit.HOURS: pgettext_lazy("unit", "hours"),
}
_KINDS = {
    CategoryKind.HAPPENING: pgettext_lazy("kind of category", "Happening"),
    CategoryKind.OBJECT: pgettext_lazy("kind of category", "Object"),
    CategoryKind.DISPUTE: pgettext_lazy("kind of category", "Dispute"),
}
_FIELD_TYPES = {
    FieldType.TEXT: pgettext_lazy("type of field", "Text"),
    FieldType.NUMBER: pgettext_lazy("type of field", "Number"),
    FieldType.DATE: pgettext_lazy("type of field", "Date"),
    FieldType.CHOICE: pgettext_lazy("type of field", "One of several"),
    FieldType.YES_NO: pgettext_lazy("type of field", "Yes or no"),
    FieldType.PHONE: pgettext_lazy("type of field", "Telephone number"),
}
_PARTS = {
    Part.LEAD: pgettext_lazy("part in an event", "leads"),
    Part.JOINT: pgettext_lazy("part in an event", "joins in"),
    Part.ABLE: pgettext_lazy("part in an event", "can be chosen"),
}
_BASES = {
    Basis.PLACE: pgettext_lazy("basis of a duty", "by place"),
    Basis.OWNER: pgettext_lazy("basis of a duty", "by ownership"),
}
_STRETCHES = {
    ClockKind.ACCEPT: pgettext_lazy("stretch", "Accepting"),
    ClockKind.VERIFY: pgettext_lazy("stretch", "Verifying"),
    ClockKind.DISPATCH: pgettext_lazy("stretch", "Dispatching"),
    ClockKind.SIGN: pgettext_lazy("stretch", "Signing for it"),
    ClockKind.HANDLE: pgettext_lazy("stretch", "Handling"),
    ClockKind.CHECK: pgettext_lazy("stretch", "Checking"),
    ClockKind.CLOSE: pgettext_lazy("stretch", "Closing"),
    ClockKind.JOINT_ANSWER: pgettext_lazy("stretch", "Answering a request to join"),
    ClockKind.JOINT_WORK: pgettext_lazy("stretch", "Doing one's part of joint work"),
}
_AWAITED = {
    Awaited.ACCEPTANCE: pgettext_lazy("awaited", "whether it is accepted"),
    Awaited.VERIFICATION: pgettext_lazy("awaited", "whether it is true"),
    Awaited.DISPATCH: pgettext_lazy("awaited", "that somebody is sent"),
    Awaited.SIGNATURE: pgettext_lazy("awaited", "that they sign for it"),
    Awaited.WORK: pgettext_lazy("awaited", "the work"),
    Awaited.REWORK: pgettext_lazy("awaited", "the work, once more"),
    Awaited.JOINT_ANSWER: pgettext_lazy("awaited", "whether they join"),
    Awaited.JOINT_WORK: pgettext_lazy("awaited", "their part of the work"),
    Awaited.JOINT_DECISION: pgettext_lazy("awaited", "what follows from their refusal"),
    Awaited.CHECK: pgettext_lazy("awaited", "the check"),
    Awaited.CLOSING: pgettext_lazy("awaited", "the closing"),
    Awaited.NOTHING: pgettext_lazy("awaited", "nothing"),
}
_SEVERITIES = {
    Severity.EXTRAORDINARY: pgettext_lazy("severity", "extraordinary"),
    Severity.MAJOR: pgettext_lazy("severity", "major"),
    Severity.SERIOUS: pgettext_lazy("severity", "serious"),
    Severity.ORDINARY: pgettext_lazy("severity", "ordinary"),
}
_SCALES = {
    Scale.INDIVIDUAL: pgettext_lazy("scale", "one or few people"),
    Scale.GROUP: pgettext_lazy("scale", "a group of people"),
    Scale.LARGE_GROUP: pgettext_lazy("scale", "a large group of people"),
}
_LEVELS = {
    Level.NOTICED: pgettext_lazy("supervision", "level 1, noticed"),
    Level.URGED: pgettext_lazy("supervision", "level 2, urged"),
    Level.LISTED: pgettext_lazy("supervision", "level 3, listed"),
}
_RATING_WAYS = {
    RatingWay.PAGE: pgettext_lazy("rating", "on their page"),
    RatingWay.CALL: pgettext_lazy("rating", "by telephone"),
    RatingWay.VISIT: pgettext_lazy("rating", "on a visit"),
}
_VERDICTS = {
    Verdict.CHOSEN: pgettext_lazy("verdict", "leads by rule"),
    Verdict.FARTHER_AREA: pgettext_lazy("verdict", "answers for a wider area"),
    Verdict.WIDER_CATEGORY: pgettext_lazy("verdict", "has the more general category"),
    Verdict.OTHER_BASIS: pgettext_lazy("verdict", "comes second: place before owner, with objects owner before place"),
    Verdict.DISSOLVED: pgettext_lazy("verdict", "was dissolved"),
    Verdict.JOINS: pgettext_lazy("verdict", "joins by rule"),
    Verdict.LEADS_ALREADY: pgettext_lazy("verdict", "leads already"),
    Verdict.POSSIBLE: pgettext_lazy("verdict", "can be chosen"),
}
# The refusals of the domain, which knows no translation.
REFUSALS = (
    _("This step is not possible."),
    _("This is not possible in the present state. Reload the page to see what is possible now."),
    _("This step belongs to somebody else's duty."),
    _("Choose a category first."),
    _("Mark the place, or say why there is none."),
    _("Say where the report came from."),
    _("Only residents' and camera reports are verified first; accept it instead."),
    _("Answer first whether this event was reported before."),
    _("Give a reason; the people concerned will read it."),
    _("Choose another, still open event to merge into."),
    _("This organisation does not cover the category here. Choose one from the routing rules."),
    _("This organisation has just returned the event. Choose another, or give a reason for sending it back."),
    _("The event was given to another organisation."),
    _("Add a photo taken after the work first."),
    _("Joint tasks are still open; wait for them or have them waived."),
    _("You handled this event; somebody else must check it."),
    _("Say how the dispute ended: settled, not settled, or guided to court."),
    _("The time to reopen this event is over. Report it anew and mention its code."),
    _("The event is with this organisation already. Choose another one."),
    _("Only your own report of a category that allows it can be closed as solved on the spot."),
    _("Add a photo taken before the work first."),
    _("Say what was done; the lead organisation builds on it."),
    _("This organisation leads the event already. Choose another one."),
    _("This organisation has been asked already."),
    _("Others can be asked to join only while the event is dispatched or being handled."),
    _("No clock of yours runs for this event, so there is nothing to extend or suspend."),
    _("Such a request is already waiting or in force."),
    _("You asked for this yourself; somebody else must decide."),
    _("Say for how long: a positive number for an extension, a day in the future for a suspension."),
    _("Only a suspension can be ended; an extension stays as it was approved."),
    _("The event is already under supervision of this or a higher level."),
    _("The event is over; nobody can be urged any more."),
    _("This file is not a photo that can be kept. Take the photo again as JPEG, PNG or WebP."),
    _("This photo is too large. Photos may have up to 20 MB and 60 million pixels."),
)


# By type first: "void" is a state and a step, and the two are not the same word.
_WORDS: Mapping[type[Enum], Mapping[Any, Any]] = {
    State: _STATES,
    Step: _STEPS,
    Source: _SOURCES,
    Outcome: _OUTCOMES,
    Awaited: _AWAITED,
    JointState: _JOINT,
    RequestKind: _REQUESTS,
    RequestState: _REQUEST_STATES,
    Unit: _UNITS,
    Severity: _SEVERITIES,
    Scale: _SCALES,
    Level: _LEVELS,
    RatingWay: _RATING_WAYS,
    Verdict: _VERDICTS,
    CategoryKind: _KINDS,
    FieldType: _FIELD_TYPES,
    Part: _PARTS,
    Basis: _BASES,
    ClockKind: _STRETCHES,
}


def in_words(
    value: State
    | Step
    | Source
    | Outcome
    | Awaited
    | JointState
    | RequestKind
    | RequestState
    | Unit
    | Severity
    | Scale
    | Level
    | RatingWay
    | Verdict
    | CategoryKind
    | FieldType
    | Part
    | Basis
    | ClockKind,
) -> str:
    """One of the enumerations' members in the language of the moment."""
    return str(_WORDS[type(value)][value])


_COMPLAINTS = {
    Complaint.MISSING: _("please fill this in"),
    Complaint.UNKNOWN: _("this form has no such field"),
    Complaint.TOO_LONG: _("this is too long"),
    Complaint.NO_TEXT: _("this is no text"),
    Complaint.NO_NUMBER: _("this is no number"),
    Complaint.TOO_SMALL: _("this number is too small"),
    Complaint.TOO_LARGE: _("this number is too large"),
    Complaint.NO_DATE: _("this is no date; write it as 2026-11-23"),
    Complaint.NO_CHOICE: _("choose one of those offered"),
    Complaint.NO_PHONE: _("this is no telephone number"),
}


def complaint_words(fields: Sequence[Mapping[str, Any]], complaints: Mapping[str, Complaint]) -> str:
    """What is wrong with answers to a form, as one sentence."""
    titles = {str(field["name"]): local_title(field["titles"]) for field in fields}
    return "; ".join(f"{titles.get(name, name)}: {_COMPLAINTS[complaint]}" for name, complaint in complaints.items())


def local_title(titles: Mapping[str, str]) -> str:
    """The one of ``titles`` (by language code) that fits the language of the moment; else Simplified Chinese."""
    return titles.get(get_language() or "") or titles.get("zh-hans", "")
