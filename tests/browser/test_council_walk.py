"""A meeting of the residents' council on a tablet in large letters: from a neighbour's matter to published minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page, expect

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
TITLE = "临时议事会"
PROPOSAL = "请人清一次排水沟，再加两道沟盖。"


def stage(page: Page) -> Page:
    assert [*violations(page), *outside_requests(page), *serious_findings(page)] == []
    return page


def test_from_a_matter_to_published_minutes(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    ((key, house, matter),) = town.query(
        "SELECT c.key, c.id, m.id FROM centre_matter m JOIN centre_centre c ON c.id = m.centre_id "
        "WHERE m.title LIKE %s",
        "巷尾排水沟%",
    )
    tablet = visit("lishi", width=1024, height=768, touch=True, path=f"/centre/matters/{matter}/")
    tablet.context.add_cookies([{"name": "fengqiao_elder", "value": "24", "url": town.address}])
    tablet.locator("form[action$='/agenda/'] button").tap()
    expect(tablet.locator("main")).to_contain_text("待理事会商议")

    # Called for this evening; what waited for the council is its first point.
    tablet.goto(f"{town.address}/centre/{house}/council/")
    tablet.locator("#title").fill(TITLE)
    tablet.locator("#at").fill(f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}T19:30")
    tablet.locator("#place").fill("活动室")
    tablet.locator("form:has(#at) button").tap()
    expect(tablet.locator("h2", has_text="巷尾排水沟")).to_be_visible()
    meeting = tablet.url.rstrip("/").rsplit("/", 1)[-1]
    assert tablet.request.get(f"{tablet.url}minutes.pdf").body().startswith(b"%PDF")

    # Two are no quorum: the vote is refused with how many are missing. Then all come.
    attend(tablet, 2)
    vote(tablet)
    expect(tablet.locator("[role=alert]")).to_contain_text("未达法定人数")
    stage(tablet)
    attend(tablet, 7)
    vote(tablet)
    expect(tablet.locator(".decision")).to_contain_text("通过")

    point = tablet.locator("section.card", has=tablet.locator("h2", has_text="巷尾排水沟"))
    point.locator("details", has_text="交办任务").locator("summary").tap()
    point.locator("input[name=what]").fill("找人清沟、量沟盖")
    point.locator("select[name=owner]").select_option(label="雷见山")
    point.locator("form[action$='/task/'] button").tap()
    expect(point).to_contain_text("雷见山")
    point.evaluate("one => one.scrollIntoView()")
    picture(stage(tablet), "centre-meeting")

    for act in ("sign", "publish"):
        tablet.locator(f"form[action$='/{act}/'] button").tap()
    expect(tablet.locator(".page-head")).to_contain_text("纪要已公布")
    stage(tablet)

    # Everybody reads it; the matter went on to whom the council asked.
    phone = visit(None, width=360, height=740, path=f"/n/{key}/council/")
    expect(phone.locator("li.card", has_text=TITLE)).to_contain_text(PROPOSAL)
    stage(phone)
    assert phone.request.get(f"{town.address}/n/{key}/council/{meeting}.pdf").body().startswith(b"%PDF")
    paper = visit(None, width=860, height=1000, path=f"/n/{key}/council/{meeting}.png")
    assert paper.locator("img").evaluate("one => one.naturalWidth") > 1000
    paper.set_viewport_size({"width": 860, "height": paper.locator("img").evaluate("one => one.height")})
    picture(paper, "centre-minutes")
    state = "SELECT m.state, p.name FROM centre_matter m JOIN areas_person p ON p.id = m.doer_id WHERE m.id = %s"
    assert town.query(state, matter) == [("open", "雷见山")]


def attend(page: Page, count: int) -> None:
    """Tick the first so many of the council and keep the list."""
    boxes = page.locator("input[name=present]")
    for number in range(boxes.count()):
        boxes.nth(number).set_checked(number < count)
    page.locator("form[action$='/open/'] button").tap()
    expect(page.locator("input[name=present]:checked")).to_have_count(count)


def vote(page: Page) -> None:
    """Everybody who is there votes for the proposal about the drain."""
    point = page.locator("section.card", has=page.locator("h2", has_text="巷尾排水沟"))
    point.locator("details", has_text="表决").locator("summary").tap()
    point.locator("input[name=proposal]").fill(PROPOSAL)
    ballots = point.locator("fieldset.ballot")
    for number in range(ballots.count()):
        ballots.nth(number).locator("label", has_text="赞成").tap()
    point.locator("form[action$='/decide/'] button").tap()
    page.wait_for_load_state()
