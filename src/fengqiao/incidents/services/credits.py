"""Points for people's parts in an event: pending while it lives, posted when it closes, void when it was nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.models import Credit, Incident
from fengqiao.incidents.selectors.parts import evidence_name
from fengqiao.incidents.selectors.right_first import right_first
from fengqiao.incidents.services.errors import EventOver
from fengqiao.incidents.services.taking import lock
from fengqiao.points import services as points
from fengqiao.points.domain.rules import RuleKind
from fengqiao.points.services import CapReached, NoSuchRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Somebody's part in an event: which rule it earns by, and what they did."""

    person_id: UUID
    rule: str
    reason: str


def credit(*, incident_id: UUID, person_id: UUID, rule: str, reason: str, actor: Actor) -> bool:
    """Ask points for somebody's part. True: they are pending; False: a cap stands in the way for now, and closing
    tries again. A second call for the same person and rule changes nothing. Raises EventOver, NoSuchRule."""
    part = Part(person_id=person_id, rule=rule, reason=reason)
    return credit_all(incident_id=incident_id, parts=[part], actor=actor)[0]


def credit_all(*, incident_id: UUID, parts: Sequence[Part], actor: Actor) -> list[bool]:
    """The same for several people in one transaction. Returns the answers in the order of ``parts``.

    Use this rather than ``credit`` several times in one transaction: the ledger's books are locked in the order
    of the people's ids, so that two events with the same people cannot block each other.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        if State(row.state) in table.ENDED:
            raise EventOver
        granted: dict[Part, bool] = {}
        for part in sorted(set(parts), key=lambda part: (part.person_id, part.rule)):
            known = Credit.objects.filter(incident=row, person_id=part.person_id, rule=part.rule).first()
            if known is not None:
                granted[part] = known.granted
                continue
            granted[part] = _award(row, part, actor)
            Credit.objects.create(
                incident=row, person_id=part.person_id, rule=part.rule, reason=part.reason, granted=granted[part]
            )
        return [granted[part] for part in parts]


def post_credits(row: Incident, actor: Actor) -> None:
    """Make the points of a closed event good; what a cap refused before is tried once more, and a first dispatch that
    proved right earns now."""
    known = {(one.person_id, one.rule): one for one in Credit.objects.filter(incident=row)}
    for person_id, reason in right_first(row).items():
        part = Credit(incident=row, person_id=person_id, rule=RuleKind.RIGHT_DISPATCH, reason=reason, granted=False)
        known.setdefault((person_id, RuleKind.RIGHT_DISPATCH), part)
    for _key, late in sorted(known.items()):
        if late.granted:
            continue
        try:
            late.granted = _award(row, Part(person_id=late.person_id, rule=late.rule, reason=late.reason), actor)
        except NoSuchRule:  # a town that gives nothing for it
            continue
        late.save()
    points.post_pending(evidence=evidence_name(row.pk, row.lives), actor=actor)


def renew_credits(row: Incident, actor: Actor) -> None:
    """Ask again for the points that were taken back when the event ended, now that its ending was undone."""
    for part in Credit.objects.filter(incident=row).order_by("person_id", "rule"):
        part.granted = _award(row, Part(person_id=part.person_id, rule=part.rule, reason=part.reason), actor)
        part.save(update_fields=["granted"])


def void_credits(row: Incident, reason: str, actor: Actor) -> None:
    """Take back the pending points of an event that was nothing."""
    points.void_pending(evidence=evidence_name(row.pk, row.lives), reason=reason, actor=actor)


def _award(row: Incident, part: Part, actor: Actor) -> bool:
    try:
        points.award(
            person_id=part.person_id,
            rule=part.rule,
            evidence=evidence_name(row.pk, row.lives),
            link=reverse("incidents:page", args=[row.code]),
            reason=part.reason,
            effective_at=clock.now(),
            area_id=row.area_id,
            actor=actor,
        )
    except CapReached:
        return False
    return True
