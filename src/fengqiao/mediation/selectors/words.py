"""Names of states, steps, sides and kinds as the pages say them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.mediation.domain.agreements import AgreementForm, AgreementState, PromiseState, Urgency
from fengqiao.mediation.domain.confirmation import CourtState, CourtStep
from fengqiao.mediation.domain.disputes import (
    Consent,
    Means,
    Outcome,
    PartyKind,
    Sensitive,
    Stand,
    State,
    Step,
)
from fengqiao.mediation.domain.repeats import Likeness
from fengqiao.mediation.domain.sessions import RoomState, SessionState

STATES = {
    State.REGISTERED: pgettext_lazy("dispute", "Registered"),
    State.MEDIATING: pgettext_lazy("dispute", "Being mediated"),
    State.AGREED: pgettext_lazy("dispute", "Agreed"),
    State.SIGNING_OFF: pgettext_lazy("dispute", "Waits for a second person"),
    State.CONCLUDED: pgettext_lazy("dispute", "To be checked"),
    State.CLOSED: pgettext_lazy("dispute", "Closed"),
    State.VOID: pgettext_lazy("dispute", "Void"),
}
TONES = {
    State.REGISTERED: "info",
    State.MEDIATING: "live",
    State.AGREED: "done",
    State.SIGNING_OFF: "due",
    State.CONCLUDED: "due",
    State.CLOSED: "done",
    State.VOID: "",
}
STEPS = {
    Step.REGISTER: pgettext_lazy("dispute step", "Registered"),
    Step.TAKE_UP: pgettext_lazy("dispute step", "Mediation begun, everybody wants it"),
    Step.AGREE: pgettext_lazy("dispute step", "Agreement in force"),
    Step.SET_ASIDE: pgettext_lazy("dispute step", "Agreement set aside"),
    Step.CONCLUDE: pgettext_lazy("dispute step", "Concluded by the mediator"),
    Step.SIGN_OFF: pgettext_lazy("dispute step", "Signed off by a second person"),
    Step.SEND_BACK: pgettext_lazy("dispute step", "Sent back"),
    Step.CLOSE: pgettext_lazy("dispute step", "Checked and closed"),
    Step.ADOPT: pgettext_lazy("dispute step", "The event was closed at the centre"),
    Step.REOPEN: pgettext_lazy("dispute step", "Reopened with its event"),
    Step.VOID: pgettext_lazy("dispute step", "The event was ended at the centre"),
}
STEP_ICONS = {
    Step.REGISTER: "notebook-pen",
    Step.TAKE_UP: "heart-handshake",
    Step.AGREE: "signature",
    Step.SET_ASIDE: "undo-2",
    Step.CONCLUDE: "flag",
    Step.SIGN_OFF: "shield-check",
    Step.SEND_BACK: "undo-2",
    Step.CLOSE: "circle-check",
    Step.ADOPT: "circle-check",
    Step.REOPEN: "rotate-ccw",
    Step.VOID: "ban",
}
OUTCOMES = {
    Outcome.SETTLED: pgettext_lazy("dispute outcome", "Settled"),
    Outcome.NOT_SETTLED: pgettext_lazy("dispute outcome", "Not settled"),
    Outcome.TO_COURT: pgettext_lazy("dispute outcome", "Guided to court"),
}
OUTCOME_TONES = {Outcome.SETTLED: "done", Outcome.NOT_SETTLED: "due", Outcome.TO_COURT: "info"}
SENSITIVE = {
    Sensitive.NO: pgettext_lazy("sensitive", "Nothing of this kind"),
    Sensitive.MINOR: pgettext_lazy("sensitive", "A minor is concerned"),
    Sensitive.VIOLENCE: pgettext_lazy("sensitive", "Violence at home"),
    Sensitive.OTHER: pgettext_lazy("sensitive", "Another reason to keep it close"),
}
MEANS = {
    Means.PEOPLE: pgettext_lazy("way of settling", "People's mediation"),
    Means.ADMINISTRATIVE: pgettext_lazy("way of settling", "Administrative mediation"),
    Means.JUDICIAL: pgettext_lazy("way of settling", "Judicial mediation"),
    Means.TRADE: pgettext_lazy("way of settling", "Mediation of the trade"),
    Means.LAWYER: pgettext_lazy("way of settling", "Lawyers' mediation"),
    Means.COMMERCIAL: pgettext_lazy("way of settling", "Commercial mediation"),
    Means.ARBITRAL: pgettext_lazy("way of settling", "Mediation at arbitration"),
    Means.ARBITRATION: pgettext_lazy("way of settling", "Arbitration"),
    Means.REVIEW: pgettext_lazy("way of settling", "Administrative review"),
    Means.RULING: pgettext_lazy("way of settling", "Administrative ruling"),
    Means.LITIGATION: pgettext_lazy("way of settling", "Lawsuit"),
    Means.BETWEEN_THEM: pgettext_lazy("way of settling", "Between themselves"),
}
KINDS = {
    PartyKind.PERSON: pgettext_lazy("party", "Person"),
    PartyKind.ORGANISATION: pgettext_lazy("party", "Organisation"),
}
STANDS = {
    Stand.ASKS: pgettext_lazy("party", "Asks for it"),
    Stand.ANSWERS: pgettext_lazy("party", "The other side"),
}
CONSENTS = {
    Consent.OPEN: pgettext_lazy("consent", "not asked yet"),
    Consent.YES: pgettext_lazy("consent", "wants the mediation"),
    Consent.NO: pgettext_lazy("consent", "does not want it"),
}
CONSENT_TONES = {Consent.OPEN: "due", Consent.YES: "done", Consent.NO: "danger"}
SESSIONS = {
    SessionState.PLANNED: pgettext_lazy("session", "planned"),
    SessionState.HELD: pgettext_lazy("session", "held"),
    SessionState.OFF: pgettext_lazy("session", "fell through"),
}
SESSION_TONES = {SessionState.PLANNED: "info", SessionState.HELD: "done", SessionState.OFF: ""}
ROOMS = {
    RoomState.ASKED: pgettext_lazy("room", "asked for"),
    RoomState.BOOKED: pgettext_lazy("room", "booked"),
    RoomState.REFUSED: pgettext_lazy("room", "none to be had"),
}
ROOM_TONES = {RoomState.ASKED: "due", RoomState.BOOKED: "done", RoomState.REFUSED: "danger"}
FORMS = {
    AgreementForm.WRITTEN: pgettext_lazy("agreement", "Written, signed by all"),
    AgreementForm.SPOKEN: pgettext_lazy("agreement", "Spoken, recorded by the mediator"),
}
AGREEMENTS = {
    AgreementState.DRAFT: pgettext_lazy("agreement", "To be signed"),
    AgreementState.IN_FORCE: pgettext_lazy("agreement", "In force"),
    AgreementState.ASIDE: pgettext_lazy("agreement", "Set aside"),
}
AGREEMENT_TONES = {AgreementState.DRAFT: "due", AgreementState.IN_FORCE: "done", AgreementState.ASIDE: ""}
PROMISES = {
    PromiseState.OPEN: pgettext_lazy("promise", "to be kept"),
    PromiseState.KEPT: pgettext_lazy("promise", "kept"),
    PromiseState.BROKEN: pgettext_lazy("promise", "not kept"),
}
LIKENESSES = {
    Likeness.SIDES: pgettext_lazy("repeat", "the same two sides"),
    Likeness.PLACE: pgettext_lazy("repeat", "the same kind of dispute at the same place"),
}
URGENCIES = {
    Urgency.FAR: pgettext_lazy("promise", "has time"),
    Urgency.SOON: pgettext_lazy("promise", "due soon"),
    Urgency.TODAY: pgettext_lazy("promise", "due today"),
    Urgency.PAST: pgettext_lazy("promise", "overdue"),
}
COURT_STATES = {
    CourtState.FILED: pgettext_lazy("court", "Handed in"),
    CourtState.ACCEPTED: pgettext_lazy("court", "Accepted"),
    CourtState.MORE: pgettext_lazy("court", "More is asked for"),
    CourtState.CONFIRMED: pgettext_lazy("court", "Confirmed"),
    CourtState.REFUSED: pgettext_lazy("court", "Not confirmed"),
    CourtState.WITHDRAWN: pgettext_lazy("court", "Withdrawn"),
}
COURT_TONES = {
    CourtState.FILED: "info",
    CourtState.ACCEPTED: "live",
    CourtState.MORE: "due",
    CourtState.CONFIRMED: "done",
    CourtState.REFUSED: "danger",
    CourtState.WITHDRAWN: "",
}
COURT_STEPS = {
    CourtStep.FILE: pgettext_lazy("court step", "Hand in"),
    CourtStep.ACCEPT: pgettext_lazy("court step", "Accept"),
    CourtStep.ASK_MORE: pgettext_lazy("court step", "Ask for more"),
    CourtStep.ANSWER: pgettext_lazy("court step", "Answer the court"),
    CourtStep.CONFIRM: pgettext_lazy("court step", "Confirm"),
    CourtStep.REFUSE: pgettext_lazy("court step", "Do not confirm"),
    CourtStep.WITHDRAW: pgettext_lazy("court step", "Withdraw"),
}
COURT_ICONS = {
    CourtStep.FILE: "send",
    CourtStep.ACCEPT: "inbox",
    CourtStep.ASK_MORE: "circle-question-mark",
    CourtStep.ANSWER: "pen-line",
    CourtStep.CONFIRM: "circle-check",
    CourtStep.REFUSE: "ban",
    CourtStep.WITHDRAW: "undo-2",
}
# The refusals of the domain, which knows no translation.
REFUSALS = (
    _("The dispute has gone on in the meantime. Look at the page again."),
    _("This belongs to the mediator in charge, or to those who check."),
    _("Write down both sides: who asks for the mediation and who answers."),
    _("Ask every party first whether they want this mediation; without a yes it does not begin."),
    _("There is no signed agreement and no record of a spoken one. Write it down first."),
    _("An agreement is in force. Set it aside with a reason before it ends without one."),
    _("Say how the dispute ended: settled, not settled, or guided to court."),
    _("Say in a few words why; it stays with the dispute."),
    _("You mediated this yourself; a second person must do this."),
    _("Write down at least one promise: who does what until when."),
    _("At most twelve promises fit into one agreement; put together what belongs together."),
    _("Every promise is made by one of the parties. Choose who."),
    _("The day of a promise is today or later, and within ten years."),
    _("This is signed already. To change it, set it aside with a reason and draw it up anew."),
    _("The application has gone on in the meantime. Look at the page again."),
    _("This step belongs to the other side of the counter."),
    _("Only an agreement in force can be confirmed. Have it signed by everybody first."),
    _("The court confirms written agreements. Draw it up in writing and have it signed."),
    _("The thirty days in which the court can be asked are over."),
    _("All parties ask together. Ask each of them, and tick them once they want it."),
    _("Say in a few words what is missing or why; the parties will read it."),
    _("Write the number of the court's decision."),
)
