"""Template filters and tags: alarms and cameras in words. Load with ``{% load cameras %}``."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fengqiao.cameras.domain.outages import Day, Shade
from fengqiao.cameras.forms import words
from fengqiao.cameras.forms.history import left_words
from fengqiao.ui.templatetags.ui import pill

register = template.Library()


@register.simple_tag
def alarm_pill(state: str, big: bool = False) -> SafeString:
    """An alarm's state as colour, shape and word."""
    face = words.STATES[state]
    return pill(str(face.word), face.tone, big)


@register.simple_tag
def condition_pill(condition: str) -> SafeString:
    """A camera's condition as colour, shape and word."""
    face = words.CONDITIONS.get(condition, words.CONDITIONS["unknown"])
    return pill(str(face.word), face.tone)


register.filter("left_words", left_words)


@register.filter
def kind_words(kind: str) -> str:
    """What a zone is for."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def class_words(name: str) -> str:
    """What a zone looks for."""
    return str(words.CLASSES.get(name, name))


@register.simple_tag
def outage_bars(days: Sequence[Day]) -> SafeString:
    """A month as thin bars, a day each, oldest first, with a sentence for those who cannot see it."""
    bars = format_html_join(
        "",
        '<rect class="bars__{}" x="{}" y="0" width="5" height="28" rx="1"><title>{}</title></rect>',
        ((day.shade, number * 6, _day_words(day)) for number, day in enumerate(days)),
    )
    known = [day for day in days if day.shade is not Shade.NONE]
    out = sum(day.out_s for day in known)
    words = _("nothing is known of the last 30 days")
    if known:
        words = _("%(days)d days known, %(minutes)d minutes without a picture") % {
            "days": len(known),
            "minutes": round(out / 60),
        }
    return format_html(
        '<svg class="bars" viewBox="0 0 {} 28" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        len(days) * 6,
        words,
        bars,
    )


def _day_words(day: Day) -> str:
    if day.shade is Shade.NONE:
        return _("%(date)s: not known") % {"date": f"{day.on:%m-%d}"}
    return _("%(date)s: %(minutes)d minutes without a picture") % {
        "date": f"{day.on:%m-%d}",
        "minutes": round(day.out_s / 60),
    }


@register.filter
def state_tone(state: str) -> str:
    """The tone of an alarm's state, for card borders."""
    return words.STATES[state].tone


@register.filter
def reason_words(reason: str) -> str:
    """Why it was a false alarm."""
    return str(words.REASONS.get(reason, reason))


@register.filter
def place_words(place_type: str) -> str:
    """What kind of place it is."""
    return str(words.PLACES.get(place_type, place_type))


@register.filter
def missing_words(lack: str) -> str:
    """What a camera lacks before it may go live."""
    return str(words.MISSING.get(lack, lack))


@register.filter
def language_words(language: str) -> str:
    """A spoken language."""
    return str(words.LANGUAGES.get(language, language))


@register.filter
def role_words(role: str) -> str:
    """A duty in words."""
    return str(words.ROLES.get(role, role))
