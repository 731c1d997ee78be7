"""Lists of events, thirty a page, however many there are and however few of them the reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator

from fengqiao.areas.selectors import Actor
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors.events import IncidentView, of_ids, standing, visible_to
from fengqiao.incidents.selectors.search import newest_seen

MOST_LISTED = 1000
PAGE = 30
# So many of the newest events are looked through for those that the reader sees. Who sees most finds a thousand among
# them; who sees few asks the index, which knows them; and no plan depends on how well the database guesses which.
WALKED = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One page of a list of events; ``more``: there are more than a thousand, of which the newest are shown."""

    events: list[IncidentView]
    page: Page[UUID]
    more: bool


def incident_page(actor: Actor, *, ended: bool | None, number: str | int) -> IncidentPage:
    """The newest events that the actor may see: open (``ended`` False), over (True) or all. A wrong page number gives
    the nearest page. After a thousand the search goes on."""
    keys = _newest(actor, ended)
    page = Paginator(keys[:MOST_LISTED], PAGE).get_page(number)
    shown = list(page.object_list)
    seen = of_ids(actor, shown)
    return IncidentPage(events=[seen[key] for key in shown if key in seen], page=page, more=len(keys) >= MOST_LISTED)


def _newest(actor: Actor, ended: bool | None) -> list[UUID]:
    rows = Incident.objects.filter(standing(ended)).order_by("-created_at", "-pk")
    seen = rows.filter(visible_to(actor))
    oldest = rows.values_list("created_at", flat=True)[WALKED : WALKED + 1].first()
    if oldest is None:
        return list(seen.values_list("pk", flat=True)[:MOST_LISTED])
    found = list(seen.filter(created_at__gte=oldest).values_list("pk", flat=True)[:MOST_LISTED])
    return found if len(found) >= MOST_LISTED else newest_seen(actor, ended=ended, limit=MOST_LISTED)
