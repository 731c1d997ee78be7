"""What all ways in which points end without a gift have in common: the transfer with its reason, and the journal."""

from __future__ import annotations

from django.urls import reverse

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.journal import Event
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Closing
from fengqiao.points.services import spending


def evidence_of(row: Closing) -> str:
    """What the ledger calls a decision."""
    return f"closing:{row.pk}"


def set_aside(row: Closing, actor: Actor) -> None:
    """Reserve the points of a decision, so that nothing else can spend them; twice is one. Raises NotEnoughPoints."""
    spending.reserve(
        person_id=row.person_id,
        town_id=row.town_id,
        points=row.points or 0,
        purpose=Purpose(row.purpose),
        evidence=evidence_of(row),
        link=reverse("points:closing", args=[row.pk]),
        reason=row.reason,
        actor=actor,
    )


def carry_out(row: Closing, actor: Actor) -> None:
    """Let the points of a decision end, or go along to the other town."""
    evidence = evidence_of(row)
    purpose = Purpose(row.purpose)
    if purpose is Purpose.MOVE_OUT:
        assert row.to_town_id is not None
        row.points = spending.move(
            person_id=row.person_id,
            from_town=row.town_id,
            to_town=row.to_town_id,
            evidence=evidence,
            link=reverse("points:closing", args=[row.pk]),
            reason=row.reason,
            actor=actor,
        )
    else:
        set_aside(row, actor)
        spending.spend(person_id=row.person_id, purpose=purpose, evidence=evidence, reason=row.reason, actor=actor)
    row.granted, row.decided_at = True, clock.now()
    row.save()
    note(row, "points.closing_done", actor)


def note(row: Closing, kind: str, actor: Actor) -> None:
    """Write a step of a decision to the journal."""
    payload = {"person": str(row.person_id), "purpose": row.purpose, "points": row.points}
    journal.record(
        Event(kind=kind, subject=f"closing:{row.pk}", area=row.town_id, payload=payload), actor=actor.person_id
    )
