"""Points for hazard work: pending when it is reported, posted when another person has seen that the hazard is gone."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import GRID_ROLES, SYSTEM, Actor
from fengqiao.core import clock
from fengqiao.fieldwork.domain.hazards import ENDED, State
from fengqiao.fieldwork.models import Hazard, HazardCheck
from fengqiao.points import services as points
from fengqiao.points.services import CapReached, NoSuchRule

CHECKED, RECTIFIED = "hazard_checked", "hazard_rectified"


def check_evidence(row: HazardCheck) -> str:
    """What the points for a check refer to."""
    return f"hazard_check:{row.pk}"


def hazard_evidence(row: Hazard) -> str:
    """What the points for putting right refer to: each round is work of its own."""
    return f"hazard:{row.pk}:{row.round}"


def promise_check(row: HazardCheck, actor: Actor) -> None:
    """Ask points for a check that was reported. Only people of the grids earn for it."""
    if row.person_id is not None and not actor.system and actor.has(*GRID_ROLES):
        _award(CHECKED, check_evidence(row), _check_link(row), row.place_name, row.at, row, actor)


def promise_rectified(row: Hazard, actor: Actor) -> None:
    """Ask points for a hazard that was reported as put right."""
    if row.rectified_by_id is not None and not actor.system and actor.has(*GRID_ROLES):
        link = reverse("fieldwork:hazard", args=[row.pk])
        _award(RECTIFIED, hazard_evidence(row), link, row.check_made.place_name, clock.now(), row.check_made, actor)


def settle_hazard(row: Hazard) -> None:
    """The hazard is gone: its points are made good, and those of the check once nothing of it is open."""
    points.post_pending(evidence=hazard_evidence(row), actor=SYSTEM)
    settle_check(row.check_made)


def take_back(row: Hazard, reason: str) -> None:
    """It was not put right after all, or was none: the points for putting right go back."""
    points.void_pending(evidence=hazard_evidence(row), reason=reason[:300], actor=SYSTEM)


def settle_check(row: HazardCheck) -> None:
    """Post or void the points of a check when nothing of it waits any more."""
    states = [State(state) for state in row.hazards.values_list("state", flat=True)]
    if any(state not in ENDED for state in states) or (not states and row.confirmed_at is None):
        return
    if states and State.CLOSED not in states:
        reason = _("Everything that this check had found was withdrawn.")
        points.void_pending(evidence=check_evidence(row), reason=reason, actor=SYSTEM)
    else:
        points.post_pending(evidence=check_evidence(row), actor=SYSTEM)


def _check_link(row: HazardCheck) -> str:
    return reverse("fieldwork:hazard_check", args=[row.pk])


def _award(rule: str, evidence: str, link: str, reason: str, at: datetime, check: HazardCheck, actor: Actor) -> None:
    assert actor.person_id is not None
    try:
        points.award(
            person_id=actor.person_id,
            rule=rule,
            evidence=evidence,
            link=link,
            reason=reason,
            effective_at=at,
            area_id=check.area_id,
            actor=actor,
        )
    except (CapReached, NoSuchRule):
        return  # more checks than a month pays are welcome all the same, and a place may pay for none
