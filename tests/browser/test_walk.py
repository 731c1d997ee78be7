"""Every page is sound on the screens on which it is used: telephone, tablet, desk and wall.

Those of field work and mediation are in test_field_pages.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from walking import DESK, LARGE_PHONE, LARGE_TABLET, PHONE, WALL, WHOLE, Stop, sizes_for, walk

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CATEGORY = "H05"  # emergencies: somebody leads by rule, somebody else can be chosen
PAGES: list[tuple[str | None, str]] = [
    (None, "/"),
    (None, "/accounts/login/"),
    (None, "/styleguide/"),
    (None, "/privacy/"),
    ("zhiban", "/screen/"),
    ("zhiban", "/cameras/"),
    ("zhen", "/cameras/new/"),
    ("zhiban", "/cameras/{camera}/"),
    ("zhiban", "/cameras/{camera}/zones/"),
    ("zhiban", "/cameras/{camera}/zones/water/"),
    ("zhiban", "/cameras/{camera}/zones/intrusion/"),
    ("zhiban", "/cameras/{camera}/zones/rubbish/"),
    ("zhiban", "/cameras/{camera}/scene/"),
    ("zhiban", "/cameras/{camera}/counts/"),
    ("zhiban", "/cameras/wall/"),
    ("zhiban", "/cameras/health/"),
    ("zhiban", "/alarms/"),
    ("zhiban", "/incidents/"),
    ("shuji", "/duty/"),
    ("shuji", "/points/"),
    ("shuji", "/points/gifts/"),
    ("wangge", "/points/days/"),
    ("wangge", "/points/days/{day}/"),
    ("wangge", "/points/days/{day}/in/{entrance}/"),
    ("wangge", "/points/days/{day}/board/"),
    ("zhiyuan", "/points/counter/{counter}/"),
    ("zhiyuan", "/points/counters/{counter}/back/"),
    ("zhen", "/points/days/new/"),
    ("zhen", "/points/days/{day}/plan/"),
    ("zhen", "/points/days/{day}/door/"),
    ("zhen", "/points/days/{day}/end/"),
    ("zhen", "/points/store/"),
    ("zhen", "/points/store/{gift}/"),
    ("shuji", "/alarms/"),
    (None, "/r/{token}/"),
    ("zhiban", "/incidents/search/"),
    ("zhiban", "/incidents/new/"),
    ("shuili", "/tray/"),
    ("paiqian", "/board/"),
    ("paiqian", "/board/holders/"),
    ("paiqian", "/board/afterwards/"),
    (None, "/f/{follow}/"),
    ("paiqian", "/incidents/{open_event}/"),
    ("zhiban", "/incidents/{closed_event}/"),
    ("zhiban", "/incidents/{verified}/"),
    ("shuili", "/incidents/{water_event}/sheet/"),
    ("zhiban", "/incidents/import/"),
    ("zhiban", "/incidents/places/"),
    ("paiqian", "/figures/closing/"),
    ("zhiban", "/handed-over/"),
    ("paiqian", "/figures/"),
    ("paiqian", "/figures/routing/"),
    ("fenxi", "/effects/"),
    ("zhen", "/effects/people/"),
    ("zhen", "/effects/fairness/"),
    ("zhen", "/points/questions/"),
    ("zhen", "/effects/events/collected/?of=before"),
]
SETTINGS: list[tuple[str | None, str]] = [
    ("xitong", "/settings/"),
    ("xitong", "/settings/routing/"),
    ("xitong", "/settings/routing/new/"),
    ("xitong", "/settings/routing/{rule}/"),
    ("xitong", "/settings/routing/trial/?category={category}&place={place}"),
    ("xitong", "/settings/calendar/?year=2026"),
    ("xitong", "/settings/calendar/{calendar}/"),
    ("xitong", "/settings/deadlines/?at=2026-03-06T16:30"),
    ("xitong", "/settings/deadlines/set/"),
    ("xitong", "/settings/deadlines/{deadline}/"),
]

# Seen once, as older eyes and thumbs see them: on a telephone in the largest letters but one.
LARGE: list[tuple[str | None, str]] = [
    ("shuji", "/duty/"),
    ("shuji", "/points/"),
    ("zhen", "/points/corrections/"),
    ("zhen", "/points/ended/"),
    ("zhen", "/points/quarters/"),
    (None, "/r/{token}/"),
    (None, "/privacy/"),
]

# The neighbourhood centre, as its people use it at seventy: on a tablet and on a telephone.
CENTRE: list[tuple[str | None, str]] = [
    ("yunshi", "/centre/{centre}/"),
    ("yunshi", "/centre/{centre}/desk/"),
    ("yunshi", "/centre/{centre}/matters/"),
    ("yunshi", "/centre/matters/{matter}/"),
    ("yunshi", "/centre/visits/{visit}/"),
    ("yunshi", "/centre/{centre}/visits/"),
    ("yunshi", "/centre/{centre}/roster/"),
    ("yunshi", "/centre/{centre}/figures/"),
    ("yunshi", "/centre/{centre}/council/"),
    ("lishi", "/centre/meetings/{meeting}/"),
    ("lishi", "/centre/meetings/{published}/"),
    ("yunshi", "/centre/{centre}/money/"),
    ("yunshi", "/centre/{centre}/rooms/"),
    ("yunshi", "/centre/{centre}/bookings/"),
    ("yunshi", "/centre/{centre}/activities/"),
    ("yunshi", "/centre/activities/{activity}/"),
    ("yunshi", "/centre/activities/{activity}/door/"),
    ("yunshi", "/centre/{centre}/activities/figures/"),
    ("yunshi", "/centre/{centre}/activities/hours/"),
    ("yunshi", "/centre/{centre}/activities/new/"),
    ("yunshi", "/centre/{centre}/calendar/"),
    ("yunshi", "/centre/{centre}/books/"),
    ("yunshi", "/centre/{centre}/books/add/"),
    ("yunshi", "/centre/{centre}/books/cards/"),
    ("yunshi", "/centre/books/{book}/"),
    ("yunshi", "/centre/cards/{card}/"),
    ("yunshi", "/centre/bookings/{booking}/"),
    ("yunshi", "/centre/{centre}/people/"),
    ("yunshi", "/centre/{centre}/1223/"),
    (None, "/n/{key}/"),
    (None, "/n/{key}/rooms/{room}/"),
    (None, "/n/{key}/a/{poster}/"),
    (None, "/n/s/{signup}/"),
    (None, "/n/b/{booking_code}/"),
    (None, "/n/c/{card_code}/"),
    (None, "/n/{key}/calendar/"),
    (None, "/n/{key}/books/"),
    (None, "/n/{key}/council/"),
    (None, "/n/{key}/privacy/"),
    (None, "/n/f/"),
]


# The pages made for a wall.
ON_WALLS = {"/screen/", "/cameras/wall/", "/points/days/{day}/board/"}


def things(town: DemoTown) -> dict[str, object]:
    """One of each thing whose page is visited."""

    def one(statement: str, *values: object) -> object:
        return town.query(statement, *values)[0][0]

    rule = "FROM incidents_routingrule r JOIN incidents_category c ON c.id = r.category_id WHERE c.code = %s LIMIT 1"
    return {
        "centre": one("SELECT id FROM centre_centre LIMIT 1"),
        "key": one("SELECT key FROM centre_centre LIMIT 1"),
        "matter": one("SELECT id FROM centre_matter LIMIT 1"),
        "visit": one("SELECT id FROM centre_visit LIMIT 1"),
        "activity": one("SELECT id FROM centre_activity WHERE title = %s", "一起做糍粑"),
        "poster": one("SELECT code FROM centre_activity WHERE title = %s", "一起做糍粑"),
        "signup": one(
            "SELECT s.code FROM centre_signup s JOIN centre_activity a ON a.id = s.activity_id "
            "WHERE a.title = %s AND s.seat = %s LIMIT 1",
            "睡前故事会",
            "waiting",
        ),
        "meeting": one("SELECT id FROM centre_meeting WHERE title = %s", "本月议事会"),
        "published": one("SELECT id FROM centre_meeting WHERE title = %s", "上月议事会"),
        "room": one("SELECT code FROM centre_room WHERE name = %s", "阅览室"),
        "booking": one("SELECT id FROM centre_booking WHERE purpose = %s", "学做糍粑"),
        "booking_code": one("SELECT code FROM centre_booking WHERE purpose = %s", "太极拳"),
        "book": one("SELECT book_id FROM centre_loan WHERE returned_at IS NULL ORDER BY due LIMIT 1"),
        "card": one("SELECT card_id FROM centre_loan WHERE returned_at IS NULL ORDER BY due LIMIT 1"),
        "card_code": one(
            "SELECT c.code FROM centre_loan l JOIN centre_readingcard c ON c.id = l.card_id "
            "WHERE l.returned_at IS NULL ORDER BY l.due LIMIT 1"
        ),
        "follow": one(
            "SELECT i.code FROM incidents_incident i JOIN incidents_category c ON c.id = i.category_id "
            "WHERE c.kind <> %s AND i.state = %s LIMIT 1",
            "dispute",
            "handling",
        ),
        "open_event": one("SELECT code FROM incidents_incident WHERE state = %s LIMIT 1", "handling"),
        "water_event": one(
            "SELECT i.code FROM incidents_incident i JOIN incidents_jointtask t ON t.incident_id = i.id "
            "JOIN areas_organisation o ON o.id = t.organisation_id WHERE o.name LIKE %s AND t.state = %s LIMIT 1",
            "水利站%",
            "accepted",
        ),
        "verified": one("SELECT code FROM incidents_incident WHERE state = %s LIMIT 1", "verifying"),
        "closed_event": one("SELECT code FROM incidents_incident WHERE state = %s LIMIT 1", "closed"),
        "camera": one("SELECT id FROM cameras_camera WHERE name LIKE %s ORDER BY code LIMIT 1", "鹤田村河边%"),
        "token": one("SELECT token FROM incidents_reportplace ORDER BY token LIMIT 1"),
        "rule": one(f"SELECT r.id {rule}", CATEGORY),
        "category": CATEGORY,
        "place": one(f"SELECT r.area_id {rule}", CATEGORY),
        "day": one("SELECT id FROM points_redemptionday ORDER BY starts_at LIMIT 1"),
        "entrance": one("SELECT entrance FROM points_redemptionday ORDER BY starts_at LIMIT 1"),
        "counter": one("SELECT id FROM points_counter ORDER BY name LIMIT 1"),
        "gift": one("SELECT id FROM points_gift ORDER BY name LIMIT 1"),
        "calendar": one("SELECT id FROM incidents_calendarversion ORDER BY number DESC LIMIT 1"),
        "deadline": one("SELECT id FROM incidents_deadlinerule WHERE category_id IS NOT NULL AND ended_at IS NULL"),
    }


def test_pages_are_sound(visit: Callable[..., Page], town: DemoTown) -> None:
    known = things(town)
    stops = []
    for who, path in [*PAGES, *SETTINGS]:
        sizes = (WALL,) if path in ON_WALLS and not WHOLE else sizes_for(who, PHONE, DESK, WALL)
        stops.append(Stop(who, path.format(**known), sizes))
    walk(stops, visit, town)


def test_pages_are_sound_in_large_letters(visit: Callable[..., Page], town: DemoTown) -> None:
    known = things(town)
    stops = [Stop(who, path.format(**known), (LARGE_PHONE,)) for who, path in LARGE]
    stops += [Stop(who, path.format(**known), sizes_for(who, LARGE_PHONE, LARGE_TABLET)) for who, path in CENTRE]
    walk(stops, visit, town)
