"""The strip of cameras under analysis whose pictures the screen shows all the time."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.selectors import camera_points

SHOWN = 4
ORDER = {"live": 0, "starting": 1, "stalled": 2, "unknown": 3, "unreachable": 4, "broken": 5}
# Water first: that is where a second counts.
PLACES = {"river": 0, "pond": 1, "road": 2, "crossing": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumb:
    """A camera in the strip, with the addresses of its page and of its newest picture."""

    name: str
    url: str
    snapshot: str
    synthetic: bool


def thumbs(actor: Actor) -> list[Thumb]:
    """Up to four analysed cameras in operation, water first."""
    able = [one for one in camera_points(actor) if one.ai and one.in_operation]
    able.sort(key=lambda one: (ORDER.get(one.condition, 9), PLACES.get(one.place_type, 3), one.code))
    return [
        Thumb(
            name=one.name,
            url=reverse("cameras:page", args=[one.id]),
            snapshot=reverse("cameras:snapshot", args=[one.id]),
            synthetic=one.synthetic,
        )
        for one in able[:SHOWN]
    ]
