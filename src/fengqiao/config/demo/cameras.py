"""The invented town's cameras: 434 video points in 15 villages, 100 of them with AI, four of them on footage."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any
from uuid import UUID

from shapely import Point, Polygon

from fengqiao.areas import services as area_services
from fengqiao.areas.selectors import (
    SYSTEM,
    AreaView,
    Level,
    Role,
    area_by_code,
    areas,
    boundaries,
    organisations_for,
)
from fengqiao.cameras import selectors, services
from fengqiao.cameras.selectors import PlaceType
from fengqiao.cameras.services import CameraEntry
from fengqiao.config.demo import landscape, pictures
from fengqiao.config.demo.areas import COMMUNITY, HETIAN, LONGSHAN, SINCE
from fengqiao.core import journal

POINTS, AI_POINTS = 434, 100
RIVER_CAMERA = f"{HETIAN}-R1"
LEGAL_BASIS = "《公共安全视频图像信息系统管理条例》（演示登记）"
LANGUAGES = ("cmn", "yue", "hak")
PREFIX = "龙山镇提醒您，"

# What a village watches, in the order in which its cameras were put up; AI goes to the first ones.
PLACES = (
    (PlaceType.POND, "水塘边", 45.0),
    (PlaceType.CROSSING, "路口", 60.0),
    (PlaceType.WASTE_POINT, "垃圾投放点", 20.0),
    (PlaceType.VILLAGE_ENTRANCE, "村口", 50.0),
    (PlaceType.SQUARE, "广场", 40.0),
    (PlaceType.SCHOOL_GATE, "学校门口", 35.0),
    (PlaceType.ROAD, "村道", 60.0),
    (PlaceType.VILLAGE_OFFICE, "村委会", 25.0),
    (PlaceType.CAR_PARK, "停车场", 35.0),
    (PlaceType.FOREST, "山林入口", 60.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A camera that runs on the product's own footage, with what its zone is for."""

    code: str
    village: str
    name: str
    place_type: PlaceType
    place: str
    source: str
    clip: str
    zone: dict[str, Any]


WATER = {"name": "水域", "kind": "water", "classes": ["person"]}
BINS = [
    [[left, 0.372], [left + 0.05, 0.372], [left + 0.05, 0.539], [left, 0.539]] for left in (0.409, 0.489, 0.569, 0.647)
]
"""The four containers of the clip."""
LIVE = (
    Live(
        code=RIVER_CAMERA,
        village=HETIAN,
        name="鹤田村河边1号",
        place_type=PlaceType.RIVER,
        place="河边步道缺口",
        source="footage:river?quiet=45",
        clip="river.mp4",
        zone=WATER,
    ),
    Live(
        code=f"{HETIAN}-R2",
        village=HETIAN,
        name="鹤田村河边2号",
        place_type=PlaceType.RIVER,
        place="下游浅滩",
        source="footage:river?quiet=100",
        clip="river.mp4",
        zone=WATER,
    ),
    Live(
        code=f"{COMMUNITY}-L1",
        village=COMMUNITY,
        name="龙山社区村道1号",
        place_type=PlaceType.ROAD,
        place="封闭施工路段（演示）",
        source="footage:road?quiet=20",
        clip="road.mp4",
        # The helmet's second look is not built yet; a closed stretch of road says only what the detector can see.
        zone={"name": "封闭路段", "kind": "intrusion", "classes": ["motorcycle", "car", "truck", "bus"]},
    ),
    Live(
        code=f"{COMMUNITY}-B1",
        village=COMMUNITY,
        name="龙山社区投放点1号",
        place_type=PlaceType.WASTE_POINT,
        place="垃圾投放点",
        source="footage:bins?quiet=60",
        clip="bins.mp4",
        # A station in a village waits half a minute and more; a visitor of the demonstration should not have to.
        zone={
            "name": "投放点",
            "kind": "rubbish",
            "classes": ["person"],
            "dwell_s": 1.0,
            "rubbish": {"bins": BINS, "left_after_s": 8.0},
        },
    ),
)


def seed() -> None:
    """Put up the cameras, all or nothing; a town that has some already is left as it is."""
    if selectors.camera_points(SYSTEM):
        return
    town = area_by_code(LONGSHAN)
    villages = areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id)
    with journal.unit():
        services.set_up()
        _texts(town)
        _night_shift(town)
        screen = services.add_speaker(
            name="指挥中心大屏", area_id=town.id, kind="browser", languages=LANGUAGES, repeat=1, actor=SYSTEM
        )
        horns = {
            village.id: services.add_speaker(
                name=f"{village.name}广播（演示文件）",
                area_id=village.id,
                kind="file",
                languages=LANGUAGES,
                actor=SYSTEM,
            )
            for village in villages
        }
        entries = list(_entries(villages, horns, screen))
        services.register_cameras(entries=entries, in_operation=True, actor=SYSTEM)
        _zones()


def _texts(town: AreaView) -> None:
    for kind, text in services.SHIPPED.items():
        for language in LANGUAGES:
            services.set_voice_text(
                kind=kind,
                language=language,
                text=PREFIX + text,
                area_id=town.id,
                sound=f"longshan-{kind}-{language}.mp3",
                actor=SYSTEM,
            )


def _night_shift(town: AreaView) -> None:
    """A second operator, without an account: who plays by hand as the first one is never played for."""
    centre = organisations_for(town.id)[-1]
    person = area_services.add_person(name="云守夜", phone="10099999999", invented=True, area_id=town.id, actor=SYSTEM)
    area_services.assign(
        person_id=person.id,
        role=Role.OPERATOR,
        area_id=town.id,
        organisation_id=centre.id,
        since=SINCE,
        actor=SYSTEM,
    )


def _entries(villages: list[AreaView], horns: dict[UUID, UUID], screen: UUID) -> Iterator[CameraEntry]:
    """All register entries, the same every time: shares by village, places inside the outlines."""
    chance = random.Random(434)  # noqa: S311 - invented places
    outlines = {outline.area_id: Polygon(outline.points) for outline in boundaries(SYSTEM, level=Level.VILLAGE)}
    by_code = {village.code: village for village in villages}
    sign = pictures.sign_photo()
    for live in LIVE:
        village = by_code[live.village]
        lon, lat = _live_place(live, outlines[village.id])
        bearing = chance.uniform(0, 359)
        yield CameraEntry(
            code=live.code,
            name=live.name,
            area_id=village.id,
            lon=lon,
            lat=lat,
            place=live.place,
            place_type=live.place_type,
            bearing_deg=round(bearing, 1),
            fov_deg=70.0,
            range_m=45.0,
            legal_basis=LEGAL_BASIS,
            sign_photo=sign,
            main_stream=live.source,
            ai=True,
            speakers=(horns[village.id], screen),
        )
    for index in range(POINTS - len(LIVE)):
        village = villages[index % len(villages)]
        entry = _plain(village, index // len(villages), outlines[village.id], chance)
        yield replace(entry, sign_photo=sign, ai=index < AI_POINTS - len(LIVE), speakers=(horns[village.id],))


def _plain(village: AreaView, number: int, outline: Polygon, chance: random.Random) -> CameraEntry:
    place_type, words, range_m = PLACES[number % len(PLACES)]
    spot = _inside(outline, chance)
    return CameraEntry(
        code=f"{village.code}-{number + 1:03}",
        name=f"{village.name}{words}{number // len(PLACES) + 1}号",
        area_id=village.id,
        lon=round(spot.x, 6),
        lat=round(spot.y, 6),
        place=words,
        place_type=place_type,
        bearing_deg=float(chance.randrange(360)),
        fov_deg=float(chance.choice((60, 80, 90, 110))),
        range_m=range_m,
        legal_basis=LEGAL_BASIS,
    )


def _inside(outline: Polygon, chance: random.Random) -> Point:
    west, south, east, north = outline.bounds
    while True:
        spot = Point(chance.uniform(west, east), chance.uniform(south, north))
        if outline.buffer(-0.0008).contains(spot):
            return spot


def _live_place(live: Live, outline: Polygon) -> tuple[float, float]:
    """River cameras stand on the bank inside their village, the others near its middle."""
    middle = outline.representative_point()
    if live.place_type is not PlaceType.RIVER:
        shift = 0.0006 if live.place_type is PlaceType.ROAD else -0.0006
        return round(middle.x + shift, 6), round(middle.y, 6)
    west, south, east, north = outline.bounds
    for step in range(40):
        share = (0.5 if live.code == RIVER_CAMERA else 0.25) + (step % 2 * 2 - 1) * step / 90
        spot = Point(landscape.bank(west + (east - west) * share, (south + north) / 2))
        if outline.contains(spot):
            return spot.x, spot.y
    return middle.x, middle.y


def _zones() -> None:
    """The zones that the footage's own description proposes."""
    truth = json.loads((files("lookout") / "footage" / "truth.json").read_text(encoding="utf-8"))["videos"]
    ids = {point.code: point.id for point in selectors.camera_points(SYSTEM)}
    for live in LIVE:
        polygon = truth[live.clip]["zones"][0]["polygon_norm"]
        services.draw_zones(camera_id=ids[live.code], zones=[{**live.zone, "polygon": polygon}], actor=SYSTEM)
