"""The parts that people had in an event, and the points for them, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.incidents.models import Credit, Incident
from fengqiao.incidents.selectors.words import local_title
from fengqiao.points import selectors as points


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditView:
    """A person's part. ``granted`` False: a cap stood in the way, and there are no points and no phase."""

    person_id: UUID
    person: str
    titles: Mapping[str, str]
    reason: str
    granted: bool
    points: int
    phase: str

    @property
    def title(self) -> str:
        """The rule's name in the language of the moment."""
        return local_title(self.titles)


def evidence_name(incident_id: UUID, lives: int = 0) -> str:
    """How the ledger calls this event. An event whose ending was undone (``lives`` times) earns anew."""
    return f"incident:{incident_id}:{lives}" if lives else f"incident:{incident_id}"


def credits_of(actor: Actor, incident_id: UUID) -> list[CreditView]:
    """The parts that concern the actor: their own, and those of people whose statements they may read."""
    rows = list(Credit.objects.filter(incident_id=incident_id).order_by("created_at", "id"))
    may = {
        person_id
        for person_id in {row.person_id for row in rows}
        if person_id == actor.person_id or points.may_read(actor, person_id)
    }
    if not may:
        return []
    names = areas.person_names(may)
    lives = Incident.objects.values_list("lives", flat=True).get(pk=incident_id)
    name = evidence_name(incident_id, lives)
    awards = {(award.person_id, award.rule): award for award in points.awards(evidence=name)}
    found: list[CreditView] = []
    for row in rows:
        if row.person_id not in may:
            continue
        award = awards.get((row.person_id, row.rule))
        found.append(
            CreditView(
                person_id=row.person_id,
                person=names.get(row.person_id, ""),
                titles=award.titles if award else {},
                reason=row.reason,
                granted=row.granted,
                points=award.points if award else 0,
                phase=award.phase.value if award else "",
            )
        )
    return found
