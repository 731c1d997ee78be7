"""What events are about, who leads for them and what they earn, in the invented town."""

from __future__ import annotations

from datetime import UTC, datetime

from fengqiao.areas.selectors import SYSTEM, AreaView, Level, OrganisationView, area_by_code, areas, organisations_for
from fengqiao.core import journal
from fengqiao.incidents import services as incidents
from fengqiao.points import services as points

LONGSHAN = "441821103"
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
CAMERA_KINDS = ("water", "intrusion", "helmet", "rubbish", "vehicle", "missing")
# The town's offices behind the villages, for whole classes.
TOWN_OFFICES = {
    "H01": "环境卫生站",
    "H04": "公共服务办公室",
    "H05": "应急管理办公室",
    "O02": "规划建设办公室",
    "O04": "农业农村办公室",
}
# The story plays here again and again by itself; under the shipped cap of five closed events a month, whoever
# plays it by hand on the second day would earn nothing.
DEMO_CAP = 1000


def seed() -> None:
    """Catalogue, routing and rules; what is there already is left as it is. Needs the areas."""
    town = area_by_code(LONGSHAN)
    with journal.unit():
        incidents.load_catalogue(incidents.shipped_catalogue(), actor=SYSTEM)
        offices = _by_name(town)
        for category, name in TOWN_OFFICES.items():
            _route(category, town, offices[name])
        for village in areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id):
            committee = _by_name(village)[village.official_name]
            for kind in CAMERA_KINDS:
                _route(f"camera-{kind}", village, committee)
        points.load_rules(points.seed_rules(), valid_from=SINCE, actor=SYSTEM)
        own = [{**rule, "cap": DEMO_CAP} for rule in points.seed_rules() if rule["kind"] == "valid_event"]
        points.load_rules(own, valid_from=SINCE, area_id=town.id, actor=SYSTEM)


def _by_name(area: AreaView) -> dict[str, OrganisationView]:
    return {one.name: one for one in organisations_for(area.id)}


def _route(category: str, area: AreaView, lead: OrganisationView) -> None:
    incidents.set_route(category=category, area_id=area.id, organisation_id=lead.id, actor=SYSTEM)
