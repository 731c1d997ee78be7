"""Whose work it was that an event came to the right hands at once 一次派准: read when it closes."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM
from fengqiao.incidents.domain import validity
from fengqiao.incidents.domain.facts import Source, Step
from fengqiao.incidents.domain.side import HandOverKind
from fengqiao.incidents.domain.validity import Leg, Move
from fengqiao.incidents.models import HandOver, Incident, IncidentStep
from fengqiao.points.selectors.members import EARN


def right_first(row: Incident) -> dict[UUID, str]:
    """Who earns for the first dispatch of an event that was right, with what they did: who chose the organisation, and
    who described kind and place on patrol so that it could be chosen. Nobody when it went astray, or in a later round:
    that is no first dispatch."""
    moves = HandOver.objects.filter(incident=row, round=1).order_by("step__number") if row.round == 1 else []
    way = tuple(
        Move(kind=HandOverKind(one.kind), giver=one.giver_id, receiver=one.receiver_id, by=one.by_id) for one in moves
    )
    if not way:
        return {}
    done = IncidentStep.objects.filter(incident=row, round=1, step=Step.FEEDBACK).order_by("-number")
    solver = done.values_list("organisation_id", flat=True).first()
    leg = Leg(event=row.pk, category="", area=row.area_id, moves=way, solver=solver)
    if not validity.judge(leg).first_right:
        return {}
    found: dict[UUID, str] = {}
    if row.reporter_id is not None and row.source == Source.PATROL:
        found[row.reporter_id] = _("Reported so that it came to the right hands at once")
    if way[0].by is not None:
        found[way[0].by] = _("Dispatched to the right hands at once")
    return {one: words for one, words in found.items() if _earns(one)}


def _earns(person_id: UUID) -> bool:
    return any(one.role in EARN for one in areas.people(SYSTEM, person_id=person_id))
