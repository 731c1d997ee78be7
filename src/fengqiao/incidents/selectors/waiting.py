"""What the points for an event wait for: the event's state now, and until when its next step is due."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.models import ClockSegment, Incident
from fengqiao.incidents.selectors.words import in_words
from fengqiao.points.selectors import Waiting, key_in


def events_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """For evidences as ``evidence_name`` makes them. Two queries. Not scoped: it says no more than a state."""
    keys = {evidence: key_in(evidence) for evidence in evidences}
    wanted = [key for key in keys.values() if key is not None]
    states = dict(Incident.objects.filter(pk__in=wanted).values_list("pk", "state"))
    open_ones = ClockSegment.objects.filter(incident__in=wanted, task__isnull=True, ended_at__isnull=True)
    due = dict(open_ones.values_list("incident_id", "due_at"))
    return {
        evidence: Waiting(
            words=_("Becomes good when the event is checked and closed. It is now: %(state)s.")
            % {"state": in_words(State(states[key]))},
            until=due.get(key),
        )
        for evidence, key in keys.items()
        if key is not None and key in states
    }
