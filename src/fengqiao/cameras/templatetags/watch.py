"""Words of the narrow door, and the question beside an alarm. Load with ``{% load watch %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.cameras.domain.watch import WATCHED
from fengqiao.cameras.forms import watch as words
from fengqiao.cameras.selectors import AlarmView
from fengqiao.cameras.selectors.watch import SEE_CASES, case_of_alarm
from fengqiao.cameras.services.watch.words import LACKS
from fengqiao.core import clock
from fengqiao.ui.templatetags.ui import pill

register = template.Library()


@register.simple_tag
def case_pill(state: str, big: bool = False) -> SafeString:
    """A case's state as colour, shape and word."""
    face = words.STATES[state]
    return pill(str(face.word), face.tone, big)


@register.filter
def case_kind_words(kind: str) -> str:
    """What is looked for."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def seat_words(seat: str) -> str:
    """Which of the two decides."""
    return str(words.SEATS.get(seat, seat))


@register.filter
def lack_words(lack: str) -> str:
    """What a case needs before it can be asked for."""
    return str(next((word for key, word in LACKS.items() if key == lack), lack))


@register.filter
def colour_words(colour: str) -> str:
    """A colour of clothes."""
    return str(words.COLOURS.get(colour, "")) or _("Not known")


@register.filter
def size_words(size: str) -> str:
    """A child's or an adult's size."""
    return str(words.SIZES.get(size, "")) or _("Not known")


@register.filter
def yes_no_words(value: bool | None) -> str:
    """Yes, no, or not known."""
    return _("Not known") if value is None else _("Yes") if value else _("No")


@register.filter
def fact_words(name: str) -> str:
    """What a match rests on."""
    return str(words.FACTS.get(name, name))


@register.filter
def fact_value(value: str) -> str:
    """A colour in a fact in the reader's language; the figure stays."""
    colour, _space, rest = value.partition(" ")
    return f"{words.COLOURS[colour]} {rest}" if colour in words.COLOURS else value


@register.filter
def time_left(moment: datetime | None) -> str:
    """How long until then: 3 h 20 min."""
    if moment is None:
        return ""
    minutes = max(0, round((moment - clock.now()).total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return ngettext("%(days)d day", "%(days)d days", hours // 24) % {"days": hours // 24}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": rest}


@register.inclusion_tag("cameras/watch/question.html", takes_context=True)
def watch_question(context: dict[str, Any], alarm: AlarmView) -> dict[str, Any]:
    """For an alarm of a case: whom one looks for, and the two buttons. Nothing for other alarms."""
    found = case_of_alarm(alarm.id) if alarm.zone_kind in WATCHED else None
    request = context.get("request")
    return {
        "alarm": alarm,
        "case": found[0] if found else None,
        "answer": found[1] if found else "",
        "csrf_token": context.get("csrf_token"),
        "request": request,
        # who was only called to the alarm compares with the description
        "sees": request is not None and request.actor.has(*SEE_CASES),
    }
