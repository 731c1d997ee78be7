"""A zone's settings in one or two plain sentences, for lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.cameras.selectors import ZoneView


def zone_words(zone: ZoneView) -> str:
    """When it is armed, and what makes it alarm."""
    return " · ".join(_parts(zone))


def _parts(zone: ZoneView) -> Iterator[str]:
    special: Mapping[str, Any] = zone.settings
    line = special.get("line")
    if line and line.get("count"):
        yield _("counts who crosses a line")
    elif line:
        yield _("a line")
    if zone.schedule:
        yield _(", ").join(f"{since}–{until}" for since, until in zone.schedule)
    else:
        yield _("day and night")
    if season := special.get("season"):
        yield _("%(first)s to %(last)s") % {"first": day_words(season[0]), "last": day_words(season[1])}
    if special.get("only") == "child":
        yield _("only children, without a grown person") if special.get("alone") else _("only children")
    elif special.get("only") == "adult":
        yield _("only grown people")
    if (people := special.get("people", 1)) > 1:
        yield ngettext("from %(count)d person", "from %(count)d people", people) % {"count": people}
    if zone.dwell_s:
        yield _("after %(seconds)g s") % {"seconds": zone.dwell_s}
    if loiter := special.get("loiter_s"):
        yield _("about for %(seconds)g s") % {"seconds": loiter}
    if zone.kind == "rubbish":
        yield from _rubbish(special.get("rubbish", {}))
    if zone.kind == "helmet" and (sure := special.get("helmet", {}).get("sure")):
        yield _("from %(share)d %% certainty") % {"share": round(sure * 100)}


def _rubbish(rule: Mapping[str, Any]) -> Iterator[str]:
    if rule.get("remind", True):
        yield _("reminds")
    if rule.get("left_behind", True):
        yield _("what lies %(seconds)g s") % {"seconds": rule.get("left_after_s", 30)}
    if rule.get("overfull", True):
        yield _("overfull bins")


def day_words(month_day: str) -> str:
    """A day of the year such as 05-01."""
    month, day = month_day.split("-")
    return _("%(month)d/%(day)d") % {"month": int(month), "day": int(day)}
