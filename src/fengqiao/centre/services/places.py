"""The places of an activity: locked before they are counted, given to the waiting list in its order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Sum

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import queues
from fengqiao.centre.domain.activities import Seat
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Activity, SignUp
from fengqiao.centre.services.authority import demand
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event


def locked(activity_id: UUID) -> Activity:
    """The activity, locked; what counts its places does so after this. Raises NotYours."""
    row = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("centre", "booking__room")
        .filter(pk=activity_id)
        .first()
    )
    if row is None:
        raise NotYours
    return row


def owned(activity_id: UUID, actor: Actor) -> Activity:
    """The activity, locked, for who looks after the house. Raises NotYours."""
    row = locked(activity_id)
    demand(actor, row.centre_id, Right.HOUSE)
    return row


def say(
    row: Activity, kind: str, payload: dict[str, Any], actor: Actor | None, private: dict[str, Any] | None = None,
    subject: str = "",
) -> None:  # fmt: skip
    """Into the journal, under the activity's name unless ``subject`` is another."""
    event = Event(
        kind=kind, subject=subject or f"activity:{row.pk}", area=row.centre.area_id,
        payload={"centre": str(row.centre_id), "activity": str(row.pk), **payload}, private=private,
    )  # fmt: skip
    journal.record(event, actor=actor.person_id if actor else None)


def taken(row: Activity) -> int:
    """Places given away."""
    found: int = row.signups.filter(seat=Seat.PLACE).aggregate(people=Sum("people"))["people"] or 0
    return found


def move_up(row: Activity) -> None:
    """Let the waiting list into the places that are free now, strictly in its order. The activity is locked."""
    if row.cancelled_at or row.ends_at <= clock.now():
        return
    queue = list(row.signups.filter(seat=Seat.WAITING).order_by("number"))
    count = queues.next_for_places(row.places - taken(row), [one.people for one in queue])
    for one in queue[:count]:
        one.seat, one.moved_up_at = Seat.PLACE, clock.now()
        one.save(update_fields=["seat", "moved_up_at"])
        say_signup(row, one, "centre.moved_up", None)


def say_signup(
    row: Activity, mine: SignUp, kind: str, actor: Actor | None, payload: dict[str, object] | None = None
) -> None:
    """Into the journal, under the sign-up's own name, so that what it says of people can be erased."""
    private = (
        {"name": mine.name, "phone": mine.phone, "guardian": mine.guardian} if kind == "centre.signed_up" else None
    )
    say(row, kind, payload or {}, actor, private=private, subject=f"signup:{mine.pk}")
