"""The point of whoever reported something on patrol."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import journal
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import IncidentView
from fengqiao.points import services as points


def credit_author(event: IncidentView, actor: Actor) -> None:
    """The author's point waits until the event is closed; what was nothing takes it back."""
    if event.ended or actor.person_id is None:
        return
    try:
        with journal.unit():
            incidents.credit(
                incident_id=event.id,
                person_id=actor.person_id,
                rule="valid_event",
                reason=_("Reported on patrol"),
                actor=SYSTEM,
            )
    except points.NoSuchRule:  # a town without rules for points yet
        return
