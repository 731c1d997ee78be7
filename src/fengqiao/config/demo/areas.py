"""The invented town: Longshan's real names and codes with invented positions, outlines, offices, people, accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fengqiao.areas import services
from fengqiao.areas.domain.roles import Employment
from fengqiao.areas.selectors import (
    SYSTEM,
    AreaView,
    Level,
    OrganisationKind,
    Role,
    area_by_code,
    areas,
    grids,
    user_named,
)
from fengqiao.config.demo import PASSWORD, landscape
from fengqiao.core import journal

COUNTY, LONGSHAN, COMMUNITY, HETIAN = "441821", "441821103", "441821103001", "441821103208"
RIVER = landscape.RIVER

SINCE = date(2025, 1, 1)
SINCE_MOMENT = datetime(2025, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))

COUNTY_OFFICES = (
    ("佛冈县综治中心", OrganisationKind.CENTRE),
    ("人民法院窗口", OrganisationKind.COURT),
    ("人民检察院窗口", OrganisationKind.PROCURATORATE),
    ("公安机关窗口", OrganisationKind.POLICE),
    ("司法行政窗口", OrganisationKind.JUSTICE),
    ("综合网格中心", OrganisationKind.GRID),
    ("粤平安平台席位", OrganisationKind.PINGAN),
)
TOWN_OFFICES = (
    ("龙山镇网格工作室", OrganisationKind.GRID),
    ("应急管理办公室", OrganisationKind.OTHER),
    ("农业农村办公室", OrganisationKind.OTHER),
    ("规划建设办公室", OrganisationKind.OTHER),
    ("公共服务办公室", OrganisationKind.OTHER),
    ("环境卫生站", OrganisationKind.OTHER),
    ("水利站", OrganisationKind.OTHER),
)

# Who works for them with an account.
HANDLERS = {"公安机关窗口": "gongan", "水利站": "shuili", "司法行政窗口": "sifa"}

# No surname of the town and no person: names as in a picture scroll.
_FIRST = "江林石云叶竹柳梅雷安水田山松白"
_LAST = ("望月", "听雨", "知春", "见山", "渡秋", "沐风", "拾光", "临溪", "向晚", "长晴")


@dataclass(slots=True)
class _Cast:
    """Everybody who was invented so far, and how the next one is called."""

    town: AreaView
    names: Iterator[str] = field(default_factory=lambda: _names())
    made: int = 0

    def person(self) -> UUID:
        self.made += 1
        phone = f"100{self.made:08}"  # no telephone number begins so
        return services.add_person(
            name=next(self.names), phone=phone, invented=True, area_id=self.town.id, actor=SYSTEM
        ).id

    def duty(self, role: Role, area_id: UUID, *, username: str = "", organisation_id: UUID | None = None) -> UUID:
        person_id = self.person()
        services.assign(
            person_id=person_id, role=role, area_id=area_id, organisation_id=organisation_id, since=SINCE, actor=SYSTEM
        )
        if username:
            self.account(person_id, username)
        return person_id

    def account(self, person_id: UUID, username: str) -> None:
        services.open_account(
            person_id=person_id, username=username, password=PASSWORD, language="zh-hans", actor=SYSTEM
        )


def seed() -> None:
    """Make the town, all or nothing; a town that is there already is left as it is. Only in demo mode."""
    if not settings.DEMO:
        raise ImproperlyConfigured("The invented town has well-known passwords and exists only in demo mode.")
    _lay_water(Path(settings.HOME) / "map" / "water.geojson")
    if user_named("zhiban") is not None:
        return
    with journal.unit():
        services.import_areas(county=COUNTY, actor=SYSTEM)
        county, town = area_by_code(COUNTY), area_by_code(LONGSHAN)
        villages = _draw(town)
        cast = _Cast(town)
        _staff_offices(cast, county, town)
        for number, village in enumerate(villages):
            _staff_village(cast, village, number)


def _draw(town: AreaView) -> list[AreaView]:
    """Positions, outlines and grids; returns the villages, the community in the middle first."""
    services.place_area(area_id=town.id, lon=landscape.LON, lat=landscape.LAT, actor=SYSTEM)
    services.draw_boundary(area_id=town.id, outline=landscape.TOWN, since=SINCE_MOMENT, synthetic=True, actor=SYSTEM)
    listed = {village.code: village for village in areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id)}
    pieces = landscape.villages(len(listed))
    # The community lies in the middle, Hetian at the river; the others take the remaining places in order.
    at_river = next(number for number, piece in enumerate(pieces) if number and piece.river)
    order: dict[int, AreaView] = {0: listed.pop(COMMUNITY), at_river: listed.pop(HETIAN)}
    free = iter([number for number in range(len(pieces)) if number not in order])
    order |= {next(free): village for village in listed.values()}
    for number, village in sorted(order.items()):
        _draw_village(village, pieces[number])
    return [village for _, village in sorted(order.items())]


def _draw_village(village: AreaView, drawn: landscape.Village) -> None:
    lon, lat = drawn.piece.centre
    services.place_area(area_id=village.id, lon=lon, lat=lat, actor=SYSTEM)
    services.draw_boundary(
        area_id=village.id, outline=drawn.piece.outline, since=SINCE_MOMENT, synthetic=True, actor=SYSTEM
    )
    for number, piece in enumerate(drawn.grids, start=1):
        grid_id = services.add_grid(
            code=f"{village.code}{number:03}", name=f"{village.name}第{number}网格", area_id=village.id, actor=SYSTEM
        )
        services.draw_grid_version(
            grid_id=grid_id, outline=piece.outline, since=SINCE_MOMENT, synthetic=True, actor=SYSTEM
        )


def _staff_offices(cast: _Cast, county: AreaView, town: AreaView) -> None:
    offices = {
        name: services.add_organisation(name=name, kind=kind, area_id=where.id, synthetic=True, actor=SYSTEM).id
        for where, listed in ((county, COUNTY_OFFICES), (town, TOWN_OFFICES))
        for name, kind in listed
    }
    centre = offices[COUNTY_OFFICES[0][0]]
    cast.duty(Role.OPERATOR, town.id, username="zhiban", organisation_id=centre)
    cast.duty(Role.DISPATCHER, town.id, username="paiqian", organisation_id=centre)
    cast.duty(Role.STUDIO_CLERK, town.id, username="zhen", organisation_id=offices[TOWN_OFFICES[0][0]])
    cast.duty(Role.ANALYST, county.id, username="fenxi", organisation_id=centre)
    cast.duty(Role.SYSTEM_ADMIN, county.id, username="xitong")
    cast.duty(Role.SECURITY_ADMIN, county.id, username="anquan")
    cast.duty(Role.AUDIT_ADMIN, county.id, username="shenji")
    for name, _kind in TOWN_OFFICES[1:]:
        cast.duty(Role.HANDLER, town.id, username=HANDLERS.get(name, ""), organisation_id=offices[name])
    for name in HANDLERS:
        if name not in dict(TOWN_OFFICES):
            cast.duty(Role.HANDLER, county.id, username=HANDLERS[name], organisation_id=offices[name])
    cast.duty(Role.MEDIATOR, town.id)
    for username in ("zhiyuan", "", ""):
        cast.duty(Role.VOLUNTEER, town.id, username=username)


def _staff_village(cast: _Cast, village: AreaView, number: int) -> None:
    services.add_organisation(
        name=village.official_name,
        kind=OrganisationKind.OTHER,
        area_id=village.id,
        synthetic=True,
        actor=SYSTEM,
    )
    hetian = village.code == HETIAN
    cast.duty(Role.VILLAGE_SECRETARY, village.id, username="shuji" if hetian else "")
    lead, member = cast.person(), cast.person()
    part_time = Employment.PART if number % 3 else Employment.FULL
    for grid in grids(SYSTEM, area_id=village.id):
        for person_id, role, employment in (
            (lead, Role.GRID_LEAD, Employment.FULL),
            (member, Role.GRID_WORKER, part_time),
        ):
            services.assign(
                person_id=person_id,
                role=role,
                area_id=village.id,
                grid_id=grid.id,
                employment=employment,
                since=SINCE,
                actor=SYSTEM,
            )
    if hetian:
        cast.account(lead, "wangge")


def _names() -> Iterator[str]:
    for number in range(len(_FIRST) * len(_LAST)):
        yield _FIRST[number % len(_FIRST)] + _LAST[(number * 7 + number // len(_FIRST)) % len(_LAST)]


def _lay_water(path: Path) -> None:
    """The river and a brook for the map, in the data folder, unless somebody has laid water there already."""
    if path.exists():
        return
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": line},
            "properties": {"weight": weight, "synthetic": True},
        }
        for line, weight in ((landscape.RIVER, 3), (landscape.BROOK, 1))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
