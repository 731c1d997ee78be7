"""Reading how points ended without a gift, and what would happen to somebody's points before it happens."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Level
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Closing
from fengqiao.points.selectors.ledger import purse_of
from fengqiao.points.selectors.quarters import INSPECTORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What becomes of somebody's points: ``ends`` end or go along, ``stays`` wait with a gift that is kept for them,
    ``coming`` still become good when their matters are closed."""

    ends: int
    stays: int
    coming: int


def preview(person_id: UUID) -> Preview:
    """What would happen if somebody's points ended now."""
    held = purse_of(person_id)
    return Preview(ends=held.available, stays=held.reserved, coming=held.coming)


def closings(actor: Actor) -> QuerySet[Closing]:
    """How points ended in the towns of the actor's scope, the newest first."""
    rows = Closing.objects.filter(areas.within(actor, "town"))
    return rows.select_related("person", "town", "to_town", "asked_by", "decided_by").order_by("-created_at")


def fraud_waiting(actor: Actor) -> QuerySet[Closing]:
    """What waits for a second person."""
    return closings(actor).filter(purpose=Purpose.FRAUD, granted__isnull=True)


def closing(actor: Actor, pk: UUID) -> Closing:
    """One of them: for the studio, the audit and whom it concerns. Raises NotYours."""
    rows = Closing.objects.select_related("person", "town", "to_town", "asked_by", "decided_by")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotYours
    if row.person_id != actor.person_id and not areas.holds(actor, row.town_id, *INSPECTORS):
        raise NotYours
    return row


def other_towns(town_id: UUID) -> list[AreaView]:
    """The other towns of the same county, to which points can go along."""
    parent = areas.area(town_id).parent_id
    found = areas.areas(SYSTEM, level=Level.TOWN, parent_id=parent) if parent is not None else []
    return [one for one in found if one.id != town_id]
