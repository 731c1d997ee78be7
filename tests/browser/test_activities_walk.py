"""From the poster to the door: a neighbour signs up, somebody gives a place back, the next one comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import serious_findings, violations
from playwright.sync_api import Page, expect

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHONE = {"width": 360, "height": 740}
FULL = "SELECT c.key, a.code, a.id FROM centre_activity a JOIN centre_centre c ON c.id = a.centre_id WHERE a.title = %s"


def test_a_neighbour_waits_moves_up_and_is_checked_in(visit: Callable[..., Page], town: DemoTown) -> None:
    ((key, code, activity),) = town.query(FULL, "一起做糍粑")
    neighbour = visit(None, path=f"/n/{key}/a/{code}/", **PHONE)
    codes = [sign_up(neighbour, town, f"/n/{key}/a/{code}/", name) for name in ("陈一", "陳二")]
    expect(neighbour.locator(".slip-card")).to_contain_text("候补第 1 位")

    neighbour.goto(f"{town.address}/n/s/{codes[0]}/")
    neighbour.get_by_role("button", name="我来不了，把名额退给别人").click()
    neighbour.goto(f"{town.address}/n/s/{codes[1]}/")
    expect(neighbour.locator(".slip-card")).to_contain_text("您已递补，可以来了")

    door = visit("yunshi", path=f"/centre/activities/{activity}/door/", **PHONE)
    door.get_by_label("报名码、名字、拼音或首字母").fill("ce")
    door.get_by_role("button", name="查找").click()
    expect(door.locator(".door-list li")).to_have_count(1)
    door.get_by_role("button", name="到了").click()
    expect(door.get_by_text("陳二 已签到。")).to_be_visible()


def test_an_activity_is_put_to_another_time_and_who_signed_up_reads_both(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    ((key, code, activity),) = town.query(FULL, "读书会：慢慢走")
    neighbour = visit(None, path=f"/n/{key}/a/{code}/", **PHONE)
    mine = sign_up(neighbour, town, f"/n/{key}/a/{code}/", "林婶")

    house = visit("yunshi", path=f"/centre/activities/{activity}/", width=1024, height=768)
    house.get_by_text("改到别的时间").click()
    house.locator("#move-start").fill("18:30")
    house.locator("#move-end").fill("19:30")
    house.locator("#move-reason").fill("领读的人晚上要值班")
    house.get_by_role("button", name="就改到这里").click()
    expect(house.get_by_text("原定：").first).to_be_visible()
    assert serious_findings(house) == []

    neighbour.goto(f"{town.address}/n/s/{mine}/")
    expect(neighbour.locator(".moved s")).to_contain_text("19:30–20:30")
    expect(neighbour.locator(".moved")).to_contain_text("18:30–19:30")
    expect(neighbour.locator(".moved")).to_contain_text("领读的人晚上要值班")
    assert [*serious_findings(neighbour), *violations(neighbour)] == []
    picture(neighbour, "centre-moved")


def sign_up(page: Page, town: DemoTown, path: str, name: str) -> str:
    """Sign up and return the code."""
    page.goto(town.address + path)
    page.get_by_label("您的名字，小名也行").fill(name)
    page.wait_for_timeout(2100)  # the form is for people: it takes no answer faster than one can read it
    page.locator("form button.button--big").click()
    page.wait_for_url("**/n/s/*/")
    return page.url.rstrip("/").rsplit("/", 1)[-1]
