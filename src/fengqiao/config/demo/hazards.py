"""The invented town's checks of places, with hazards in all stages. The places are made up, the pictures are drawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM, Actor, actor_of, area_by_code, grids
from fengqiao.config.demo.areas import HETIAN
from fengqiao.config.demo.pictures import hazard_photo
from fengqiao.core import clock, journal
from fengqiao.fieldwork.domain.hazards import Answer, Topic
from fengqiao.fieldwork.selectors.hazards import ledger, lists
from fengqiao.fieldwork.services import hazards
from fengqiao.fieldwork.services.hazards import Seen, Told

NAMESPACE = UUID("7f3f2c3a-4f0c-5b0e-8f55-1d1f6a1c9b21")

# Days ago, what was checked, the place, its address, who answers for it, and what was not in order with what was seen.
CHECKS: tuple[tuple[int, Topic, str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        20,
        Topic.FIRE,
        "河边小卖部（演示）",
        "鹤田村河边路（演示）",
        "店主",
        (("fire-exit", "后门用铁链锁着，门口堆了纸箱。"), ("fire-extinguisher", "灭火器压力不足。")),
    ),
    (12, Topic.GAS, "村口早餐店（演示）", "鹤田村口（演示）", "店主", (("gas-hose", "软管开裂，拖得很长。"),)),
    (10, Topic.WATER, "鹤田水库（演示）", "", "村委会", (("water-lifebuoy", "救生圈不见了，只剩绳子。"),)),
    (6, Topic.ROADS, "环村路弯道（演示）", "", "村委会", (("roads-mirror", "反光镜被树枝挡住。"),)),
    (3, Topic.BUILDINGS, "旧粮仓（演示）", "", "村委会", (("buildings-roof", "檐口瓦片松了，下面有人走。"),)),
    (1, Topic.ELECTRICITY, "村文化室（演示）", "", "村委会", ()),
)


def seed() -> None:
    """Make the checks and what became of them, all or nothing; those that are there are left as they are."""
    village = area_by_code(HETIAN)
    if ledger.checks(SYSTEM, ledger.Filter(area_id=village.id), count=1):
        return
    finder, other = _actor("wangge"), _actor("shuji")
    grid = grids(SYSTEM, area_id=village.id)[0]
    now = clock.now()
    with journal.unit():
        made = [_check(number, village.id, grid.id, finder, now) for number in range(len(CHECKS))]
        first, gas, water, roads = ([one.id for one in ledger.hazards_of(pk)] for pk in made[:4])
        for pk in made[:4]:
            hazards.hand_over_notice(check_id=pk, told="当面交给负责人", actor=finder)
        with clock.fixed(now - timedelta(days=18)):
            _rectify(first[0], "铁链取下，纸箱搬走了。", finder)
            _rectify(first[1], "换了新的灭火器。", finder)
        with clock.fixed(now - timedelta(days=17)):
            hazards.pass_hazard(hazard_id=first[0], words="两道门都能打开。", actor=other)
            hazards.pass_hazard(hazard_id=first[1], actor=other)
        with clock.fixed(now - timedelta(days=8)):
            _rectify(gas[0], "说换好了。", finder)
        with clock.fixed(now - timedelta(days=7)):
            day = timezone.localdate(now + timedelta(days=2))
            hazards.send_back(hazard_id=gas[0], words="新软管还是超过两米，接头没有卡箍。", due_on=day, actor=other)
        with clock.fixed(now - timedelta(days=1)):
            _rectify(roads[0], "树枝修掉了，镜子擦干净。", finder)
        assert water  # stays open and goes up as overdue
    hazards.raise_overdue()


def _check(number: int, village_id: UUID, grid_id: UUID, finder: Actor, now: datetime) -> UUID:
    days, topic, place, address, owner, bad = CHECKS[number]
    seen = {item.key: Seen(answer=Answer.OK) for item in lists.shipped(topic).items}
    for key, words in bad:
        seen[key] = Seen(answer=Answer.BAD, words=words, photos=(hazard_photo(key, False),))
    told = Told(
        check_id=uuid5(NAMESPACE, str(number)),
        topic=topic,
        area_id=village_id,
        grid_id=grid_id,
        place_name=place,
        address=address,
        owner=owner,
        seen=seen,
        at=now - timedelta(days=days),
    )
    with clock.fixed(now - timedelta(days=days)):
        return hazards.report_check(told=told, actor=finder)


def _rectify(hazard_id: UUID, words: str, actor: Actor) -> None:
    photo = hazard_photo(str(hazard_id), True)
    hazards.rectify(hazard_id=hazard_id, photos=(photo,), words=words, actor=actor)


def _actor(username: str) -> Actor:
    return actor_of(get_user_model().objects.get(username=username))
