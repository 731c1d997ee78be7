"""A redemption day: booked on the phone, a number at the door, handed over while the network is away, reconciled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page, expect
from test_story import photo

from house import DemoTown, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def draw_signature(page: Page) -> None:
    field = page.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + 40 + step * 18, box["y"] + 90 + (-1) ** step * 35)
    page.mouse.up()


def count(page: Page) -> None:
    """Fill in what lies at the counter: what each gift's shelf holds."""
    for field in page.locator("input[name^=lot-]").all():
        field.fill("5")


def test_a_redemption_day_with_the_network_cut_at_the_counter(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    day, entrance = town.query("SELECT id, entrance FROM points_redemptionday ORDER BY starts_at LIMIT 1")[0]
    ((counter,),) = town.query(
        "SELECT c.id FROM points_counter c JOIN areas_user u ON u.person_id = c.keeper_id WHERE u.username = 'zhiyuan'"
    )
    here = f"{town.address}/points"

    # The worker books a time and two gifts on the phone; the points are set aside.
    phone = visit("wangge", width=390, height=844, path=f"/points/days/{day}/")
    phone.locator("input[name=slot]:not([disabled])").last.check(force=True)
    for number in range(2):
        phone.locator("select[name^=gift-]").nth(number).select_option("1")
    picture(phone, "redemption-booking")
    phone.locator("form button.button--primary").click()
    expect(phone.locator(".pass svg")).to_be_visible()

    # At the door the code leads to one tap and a number.
    phone.goto(f"{here}/days/{day}/in/{entrance}/")
    phone.locator(".thumb-bar button").click()
    expect(phone.locator(".pass__number")).to_be_visible()
    own = phone.locator(".pass__number").inner_text()
    picture(stage(phone), "redemption-pass")

    # The counter takes its list along and calls the next; the board at the wall shows it.
    tablet = visit("zhiyuan", width=1024, height=768, path=f"/points/counter/{counter}/")
    tablet.locator("[data-part=open]").click()
    expect(tablet.locator(".persons button").first).to_be_visible()
    expect(tablet.locator("[data-counter][data-kept]")).to_be_visible()  # the page itself is kept now
    tablet.locator("[data-part=call]").click()
    expect(tablet.locator("[data-part=person]")).to_be_visible()
    board = tablet.context.new_page()
    board.goto(f"{here}/days/{day}/board/")
    expect(board.locator(".queue__call strong").first).to_have_text(own)
    picture(board, "redemption-board")
    board.close()

    # The network is cut, the page is loaded anew, and the gifts go out all the same, one more from the counter's own.
    tablet.context.set_offline(True)
    tablet.reload()
    expect(tablet.locator("[data-part=work]")).to_be_visible()
    tablet.locator("#search").fill(own)
    tablet.locator(".persons button").first.click()
    tablet.locator(".own button").nth(1).click()
    draw_signature(tablet)
    picture(stage(tablet), "redemption-counter")
    tablet.locator("[data-part=hand-over]").click()
    expect(tablet.locator("[data-part=unsent]")).to_contain_text("1")
    assert town.query("SELECT count(*) FROM points_handover") == [(0,)]
    tablet.reload()  # a dead battery
    expect(tablet.locator("[data-part=unsent]")).to_contain_text("1")

    # The network is back: it is told once, and everything adds up.
    tablet.context.set_offline(False)
    acts = "SELECT id, offline, refused, signature <> '' FROM points_handover"
    ((act, offline, refused, signed),) = until(lambda: town.query(acts), "the hand-over reaches the server")
    assert (offline, refused, signed) == (True, "", True)
    assert town.query("SELECT count(*) FROM points_redemption WHERE handed_at IS NOT NULL") == [(3,)]
    expect(tablet.locator("[data-part=unsent]")).not_to_contain_text("1")
    receipt = phone.request.get(f"{here}/acts/{act}/receipt.pdf")
    assert (receipt.status, receipt.body()[:5]) == (200, b"%PDF-")

    # Both counters are counted; one piece is short, and that has to be explained.
    tablet.goto(f"{here}/counters/{counter}/back/")
    count(tablet)
    tablet.locator("form .button--primary").click()
    tablet.wait_for_url("**/end/")
    clerk = visit("zhen", path=f"/points/days/{day}/plan/")
    clerk.locator("a[href*='/back/']").last.click()
    count(clerk)
    clerk.locator("form .button--primary").click()
    clerk.wait_for_url("**/end/")
    clerk.locator("button[value=close]").click()
    expect(clerk.locator(".card--due input[name=words]")).to_be_visible()
    picture(stage(clerk), "redemption-reconciliation")
    clerk.locator(".card--due input[name=words]").first.fill("从自有礼品中发出一件，清点时多记一件")
    clerk.locator(".card--due button").first.click()
    clerk.locator("button[value=sign]").click()
    audit = visit("shenji", path=f"/points/days/{day}/end/")
    audit.locator("button[value=sign]").click()
    expect(audit.locator("button[value=sign]")).to_have_count(0)

    # The notice with a photo is there for everybody, without names.
    clerk.goto(f"{here}/days/{day}/end/")
    clerk.locator("#photo").set_input_files({"name": "day.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    clerk.locator("button[value=photo]").click()
    clerk.locator("#notice").fill("感谢各位网格员一个季度的辛苦！")
    clerk.locator("button[value=publish]").click()
    stranger = visit(None, width=390, height=844, path=f"/points/days/{day}/notice/")
    expect(stranger.locator("main")).to_contain_text("感谢各位网格员")
    expect(stranger.locator(".photos img")).to_be_visible()
    stage(stranger)
