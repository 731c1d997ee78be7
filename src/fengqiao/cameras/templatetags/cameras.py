"""Template filters and tags: alarms and cameras in words. Load with ``{% load cameras %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from fengqiao.cameras.forms import words
from fengqiao.cameras.selectors.wording import HAPPENING
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


@register.filter
def happening(kind: str) -> str:
    """What is going on, by the zone's kind."""
    return str(HAPPENING.get(kind, kind))


@register.filter
def kind_words(kind: str) -> str:
    """What a zone is for."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def class_words(name: str) -> str:
    """What a zone looks for."""
    return str(words.CLASSES.get(name, name))


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
