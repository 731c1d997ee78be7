"""Small worlds with checks of places and hazards.

pk = check(village(), bad=("fire-exit",))        # somebody of the grid found one hazard
"""

from __future__ import annotations

import itertools
from uuid import UUID

from factories import areas as make
from factories import incidents as make_incidents
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView
from fengqiao.core import ids
from fengqiao.fieldwork.domain.hazards import Answer, Topic
from fengqiao.fieldwork.selectors.hazards import ledger, lists
from fengqiao.fieldwork.selectors.hazards.shown import HazardView
from fengqiao.fieldwork.services import hazards as services
from fengqiao.fieldwork.services.hazards import Seen, Told

_numbers = itertools.count(1)


def seen(topic: Topic = Topic.FIRE, bad: tuple[str, ...] = ()) -> dict[str, Seen]:
    """All items of the shipped list in order, but for the ``bad`` ones."""
    found = {item.key: Seen(answer=Answer.OK) for item in lists.shipped(topic).items}
    for key in bad:
        found[key] = Seen(answer=Answer.BAD, words="楼梯口堆了纸箱", photos=(make_incidents.photo(next(_numbers)),))
    return found


def told(where: AreaView, bad: tuple[str, ...] = (), topic: Topic = Topic.FIRE, **more: object) -> Told:
    """A check as it comes from the phone."""
    given: dict[str, object] = {
        "check_id": ids.new_id(),
        "topic": topic,
        "area_id": where.id,
        "place_name": f"测试小店{next(_numbers)}",
        "owner": "测试店主",
        "owner_phone": "13800001234",
        "seen": seen(topic, bad),
    }
    return Told(**{**given, **more})


def check(where: AreaView | None = None, bad: tuple[str, ...] = (), actor: Actor = SYSTEM, **more: object) -> UUID:
    """A check that was reported."""
    return services.report_check(told=told(where or make.village(), bad, **more), actor=actor)


def hazard(where: AreaView | None = None, key: str = "fire-exit", actor: Actor = SYSTEM) -> HazardView:
    """A hazard that was found."""
    return ledger.hazards_of(check(where, (key,), actor))[0]
