"""What the guards look at, gathered for one event and one actor; and the steps that follow from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import CategoryKind, Facts, Outcome, Source, State, Step
from fengqiao.incidents.domain.joint import SETTLED
from fengqiao.incidents.domain.machine import Side
from fengqiao.incidents.models import EvidenceKind, Incident
from fengqiao.incidents.selectors.events import visible_to

WORK = (Step.SIGN, Step.FEEDBACK)
OF_THE_LEAD = frozenset({Step.SIGN, Step.FEEDBACK, Step.RETURN})
CHECKS = frozenset({Step.PASS, Step.SEND_BACK})


def offered(actor: Actor, incident_id: UUID) -> tuple[list[Step], bool]:
    """The steps that the actor can take now, apart from what they still have to fill in; and whether they are the
    one who would check but handled it themselves. Raises NotYours."""
    row = (
        Incident.objects.filter(visible_to(actor), pk=incident_id)
        .select_related("category", "category_version")
        .first()
    )
    if row is None:
        raise NotYours
    facts = gather(row, actor)
    steps = table.next_steps(facts)
    handled = facts.actor is not None and facts.actor in facts.handlers
    found = [
        step
        for step in steps
        if not (step in OF_THE_LEAD and not (facts.works_for_lead or facts.system)) and not (step in CHECKS and handled)
    ]
    return found, handled and bool(CHECKS & set(steps))


def gather(row: Incident, actor: Actor, **more: Any) -> Facts:
    """What the guards look at, for an event and whoever acts; ``more`` are the facts that only the step knows."""
    lineage = areas.area(row.area_id).lineage
    own = row.evidence.filter(round=row.round, task__isnull=True)
    pictures = dict(own.order_by().values_list("kind").annotate(count=Count("pk")))
    values: dict[str, Any] = {
        "state": State(row.state),
        "roles": frozenset(
            duty.role for duty in actor.duties if _reaches(duty.area_id, duty.organisation_id, lineage, row)
        ),
        "system": actor.system,
        "actor": actor.person_id,
        "is_reporter": actor.person_id is not None and actor.person_id == row.reporter_id,
        "works_for_lead": row.lead_id is not None and works_for(actor, row.lead_id),
        "source": Source(row.source),
        "has_category": True,
        "has_place": bool(row.lon is not None or row.place or row.no_place_reason),
        "solvable": row.category_version.on_spot,
        "before_evidence_needed": row.category_version.before_pictures,
        "before_evidence": pictures.get(EvidenceKind.BEFORE.value, 0),
        "after_evidence_needed": row.category_version.after_pictures,
        "after_evidence": pictures.get(EvidenceKind.AFTER.value, 0),
        "joint_tasks_open": row.tasks.filter(round=row.round).exclude(state__in=SETTLED).count(),
        "handlers": _handlers(row),
        "is_dispute": row.category.kind == CategoryKind.DISPUTE,
        "outcome": Outcome(row.outcome) if row.outcome else None,
        "closed_at": row.closed_at,
    }
    return Facts(**{**values, **more})


def sides(
    actor: Actor, row: Incident, *, organisation_id: UUID | None = None, asker_id: UUID | None = None
) -> frozenset[Side]:
    """As whom the actor comes to a side record of the event: of ``organisation_id``, asked for by ``asker_id``."""
    if actor.system:
        return frozenset({Side.PROGRAM})
    lineage = areas.area(row.area_id).lineage
    found: set[Side] = set()
    if any(duty.role in table.DESK and duty.area_id in lineage for duty in actor.duties):
        found.add(Side.CENTRE)
    if row.lead_id is not None and State(row.state) in table.HELD and works_for(actor, row.lead_id):
        found.add(Side.LEAD)
    if organisation_id is not None and works_for(actor, organisation_id):
        found.add(Side.ORGANISATION)
    if asker_id is not None and asker_id == actor.person_id:
        found.add(Side.ASKER)
    if actor.person_id is not None and row.followers.filter(person_id=actor.person_id, left_at=None).exists():
        found.add(Side.FOLLOWER)
    return frozenset(found)


def works_for(actor: Actor, organisation_id: UUID) -> bool:
    """True for the organisation's own people, and for the field workers of its place or of a place above it."""
    if actor.system or organisation_id in actor.organisation_ids:
        return True
    lineage = areas.area(areas.organisation(organisation_id).area_id).lineage
    field = table.FIELD | {Role.VOLUNTEER}
    return any(duty.role in field and duty.area_id in lineage for duty in actor.duties)


def _reaches(area_id: UUID, organisation_id: UUID | None, lineage: tuple[UUID, ...], row: Incident) -> bool:
    return area_id in lineage or (organisation_id is not None and organisation_id == row.lead_id)


def _handlers(row: Incident) -> frozenset[UUID]:
    """Everybody who had a hand in the work of this round."""
    signed = row.steps.filter(round=row.round, step__in=WORK).values_list("actor_id", flat=True)
    pictured = row.evidence.filter(round=row.round, kind=EvidenceKind.AFTER).values_list("person_id", flat=True)
    joined = row.tasks.filter(round=row.round).values_list("handler_id", flat=True)
    return frozenset(person for person in (*signed, *pictured, *joined) if person is not None)
