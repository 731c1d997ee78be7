"""A week of patrols in one grid of the invented town, walked through the same services as anybody's, each step with the
clock of its moment. What the handbook says of it was written by them. People, houses and ways are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.areas.selectors import (
    SYSTEM,
    Actor,
    Duty,
    GridView,
    Role,
    area_by_code,
    grids,
    locate,
    people,
)
from fengqiao.config.demo import pictures
from fengqiao.config.demo.areas import HETIAN
from fengqiao.core import clock, ids, journal
from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, VisitAbout
from fengqiao.fieldwork.domain.cover import CELL, cells_of
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.domain.visits import NoPosition, Spot
from fengqiao.fieldwork.selectors.places import PlaceView, places
from fengqiao.fieldwork.services import care, checkins, households, shifts, visits
from fengqiao.fieldwork.services import places as planning
from fengqiao.fieldwork.services.care import Asked
from fengqiao.fieldwork.services.checkins import Found, Seen
from fengqiao.fieldwork.services.places import PlaceFacts
from fengqiao.fieldwork.services.visits import Told

DAYS = 7
# Name, kind, every so many days, what to look at.
PLACES = (
    ("河边亲水台阶", Spot.WATER, 1, "警示牌、救生圈、护栏"),
    ("村口水塘", Spot.WATER, 2, "护栏、水位"),
    ("鹤田小学", Spot.SCHOOL, 5, "上下学秩序、围墙"),
    ("村口市场", Spot.MARKET, 5, "消防通道、占道"),
    ("石板桥", Spot.BRIDGE, 3, "桥面、栏杆"),
    ("云氏祠堂", Spot.TEMPLE, 14, "香火、电线"),
    ("上坝组", Spot.HAMLET, 7, "独居老人、用电"),
)
# What was seen on each day, by the number of the place: a note; "" copies nothing and says nothing.
WALKS: tuple[tuple[tuple[int, str], ...], ...] = (
    ((0, "警示牌完好，救生圈在位，无人下水"), (1, "水位比昨天低一掌，护栏完好"), (4, "桥面湿滑，已撒防滑砂")),
    ((0, "两名少年在台阶钓鱼，已劝离"), (2, "放学秩序良好，东墙根有积水"), (6, "云阿婆家电线老化，已约电工")),
    ((0, "救生圈绳子松了，当场系紧"), (1, "护栏第三根松动，已上报"), (3, "消防通道被两辆三轮车占用，已挪开")),
    ((0, "水面有垃圾，已捞起一袋"), (4, "桥栏杆油漆剥落，无松动")),
    ((0, "无人下水，台阶青苔已铲"), (5, "香炉远离幔帐，插座已拔"), (6, "")),
    ((0, "警示牌被树枝挡住，已修剪"), (1, "护栏已修好，推拉稳固"), (2, "周末无学生，围墙完好")),
    ((0, "三名村民在台阶洗衣，已提醒水深"), (4, "桥面干燥，照明正常"), (1, "水位正常，塘边无人")),
)
# Nobody stands on the mark itself, whose position is a round number.
BESIDE = 0.00021, -0.00012
FINDINGS = {2: (1, "水塘护栏第三根松动"), 4: (5, "祠堂电线老化裸露")}
HOUSES = (
    ("上坝组1号", "云阿婆", 1),
    ("上坝组2号", "石叔", 4),
    ("上坝组5号", "竹婶", 3),
    ("桥头组3号", "松伯", 2),
    ("桥头组8号", "柳妈妈", 5),
    ("塘边组2号", "雷叔", 6),
)
VISITED = {1: (0, "灶具与电线看过，电工明天来"), 3: (2, "讲了反诈，装了提醒贴"), 5: (4, "孩子假期防溺水叮嘱过")}
CONTACTS = (
    ("村卫生站", "林见山", "10040000001"),
    ("供电所抢修", "田望月", "10040000002"),
    ("鹤田小学门卫", "白沐风", "10040000003"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week wrote: where, and how much of each."""

    grid: GridView
    shifts: int
    checkins: int
    findings: int
    visits: int


def seed() -> Week | None:
    """Walk the last seven days; a grid that has places already is left as it is. Needs areas and spine."""
    grid = grids(SYSTEM, area_id=area_by_code(HETIAN).id)[0]
    if places(SYSTEM, grid_ids=[grid.id]):
        return None
    lead, worker = (_actor(grid, role) for role in (Role.GRID_LEAD, Role.GRID_WORKER))
    today = timezone.localdate(clock.now())
    with journal.unit():
        with clock.fixed(_at(today - timedelta(days=DAYS + 7), 9)):
            there = _lay(grid, lead)
            houses = _houses(grid, lead)
        for number, walk in enumerate(WALKS):
            who = worker if number % 3 == 1 else lead
            _walk(grid, today - timedelta(days=DAYS - number), number, walk, there, houses, who)
    return Week(
        grid=grid, shifts=len(WALKS), checkins=sum(map(len, WALKS)), findings=len(FINDINGS), visits=len(VISITED)
    )


def _actor(grid: GridView, role: Role) -> Actor:
    one = next(each for each in people(SYSTEM, role=role) if each.grid_id == grid.id)
    return Actor(
        user_id=None,
        person_id=one.person_id,
        name=one.name,
        username="",
        duties=(Duty(role=role, area_id=grid.area_id, grid_id=grid.id),),
        area_ids=(grid.area_id,),
    )


def _lay(grid: GridView, lead: Actor) -> list[PlaceView]:
    """The places, spread over the grid, and a route through those at the water."""
    cells = [cell for cell in cells_of(grid.points) if _inside(grid, (cell.x + 0.5) * CELL, (cell.y + 0.5) * CELL)]
    made = []
    for number, (name, kind, every, note) in enumerate(PLACES):
        cell = cells[(number * 2 + 1) * len(cells) // (2 * len(PLACES))]
        facts = PlaceFacts(
            kind=kind, name=name, lon=(cell.x + 0.5) * CELL, lat=(cell.y + 0.5) * CELL, every=every, note=note
        )
        made.append(planning.make_place(grid_id=grid.id, facts=facts, actor=lead))
    planning.make_route(
        grid_id=grid.id, name="沿河防溺水线", stops=[made[0].id, made[1].id, made[4].id], every=3, actor=lead
    )
    return made


def _inside(grid: GridView, lon: float, lat: float) -> bool:
    hit = locate(lon, lat, clock.now())
    return hit is not None and hit.grid_id == grid.id


def _houses(grid: GridView, lead: Actor) -> list[UUID]:
    """Households, one of which does not want to be in the handbook; contacts; somebody who asked for care."""
    made = [
        households.add_household(
            grid_id=grid.id, address=address, name=name, people=count, phone=f"1005{number:07}", actor=lead
        )
        for number, (address, name, count) in enumerate(HOUSES, start=1)
    ]
    households.opt_out(household_id=made[-1], actor=lead)
    for what, name, phone in CONTACTS:
        households.add_contact(grid_id=grid.id, what=what, name=name, phone=phone, actor=lead)
    asked = Asked(
        kind=CareKind.ALONE,
        name="云阿婆",
        phone="10050000001",
        needs="晚饭后来电话问一声，药每周送一次",
        every=3,
        household_id=made[0],
        consent_by="云阿婆",
        consent_way=ConsentWay.PAPER,
        consent_on=timezone.localdate(clock.now()),
    )
    care.ask_care(grid_id=grid.id, asked=asked, actor=lead)
    return made


def _walk(
    grid: GridView, day: date, number: int, walk: Sequence[tuple[int, str]], there: list[PlaceView],
    houses: list[UUID], who: Actor,
) -> None:  # fmt: skip
    """One morning: out at half past eight, from place to place on foot, home before lunch."""
    at = _at(day, 8) + timedelta(minutes=30 - number)
    with clock.fixed(at):
        shift = shifts.start_shift(shift_id=ids.new_id(), grid_id=grid.id, actor=who)
    here, fixes = there[walk[0][0]], []
    for stop, (index, note) in enumerate(walk):
        goal = there[index]
        way = _way(here, goal, at)
        fixes += way
        at = way[-1].at + timedelta(minutes=6)
        with clock.fixed(at):
            _stop(goal, note, number + stop, who)
            if (found := FINDINGS.get(number)) and found[0] == index:
                report = Found(title=found[1], category="H01", place_id=goal.id, photo=_photo(f"{number}:found"))
                checkins.report_finding(finding_id=ids.new_id(), found=report, actor=who)
        here = goal
    if visit := VISITED.get(number):
        at += timedelta(minutes=15)
        told = Told(about=VisitAbout.SAFETY, household_id=houses[visit[0]], note=visit[1])
        with clock.fixed(at):
            visits.record_visit(visit_id=ids.new_id(), told=told, actor=who)
    with clock.fixed(at + timedelta(minutes=20)):
        shifts.add_trail(shift_id=shift.id, fixes=fixes, actor=who)
        shifts.end_shift(shift_id=shift.id, actor=who)


def _way(start: PlaceView, goal: PlaceView, at: datetime) -> list[Fix]:
    """On foot from one place to the next, a position every minute, bent a little as paths are."""
    steps = max(3, round(abs(goal.lon - start.lon) * 1400 + abs(goal.lat - start.lat) * 1400))
    bend = 0.12 * (goal.lat - start.lat), -0.12 * (goal.lon - start.lon)
    return [
        Fix(
            at=at + timedelta(minutes=step),
            lon=start.lon + BESIDE[0] + (goal.lon - start.lon) * share + bend[0] * 4 * share * (1 - share),
            lat=start.lat + BESIDE[1] + (goal.lat - start.lat) * share + bend[1] * 4 * share * (1 - share),
            accuracy=9,
        )
        for step in range(1, steps + 1)
        for share in [step / steps]
    ]


def _stop(goal: PlaceView, note: str, number: int, who: Actor) -> None:
    """At the place: mostly with a position, sometimes with a photo, once in the valley without a signal."""
    blind = number == 5
    fix = None if blind else Fix(at=clock.now(), lon=goal.lon + BESIDE[0], lat=goal.lat + BESIDE[1], accuracy=12)
    seen = Seen(
        fix=fix,
        no_position=NoPosition.NO_SIGNAL if blind else None,
        note=note,
        photo=_photo(f"{number}:seen") if number % 3 == 0 else None,
        scanned=number % 2 == 0 and not blind,
    )
    checkins.check_in(checkin_id=ids.new_id(), place_id=goal.id, seen=seen, actor=who)


def _photo(seed: str) -> bytes:
    return pictures.place_photo(seed, clock.now())


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())
