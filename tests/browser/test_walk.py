"""Every page at phone, desktop and wall size: sound for axe, for the content security policy and for the eye.

Those of field work and mediation are in test_field_pages.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PHONE, TABLET, DESKTOP, WALL = (360, 740), (1024, 768), (1280, 800), (1920, 1080)
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


# The pages made for a wall or a big screen on a desk.
ON_WALLS = {"/screen/", "/cameras/wall/", "/cameras/health/", "/board/", "/incidents/", "/points/days/{day}/board/"}


def problems(page: Page, where: str, *, axe: bool) -> list[str]:
    page.wait_for_timeout(250)
    found = [*(serious_findings(page) if axe else ()), *violations(page), *outside_requests(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        found.append("scrolls sideways")
    return [f"{where}: {line}" for line in found]


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


def test_pages_are_sound_on_a_phone(visit: Callable[..., Page], town: DemoTown) -> None:
    assert_sound([*PAGES, *SETTINGS], visit, town, PHONE)


def test_pages_are_sound_at_a_desk_and_on_the_wall(visit: Callable[..., Page], town: DemoTown) -> None:
    assert_sound([*PAGES, *SETTINGS], visit, town, DESKTOP, WALL)


def test_pages_are_sound_in_large_letters(visit: Callable[..., Page], town: DemoTown) -> None:
    assert_sound(LARGE, visit, town, PHONE, letters="24")


def test_the_centre_is_sound_in_large_letters(visit: Callable[..., Page], town: DemoTown) -> None:
    assert_sound(CENTRE, visit, town, PHONE, TABLET, letters="24")


def assert_sound(
    pages: list[tuple[str | None, str]],
    visit: Callable[..., Page],
    town: DemoTown,
    *sizes: tuple[int, int],
    letters: str = "",
) -> None:
    """Every page is fetched once and looked at in each of the sizes."""
    known = things(town)
    found: list[str] = []
    open_pages: dict[str | None, Page] = {}
    for username, path in pages:
        address = path.format(**known)
        if username not in open_pages:
            width, height = sizes[0]
            open_pages[username] = visit(username, width=width, height=height, path=address)
            if letters:
                cookie = {"name": "fengqiao_elder", "value": letters, "url": town.address}
                open_pages[username].context.add_cookies([cookie])
        page = open_pages[username]
        response = page.goto(town.address + address, wait_until="domcontentloaded")
        if response is None or response.status != 200:
            found.append(f"{address}: answered {response.status if response else 'nothing'}")
        for width, height in sizes:
            if len(sizes) > 1:
                page.set_viewport_size({"width": width, "height": height})
            # what hangs on a wall is looked at there in full; the others only must fit, as at a desk
            found += problems(page, f"{address} at {width}", axe=(width, height) != WALL or path in ON_WALLS)
    assert found == [], "\n".join(found)
