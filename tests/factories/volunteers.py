"""Small worlds with volunteers and call-outs.

card = volunteer(village())                      # taken in, free at all times
"""

from __future__ import annotations

import itertools
from datetime import date
from uuid import UUID

from factories import areas as make
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView
from fengqiao.fieldwork.models import Volunteer
from fengqiao.fieldwork.selectors.volunteers import callouts
from fengqiao.fieldwork.services import volunteers as services
from fengqiao.fieldwork.services.volunteers import Call, Wish

_numbers = itertools.count(1)


def wish(**more: object) -> Wish:
    """What a grown-up writes who agrees."""
    given: dict[str, object] = {
        "name": f"测试志愿者{next(_numbers)}",
        "phone": "13800001234",
        "born": date(1980, 5, 1),
        "agrees": True,
    }
    return Wish(**{**given, **more})


def asked(where: AreaView | None = None, **more: object) -> Volunteer:
    """Somebody who asks to join."""
    token = services.ask_to_join(area_id=(where or make.village()).id, wish=wish(**more))
    return Volunteer.objects.get(token=token)


def volunteer(where: AreaView | None = None, **more: object) -> Volunteer:
    """Somebody who can be called."""
    row = asked(where, **more)
    services.take_in(volunteer_id=row.pk, actor=SYSTEM)
    row.refresh_from_db()
    return row


def call(where: AreaView, *people: Volunteer, actor: Actor = SYSTEM, **more: object) -> UUID:
    """A call-out to people of the village."""
    given: dict[str, object] = {"area_id": where.id, "title": "水边劝离", "place": "鹤田桥头", **more}
    wanted = Call(**given)
    return services.call_out(call=wanted, volunteer_ids=[one.pk for one in people], actor=actor)


def part(callout_id: UUID, number: int = 0) -> UUID:
    """The id of somebody's part in a call-out."""
    return callouts.parts_of(callout_id)[number].id
