"""What events are about, who leads for them and what they earn, in the invented town."""

from __future__ import annotations

from datetime import UTC, datetime

from fengqiao.areas.selectors import SYSTEM, AreaView, Level, OrganisationView, area_by_code, areas, organisations_for
from fengqiao.core import journal
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import report_places
from fengqiao.points import services as points

LONGSHAN = "441821103"
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
CAMERA_KINDS = ("water", "intrusion", "helmet", "rubbish", "vehicle", "missing")
# The town's offices behind the villages, and the county's for disputes, for whole classes.
TOWN_OFFICES = {
    "H01": "环境卫生站",
    "H02": "环境卫生站",
    "H03": "规划建设办公室",
    "H04": "公共服务办公室",
    "H05": "应急管理办公室",
    "H06": "公共服务办公室",
    "O01": "公共服务办公室",
    "O02": "规划建设办公室",
    "O03": "环境卫生站",
    "O04": "农业农村办公室",
    "O05": "规划建设办公室",
    "O06": "公共服务办公室",
    "D01": "司法行政窗口",
    "D02": "司法行政窗口",
    "D07": "司法行政窗口",
    "D09": "农业农村办公室",
}
# Who can be chosen besides.
ABLE = (("H05", "水利站"), ("O05", "水利站"), ("D09", "水利站"), ("H04", "公安机关窗口"), ("H06", "公安机关窗口"))
# The story plays here again and again by itself; under the shipped cap of five closed events a month, whoever
# plays it by hand on the second day would earn nothing.
DEMO_CAP = 1000


def seed() -> None:
    """Catalogue, routing and rules; what is there already is left as it is. Needs the areas."""
    town = area_by_code(LONGSHAN)
    with journal.unit():
        incidents.load_catalogue(incidents.shipped_catalogue(), actor=SYSTEM)
        incidents.seed_calendar(actor=SYSTEM)
        incidents.load_deadlines(incidents.shipped_deadlines(), actor=SYSTEM)
        offices = _by_name(town)
        for category, name in TOWN_OFFICES.items():
            _route(category, town, offices[name])
        for category, name in ABLE:
            _route(category, town, offices[name], incidents.RulePart.ABLE)
        for village in areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id):
            committee = _by_name(village)[village.official_name]
            for kind in CAMERA_KINDS:
                _route(f"camera-{kind}", village, committee)
        points.load_rules(points.seed_rules(), valid_from=SINCE, actor=SYSTEM)
        own = [{**rule, "cap": DEMO_CAP} for rule in points.seed_rules() if rule["kind"] == "valid_event"]
        points.load_rules(own, valid_from=SINCE, area_id=town.id, actor=SYSTEM)
        _plates(town)


def _plates(town: AreaView) -> None:
    """One plate at every village's noticeboard, so that a resident has something to scan."""
    hang = {one.area_id for one in report_places(SYSTEM)}
    for village in areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id):
        if village.lon is not None and village.lat is not None and village.id not in hang:
            incidents.make_report_place(
                kind="board",
                label="村口宣传栏",
                area_id=village.id,
                lon=village.lon,
                lat=village.lat,
                actor=SYSTEM,
            )


def _by_name(area: AreaView) -> dict[str, OrganisationView]:
    return {one.name: one for one in organisations_for(area.id)}


def _route(
    category: str, area: AreaView, office: OrganisationView, part: incidents.RulePart = incidents.RulePart.LEAD
) -> None:
    incidents.set_route(category=category, area_id=area.id, organisation_id=office.id, part=part, actor=SYSTEM)
