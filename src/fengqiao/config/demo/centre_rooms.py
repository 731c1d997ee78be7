"""The invented centre's rooms and a week of bookings. People and purposes are made up."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.rooms import Came, Zone
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.selectors import centres
from fengqiao.centre.selectors.rooms import rooms
from fengqiao.centre.services import Wanted
from fengqiao.config.demo.centre import NAME
from fengqiao.core import clock, journal

# Name, area, people, deposit in yuan, rules.
ROOMS = (
    ("调解室", Zone.OFFICE, 8, 0, "说事轻声，外人不进。"),
    ("多功能活动室", Zone.ACTIVITY, 40, 20, "音响晚上八点半关，用完扫地、关窗。"),
    ("阅览室", Zone.LEISURE, 20, 0, "请安静，书看完放回原处。"),
    ("图书角", Zone.LEISURE, 10, 0, "书可以借回家，到前台登记。"),
    ("小厨房", Zone.LEISURE, 6, 20, "用完关煤气、洗灶台、倒垃圾。"),
    ("儿童游乐区", Zone.LEISURE, 15, 0, "孩子要有大人陪，脱鞋进入。"),
)
# Room, days from today, from, until, for what, people, who.
WEEK = (
    (1, 1, "09:00", "10:30", "广场舞练习", 20, "竹婶"),
    (1, 2, "15:00", "17:00", "书法班", 12, "云姨"),
    (1, 3, "19:00", "21:00", "合唱团排练", 25, "石叔"),
    (4, 1, "16:00", "18:00", "学做糍粑", 6, "江阿婆"),
    (2, 1, "15:00", "17:00", "读报会", 10, "松伯"),
    (5, 2, "09:00", "11:00", "孩子生日", 8, "柳妈妈"),
    (0, 2, "09:00", "10:00", "楼上楼下谈一谈", 4, "雷叔"),
    (1, 1, "09:30", "11:00", "太极拳", 15, "水伯"),  # waits behind the dancers
)


def seed() -> None:
    """Make the rooms and their week; rooms that are there are left as they are. Needs the centre."""
    (house,) = (one for one in centres(SYSTEM) if one.name == NAME)
    if rooms(house.id):
        return
    today = timezone.localdate(clock.now())
    with journal.unit():
        made = [
            services.add_room(
                centre_id=house.id, name=name, zone=zone, capacity=holds, deposit=deposit, rules=rules, actor=SYSTEM
            )
            for name, zone, holds, deposit, rules in ROOMS
        ]
        for number, (room, days, start, end, purpose, people, name) in enumerate(WEEK):
            wanted = _wanted(today + timedelta(days=days), start, end, purpose, people, name, f"1003{number:07}")
            services.book(room_id=made[room].id, wanted=wanted, actor=SYSTEM)
        council = Wanted(
            day=today + timedelta(days=4),
            start=time(14, 30),
            end=time(16, 30),
            purpose="理事会例会",
            people=9,
            came=Came.COUNCIL,
            every=Every.WEEK,
            until=today + timedelta(days=32),
        )
        services.book(room_id=made[1].id, wanted=council, actor=SYSTEM)


def _wanted(day: date, start: str, end: str, purpose: str, people: int, name: str, phone: str) -> Wanted:
    return Wanted(
        day=day,
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        purpose=purpose,
        people=people,
        name=name,
        phone=phone,
        came=Came.DESK,
    )
