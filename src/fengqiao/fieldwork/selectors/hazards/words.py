"""Names of topics, severities, states and steps as the pages say them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.fieldwork.domain.hazards import Answer, Raised, Severity, State, Step, Topic

TOPICS = {
    Topic.FIRE: pgettext_lazy("hazard", "Fire"),
    Topic.ELECTRICITY: pgettext_lazy("hazard", "Electricity"),
    Topic.GAS: pgettext_lazy("hazard", "Gas"),
    Topic.WATER: pgettext_lazy("hazard", "Water"),
    Topic.BUILDINGS: pgettext_lazy("hazard", "Buildings"),
    Topic.ROADS: pgettext_lazy("hazard", "Roads"),
}
TOPIC_ICONS = {
    "fire": "flame",
    "electricity": "zap",
    "gas": "cylinder",
    "water": "waves",
    "buildings": "building-2",
    "roads": "traffic-cone",
}
SEVERITIES = {
    Severity.GENERAL: pgettext_lazy("hazard", "general"),
    Severity.SERIOUS: pgettext_lazy("hazard", "serious"),
    Severity.GRAVE: pgettext_lazy("hazard", "grave"),
}
SEVERITY_TONES = {Severity.GENERAL: "", Severity.SERIOUS: "due", Severity.GRAVE: "danger"}
ANSWERS = {
    Answer.OK: pgettext_lazy("hazard", "In order"),
    Answer.BAD: pgettext_lazy("hazard", "Not in order"),
    Answer.NONE: pgettext_lazy("hazard", "Not here"),
}
STATES = {
    State.FOUND: pgettext_lazy("hazard state", "Found, the notice is to be handed over"),
    State.NOTIFIED: pgettext_lazy("hazard state", "Notice given, to be put right"),
    State.RECTIFIED: pgettext_lazy("hazard state", "Put right, to be looked at again"),
    State.SENT_BACK: pgettext_lazy("hazard state", "Sent back, to be put right again"),
    State.CLOSED: pgettext_lazy("hazard state", "Gone, closed"),
    State.VOID: pgettext_lazy("hazard state", "Withdrawn"),
}
TONES = {
    State.FOUND: "info",
    State.NOTIFIED: "live",
    State.RECTIFIED: "due",
    State.SENT_BACK: "due",
    State.CLOSED: "done",
    State.VOID: "",
}
STEPS = {
    Step.FIND: pgettext_lazy("hazard step", "Found"),
    Step.NOTIFY: pgettext_lazy("hazard step", "Notice handed over"),
    Step.RECTIFY: pgettext_lazy("hazard step", "Reported as put right"),
    Step.PASS: pgettext_lazy("hazard step", "Looked at again: gone"),
    Step.SEND_BACK: pgettext_lazy("hazard step", "Looked at again: not yet, sent back"),
    Step.EXTEND: pgettext_lazy("hazard step", "More time given"),
    Step.RAISE: pgettext_lazy("hazard step", "Overdue, told one level up"),
    Step.VOID: pgettext_lazy("hazard step", "Withdrawn"),
}
STEP_ICONS = {
    "find": "search",
    "notify": "file-text",
    "rectify": "wrench",
    "pass": "circle-check",
    "send_back": "rotate-ccw",
    "extend": "clock",
    "raise": "arrow-up",
    "void": "ban",
}
RAISED = {
    Raised.LEAD: pgettext_lazy("hazard", "told to the grid's lead"),
    Raised.STUDIO: pgettext_lazy("hazard", "told to the studio"),
    Raised.TOWN: pgettext_lazy("hazard", "told to the town"),
}

# The refusals of the table and of lists, so that they are translated.
REFUSALS = (
    _("This step is not possible now."),
    _("This has gone on in the meantime. Look at the page again."),
    _("Say why in a few words; the place and your colleagues will read them."),
    _("Add a photo of how it looks now; without it nobody can see that it is put right."),
    _("Another person has to look: not the one who found it, and not the one who reported it put right."),
    _("Name the day until which it is to be put right, today or later."),
    _("This is not overdue, or it stands with the town already."),
    _("A list needs at least one item."),
    _("A list of more than 60 items is not gone through to its end; divide it."),
    _("Two items have the same key."),
    _("An item needs a key of letters, digits and dashes."),
    _("Write what is to be looked at."),
    _("An item has at most 120 characters; it is read standing up."),
    _("Choose how bad it is when this is not in order: general, serious or grave."),
    _("Days to put things right are whole numbers from 0 to 90."),
)
