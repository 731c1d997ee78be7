"""What an alarm is about, in words that pages and records share."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What is going on, as one would shout it across the yard: for a kind of zone, and for a sight in it.
HAPPENING: Mapping[str, str | Promise] = {
    "water": _("People at deep water"),
    "intrusion": _("Somebody is in a closed area"),
    "helmet": _("Riding without a helmet"),
    "rubbish": _("Rubbish left in the wrong place"),
    "vehicle": _("A wanted vehicle"),
    "missing": _("Perhaps the missing person"),
}
SIGHTS: Mapping[tuple[str, str], str | Promise] = {
    ("water", "group"): _("A group at deep water"),
    ("water", "loitering"): _("Somebody stays at deep water"),
    ("water", "line"): _("Somebody goes towards deep water"),
    ("intrusion", "group"): _("A group is in a closed area"),
    ("intrusion", "loitering"): _("Somebody has been about for long"),
    ("intrusion", "line"): _("Somebody crossed the line"),
    ("rubbish", "reminder"): _("Reminded to sort rubbish"),
    ("rubbish", "overfull"): _("The bins are overfull"),
}


def happening(zone_kind: str, what: str = "") -> str:
    """What is going on, in the reader's language."""
    return str(SIGHTS.get((zone_kind, what)) or HAPPENING.get(zone_kind, zone_kind))


def title(zone_kind: str, what: str, camera_name: str) -> str:
    """How an event is called in the records, in the installation's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{happening(zone_kind, what)} · {camera_name}"
