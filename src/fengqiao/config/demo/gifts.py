"""The invented town's gifts, and points that its people have from the quarter before, so that they can be exchanged."""

from __future__ import annotations

from datetime import date, timedelta

from fengqiao.areas.selectors import SYSTEM, AreaView, Role, area_by_code, people, users_of_person
from fengqiao.config.demo.gift_pictures import gift_picture
from fengqiao.core import clock, journal
from fengqiao.points import selectors, services

LONGSHAN = "441821103"
BUDGET_CENTS = 20_000_00
# name, a line, picture, points, most a quarter, pieces, cents a piece. Prices are invented.
GIFTS = (
    ("毛巾礼盒", "三条装，纯棉", "towels", 15, 2, 40, 18_00),
    ("折叠雨伞", "晴雨两用，八骨", "umbrella", 20, 2, 36, 25_00),
    ("强光手电", "充电式，巡查夜路用", "torch", 30, 1, 30, 39_00),
    ("保温水壶", "1升，不锈钢", "bottle", 35, 1, 24, 45_00),
    ("花生油", "5升", "oil", 60, 1, 16, 98_00),
    ("电饭煲", "3升，家用", "cooker", 90, 1, 6, 168_00),
)
# What came over from the quarter before, in this order again and again: between 45 and 105.
CARRIED = (58, 74, 91, 66, 103, 49, 82)


def seed() -> None:
    """The catalogue with lots and a budget, and the points; what is there already is left as it is."""
    town = area_by_code(LONGSHAN)
    if selectors.gifts(town.id, retired=True):
        return
    with journal.unit():
        today = clock.now().date()
        services.set_budget(town_id=town.id, year=today.year, cents=BUDGET_CENTS, actor=SYSTEM)
        for name, words, picture, points, most, pieces, cents in GIFTS:
            gift_id = services.add_gift(
                town_id=town.id,
                name=name,
                words=words,
                points=points,
                most_each=most,
                picture=gift_picture(picture),
                actor=SYSTEM,
            )
            services.receive_lot(
                gift_id=gift_id,
                supplier="演示供货商",
                received_on=date(today.year, today.month, 1),
                pieces=pieces,
                cents=cents,
                actor=SYSTEM,
            )
        _carry_over(town)
        _plan_day(town)


def _plan_day(town: AreaView) -> None:
    """One redemption day, from this hour on, so that everything can be tried at once: two counters with pieces."""
    begins = clock.now().replace(minute=0, second=0, microsecond=0)
    day = services.plan_day(
        town_id=town.id,
        title="第四季度积分兑换活动",
        place="龙山镇综治中心一楼大厅",
        starts_at=begins,
        ends_at=begins + timedelta(hours=8),
        slot_minutes=60,
        per_slot=12,
        offline_limit=60,
        actor=SYSTEM,
    )
    keepers = [one.person_id for one in people(SYSTEM, role=Role.VOLUNTEER) if one.area_id == town.id]
    keepers.sort(key=lambda one: not users_of_person(one))  # who has an account first
    for name, keeper_id in zip(("1号", "2号"), keepers, strict=False):
        counter = services.add_counter(day_id=day, name=name, keeper_id=keeper_id, actor=SYSTEM)
        for gift in selectors.gifts(town.id)[:4]:
            services.allot(counter_id=counter, gift_id=gift.id, pieces=5, actor=SYSTEM)


def _carry_over(town: AreaView) -> None:
    for points in CARRIED:
        titles = {"zh-hans": "上期结转（演示）", "zh-hant": "上期結轉（演示）", "en": "Carried over (invented)"}
        rule = {"kind": f"carried_{points}", "points": points, "cap": None, "cap_period": "none", "titles": titles}
        services.load_rules([{**rule, "cap_group": "carried"}], valid_from=clock.now(), area_id=town.id, actor=SYSTEM)
    for number, person_id in enumerate(selectors.workers(town.id)):
        services.award(
            person_id=person_id,
            rule=f"carried_{CARRIED[number % len(CARRIED)]}",
            evidence=f"demo:carried:{person_id}",
            link="/points/",
            reason="",
            effective_at=clock.now(),
            area_id=town.id,
            actor=SYSTEM,
        )
        services.post_pending(evidence=f"demo:carried:{person_id}", actor=SYSTEM)
