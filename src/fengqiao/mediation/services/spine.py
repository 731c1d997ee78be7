"""The dispute's event on the spine: opened, given to the mediators' organisation, reported done, checked, closed.

The event carries the dispute's code and nothing that names anybody. Its steps are the spine's own, with their guards:
whoever mediated cannot be who checks.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock
from fengqiao.incidents import selectors as reading
from fengqiao.incidents import services as incidents
from fengqiao.incidents.domain.facts import Scale, Severity
from fengqiao.incidents.selectors import IncidentView, Source
from fengqiao.incidents.selectors import Outcome as Ending
from fengqiao.incidents.selectors import State as Stage
from fengqiao.mediation.domain.disputes import Outcome
from fengqiao.mediation.models import Dispute
from fengqiao.mediation.services.errors import WithSomebodyElse

KEY = "dispute:"
# The installation's own language: what goes to the spine is data that everybody reads.
OWN = "zh-hans"


def event_of(row: Dispute) -> IncidentView:
    """The dispute's event."""
    found = reading.by_key(f"{KEY}{row.form}")
    assert found is not None, "a dispute is opened together with its event"
    return found


def open_event(
    *,
    form_id: UUID,
    source: Source,
    category: str,
    area_id: UUID,
    title: str,
    place: str,
    happened_on: date,
    scale: Scale,
    severity: Severity,
    organisation_id: UUID | None,
    actor: Actor,
) -> IncidentView:
    """Open the event and send it to whoever mediates: their organisation where a rule lets it, else by rule.

    Registered by hand it is nobody's second report, so the program accepts and dispatches; what may be the same quarrel
    come back stands on the dispute's page. Where no rule fits, the event waits for the dispatchers. Raises what
    ``open_incident`` raises.
    """
    noon = timezone.make_aware(datetime.combine(happened_on, time(12)))
    with override(OWN):
        no_place = "" if place else _("Kept back to protect those concerned.")
    event = incidents.open_incident(
        key=f"{KEY}{form_id}",
        source=source,
        category=category,
        area_id=area_id,
        title=title,
        place=place,
        no_place_reason=no_place,
        happened_at=min(noon, clock.now()),
        reporter_id=actor.person_id,
        particulars=incidents.Particulars(scale=scale, severity=severity),
        actor=actor,
    )
    incidents.accept(incident_id=event.id, is_new=True, actor=SYSTEM)
    leads = organisation_id is not None and reading.covers(
        organisation_id=organisation_id, category=category, area_id=area_id
    )
    with suppress(incidents.NoRoute):
        incidents.dispatch(incident_id=event.id, lead_id=organisation_id if leads else None, actor=SYSTEM)
    return event


def sign_for(row: Dispute, actor: Actor) -> None:
    """Sign for the event as the mediator, where it lies with their organisation; elsewhere it is left alone."""
    event = event_of(row)
    if event.state is Stage.DISPATCHED and event.lead_id in actor.organisation_ids:
        incidents.sign(incident_id=event.id, actor=actor)


def report_done(row: Dispute, note: str, actor: Actor) -> None:
    """Report the event done as the mediator. Raises WithSomebodyElse, and what the spine refuses."""
    sign_for(row, actor)
    event = event_of(row)
    if event.state in (Stage.HANDLED, Stage.CHECKED, Stage.CLOSED):
        return
    if not actor.system and event.lead_id not in actor.organisation_ids:
        names = areas.organisation_names({event.lead_id}) if event.lead_id else {}
        raise WithSomebodyElse(next(iter(names.values()), ""))
    incidents.feedback(incident_id=event.id, note=note, actor=actor)


def send_back(row: Dispute, reason: str, actor: Actor) -> None:
    """Send the event back to the mediator, where it waits for the check."""
    event = event_of(row)
    if event.state is Stage.HANDLED:
        incidents.check(incident_id=event.id, passed=False, note=reason, actor=actor)


def check_and_close(row: Dispute, actor: Actor) -> None:
    """Let the event pass the check and close it with the dispute's outcome. Whoever mediated is refused."""
    event = event_of(row)
    if event.state is Stage.HANDLED:
        incidents.check(incident_id=event.id, passed=True, actor=actor)
        event = event_of(row)
    if event.state is Stage.CHECKED:
        incidents.close(incident_id=event.id, outcome=Ending(Outcome(row.outcome).value), actor=actor)
