"""A morning at the reception desk: a tablet, large letters, a step that trips people up, a network that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page, Route, expect
from test_story import photo

from house import DemoTown, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOST_TAPS = 6
SAID = "巷口第三级台阶没有标记，昨晚又绊倒了人"
# Counts what a hand does, over all pages of a visit: taps that are no scrolling, and the fields that were typed in.
HAND = """
const count = (key, one) => sessionStorage.setItem(key, JSON.stringify(
    [...new Set([...JSON.parse(sessionStorage.getItem(key) ?? '[]'), one])]));
addEventListener('touchstart', event => count('taps', String(event.timeStamp + performance.timeOrigin)), true);
addEventListener('keydown', event => event.isTrusted && count('fields', event.target.name || event.target.id), true);
addEventListener('beforeinput', event => event.isTrusted && count('fields', event.target.name), true);
"""


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def hand(page: Page) -> tuple[int, list[str]]:
    """Taps and typed fields so far."""
    taps, fields = (page.evaluate(f"JSON.parse(sessionStorage.getItem('{key}') ?? '[]')") for key in ("taps", "fields"))
    return len(taps), fields


def tap(page: Page, selector: str, **more: Any) -> None:
    found = page.locator(selector, **more).first
    found.scroll_into_view_if_needed()
    found.tap()


def write_down(page: Page, words: str) -> None:
    """One visit from the desk's page on: words, where, what for, done."""
    page.keyboard.type(words)
    tap(page, "label.choice", has_text="巷口")
    tap(page, "label.choice", has_text="修好")
    tap(page, ".desk__send button")


def picture_file(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo()}


@pytest.fixture
def tablet(visit: Callable[..., Page], town: DemoTown) -> Page:
    """The tablet of whoever has the next morning at the desk, in elder mode, on the centre's front page."""
    ((username,),) = town.query(
        "SELECT u.username FROM centre_deskduty d JOIN areas_user u ON u.person_id = d.person_id"
        " WHERE d.swapped_at IS NULL ORDER BY d.day LIMIT 1"
    )
    page = visit(username, width=1024, height=768, touch=True)
    page.context.add_cookies([{"name": "fengqiao_elder", "value": "24", "url": town.address}])
    page.add_init_script(HAND)
    page.goto(f"{town.address}/centre/")
    return page


def test_a_step_is_reported_painted_told_back_confirmed_and_counted(
    tablet: Page, visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    ((key,),) = town.query("SELECT key FROM centre_centre ORDER BY created_at LIMIT 1")
    wall = visit(None, width=1920, height=1080, path=f"/n/{key}/wall/")
    before = wall.locator(".door__month").inner_text()

    # The morning begins: whose it is stands above three big buttons.
    expect(tablet.locator(".house__mine")).to_be_visible()
    picture(stage(tablet), "centre-house")
    tap(tablet, ".big-button--first")
    expect(tablet.locator("#words")).to_be_focused()
    write_down(tablet, SAID)
    expect(tablet.locator(".slip-card__code")).to_be_visible()
    taps, fields = hand(tablet)
    assert (taps <= MOST_TAPS, fields) == (True, ["words"]), (taps, fields)
    picture(stage(tablet), "centre-slip")
    code = tablet.locator(".slip-card__code").inner_text().replace(" ", "")

    # Painted at once: a picture from before, one from after, then the neighbour is told.
    tap(tablet, "[data-slip-matter]")
    tablet.locator("#before").set_input_files(picture_file("before.jpg"))
    tablet.locator("#after").set_input_files(picture_file("after.jpg"))
    expect(tablet.locator(".matter__photos [data-photo-preview]:visible")).to_have_count(2)
    tap(tablet, "form[action$='/solve/'] button.button--done")
    expect(tablet.locator("[data-compare-range]")).to_be_visible()
    tablet.locator("#tell-words").fill("刷了黄漆，立了提示牌")
    tap(tablet, "form[action$='/tell/'] button")
    expect(tablet.locator("form[action$='/confirm/']")).to_be_visible()
    picture(stage(tablet), "centre-matter")

    # The neighbour has only the slip.
    phone = visit(None, width=360, height=740, path=f"/n/f/{code}/")
    expect(phone.locator("main")).to_contain_text(SAID)
    picture(stage(phone), "centre-follow")
    phone.locator("button[value=yes]").tap()
    expect(phone.locator("button[value=yes]")).to_have_count(0)
    assert town.query("SELECT m.state, m.content FROM centre_matter m WHERE m.code = %s", code) == [("confirmed", True)]

    # It counts on the wall at the door, and in the figures that open to their records.
    wall.reload()
    assert wall.locator(".door__month").inner_text() != before
    picture(stage(wall), "centre-wall")


def test_what_is_written_before_the_page_is_ready_stays(tablet: Page) -> None:
    late: list[Route] = []
    tablet.route("**/desk*.js", lambda route: late.append(route))
    tap(tablet, ".big-button--first")
    expect(tablet.locator("#words")).to_be_focused()
    assert tablet.locator("input[name=visit_id]").input_value() == ""
    tablet.keyboard.type(SAID)
    tablet.locator("[data-desk-photo]").set_input_files(picture_file("note.jpg"))
    late.pop().continue_()
    expect(tablet.locator("input[name=visit_id]")).not_to_have_value("")
    expect(tablet.locator("#words")).to_have_value(SAID)
    expect(tablet.locator("[data-photo-preview]")).to_be_visible()


def test_a_whole_morning_without_a_network_is_sent_once(tablet: Page, town: DemoTown) -> None:
    tap(tablet, ".big-button--first")
    expect(tablet.locator("#words")).to_be_focused()
    expect(tablet.locator("[data-desk][data-kept]")).to_be_attached()  # the page itself is kept now
    said = [f"断网的早上第{number}位：楼道灯第{number}盏不亮" for number in range(1, 5)]
    tablet.context.set_offline(True)
    codes = []
    for words in said:
        write_down(tablet, words)
        expect(tablet.locator("[data-slip-print-here]")).to_be_visible()
        codes.append(tablet.locator(".slip-card__code").inner_text().replace(" ", ""))
        tap(tablet, "[data-next]")
    tablet.reload()  # a dead battery
    expect(tablet.locator("[data-outbox-words]")).to_contain_text(str(len(said)))
    there = "SELECT code FROM centre_visit WHERE words LIKE '断网的早上%%' ORDER BY at"
    assert town.query(there) == []

    # The network is back, and somebody impatient taps "send" as well: each visit is there once, under its own code.
    # The tablet may have sent by itself before the tap, and hidden the button: the tap must do no harm then either.
    tablet.context.set_offline(False)
    tablet.locator("[data-outbox-send]").dispatch_event("click")
    expect(tablet.locator("[data-outbox]")).to_be_hidden()
    until(lambda: len(town.query(there)) == len(said), "all visits of the morning reach the server")
    assert [one for (one,) in town.query(there)] == codes
    stage(tablet)
