"""What a resident sees before they report: what can be reported, what neighbours have reported already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.core import clock
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.selectors import public
from fengqiao.incidents.selectors.duplicates import near_duplicates
from fengqiao.incidents.selectors.routing import CategoryView, categories

# Alarms come from cameras; disputes and what is sensitive are told to somebody in person.
NOT_FOR_RESIDENTS = frozenset({"camera"})
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A class of matters that residents may report, and the more exact ones below it."""

    about: CategoryView
    below: tuple[CategoryView, ...]

    @property
    def examples(self) -> str:
        """Some of those below in the language of the moment, so that two classes of one name can be told apart."""
        return "、".join(one.title for one in self.below[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An open event that may be the same matter, as a stranger may see it. ``metres`` None: not known."""

    id: UUID
    code: str
    category: str
    state_words: str
    opened_at: datetime
    metres: int | None
    reported_by: int
    picture_id: UUID | None


def resident_choices() -> list[Choice]:
    """What residents may report, in classes."""
    found = _for_residents()
    known = {one.code for one in found}
    tops = [one for one in found if one.parent not in known]
    return [Choice(about=top, below=tuple(one for one in found if one.parent == top.code)) for top in tops]


def resident_category(code: str) -> CategoryView | None:
    """The category, if residents may report it."""
    return next((one for one in _for_residents() if one.code == code), None)


def area_at(lon: float, lat: float) -> UUID | None:
    """The village in one of whose grids the point (WGS84) lies; None outside every grid."""
    hit = areas.locate(lon, lat, clock.now())
    return hit.area_id if hit else None


def alike(*, category: str, area_id: UUID, lon: float | None, lat: float | None, text: str) -> list[Alike]:
    """Open events near by that may be the same matter, the likeliest first. Nothing of those that are not public."""
    found = near_duplicates(
        category=category,
        area_id=area_id,
        lon=lon,
        lat=lat,
        happened_at=clock.now(),
        text=text,
        also=_family(category),
    )
    seen = public.of_everybody([one.event.id for one in found])
    shown = [one for one in found if one.event.id in seen][:MOST_SHOWN]
    pictures = public.public_pictures([one.event.id for one in shown])
    opened = {one.event.id: seen[one.event.id].opened_at for one in shown}
    return [
        Alike(
            id=one.event.id,
            code=one.event.code,
            category=one.event.category_title,
            state_words=seen[one.event.id].state_words,
            opened_at=opened[one.event.id],
            metres=None if one.metres is None else max(5, round(one.metres / 5) * 5),
            reported_by=one.reported_by,
            picture_id=next((picture.id for picture in pictures.get(one.event.id, ())), None),
        )
        for one in shown
    ]


def _for_residents() -> list[CategoryView]:
    return [
        one
        for one in categories()
        if one.residents
        and one.kind is not CategoryKind.DISPUTE
        and not one.sensitive
        and one.catalogue not in NOT_FOR_RESIDENTS
    ]


def _family(code: str) -> Collection[str]:
    """The class above a category and those below it: one neighbour is more exact than the other."""
    found = _for_residents()
    mine = next((one for one in found if one.code == code), None)
    return [
        one.code
        for one in found
        if one.code != code and (one.parent == code or (mine is not None and one.code == mine.parent))
    ]
