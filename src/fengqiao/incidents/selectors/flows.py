"""How many events came in, were reported by grid workers, and were closed; and the events behind each number."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.areas.selectors import Actor
from fengqiao.incidents.domain.facts import Source, State
from fengqiao.incidents.domain.periods import Period
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors.figure_cases import Cases, Window, cases
from fengqiao.incidents.selectors.figures import Behind, Scope, opened, window


class Flow(StrEnum):
    """Events that came in by any way 采集, that grid workers reported 上报, closings 办结."""

    COLLECTED = "collected"
    REPORTED = "reported"
    CLOSED = "closed"


def flow_counts(scope: Scope, period: Period) -> dict[Flow, int]:
    """All three for the days and the area. Sensitive events count. Three queries."""
    return {flow: _rows(flow, window(scope, period)).rows.count() for flow in Flow}


def behind_flow(actor: Actor, flow: Flow, scope: Scope, *, number: str | int = 1) -> Behind:
    """A page of the events behind a number, the newest first, as far as the actor may see them."""
    return opened(actor, _rows(flow, window(scope, scope.period)), number=number)


def events_of_grids(scope: Scope) -> dict[UUID, int]:
    """How many events came in, by the grid in which they happened. Grids without any are not in it. One query."""
    rows = _rows(Flow.COLLECTED, window(scope, scope.period)).rows.filter(grid_version__isnull=False)
    counted = rows.order_by().values("grid_version__grid").annotate(events=Count("pk"))
    return dict(counted.values_list("grid_version__grid", "events"))


def _rows(flow: Flow, where: Window) -> Cases:
    if flow is Flow.CLOSED:
        return cases("closed_events", where)
    rows = Incident.objects.filter(where.where(""), where.within("created_at")).exclude(state=State.DRAFT)
    if flow is Flow.REPORTED:
        rows = rows.filter(source=Source.PATROL)
    return Cases(rows=rows, hit=Q(), event="", organisation="lead", moment="created_at")
