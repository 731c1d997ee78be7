"""Residents without an account: plates, reports with a ticket, and matters on their way to the end."""

from __future__ import annotations

import itertools
from typing import Any

from factories import areas as make
from factories.incidents import WATER, categories, photo
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.incidents import services
from fengqiao.incidents.selectors import IncidentView, ReportPlaceView

_numbers = itertools.count(1)
LON, LAT = 113.6345, 23.7845


def plate(village: AreaView, label: str | None = None, **more: Any) -> ReportPlaceView:
    """A plate in the village."""
    values: dict[str, Any] = {"kind": "lamp", "lon": LON, "lat": LAT, **more}
    return services.make_report_place(
        label=label or f"灯杆 {next(_numbers)}", area_id=village.id, actor=SYSTEM, **values
    )


def reported(village: AreaView, **more: Any) -> tuple[IncidentView, str]:
    """A resident's report in the village, and its ticket."""
    categories()
    ticket = services.fresh_ticket()
    values: dict[str, Any] = {"category": WATER, "lon": LON, "lat": LAT, "text": "路灯不亮", **more}
    return services.report(services.ResidentReport(ticket=ticket, area_id=village.id, **values)), ticket


def finished(village: AreaView) -> tuple[IncidentView, str]:
    """A resident's report that was dealt with and closed, and its ticket."""
    event, ticket = reported(village, photo=photo(11))
    committee = make.organisation(village, name="测试供水所")
    services.set_route(category=WATER, area_id=village.id, organisation_id=committee.id, actor=SYSTEM)
    services.start_handling(incident_id=event.id, actor=SYSTEM)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(12), actor=SYSTEM)
    services.feedback(incident_id=event.id, note="已更换灯泡", actor=SYSTEM)
    services.check(incident_id=event.id, passed=True, actor=SYSTEM)
    return services.close(incident_id=event.id, actor=SYSTEM), ticket
