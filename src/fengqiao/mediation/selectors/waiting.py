"""What the points for a part in a mediation wait for: how far the dispute is, until when its event is due."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fengqiao.incidents import selectors as incidents
from fengqiao.mediation.domain.disputes import Sensitive, State
from fengqiao.mediation.models import Dispute
from fengqiao.mediation.selectors import words
from fengqiao.points.selectors import Waiting, key_in


def disputes_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """For evidences of events that are disputes. Of a sensitive one nothing is told beyond its event. One query, and
    those for the clocks of events; not scoped, for it says no more than a state."""
    keys = {evidence: key_in(evidence) for evidence in evidences}
    wanted = [key for key in keys.values() if key is not None]
    rows = Dispute.objects.filter(incident__in=wanted, sensitive=Sensitive.NO)
    states = {key: State(state) for key, state in rows.values_list("incident", "state")}
    held = incidents.holdings(states) if states else {}
    said = _("Becomes good when the dispute is concluded, checked by somebody who did not mediate it, and closed.")
    return {
        evidence: Waiting(
            words=_("%(said)s It is now: %(state)s.") % {"said": said, "state": words.STATES[states[key]]},
            until=held[key].due_at if key in held else None,
        )
        for evidence, key in keys.items()
        if key is not None and key in states
    }
