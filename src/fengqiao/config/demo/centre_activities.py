"""Activities at the invented centre: three weeks that were, two that come. Neighbours and words are made up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.activities import Asked, Kind, Mark, Seat
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.selectors import CentreView, activities, centres, members
from fengqiao.centre.selectors.activities import ActivityView
from fengqiao.centre.selectors.rooms import rooms
from fengqiao.centre.services import Plan
from fengqiao.config.demo.centre import NAME
from fengqiao.config.demo.pictures import place_photo
from fengqiao.core import clock, journal
from fengqiao.incidents.services import STRANGER

# Kind, title, room (none: the place), days from today, from, until, places, leader, about.
Line = tuple[Kind, str, str, int, str, str, int, str, str]
PAST: tuple[Line, ...] = (
    (Kind.FAMILY, "亲子做灯笼", "多功能活动室", -20, "09:00", "11:00", 16, "安沐风", "材料由中心准备。"),
    (Kind.REPAIR, "便民维修日", "巷口榕树下", -13, "09:00", "11:30", 30, "雷见山", "磨刀、修伞、换电池，不收钱。"),
    (Kind.DANCE, "广场舞·秋日专场", "多功能活动室", -6, "19:00", "20:30", 25, "云拾光", ""),
    (Kind.READING, "读书会：山里的来信", "阅览室", -3, "19:30", "20:30", 12, "竹临溪", "没读完也欢迎来。"),
)
COMING: tuple[Line, ...] = (
    (
        Kind.FAMILY,
        "睡前故事会",
        "阅览室",
        1,
        "19:00",
        "20:00",
        8,
        "竹临溪",
        "三岁到八岁的孩子，大人陪着来。可以抱上枕头。",
    ),
    (Kind.OTHER, "一起做糍粑", "小厨房", 2, "09:00", "11:00", 6, "江阿婆", "围裙自带，做好的带回家。"),
    (
        Kind.REPAIR,
        "便民维修日",
        "巷口榕树下",
        5,
        "09:00",
        "11:30",
        40,
        "雷见山",
        "磨刀、修伞、换电池，不收钱。旧电池也可以带来。",
    ),
    (Kind.READING, "读书会：慢慢走", "阅览室", 6, "19:30", "20:30", 15, "竹临溪", ""),
)
NAMES = (
    "江阿婆",
    "竹婶",
    "松伯",
    "柳妈妈",
    "石叔",
    "云姨",
    "水伯",
    "陳婆婆",
    "𠮷叔",
    "阿梅",
    "小满妈",
    "老雷",
    "安姐",
    "青青",
    "山伯",
    "阿秋",
)
WORDS = ("热闹，下次还来", "灯笼孩子挂了一星期", "", "就是椅子少了两张", "老师讲得慢，听得懂", "")


def seed(house: CentreView | None = None) -> None:
    """Make the activities, all or nothing; where there are some, nothing is done. Needs the centre and its rooms."""
    found = house or next(one for one in centres(SYSTEM) if one.name == NAME)
    if activities.coming(found.id, cancelled=True) or activities.past(found.id):
        return
    with journal.unit():
        for number, line in enumerate(PAST):
            _was(found, line, number)
        for number, line in enumerate(COMING):
            _fill(_plan(found, line), count=(8, 5, 6, 3)[number], since=number)
        weekly = _plan(found, (Kind.DANCE, "早晨太极", "多功能活动室", 3, "08:30", "09:30", 30, "水伯", ""), weeks=4)
        _fill(weekly, count=4, since=2)
        film = _plan(found, (Kind.OTHER, "露天电影", "巷口榕树下", 2, "19:00", "20:30", 60, "", ""))
        _fill(film, count=2, since=5)
        services.cancel_activity(activity_id=film.id, reason="那天有大雨，改到天晴再放。", actor=SYSTEM)


def _plan(house: CentreView, line: Line, *, weeks: int = 1) -> ActivityView:
    kind, title, place, days, start, end, places, leader, about = line
    room = next((one for one in rooms(house.id) if one.name == place), None)
    day = _today() + timedelta(days=days)
    plan = Plan(
        kind=kind, title=title, about=about, leader=leader, room_id=room.id if room else None,
        place="" if room else place, day=day, start=time.fromisoformat(start), end=time.fromisoformat(end),
        places=places, every=Every.WEEK if weeks > 1 else Every.ONCE, until=day + timedelta(weeks=weeks - 1),
    )  # fmt: skip
    return services.plan_activity(centre_id=house.id, plan=plan, actor=SYSTEM)[0]


def _fill(one: ActivityView, *, count: int, since: int) -> None:
    for number in range(count):
        name = NAMES[(since + number) % len(NAMES)]
        child = one.kind is Kind.FAMILY
        asked = Asked(
            name=name, phone=f"1004{since:03}{number:04}" if number % 3 else "", child=child,
            guardian=name if child else "", consents=child, pictured=number % 4 != 3,
            people=2 if child and number % 2 else 1,
        )  # fmt: skip
        services.sign_up(activity_id=one.id, asked=asked, actor=STRANGER)


def _was(house: CentreView, line: Line, number: int) -> None:
    """One that took place: planned the week before, most came, some said how it was, two photos."""
    moment = datetime.combine(_today() + timedelta(days=line[3]), time(8), tzinfo=timezone.get_current_timezone())
    with clock.fixed(moment - timedelta(days=5)):
        one = _plan(house, (*line[:3], 5, *line[4:]))
        _fill(one, count=8, since=number)
    with clock.fixed(one.start):
        there = [each for each in activities.signups(one.id) if each.seat is Seat.PLACE]
        for index, each in enumerate(there):
            if index % 5 != 4:
                services.check_in(signup_id=each.id, actor=SYSTEM)
    with clock.fixed(one.end):
        for index, each in enumerate(there[:4]):
            mark = Mark.FAIR if index == 3 else Mark.GOOD
            services.give_feedback(
                code=each.code, mark=mark, words=WORDS[(index + number) % len(WORDS)], actor=STRANGER
            )
        photo = services.add_photo(activity_id=one.id, content=place_photo(one.code, one.start), actor=SYSTEM)
        agree = [each.id for each in there if each.pictured][:3]
        services.tick_photo(photo_id=photo, people=agree, nobody=False, actor=SYSTEM)
        for helper in list(members(house.id))[3 : 5 + number % 2]:
            services.enter_hours(
                centre_id=house.id, person_id=helper.person_id, day=_today(), minutes=150,
                activity_id=one.id, actor=SYSTEM,
            )  # fmt: skip


def _today() -> date:
    return timezone.localdate(clock.now())
