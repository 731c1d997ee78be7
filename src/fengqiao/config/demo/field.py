"""What an invented worker's telephone sent: a report with a photo of another day, and one solved on the spot."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM, Actor, Duty, Role, area_by_code, assignments_below, person
from fengqiao.config.demo.areas import HETIAN, LONGSHAN
from fengqiao.config.demo.pictures import place_photo
from fengqiao.core import clock, journal
from fengqiao.fieldwork.selectors.entries import entries
from fengqiao.fieldwork.services import outbox, uploads


def seed() -> None:
    """Send both; where something came from a telephone before, nothing is done."""
    if entries(SYSTEM, show="all"):
        return
    town, now = area_by_code(LONGSHAN), clock.now()
    today = timezone.localdate(now)
    hetian = area_by_code(HETIAN).id
    leads = [one for one in assignments_below(town.id, today, today) if one.lead and one.area_id != hetian]
    if not leads:
        return
    duty = Duty(role=Role.GRID_LEAD, area_id=leads[0].area_id, grid_id=leads[0].grid_id)
    worker = Actor(
        user_id=None,
        person_id=leads[0].person_id,
        name=person(leads[0].person_id).name,
        username="",
        duties=(duty,),
        area_ids=(duty.area_id,),
    )
    with journal.unit():
        step, sign = (_photo(name, now, worker) for name in ("step", "sign"))
        after = _photo("sign-after", now, worker)
        old = {step: {"taken_at": (now - timedelta(days=2)).isoformat()}}
        lying = _item("step", now - timedelta(hours=3), [step], "H01", "台阶边堆了建筑垃圾（演示）", pictures=old)
        stood = _item(
            "sign",
            now - timedelta(hours=2),
            [sign, after],
            "O02",
            "路牌被风吹倒（演示）",
            pictures={after: {"after": True}},
            solved="已扶正固定",
        )
        outbox.receive(said=[lying, stood], sent=now, actor=worker, as_of=lambda at: worker)


def _photo(name: str, at: datetime, worker: Actor) -> str:
    content = place_photo(f"telephone:{name}", at)
    sha = hashlib.sha256(content).hexdigest()
    uploads.add_piece(sha256=sha, start=0, size=len(content), content=content, actor=worker)
    return sha


def _item(name: str, at: datetime, photos: list[str], category: str, words: str, **more: object) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"fengqiao:demo:telephone:{name}")),
        "kind": "report",
        "captured_at": at.isoformat(),
        "payload": {"category": category, "description": words, "place": "村道旁", **more},
        "photos": photos,
    }
