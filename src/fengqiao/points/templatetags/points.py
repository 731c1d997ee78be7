"""Names of rules in templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def points_title(titles: Mapping[str, str]) -> str:
    """A rule's name in the reader's language."""
    return titles.get(get_language() or "") or titles.get("zh-hans", "")
