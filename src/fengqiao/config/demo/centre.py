"""The invented centre: Dexing Lane's name with invented people, times and places. Which community the lane lies in is
not claimed; one of the town's stands for it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from fengqiao.areas import services as areas
from fengqiao.areas.selectors import SYSTEM, Actor, Role, area_by_code
from fengqiao.centre import services
from fengqiao.centre.domain.matters import Wish
from fengqiao.centre.selectors import CentreView, Seat, centres, members
from fengqiao.config.demo import PASSWORD
from fengqiao.config.demo.pictures import step_photo
from fengqiao.core import clock, journal

NAME = "德星巷邻里中心"
TOWN, COMMUNITY = "441821100", "441821100008"
NAMESPACE = UUID("5c5f9d4e-7f0e-5d63-9a53-2f5d0e0c1a77")
SINCE, LAST_DAY = date(2025, 1, 1), date(2027, 12, 31)

# Name, seat, what they look after, account. No person of the lane: names as in a picture scroll.
PEOPLE = (
    ("松望月", Seat.SECRETARY, "党建引领", "zhibu"),
    ("梅知春", Seat.CHAIR, "理事会、接访", "lishi"),
    ("石听雨", Seat.VICE, "居民议事", "shiting"),
    ("竹临溪", Seat.MEMBER, "阅览室、图书角", "zhulin"),
    ("云拾光", Seat.MEMBER, "活动、志愿者", "yunshi"),
    ("雷见山", Seat.MEMBER, "公共设施小修", "leijian"),
    ("柳渡秋", Seat.MEMBER, "邻里调解", ""),
    ("安沐风", Seat.MEMBER, "厨房、儿童区", ""),
    ("水向晚", Seat.SUPERVISOR, "账目监督", ""),
)

VISITS = (
    ("巷口的台阶没有标记，天一黑就有老人绊倒。", "巷口", Wish.FIX, "江阿婆"),
    ("高龄津贴要带什么材料？", "家里", Wish.ASK, ""),
    ("三栋楼下的电动车把消防门堵住了。", "楼道", Wish.FIX, "石叔"),
    ("想在巷子中段装两张长椅，老人走累了能坐。", "巷子里", Wish.FIX, ""),
    ("二栋楼道灯坏了，晚上看不见。", "楼道", Wish.FIX, "竹婶"),
    ("楼上洗衣机半夜响，想请人帮忙说说。", "家里", Wish.TALK, ""),
    ("巷尾排水沟堵了，下雨就漫出来。", "巷子里", Wish.FIX, "云姨"),
)


def seed() -> None:
    """Make the centre and its people, all or nothing; one that is there is left as it is. Needs the areas."""
    if any(one.name == NAME for one in centres(SYSTEM)):
        return
    with journal.unit():
        house = place()
        _roster(house)
        _visits(house)


def place() -> CentreView:
    """The centre with its people and their accounts."""
    where = area_by_code(COMMUNITY)
    centre = services.open_centre(
        name=NAME, area_id=where.id, address="德星巷（演示）", phone="1000000100", invented=True, actor=SYSTEM
    )
    for number, (name, seat, task, username) in enumerate(PEOPLE):
        person = areas.add_person(name=name, phone=f"1001{number:07}", invented=True, area_id=where.id, actor=SYSTEM)
        services.seat(
            centre_id=centre.id, person_id=person.id, seat=seat, since=SINCE, last_day=LAST_DAY, task=task, actor=SYSTEM
        )
        if username:
            areas.open_account(
                person_id=person.id, username=username, password=PASSWORD, language="zh-hans", actor=SYSTEM
            )
    clerk = areas.add_person(name="山长晴", phone="10020000001", invented=True, area_id=where.id, actor=SYSTEM)
    town = area_by_code(TOWN)
    areas.assign(person_id=clerk.id, role=Role.STUDIO_CLERK, area_id=town.id, since=SINCE, actor=SYSTEM)
    areas.open_account(person_id=clerk.id, username="shijiao", password=PASSWORD, language="zh-hans", actor=SYSTEM)
    return centre


def people_named(house: CentreView, name: str) -> Actor:
    """One of the centre's people, as who acts."""
    (person_id,) = (one.person_id for one in members(house.id) if one.name == name)
    return Actor(user_id=None, person_id=person_id, name=name, username="")


def _roster(house: CentreView) -> None:
    """Six weeks; the last one still has a gap, as in life."""
    seated = [one.person_id for one in members(house.id) if one.seat in (Seat.CHAIR, Seat.VICE, Seat.MEMBER)]
    today = timezone.localdate(clock.now())
    services.plan_roster(
        centre_id=house.id,
        weekdays=dict(enumerate(seated[:5])),
        since=today,
        until=today + timedelta(days=33),
        actor=SYSTEM,
    )


def _visits(house: CentreView) -> None:
    """A few visits of the last days, in all stages."""
    chair = people_named(house, "梅知春")
    now = clock.now()
    made = {}
    for number, (words, place, wish, name) in enumerate(VISITS):
        told = services.Told(
            visit_id=uuid5(NAMESPACE, f"{house.key}:{number}"),
            words=words,
            place=place,
            wish=wish,
            name=name,
            at=now - timedelta(days=len(VISITS) - number, hours=number % 3),
        )
        with clock.fixed(told.at or now):
            made[number] = services.record_visit(centre_id=house.id, told=told, actor=chair)
    lead = made[0].matter_id
    services.solve(matter_id=lead, before=step_photo(False), after=step_photo(True), words="", actor=chair)
    services.tell(matter_id=lead, words="刷了黄漆，立了提示牌，当面告诉了来访人。", actor=chair)
    services.confirm_solved(matter_id=lead, code=made[0].code, actor=SYSTEM)
    services.answer(matter_id=made[1].matter_id, words="带身份证和户口簿到社区窗口。", actor=chair)
    services.put_on_agenda(matter_id=made[3].matter_id, actor=chair)
    services.solve(matter_id=made[4].matter_id, words="换了灯泡。", actor=chair)
