"""Judging the risk 风险研判: how grave an event is, and how many people it concerns."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import NotYourStep, ReasonMissing, Scale, Severity, State
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.services.errors import EventOver, StepNotTaken
from fengqiao.incidents.services.taking import announce, lock
from fengqiao.incidents.services.texts import plain


def judge_risk(
    *, incident_id: UUID, severity: Severity, scale: Scale | None = None, reason: str, actor: Actor
) -> IncidentView:
    """As the centre, say how grave an open event is and how many it concerns, and why. A later judgement replaces it;
    the history keeps all of them. Raises EventOver, StepNotTaken (not the centre's duty; no reason), NotYours."""
    with journal.unit():
        row = lock(incident_id, actor)
        if not (actor.system or areas.holds(actor, row.area_id, *table.DESK)):
            raise StepNotTaken(NotYourStep())
        if State(row.state) in table.ENDED:
            raise EventOver
        words = plain(reason)
        if not words:
            raise StepNotTaken(ReasonMissing())
        row.severity, row.scale = severity, scale or ""
        row.save(update_fields=["severity", "scale"])
        facts = {"severity": severity.value, "scale": scale.value if scale else None}
        announce(row, "incidents.risk", facts, private={"note": words}, actor=actor)
        return events.view(row)
