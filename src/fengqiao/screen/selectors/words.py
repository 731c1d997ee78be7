"""What the screen calls things: kinds of alarm, states, steps, roles. Short, in the users' words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from fengqiao.areas.selectors import Role
from fengqiao.cameras.selectors import AlarmState, FalseReason, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from fengqiao.cameras.selectors import AlarmView, StepView

WHAT: Mapping[str, str] = {
    "water": gettext_noop("People in the water zone"),
    "intrusion": gettext_noop("Somebody in a closed area"),
    "helmet": gettext_noop("Rider without a helmet"),
    "rubbish": gettext_noop("Rubbish left beside the bins"),
    "vehicle": gettext_noop("A watched vehicle"),
    "missing": gettext_noop("Somebody sought was seen"),
}
# How grave: 3 is danger to life, 2 a warning, 1 a notice. Decides sound, colour and order of taking over, no more.
SEVERITY: Mapping[str, int] = {"water": 3, "intrusion": 2, "vehicle": 2, "missing": 2, "helmet": 1, "rubbish": 1}
SEVERITY_WORDS: Mapping[int, str] = {
    3: gettext_noop("Danger to life"),
    2: gettext_noop("Warning"),
    1: gettext_noop("Notice"),
}
SEVERITY_MARKS: Mapping[int, str] = {3: "▲", 2: "◆", 1: "●"}
ROLE_WORDS: Mapping[str, str] = {
    Role.GRID_WORKER: gettext_noop("grid worker"),
    Role.GRID_LEAD: gettext_noop("grid lead"),
    Role.VILLAGE_SECRETARY: gettext_noop("village secretary"),
    Role.STUDIO_CLERK: gettext_noop("town clerk"),
    Role.OPERATOR: gettext_noop("operator"),
    Role.DISPATCHER: gettext_noop("dispatcher"),
    Role.HANDLER: gettext_noop("handler"),
    Role.MEDIATOR: gettext_noop("mediator"),
    Role.COUNCIL_MEMBER: gettext_noop("council member"),
    Role.VOLUNTEER: gettext_noop("volunteer"),
}
FALSE_WORDS: Mapping[str, str] = {
    FalseReason.NOBODY: gettext_noop("Nobody is there"),
    FalseReason.ANIMAL: gettext_noop("An animal"),
    FalseReason.SHADOW: gettext_noop("Shadow, light or reflection"),
    FalseReason.WORKER: gettext_noop("Somebody at work there"),
    FalseReason.ANGLER: gettext_noop("Somebody fishing on the bank"),
    FalseReason.ADULT_SAFE: gettext_noop("An adult, not in danger"),
    FalseReason.TEST: gettext_noop("A test"),
    FalseReason.OTHER: gettext_noop("Something else (please describe)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A state or a line of history in words, with tone and icon of the design language."""

    words: str
    tone: str = ""
    icon: str = "circle"


def what(zone_kind: str) -> str:
    """What a zone's alarm means."""
    return _(WHAT[zone_kind]) if zone_kind in WHAT else zone_kind


def severity(zone_kind: str) -> int:
    """3 danger to life, 2 warning, 1 notice; an unknown kind is a warning."""
    return SEVERITY.get(zone_kind, 2)


def role(value: str) -> str:
    """A role's name; empty for none."""
    known = ROLE_WORDS.get(value)
    return _(known) if known else ""


def false_reasons() -> list[tuple[str, str]]:
    """The reasons for a false alarm, as value and words."""
    return [(reason.value, _(FALSE_WORDS[reason])) for reason in FalseReason]


def state(alarm: AlarmView) -> Said:
    """Who holds the alarm now."""
    if alarm.state is AlarmState.RAISED:
        return Said(words=_("Waiting for somebody"), tone="danger")
    if alarm.state is AlarmState.ACCEPTED:
        if alarm.accepted_by:
            return Said(words=_("%(name)s is on the way") % {"name": alarm.accepted_by}, tone="due")
        return Said(words=_("Taken"), tone="due")
    if alarm.state is AlarmState.ON_SITE:
        return Said(words=_("%(name)s is on site") % {"name": alarm.on_site_by or alarm.accepted_by}, tone="live")
    if alarm.state is AlarmState.SAFE:
        return Said(words=_("Safe, to be checked"), tone="info")
    if alarm.state is AlarmState.FALSE_ALARM:
        return Said(words=_("False alarm"))
    return Said(words=_("Closed"), tone="done")


def voice(alarm: AlarmView) -> Said:
    """What became of the spoken warning."""
    if alarm.voice_state == "delivered":
        words = ngettext("Loudspeaker has warned", "Loudspeaker has warned %(count)d times", alarm.voices)
        return Said(words=words % {"count": alarm.voices} if "%" in words else words, tone="live", icon="volume-2")
    if alarm.voice_state == "failed":
        return Said(words=_("Loudspeaker failed, people are called"), tone="danger", icon="volume-x")
    if alarm.voice_state == "waiting":
        return Said(words=_("Loudspeaker is being switched on"), icon="volume-1")
    if alarm.late:
        return Said(words=_("Not spoken: the picture came too late"), tone="due", icon="volume-x")
    return Said(words=_("No loudspeaker here"), icon="volume-x")


STEPS: Mapping[Step, tuple[str, str, str]] = {
    Step.RAISE: (gettext_noop("The camera saw it"), "danger", "cctv"),
    Step.AGAIN: (gettext_noop("Seen again"), "", "cctv"),
    Step.VOICE: (gettext_noop("The loudspeaker warned"), "live", "volume-2"),
    Step.VOICE_FAILED: (gettext_noop("The loudspeaker failed"), "danger", "volume-x"),
    Step.ASSIGN: (gettext_noop("Somebody was sent"), "info", "send"),
    Step.ESCALATE: (gettext_noop("Passed on upwards"), "due", "arrow-up"),
    Step.ACCEPT: (gettext_noop("On the way"), "due", "footprints"),
    Step.ARRIVE: (gettext_noop("On site"), "live", "map-pin"),
    Step.CONFIRM_SAFE: (gettext_noop("Everybody left safely"), "done", "shield-check"),
    Step.REJECT: (gettext_noop("False alarm"), "", "ban"),
    Step.CLOSE: (gettext_noop("Checked and closed"), "done", "circle-check"),
}


def step(view: StepView) -> Said:
    """One line of an alarm's history."""
    words, tone, icon = STEPS[view.step]
    detail = _detail(view)
    return Said(words=f"{_(words)}: {detail}" if detail else _(words), tone=tone, icon=icon)


def _detail(view: StepView) -> str:
    facts: dict[str, Any] = view.facts
    if view.step is Step.ESCALATE:
        level = int(facts.get("level", 0))
        return _("grid lead") if level == 1 else _("town") if level >= 2 else ""
    if view.step is Step.ASSIGN:
        return str(facts.get("name", ""))
    if view.step is Step.REJECT:
        reason = str(facts.get("reason", ""))
        return _(FALSE_WORDS[reason]) if reason in FALSE_WORDS else ""
    return ""


def minutes(seconds: float | None) -> tuple[str, str]:
    """A span as number and unit: 38 s, 4 min; a dash when there is none."""
    if seconds is None:
        return "–", ""
    if seconds < 90:
        return f"{seconds:.0f}", _("s")
    return f"{seconds / 60:.0f}", _("min")


def snooze_reasons() -> list[tuple[str, str | Promise]]:
    """Why the sound may be silenced, as value and words."""
    return [
        ("call", _("I am on the telephone about an alarm")),
        ("briefing", _("A briefing in the room")),
        ("drill", _("A drill or test of cameras")),
    ]
