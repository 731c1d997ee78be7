"""Gifts, their store, redemption days."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import areas as make_areas
from factories import points as make_points
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role, people
from fengqiao.core import clock, ids, pictures
from fengqiao.points import selectors, services
from fengqiao.points.models import Booking, Counter, HandOver, Lot, RedemptionDay
from rights.kinds import EVERYBODY, NO_ONE, SIGNED_IN, Row

CLERK = {Role.STUDIO_CLERK}


def _gift(village: AreaView) -> Mapping[str, Any]:
    assert village.parent_id is not None
    return {"pk": make_points.gift(village.parent_id, pieces=3)}


def _lot(village: AreaView) -> Mapping[str, Any]:
    return {"pk": Lot.objects.get(gift=_gift(village)["pk"]).pk}


GIFT = {"name": "新礼品", "points": "5"}
LOT = {"supplier": "供货商", "received_on": "2026-11-26", "pieces": "5", "yuan": "9.90"}

GIFTS = [
    Row("points:gifts", allow=SIGNED_IN),
    Row("points:gift_picture", allow=set(), args=_gift),  # it has none; the picture itself is tested with the pages
    Row("points:store", allow=CLERK),
    Row("points:store", "POST", allow=CLERK, status=302, data=lambda args: GIFT),
    Row("points:store_gift", allow=CLERK, args=_gift),
    Row("points:store_gift", "POST", allow=CLERK, status=302, args=_gift, data=lambda args: GIFT),
    Row("points:store_receive", "POST", allow=CLERK, status=302, args=_gift, data=lambda args: LOT),
    Row("points:store_retire", "POST", allow=CLERK, status=302, args=_gift),
    Row(
        "points:store_write_off",
        "POST",
        allow=CLERK,
        status=302,
        args=_lot,
        data=lambda args: {"pieces": "1", "reason": "进水"},
    ),
    Row("points:store_budget", "POST", allow=CLERK, status=302, data=lambda args: {"year": "2026", "yuan": "9000"}),
    Row("points:store_export", allow=CLERK),
    Row(
        "points:store_import",
        "POST",
        allow=CLERK,
        status=302,
        data=lambda args: {"file": SimpleUploadedFile("lots.xlsx", b"none")},
    ),
]


def _day(village: AreaView) -> Mapping[str, Any]:
    return {"pk": _fair(village).day_id}


def _fair(village: AreaView) -> Counter:
    """A day with a counter that the world's volunteer keeps."""
    assert village.parent_id is not None
    known = [one.person_id for one in people(SYSTEM, role=Role.VOLUNTEER) if one.area_id == village.id]
    keeper = known[0] if known else make_areas.worker(Role.VOLUNTEER, village).id
    start = clock.now()
    day = services.plan_day(
        town_id=village.parent_id,
        title="兑换活动",
        place="大厅",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        actor=SYSTEM,
    )
    made = services.add_counter(day_id=day, name="1", keeper_id=keeper, actor=SYSTEM)
    return Counter.objects.get(pk=made)


def _counter(village: AreaView) -> Mapping[str, Any]:
    return {"pk": _fair(village).pk}


def _door(village: AreaView) -> Mapping[str, Any]:
    day = _fair(village).day
    return {"pk": day.pk, "entrance": day.entrance}


def _booked(village: AreaView) -> Mapping[str, Any]:
    """A day on which the world's workers have a place each."""
    day = _fair(village).day
    for one in people(SYSTEM):
        if one.area_id == village.id and one.role in EARN:
            actor = Actor(user_id=None, person_id=one.person_id, name="", username="")
            services.book(day_id=day.pk, slot=day.starts_at, actor=actor)
    return {"pk": day.pk}


def _published(village: AreaView) -> Mapping[str, Any]:
    day = _fair(village).day
    RedemptionDay.objects.filter(pk=day.pk).update(
        sheet=selectors.sheet_of(day), closed_at=clock.now(), published_at=clock.now()
    )
    return {"pk": day.pk}


def _act(village: AreaView) -> Mapping[str, Any]:
    """A hand-over to nobody of the world: for its keeper, the clerk and the audit."""
    counter = _fair(village)
    person = make_areas.worker(Role.GRID_WORKER, village)
    booking = Booking.objects.create(day=counter.day, person_id=person.id, slot=clock.now(), token=ids.short_code(10))
    name = default_storage.save("signatures/test.jpg", ContentFile(PIXEL))
    return {"pk": HandOver.objects.create(counter=counter, booking=booking, signature=name, signed_at=clock.now()).pk}


EARN = {Role.GRID_WORKER, Role.GRID_LEAD, Role.VOLUNTEER, Role.VILLAGE_SECRETARY, Role.COUNCIL_MEMBER}
KEEPER = {Role.VOLUNTEER}
PIXEL = pictures.clean(base64.b64decode(make_points.SIGNATURE.partition(",")[2])).content
TOWNSFOLK = set(Role)
PLAN = {
    "title": "活动",
    "place": "大厅",
    "starts_at": "2100-01-01T09:00",
    "ends_at": "2100-01-01T12:00",
    "slot_minutes": "30",
    "per_slot": "5",
    "offline_limit": "10",
}

DAYS = [
    Row("points:days", allow=SIGNED_IN),
    Row("points:day", allow=TOWNSFOLK, args=_day),
    Row(
        "points:day",
        "POST",
        allow=EARN,
        status=302,
        args=_day,
        data=lambda args: {"slot": RedemptionDay.objects.get(pk=args["pk"]).starts_at.isoformat()},
    ),
    Row("points:day_cancel", "POST", allow=EARN, status=302, args=_booked),
    Row("points:day_in", allow=EARN, args=_door),
    Row("points:day_in", "POST", allow=EARN, status=302, args=_door),
    Row("points:day_board", allow=TOWNSFOLK, args=_day),
    Row("points:day_door", allow=CLERK, args=_day),
    Row("points:day_new", allow=CLERK),
    Row("points:day_new", "POST", allow=CLERK, status=302, data=lambda args: PLAN),
    Row("points:day_plan", allow=CLERK, args=_day),
    Row(
        "points:day_plan",
        "POST",
        allow=CLERK,
        status=422,
        args=_day,
        data=lambda args: {"act": "counter", "name": "2", "keeper": "nobody"},
    ),
    Row("points:day_end", allow=CLERK | KEEPER | {Role.AUDIT_ADMIN}, args=_day),
    Row(
        "points:day_end",
        "POST",
        allow={Role.STUDIO_CLERK},
        status=409,  # its counter is still open
        args=_day,
        data=lambda args: {"act": "close"},
    ),
    Row("points:day_notice", allow=EVERYBODY, args=_published, anonymous=200, scoped=False),
    Row("points:day_notice", allow=NO_ONE, anonymous=404, args=_day, scoped=False),
    Row("points:day_photo", allow=NO_ONE, anonymous=404, args=_day, scoped=False),  # there is none
    Row("points:receipt", allow=CLERK | KEEPER | {Role.AUDIT_ADMIN}, args=_act),
    Row("points:counter", allow=KEEPER, args=_counter),
    Row("points:counter_worker", allow=KEEPER, args=_counter),
    Row("points:counter_open", "POST", allow=KEEPER, args=_counter),
    Row("points:counter_find", allow=KEEPER, args=_counter),
    Row("points:counter_list", "POST", allow=NO_ONE, args=_counter),  # without the tablet's key nobody
    Row("points:counter_acts", "POST", allow=NO_ONE, args=_counter),
    Row("points:counter_call", "POST", allow=NO_ONE, args=_counter),
    Row("points:counter_add", "POST", allow=NO_ONE, args=_counter),
    Row("points:counter_back", allow=KEEPER | CLERK, args=_counter),
    Row(
        "points:counter_back",
        "POST",
        allow=KEEPER | CLERK,
        status=302,
        args=_counter,
        data=lambda args: {"reason": "丢失"},
    ),
]
