"""The residents' council: meetings, money, and what everybody reads of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from factories import centre as make_centre
from factories import incidents as make_incidents
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.centre import services
from fengqiao.centre.selectors import CentreView, Seat
from rights.centre_desk import STAFF
from rights.kinds import EVERYBODY, NO_ONE, Row

WRITERS = STAFF - {Role.VOLUNTEER}
AT = datetime(2026, 9, 24, 11, 0, tzinfo=UTC)


def _planned(village: AreaView) -> tuple[CentreView, UUID]:
    house = make_centre.centre(village)
    return house, services.plan_meeting(centre_id=house.id, title="议事会", at=AT, actor=SYSTEM)


def _meeting(village: AreaView) -> dict[str, Any]:
    return {"pk": _planned(village)[1]}


def _published(village: AreaView) -> dict[str, Any]:
    house, pk = _planned(village)
    chair = make_centre.member(house, Seat.CHAIR)
    others = [make_centre.member(house), make_centre.member(house)]
    present = [one.person_id for one in (chair, *others) if one.person_id is not None]
    services.open_meeting(meeting_id=pk, present=present, chair_id=present[0], actor=SYSTEM)
    services.sign(meeting_id=pk, actor=chair)
    services.publish(meeting_id=pk, actor=SYSTEM)
    return {"key": house.key, "pk": pk}


def _task(village: AreaView) -> dict[str, Any]:
    house, pk = _planned(village)
    item = services.add_point(meeting_id=pk, title="长椅", actor=SYSTEM)
    chair = make_centre.member(house, Seat.CHAIR)
    assert chair.person_id is not None
    services.open_meeting(meeting_id=pk, present=[chair.person_id], chair_id=chair.person_id, actor=SYSTEM)
    task = services.add_task(
        item_id=item, what="量地方", owner_id=chair.person_id, due=date(2026, 10, 15), actor=SYSTEM
    )
    return {"pk": house.id, "task": task}


def _house(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.centre(village).id}


def _receipt(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    line = services.enter_money(
        centre_id=house.id,
        amount=Decimal(5),
        came_in=True,
        what="捐",
        receipt=make_incidents.photo(),
        actor=SYSTEM,
    )
    return {"key": house.key, "pk": line}


CENTRE_COUNCIL = [
    Row("centre:meetings", allow=STAFF, args=_house),
    Row(
        "centre:meetings",
        "POST",
        allow=WRITERS,
        status=302,
        args=_house,
        data=lambda args: {"title": "议事会", "at": "2026-09-24T19:00"},
    ),
    Row("centre:meeting", allow=STAFF, args=_meeting),
    Row("centre:minutes", allow=STAFF, args=_meeting),
    Row(
        "centre:meeting_act",
        "POST",
        allow=WRITERS,
        status=302,
        args=lambda village: {**_meeting(village), "act": "point"},
        data=lambda args: {"title": "长椅"},
    ),
    Row("centre:task_done", "POST", allow=WRITERS, status=302, args=_task),
    Row("centre:money", allow=STAFF, args=_house),
    Row(
        "centre:money",
        "POST",
        allow=WRITERS,
        status=302,
        args=_house,
        data=lambda args: {"way": "in", "amount": "5", "what": "捐"},
    ),
    Row("centre:council", allow=EVERYBODY, args=lambda village: {"key": make_centre.centre(village).key}, scoped=False),
    Row("centre:public_minutes", allow=EVERYBODY, args=_published, scoped=False),
    Row(
        "centre:public_minutes",
        allow=NO_ONE,
        anonymous=404,
        args=lambda village: {"key": make_centre.centre(village).key, **_meeting(village)},
        scoped=False,
    ),
    Row("centre:minutes_picture", allow=EVERYBODY, args=_published, scoped=False),
    Row(
        "centre:minutes_picture",
        allow=NO_ONE,
        anonymous=404,
        args=lambda village: {"key": make_centre.centre(village).key, **_meeting(village)},
        scoped=False,
    ),
    Row("centre:receipt", allow=EVERYBODY, args=_receipt, scoped=False),
]
