"""Every page at phone, desktop and wall size: sound for axe, for the content security policy and for the eye."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WIDTHS = {"phone": (360, 740), "desktop": (1280, 800), "wall": (1920, 1080)}
PAGES: list[tuple[str | None, str]] = [
    (None, "/"),
    (None, "/accounts/login/"),
    (None, "/styleguide/"),
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
    ("shuji", "/alarms/"),
]


def problems(page: Page, where: str) -> list[str]:
    page.wait_for_timeout(600)
    found = [*serious_findings(page), *violations(page), *outside_requests(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        found.append("scrolls sideways")
    return [f"{where}: {line}" for line in found]


@pytest.mark.parametrize("size", WIDTHS)
def test_pages_are_sound(visit: Callable[..., Page], town: DemoTown, size: str) -> None:
    width, height = WIDTHS[size]
    camera = town.query("SELECT id FROM cameras_camera WHERE name LIKE %s ORDER BY code LIMIT 1", "鹤田村河边%")[0][0]
    found: list[str] = []
    open_pages: dict[str | None, Page] = {}
    for username, path in PAGES:
        address = path.format(camera=camera)
        if username not in open_pages:
            open_pages[username] = visit(username, width=width, height=height, path=address)
        page = open_pages[username]
        response = page.goto(town.address + address, wait_until="domcontentloaded")
        if response is None or response.status != 200:
            found.append(f"{address}: answered {response.status if response else 'nothing'}")
        found += problems(page, f"{address} at {width}")
    assert found == [], "\n".join(found)
