"""The invented centre's council: last month's meeting with published minutes, the next one with its agenda, and the
book of the small money. Points, votes and amounts are made up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.domain.council import Choice
from fengqiao.centre.domain.seats import VOTING
from fengqiao.centre.selectors import CentreView, Seat, TermView, centres, council, members
from fengqiao.config.demo.centre import NAME
from fengqiao.config.demo.pictures import receipt_photo
from fengqiao.core import clock, journal

PLACE = "多功能活动室"
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN
# Point, what was said, what was put to the vote, the votes in the order of the seats, a task.
POINTS = (
    (
        "便民维修日多久办一次",
        "雷见山：上次来了三十多人，伞和锅修不完。竹临溪：每月两次太累。",
        "便民维修日每月第二个周日上午办一次。",
        (YES, YES, YES, YES, NO),
        "请磨刀、修伞的师傅排好下季度的日子",
    ),
    (
        "小厨房晚上开到几点",
        "安沐风：油烟味飘到三楼。石听雨：年轻人下班晚，只能晚上用。",
        "小厨房开到晚上十点。",
        (YES, NO, NO, ABSTAIN, YES),
        "",
    ),
)
NEXT = "儿童游乐区的软垫换新"
# Days ago, yuan, came in, what for, from whom or to whom.
MONEY = (
    (40, "500.00", True, "邻里募捐箱", "居民（不留名）"),
    (26, "86.50", False, "黄漆、毛刷、提示牌", "街口五金店"),
    (12, "200.00", True, "旧书义卖", "图书角"),
    (6, "45.00", False, "楼道灯泡三只", "街口五金店"),
)


def seed(house: CentreView | None = None) -> None:
    """Make the meetings and the money, all or nothing; where there is a meeting, nothing is done. Needs the centre."""
    found = house or next(one for one in centres(SYSTEM) if one.name == NAME)
    if council.meetings(found.id):
        return
    with journal.unit():
        voters = [one for one in members(found.id) if one.seat in VOTING]
        chair = _actor(next(one for one in voters if one.seat is Seat.CHAIR))
        _was(found, voters, chair)
        _comes(found, chair)
        for days, amount, came_in, what, party in MONEY:
            at = clock.now() - timedelta(days=days)
            with clock.fixed(at):
                services.enter_money(
                    centre_id=found.id, amount=Decimal(amount), came_in=came_in, what=what, party=party,
                    receipt=None if came_in else receipt_photo(amount, at), actor=chair,
                )  # fmt: skip


def _was(house: CentreView, voters: list[TermView], chair: Actor) -> None:
    """Three weeks ago five came, voted, and signed."""
    at = _afternoon(-21)
    there = [one.person_id for one in voters[:5]]
    with clock.fixed(at):
        pk = services.plan_meeting(centre_id=house.id, title="上月议事会", at=at, place=PLACE, actor=chair)
        items = [services.add_point(meeting_id=pk, title=title, actor=chair) for title, *_rest in POINTS]
        services.open_meeting(meeting_id=pk, present=there, chair_id=there[0], actor=chair)
        for item, (_title, said, proposal, choices, task) in zip(items, POINTS, strict=True):
            _decide(item, said, proposal, dict(zip(there, choices, strict=False)), chair)
            if task:
                due = timezone.localdate(at) + timedelta(days=30)
                services.add_task(item_id=item, what=task, owner_id=there[-1], due=due, actor=chair)
        services.write_minutes(meeting_id=pk, minutes="会前看了账目，没有疑问。", actor=chair)
        for one in voters[:3]:
            services.sign(meeting_id=pk, actor=_actor(one))
        services.publish(meeting_id=pk, actor=chair)


def _decide(item: UUID, said: str, proposal: str, votes: dict[UUID, Choice], chair: Actor) -> None:
    services.note_said(item_id=item, said=said, actor=chair)
    services.decide(item_id=item, proposal=proposal, votes=votes, actor=chair)


def _comes(house: CentreView, chair: Actor) -> None:
    """In four days, in the room that is booked for it; what was put on the agenda comes with it."""
    pk = services.plan_meeting(centre_id=house.id, title="本月议事会", at=_afternoon(4), place=PLACE, actor=chair)
    services.add_point(meeting_id=pk, title=NEXT, actor=chair)


def _afternoon(days: int) -> datetime:
    """Half past two on a day from today, as the council's room is booked."""
    day = timezone.localdate(clock.now()) + timedelta(days=days)
    return datetime.combine(day, time(14, 30), tzinfo=timezone.get_current_timezone())


def _actor(one: TermView) -> Actor:
    return Actor(user_id=None, person_id=one.person_id, name=one.name, username="")
