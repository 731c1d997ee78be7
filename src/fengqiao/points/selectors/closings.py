"""Reading how points ended without a gift, and what would happen to somebody's points before it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Level
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Closing
from fengqiao.points.selectors.ledger import purse_of
from fengqiao.points.selectors.quarters import INSPECTORS
from fengqiao.points.selectors.waiting import Waiting, key_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What becomes of somebody's points: ``ends`` end or go along, ``stays`` wait with a gift that is kept for them,
    ``held`` wait for a hearing, ``coming`` still become good when their matters are closed."""

    ends: int
    stays: int
    held: int
    coming: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Points that nobody can spend until a hearing has its outcome. ``until``: when the hearing must have been; None:
    it was, and a second person decides."""

    id: UUID
    points: int
    reason: str
    until: datetime | None


def preview(person_id: UUID) -> Preview:
    """What would happen if somebody's points ended now."""
    purse = purse_of(person_id)
    held = sum(one.points for one in holds_of(person_id))
    return Preview(ends=purse.available, stays=purse.reserved - held, held=held, coming=purse.coming)


def holds_of(person_id: UUID) -> list[Hold]:
    """Which of somebody's points are held for a hearing. One query."""
    rows = Closing.objects.filter(person=person_id, purpose=Purpose.FRAUD, granted__isnull=True)
    return [Hold(id=row.pk, points=row.points or 0, reason=row.reason, until=row.hear_by) for row in rows]


def hearings_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """What points that are held for a hearing wait for. One query."""
    keys = {evidence: key for evidence in evidences if (key := key_in(evidence)) is not None}
    rows = {row.pk: row for row in Closing.objects.filter(pk__in=keys.values(), purpose=Purpose.FRAUD)}
    to_hear, to_decide = _("Held until you were heard."), _("You were heard; a second person decides.")
    return {
        evidence: Waiting(words=to_decide if row.hearing else to_hear, until=row.hear_by)
        for evidence, key in keys.items()
        if (row := rows.get(key)) is not None
    }


def closings(actor: Actor) -> QuerySet[Closing]:
    """How points ended in the towns of the actor's scope, the newest first."""
    rows = Closing.objects.filter(areas.within(actor, "town"))
    return rows.select_related("person", "town", "to_town", "asked_by", "decided_by").order_by("-created_at")


def fraud_waiting(actor: Actor) -> QuerySet[Closing]:
    """What waits for the hearing or for a second person."""
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
