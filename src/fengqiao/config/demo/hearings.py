"""Two invented questions of deceit: points that are held until somebody was heard, and such that wait for the second
person."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from fengqiao.areas.selectors import Actor, actor_of, area_by_code
from fengqiao.config.demo.areas import LONGSHAN
from fengqiao.core import journal
from fengqiao.points import selectors, services
from fengqiao.points.domain.spending import Purpose

# points, reason, what was said ("": still to come)
HELD = (
    (6, "三次上报用了同一张照片，需当面听取说明。", ""),
    (4, "两次隐患排查的记录地点相距四公里，时间只差五分钟。", "在镇网格工作室当面听取，本人说第二次是补记前一天的。"),
)


def seed() -> None:
    """The held points of two workers; what is there already is left as it is."""
    town, clerk = area_by_code(LONGSHAN), _actor("zhen")
    if selectors.closings(clerk).filter(purpose=Purpose.FRAUD).exists():
        return
    tried = _actor("wangge").person_id  # whose account visitors use
    workers = [one for one in selectors.workers(town.id) if one != tried]
    with journal.unit():
        for person_id, (points, reason, hearing) in zip(workers, HELD, strict=False):
            services.close_account(
                person_id=person_id,
                town_id=town.id,
                purpose=Purpose.FRAUD,
                points=points,
                reason=reason,
                hearing=hearing,
                actor=clerk,
            )


def _actor(username: str) -> Actor:
    return actor_of(get_user_model().objects.get(username=username))
