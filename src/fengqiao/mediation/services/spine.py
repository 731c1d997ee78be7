"""The dispute's event on the spine: opened, given to the mediators' organisation, reported done, checked, closed.

The event carries the dispute's code and nothing that names anybody. Its steps are the spine's own, with their guards:
whoever mediated cannot be who checks.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from fengqiao.mediation.domain.disputes import Outcome, PartyKind
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
    event = incidents.open_incident(
        key=f"{KEY}{form_id}",
        source=source,
        category=category,
        area_id=area_id,
        title=title,
        place=place,
        no_place_reason=_kept_back(place),
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


def title_of(subject: str, parties: Iterable[tuple[str, str, str]], sensitive: str) -> str:
    """The event's title, which boards and screens show: of a sensitive dispute nothing, and no party's name in any.

    ``parties``: of each its kind, its name, and who speaks for it.
    """
    if sensitive:
        with override(OWN):
            return _("A protected dispute")
    for kind, *names in sorted(parties, key=lambda one: -len(one[1])):
        for name in names:
            if len(name) > 1 and kind == PartyKind.PERSON:
                subject = subject.replace(name, areas.mask_name(name))
    return subject


def place_of(place: str, area_id: UUID, sensitive: str) -> str:
    """Where the event lies, in words: the place, or the village; of a sensitive dispute nothing."""
    return "" if sensitive else place or areas.area(area_id).name


def tell_anew(row: Dispute) -> None:
    """The event's words follow the dispute's: a name that was written down since is masked, and of a dispute that was
    protected since nothing is told. What stood there before is erased."""
    place = place_of(row.place, row.area_id, row.sensitive)
    incidents.reword(
        incident_id=row.incident,
        title=title_of(row.subject, row.parties.values_list("kind", "name", "representative"), row.sensitive),
        place=place,
        no_place_reason=_kept_back(place),
        actor=SYSTEM,
    )


def _kept_back(place: str) -> str:
    with override(OWN):
        return "" if place else _("Kept back to protect those concerned.")


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
