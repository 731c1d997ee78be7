"""What an alarm is about, in words that pages and records share."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What is going on, as one would shout it across the yard.
HAPPENING: Mapping[str, str | Promise] = {
    "water": _("People at deep water"),
    "intrusion": _("Somebody is in a closed area"),
    "helmet": _("Riding without a helmet"),
    "rubbish": _("Rubbish left in the wrong place"),
    "vehicle": _("A wanted vehicle"),
    "missing": _("Perhaps the missing person"),
}


def title(zone_kind: str, camera_name: str) -> str:
    """How an event is called in the records, in the installation's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{HAPPENING.get(zone_kind, zone_kind)} · {camera_name}"
