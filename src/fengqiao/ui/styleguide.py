"""Examples for the style guide; all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TONES = ("danger", "due", "done", "live", "info", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    words: str
    who: str = ""
    tone: str = ""
    icon: str = "circle"
    note: str = ""


class ExampleForm(forms.Form):
    """Fields as they look, one of them wrong."""

    place = forms.CharField(label=gettext_lazy("Place"), help_text=gettext_lazy("As people there call it."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("water", gettext_lazy("Water"))], required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea, required=False)
    told = forms.BooleanField(label=gettext_lazy("The people living there were told"), required=False)


def context() -> dict[str, Any]:
    """What the style guide's template shows."""
    now = timezone.now()
    words = {
        "danger": _("Nobody on the way"),
        "due": _("Due at 16:00"),
        "done": _("Left safely"),
        "live": _("Live"),
        "info": _("On the way"),
        "": _("Quiet"),
    }
    return {
        "pills": [(tone, words[tone]) for tone in TONES],
        "now": now,
        "moments": [now - timedelta(minutes=3), now - timedelta(hours=26), now + timedelta(days=3)],
        "entries": [
            Entry(at=now - timedelta(minutes=9), words=_("Alarm"), who="AI", tone="danger", icon="octagon-alert"),
            Entry(at=now - timedelta(minutes=8), words=_("On the way"), who="梁书记", tone="info", icon="footprints"),
            Entry(at=now - timedelta(minutes=2), words=_("Left safely"), who="梁书记", tone="done", icon="check"),
        ],
        "form": ExampleForm(data={"kind": "water"}),
        "colours": ["paper", "panel", "sunken", "ink", "action", "done", "due", "danger", "live"],
        "sizes": ["xs", "s", "m", "l", "xl", "2xl", "3xl"],
    }
