"""What only the screen says of alarms: how grave they are, who holds them, what became of the warning.

Everything else is in the words of ``cameras.forms.words``, so the wall and the phone speak alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from fengqiao.cameras.forms.words import REASONS, ROLES
from fengqiao.cameras.selectors import AlarmState, FalseReason
from fengqiao.cameras.selectors.wording import HAPPENING

if TYPE_CHECKING:
    from fengqiao.cameras.selectors import AlarmView

# How grave: 3 is danger to life, 2 a warning, 1 a notice. Decides sound, colour and order of taking over, no more.
SEVERITY: Mapping[str, int] = {"water": 3, "intrusion": 2, "vehicle": 2, "missing": 2, "helmet": 1, "rubbish": 1}
SEVERITY_WORDS: Mapping[int, str] = {
    3: gettext_noop("Danger to life"),
    2: gettext_noop("Warning"),
    1: gettext_noop("Notice"),
}
# Vermilion is for danger alone.
TONES: Mapping[int, str] = {3: "danger", 2: "due", 1: "info"}
SEVERITY_MARKS: Mapping[int, str] = {3: "▲", 2: "◆", 1: "●"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A state in words, with tone and icon of the design language."""

    words: str
    tone: str = ""
    icon: str = "circle"


def what(zone_kind: str) -> str:
    """What is going on."""
    return str(HAPPENING.get(zone_kind, zone_kind))


def severity(zone_kind: str) -> int:
    """3 danger to life, 2 warning, 1 notice; an unknown kind is a warning."""
    return SEVERITY.get(zone_kind, 2)


def role(value: str) -> str:
    """A duty's name; empty for none."""
    return str(ROLES.get(value, ""))


def false_reasons() -> list[tuple[str, str]]:
    """The reasons for a false alarm, as value and words."""
    return [(reason.value, str(REASONS[reason])) for reason in FalseReason]


def state(alarm: AlarmView) -> Said:
    """Who holds the alarm now."""
    if alarm.state is AlarmState.RAISED:
        return Said(words=_("Waiting for somebody"), tone=TONES[severity(alarm.zone_kind)])
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
        words = ngettext("Loudspeaker has warned once", "Loudspeaker has warned %(count)d times", alarm.voices)
        return Said(words=words % {"count": alarm.voices}, tone="live", icon="volume-2")
    if alarm.voice_state == "failed":
        return Said(words=_("Loudspeaker failed, people are called"), tone="danger", icon="volume-x")
    if alarm.voice_state == "waiting" and alarm.voices > 1:
        words = _("Loudspeaker is speaking for the %(count)d. time") % {"count": alarm.voices}
        return Said(words=words, tone="live", icon="volume-1")
    if alarm.voice_state == "waiting":
        return Said(words=_("Loudspeaker is being switched on"), icon="volume-1")
    if alarm.late:
        return Said(words=_("Not spoken: the picture came too late"), tone="due", icon="volume-x")
    return Said(words=_("Nothing is spoken for this kind"), icon="volume-x")


def minutes(seconds: float | None) -> tuple[str, str]:
    """A span as number and unit: 38 s, 4 min; a dash when there is none."""
    if seconds is None:
        return "–", ""
    if seconds < 90:
        return f"{seconds:.0f}", _("s")
    return f"{seconds / 60:.0f}", _("min")


def snooze_reasons() -> list[tuple[str, str]]:
    """Why the sound may be silenced, as value and words."""
    return [
        ("call", _("I am on the telephone about an alarm")),
        ("briefing", _("A briefing in the room")),
        ("drill", _("A drill or test of cameras")),
    ]
