"""The words that the screen's scripts say; the scripts themselves hold none."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fengqiao.cameras.selectors.wording import SIGHTS
from fengqiao.screen.selectors import words


def page_words() -> dict[str, Any]:
    """Words by name, in the reader's language. ``{…}`` are filled in by the scripts."""
    return {
        "kinds": {kind: _about(kind) for kind in (*words.SEVERITY, "other")},
        "sights": {f"{kind}:{what}": str(word) for (kind, what), word in SIGHTS.items()},
        "alarm": _("Alarm:"),
        "map": _("Map of the area with cameras and alarms"),
        "map_failed": _("The map could not be drawn; everything else works."),
        "failed": _("That did not work. Nothing was changed; please try again."),
        "close": _("Close"),
        "over": _("being passed on"),
        "seconds": _("{s} s"),
        "minutes_seconds": _("{m} min {s} s"),
        "minutes": _("{m} min"),
        "hours": _("{h} h {m} min"),
        "line_open": _("Live"),
        "line_lost": _("Interrupted"),
        "line_out": _("Signed out"),
        "line_lost_long": _("The connection is interrupted; connecting again… What you see may be old."),
        "line_out_long": _("Your sign-in has ended, so nothing new arrives here."),
        "sound_on": _("Sound is on"),
        "sound_locked": _("Sound is off: click to switch on"),
        "sound_none": _("This browser has no sound"),
        "sound_snoozed": _("Silent until {t}"),
        "voice_locked": _("the sound of the screen was off"),
        "voice_broken": _("the screen could not play the recording"),
        "camera_ai": _("AI camera"),
        "camera_plain": _("camera"),
        "look_live": _("watching"),
        "look_quiet": _("not connected to analysis"),
        "look_trouble": _("no picture"),
        "no_picture": _("No picture for some seconds"),
    }


def _about(kind: str) -> dict[str, Any]:
    severity = words.severity(kind)
    return {
        "what": words.what(kind) if kind in words.SEVERITY else _("Alarm"),
        "severity": severity,
        "severity_words": _(words.SEVERITY_WORDS[severity]),
        "mark": words.SEVERITY_MARKS[severity],
        "tone": words.TONES[severity],
    }


def keys() -> list[tuple[str, str]]:
    """The keyboard of the desk."""
    return [
        ("J  K", _("next, previous alarm")),
        ("A", _("accept")),
        ("G", _("send somebody")),
        ("E", _("pass on upwards")),
        ("F", _("false alarm")),
        ("C", _("check and close the event")),
        ("S", _("sound on, or silence it for a while")),
        ("M", _("back to the whole map")),
        ("Esc", _("close what is open")),
        ("?", _("this list")),
    ]
