"""Template tags of the design language: icons, moments in words, state pills. Built in to all templates."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from functools import cache
from pathlib import Path

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()
log = logging.getLogger(__name__)

ICONS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "icons"
PILL_ICONS = {
    "danger": "octagon-alert",
    "due": "clock",
    "done": "circle-check",
    "live": "radio",
    "info": "circle-dot",
    "": "circle",
}
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


@register.filter
def page_language(code: str) -> str:
    """Django's language code as the tag that browsers choose fonts and voices by."""
    return LANGUAGE_TAGS.get(code, code)


@cache
def _drawing(name: str) -> str | None:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return None
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        log.warning("icon '%s' is not in %s: run tools/vendor.py", name, ICONS)
        return None
    return re.sub(r"\s*\n\s*", "", re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text(), flags=re.S))


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """The outline icon ``name`` (lucide) drawn in place, 1.75 px stroke. Decoration: a word always stands beside it."""
    drawing = _drawing(name) or '<circle cx="12" cy="12" r="9"/>'
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        mark_safe(drawing),  # noqa: S308 - our own files
    )


@register.simple_tag
def pill(word: str, tone: str = "", big: bool = False) -> SafeString:
    """A state: colour, shape and word. ``tone``: danger due done live info, or nothing for calm."""
    return format_html(
        '<span class="pill{}{}">{}<span>{}</span></span>',
        f" pill--{tone}" if tone else "",
        " pill--big" if big else "",
        icon(PILL_ICONS.get(tone, "circle")),
        word,
    )


def moment_words(moment: datetime, now: datetime) -> str:
    """``moment`` as people say it: just now, minutes ago, today 14:20, yesterday, a weekday's date."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    seconds = (now - moment).total_seconds()
    clock = local.strftime("%H:%M")
    days = (local.date() - today.date()).days
    if 0 <= seconds < 60:
        return _("just now")
    if 0 <= seconds < 3600:
        minutes = int(seconds // 60)
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if days in (0, -1, 1):
        word = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}[days]
        return f"{word} {clock}"
    if 1 < days < 15:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    if local.year == today.year:
        return f"{date_format(local, 'MONTH_DAY_FORMAT')} {clock}"
    return date_format(local, "DATE_FORMAT")


@register.simple_tag
def when(moment: datetime | None, live: bool = False, seconds: bool = False) -> SafeString | str:
    """A moment in words, exact on hover. ``live`` lets page.js count on ("3 minutes ago") without a reload;
    ``seconds`` gives the time of day instead, for histories in which the order of seconds tells the story."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    words = moment_words(moment, timezone.now())
    if seconds:
        today = local.date() == timezone.localdate()
        words = local.strftime("%H:%M:%S") if today else f"{date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M:%S}"
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        local.isoformat(timespec="seconds"),
        local.strftime("%Y-%m-%d %H:%M:%S"),
        mark_safe(" data-since") if live else "",
        words,
    )


@register.filter
def masked_phone(number: str) -> str:
    """A phone number with its middle hidden: 138****1234."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"
