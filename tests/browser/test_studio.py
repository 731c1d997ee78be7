"""A day of the studio: a task for three workers, an answer from a phone, accepted by one key, taken back by another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page, expect

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WORDS = "问问河边那几户的水渠"
NOTE = "两家都见了，水渠轮流清，当面说好了。"


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def test_a_task_goes_to_three_workers_and_an_answer_is_accepted_by_one_key(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    # The clerk finds the workers of one village by the initials of its pinyin, and adds one of another.
    desk = visit("zhen", path="/studio/pushes/new/")
    item = desk.locator("[name=kind] option", has_text="矛盾纠纷排查").get_attribute("value")
    assert item is not None
    desk.select_option("[name=kind]", item)
    desk.fill("[name=words]", WORDS)
    desk.fill("#find", "鹤田")
    desk.click("[data-all]")
    desk.fill("#find", "")
    desk.locator("[name=worker]:not(:checked)").first.check()
    expect(desk.locator("[data-picked]")).to_contain_text("3")
    picture(stage(desk), "studio-push")
    desk.click(".form-actions .button--primary")
    expect(desk.locator(".progress")).to_contain_text("3 项中已完成 0 项")
    push = desk.url

    # One of them has it on the phone, by deadline, and answers with the position that the phone knows.
    phone = visit("wangge", width=390, height=844, path="/tasks/")
    card = phone.locator(".task-cards a", has_text=WORDS)
    expect(card).to_be_visible()
    picture(stage(phone), "studio-phone")
    card.click()
    phone.fill("#note", NOTE)
    stage(phone)
    phone.click(".thumb-bar button")
    expect(phone.locator(".notice--done")).to_be_visible()

    # In the inbox it is one row among others: j to it, a accepts it, u takes it back, and it is accepted again.
    desk.goto(f"{town.address}/studio/")
    row = desk.locator("[data-row]", has_text=NOTE)
    expect(row).to_be_visible()
    for _press in range(desk.locator("[data-row]").count()):
        desk.keyboard.press("j")
        if row.get_attribute("data-here") is not None:
            break
    picture(stage(desk), "studio-inbox")
    desk.keyboard.press("a")
    expect(desk.locator(".notice--done")).to_be_visible()
    expect(row).to_have_count(0)
    desk.keyboard.press("u")
    expect(row).to_be_visible()
    row.locator("button[name=one]").click()
    expect(row).to_have_count(0)
    desk.goto(push)
    expect(desk.locator(".progress")).to_contain_text("3 项中已完成 1 项")
