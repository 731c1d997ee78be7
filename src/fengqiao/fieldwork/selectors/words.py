"""Names of frequencies, proofs, pushers and states as the pages of tasks say them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.fieldwork.domain.absence import RequestState
from fengqiao.fieldwork.domain.tasks import TaskState, TaskStep
from fengqiao.fieldwork.domain.worklist import Frequency, KindState, Proof, Pusher

FREQUENCIES = {
    Frequency.ASKED: pgettext_lazy("frequency", "when asked"),
    Frequency.ONCE: pgettext_lazy("frequency", "once"),
    Frequency.DAILY: pgettext_lazy("frequency", "every day"),
    Frequency.WEEKLY: pgettext_lazy("frequency", "every week"),
    Frequency.MONTHLY: pgettext_lazy("frequency", "every month"),
    Frequency.QUARTERLY: pgettext_lazy("frequency", "every quarter"),
    Frequency.YEARLY: pgettext_lazy("frequency", "every year"),
}
PROOFS = {
    Proof.NOTE: pgettext_lazy("proof", "a few words"),
    Proof.PHOTO: pgettext_lazy("proof", "a photo"),
    Proof.POSITION: pgettext_lazy("proof", "the position"),
}
PUSHERS = {
    Pusher.STUDIO: pgettext_lazy("pusher", "Grid studio of the town"),
    Pusher.CENTRE: pgettext_lazy("pusher", "Governance centre"),
    Pusher.VILLAGE: pgettext_lazy("pusher", "Village or community"),
}
KIND_STATES = {
    KindState.PROPOSED: pgettext_lazy("kind of work", "Waits for approval"),
    KindState.PUBLISHED: pgettext_lazy("kind of work", "On the list"),
    KindState.REPLACED: pgettext_lazy("kind of work", "Replaced"),
    KindState.TAKEN_OFF: pgettext_lazy("kind of work", "Taken off"),
    KindState.REFUSED: pgettext_lazy("kind of work", "Refused"),
}
KIND_TONES = {
    KindState.PROPOSED: "due",
    KindState.PUBLISHED: "done",
    KindState.REPLACED: "",
    KindState.TAKEN_OFF: "",
    KindState.REFUSED: "",
}
STATES = {
    TaskState.OPEN: pgettext_lazy("task", "To do"),
    TaskState.ANSWERED: pgettext_lazy("task", "Waits for the check"),
    TaskState.SENT_BACK: pgettext_lazy("task", "Sent back"),
    TaskState.ACCEPTED: pgettext_lazy("task", "Accepted"),
    TaskState.WITHDRAWN: pgettext_lazy("task", "Withdrawn"),
}
TONES = {
    TaskState.OPEN: "info",
    TaskState.ANSWERED: "live",
    TaskState.SENT_BACK: "due",
    TaskState.ACCEPTED: "done",
    TaskState.WITHDRAWN: "",
}
STEPS = {
    TaskStep.PUSH: pgettext_lazy("task step", "Given"),
    TaskStep.ANSWER: pgettext_lazy("task step", "Answered"),
    TaskStep.ACCEPT: pgettext_lazy("task step", "Accepted"),
    TaskStep.SEND_BACK: pgettext_lazy("task step", "Sent back"),
    TaskStep.UNDO: pgettext_lazy("task step", "Decision taken back"),
    TaskStep.WITHDRAW: pgettext_lazy("task step", "Withdrawn"),
}
STEP_ICONS = {
    TaskStep.PUSH: "send",
    TaskStep.ANSWER: "message-square-warning",
    TaskStep.ACCEPT: "circle-check",
    TaskStep.SEND_BACK: "rotate-ccw",
    TaskStep.UNDO: "undo-2",
    TaskStep.WITHDRAW: "x",
}
REQUESTS = {
    RequestState.ASKED: pgettext_lazy("absence request", "Waits for the studio"),
    RequestState.GRANTED: pgettext_lazy("absence request", "Granted"),
    RequestState.REFUSED: pgettext_lazy("absence request", "Not granted"),
    RequestState.TAKEN_BACK: pgettext_lazy("absence request", "Taken back"),
}
REQUEST_TONES = {
    RequestState.ASKED: "due",
    RequestState.GRANTED: "done",
    RequestState.REFUSED: "danger",
    RequestState.TAKEN_BACK: "",
}
# The messages of the domain's refusals, so that they are collected for translation.
REFUSALS = (
    _("This step is not possible now."),
    _("This has gone on in the meantime. Look at the page again."),
    _("Say why; the worker will read it."),
    _("This task asks for more."),
    _("Somebody else must check what you did yourself."),
    _("This was decided more than 30 minutes ago, or by somebody else; it stays."),
    _("This kind of work cannot get onto the list."),
    _(
        "Grid workers get only work of the published list. Name the document and the number of the item; without one "
        "only an urgent kind of work is possible, with an end date and somebody else's approval."
    ),
    _("Say why it is urgent; who approves it and the public read it."),
    _("An urgent kind of work needs a last day, from today on and at most 60 days away."),
    _("Choose who may push it."),
    _("Choose at least one thing that an answer must bring."),
    _("Write how long it takes once, from 1 minute to 16 hours."),
    _("Somebody else must approve what you proposed."),
    _("This absence cannot be kept."),
    _("The last day must not lie before the first, nor more than a year after it."),
    _("It began more than 31 days ago; what was done then stays as it was."),
    _("Somebody else must stand in."),
)
