"""What somebody wants to see on their wall of live pictures."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.wall import LAYOUTS, MOST
from fengqiao.cameras.models import Camera, WallChoice
from fengqiao.cameras.selectors.scope import WATCH, cameras_in_reach
from fengqiao.core import clock
from fengqiao.core.errors import NotYours


def save_wall(*, cameras: Sequence[UUID], layout: int, actor: Actor) -> list[UUID]:
    """Remember these cameras, in this order, for this person; those out of reach are left out. Returns what is kept.

    An empty choice goes back to the proposal. Raises NotYours for an account without a person.
    """
    if actor.person_id is None:
        raise NotYours
    wanted = list(dict.fromkeys(cameras))[: 4 * MOST]
    known = set(Camera.objects.filter(cameras_in_reach(actor, WATCH), pk__in=wanted).values_list("pk", flat=True))
    kept = [pk for pk in wanted if pk in known][:MOST]
    WallChoice.objects.update_or_create(
        person_id=actor.person_id,
        defaults={"cameras": kept, "layout": layout if layout in LAYOUTS else 9, "changed_at": clock.now()},
    )
    return kept
