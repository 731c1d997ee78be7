"""The invented centre: Dexing Lane's name with invented people, times and places. Which community the lane lies in is
not claimed; one of the town's stands for it."""

from __future__ import annotations

from datetime import date

from fengqiao.areas import services as areas
from fengqiao.areas.selectors import SYSTEM, Role, area_by_code
from fengqiao.centre import services
from fengqiao.centre.selectors import CentreView, Seat, centres
from fengqiao.config.demo import PASSWORD
from fengqiao.core import journal

NAME = "德星巷邻里中心"
TOWN, COMMUNITY = "441821100", "441821100008"
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


def seed() -> None:
    """Make the centre and its people, all or nothing; one that is there is left as it is. Needs the areas."""
    if any(one.name == NAME for one in centres(SYSTEM)):
        return
    with journal.unit():
        place()


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
