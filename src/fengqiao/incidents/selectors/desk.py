"""What the desk looks up: its own sendings, what may have been reported before, and what to choose from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.domain.names import sound_of
from fengqiao.areas.selectors import Actor
from fengqiao.incidents.models import Follower
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.duplicates import Likely, near_duplicates, of_those_seen
from fengqiao.incidents.selectors.events import IncidentView, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose from a long list; ``find`` is what it is found by: name, pinyin, initials, code."""

    value: str
    title: str
    find: str
    above: str = ""


def followed_with(ticket: str) -> IncidentView | None:
    """The event that a ticket follows; of a merged one that into which it went. Not scoped: who has the ticket may."""
    rows = Follower.objects.filter(ticket_hash=hashlib.sha256(ticket.encode()).hexdigest(), left_at__isnull=True)
    row = rows.select_related("incident__category", "incident__category_version", "incident__merged_into").order_by(
        "-joined_at"
    )
    found = row.first()
    return view(found.incident) if found else None


def known_already(
    actor: Actor,
    *,
    category: str,
    area_id: UUID,
    lon: float | None,
    lat: float | None,
    happened_at: datetime,
    text: str,
) -> list[Likely]:
    """Open events that may be the matter that the desk is writing down, as far as the actor may know of them: those
    they see, and in their area what is not sensitive."""
    found = near_duplicates(category=category, area_id=area_id, lon=lon, lat=lat, happened_at=happened_at, text=text)
    seen = {event.id for event in of_those_seen(actor, [one.event for one in found])}
    return [
        one
        for one in found
        if one.event.id in seen or (not one.event.sensitive and areas.may_see_area(actor, one.event.area_id))
    ]


def category_choices() -> list[Choice]:
    """All categories that an event can have, those of a class together under its name."""
    everything = routing.categories()
    classes = {one.parent for one in everything if one.parent}
    titles = {one.code: one.title for one in everything}
    return [
        Choice(
            value=one.code,
            title=one.title,
            find=_find(one.titles.get("zh-hans", one.title), one.code),
            above=titles.get(one.parent or "", ""),
        )
        for one in everything
        if one.code not in classes
    ]


def area_choices(actor: Actor) -> list[Choice]:
    """The areas in which the actor may write something down, the smallest first under the one above."""
    everything = areas.areas(actor)
    names = areas.area_names({pk for one in everything for pk in one.lineage})
    parents = {one.parent_id for one in everything}
    found = sorted(everything, key=lambda one: (one.id in parents, one.code))
    return [
        Choice(
            value=str(one.id),
            title=one.name,
            find=_find(one.name, one.code),
            above=names.get(one.parent_id, "") if one.parent_id else "",
        )
        for one in found
    ]


def _find(name: str, code: str) -> str:
    sound = sound_of(name)
    return " ".join((name, sound.pinyin, sound.initials, code)).lower()
