"""Drawing what a camera looks for, by pointer and by keys; the live wall; the health of all cameras."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe import serious_findings, violations
from playwright.sync_api import Page, expect

from house import DemoTown, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def camera(town: DemoTown, name: str) -> str:
    return str(
        town.query(
            "SELECT id FROM cameras_camera WHERE name = %s ORDER BY (main_stream || sub_stream <> '') DESC", name
        )[0][0]
    )


def zones_told(town: DemoTown, code: str) -> dict[str, dict[str, Any]]:
    """The zones of a camera in the engine's own settings file, by name."""
    told = json.loads((town.home / "lookout" / "config.json").read_text(encoding="utf-8"))
    return {zone["name"]: zone for one in told["cameras"] if one["camera"] == code for zone in one["zones"]}


def test_a_zone_is_drawn_by_hand_and_by_keys_and_reaches_the_engine(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    road = camera(town, "龙山社区村道1号")
    code = str(town.query("SELECT code FROM cameras_camera WHERE id = %s", road)[0][0])
    page = visit("zhiban", path=f"/cameras/{road}/zones/water/", width=1280, height=1000)
    page.wait_for_selector("#zones-form[data-ready]")
    board = page.locator("[data-canvas]")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None

    def tap(x: float, y: float) -> None:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])

    for x, y in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)):
        tap(x, y)
    corners = page.locator(".corner")
    expect(corners).to_have_count(4)
    tap(0.5, 0.3)  # on a side: one more corner there
    expect(corners).to_have_count(5)
    # The new corner has the focus: keys move it, and one step back takes the whole way back.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(corners.nth(1)).to_have_attribute("aria-label", "角点 2: 50.0 %, 32.4 %")
    page.locator("[data-undo]").click()
    expect(corners.nth(1)).to_have_attribute("aria-label", "角点 2: 50.0 %, 30.0 %")
    corners.nth(1).focus()
    page.keyboard.press("Delete")
    expect(corners).to_have_count(4)
    # The whole zone follows the hand that takes its inside.
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"], steps=4)
    page.mouse.up()
    expect(corners.first).to_have_attribute("aria-label", "角点 1: 20.0 %, 30.0 %")
    # A corner pulled near the edge snaps onto it.
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.7 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.992 * box["height"], steps=4)
    page.mouse.up()
    expect(corners.nth(3)).to_have_attribute("aria-label", "角点 4: 20.0 %, 100.0 %")
    page.locator("[data-preset='0']").click()
    page.fill("#z-name", "测试水边")
    page.locator("#z-people").fill("2")
    page.locator("#z-people").press("Tab")
    picture(page, "zone-editor")
    page.locator("#zones-form button[type=submit]").click()
    expect(page.locator(".toast--done")).to_be_visible()
    told = until(lambda: zones_told(town, code).get("测试水边"), "the zone in the engine's settings")
    assert told["season"] == ["07-01", "08-31"]
    assert told["schedule"] == [["06:00", "20:00"]]
    assert (told["people"], len(told["polygon"])) == (2, 4)
    assert told["polygon"][3] == [0.2, 1.0]
    assert "封闭路段" in zones_told(town, code)
    # The line, with its direction, in another function; a knot is refused in words.
    page.goto(f"{town.address}/cameras/{road}/zones/intrusion/")
    page.wait_for_selector("#zones-form[data-ready]")
    page.locator("[data-new]").click()
    page.locator("[data-part=line]").click()
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    tap(0.2, 0.8)
    tap(0.8, 0.8)
    page.locator("input[name=z-way][value=forward]").check(force=True)
    page.get_by_text("仅计数").first.click()
    expect(page.locator(".arrow")).to_have_count(1)
    page.locator("#zones-form button[type=submit]").click()
    expect(page.locator(".toast--done")).to_be_visible()
    line = until(
        lambda: next((one["line"] for one in zones_told(town, code).values() if one["line"]), None), "the counting line"
    )
    assert (line["way"], line["count"], line["a"]) == ("forward", True, [0.2, 0.8])
    assert violations(page) == []


def test_a_knot_is_seen_at_once_and_not_sent(visit: Callable[..., Page], town: DemoTown) -> None:
    river = camera(town, "鹤田村河边2号")
    page = visit("zhiban", path=f"/cameras/{river}/zones/intrusion/", width=390, height=800)
    page.wait_for_selector("#zones-form[data-ready]")
    board = page.locator("[data-canvas]")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    for x, y in ((0.2, 0.2), (0.8, 0.8), (0.8, 0.2)):
        page.touchscreen.tap(box["x"] + x * box["width"], box["y"] + y * box["height"])
    # The fourth corner crosses the first side.
    page.locator("[data-add]").click()
    corner = page.locator(".corner").nth(3)
    corner.focus()
    for _ in range(20):
        page.keyboard.press("Shift+ArrowDown")
    for _ in range(14):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("[data-problem]")).to_be_visible()
    page.locator("#zones-form button[type=submit]").click()
    assert town.query("SELECT count(*) FROM cameras_zone WHERE camera_id = %s AND kind = 'intrusion'", river) == [(0,)]


def test_the_wall_shows_pictures_brings_alarms_forward_and_plays_a_film(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    until(
        lambda: town.query("SELECT count(*) FROM cameras_camera WHERE condition = 'live'")[0][0] >= 4,
        "four live cameras",
    )
    page = visit("zhiban", path="/cameras/wall/", width=1920, height=1080)
    page.wait_for_selector("[data-livewall][data-ready]")
    expect(page.locator(".tile img:not([hidden])").first).to_be_visible()
    first = page.locator(".tile img").first
    before = first.get_attribute("src")
    until(lambda: first.get_attribute("src") != before, "a fresh picture")
    alarmed = until(
        lambda: page.locator(".tile").first if page.locator(".tile").first.get_attribute("data-alarm") else None,
        "an alarmed camera in front",
        patience_s=180,
    )
    expect(alarmed.locator(".tile__alarm")).to_be_visible()
    until(lambda: page.locator(".tile img:not([hidden])").count() >= 4, "all four pictures")
    picture(page, "live-wall")
    assert serious_findings(page) == []
    page.locator(".tile__open").first.click()
    video = page.locator("#film video")
    until(lambda: video.evaluate("video => video.readyState >= 2 && !video.paused") or None, "a playing film")
    page.keyboard.press("Escape")
    expect(page.locator("#film video")).to_have_count(0)
    page.locator("[data-layout-choice='16']").click()
    until(
        lambda: town.query("SELECT count(*) FROM cameras_wallchoice WHERE layout = 16") == [(1,)] or None,
        "the layout is remembered",
    )
    page.locator("[data-dialog=choose]").click()
    page.fill("#choose-q", "htc")
    shown = page.locator("[data-choose-list] li:not([hidden])")
    assert 2 <= shown.count() < 60
    shown.first.locator("input").check()
    assert violations(page) == []
    with page.expect_navigation():
        page.locator("[data-choose] button[type=submit]").click()
    assert town.query("SELECT cardinality(cameras) FROM cameras_wallchoice") == [(1,)]


def test_health_tells_what_is_wrong_and_is_drawn_again(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    page = visit("zhiban", path="/cameras/health/", width=1280, height=900)
    expect(page.locator(".health-figures")).to_contain_text("434")
    caption = page.locator(".health caption")
    before = caption.inner_text()
    picture(page, "camera-health")
    until(lambda: caption.inner_text() != before or None, "a newer table")
    assert page.locator("#health").count() == 1
    with page.expect_download() as download:
        page.locator("a[href$='.xlsx']").click()
    assert download.value.suggested_filename.startswith("cameras-")
    assert serious_findings(page) == []
