"""What decides an event's way, seen by the system administrator: a case tried, the year, a deadline changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page, expect

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

IN_FORCE = (
    "SELECT d.amount::int, d.unit FROM incidents_deadlinerule d LEFT JOIN incidents_category c ON c.id = d.category_id"
    " WHERE d.kind = 'handle' AND d.ended_at IS NULL AND c.code IS NOT DISTINCT FROM %s"
)


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def test_settings_are_read_and_an_exception_is_changed(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    # An emergency in the town: who leads, who could be chosen, and why.
    page = visit("xitong", path="/settings/routing/trial/")
    page.locator("select[name=category]").select_option("H05")
    page.locator("select[name=place] option", has_text="龙山镇").first.evaluate("one => { one.selected = true }")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator("#now-head")).to_be_visible()
    expect(page.locator("main")).to_contain_text("应急管理办公室")
    picture(stage(page), "settings-trial")

    # The year with its days off and its make-up workdays.
    page.goto(f"{town.address}/settings/calendar/?year=2026")
    expect(page.locator(".day--on")).to_have_count(6)
    picture(stage(page), "settings-calendar")

    # What is received on a Friday afternoon is due after the weekend.
    page.goto(f"{town.address}/settings/deadlines/")
    page.locator("input[name=at]").fill("2026-03-06T16:30")
    page.locator("form.filters button").click()
    row = page.locator("table.list tbody tr").first
    expect(row).to_contain_text("2026-03-09 09:30")
    picture(stage(page), "settings-deadlines")

    # Another amount for emergencies; the general deadline stays.
    general = town.query(IN_FORCE, None)
    page.locator("table.list tbody tr", has_text="突发事件").locator("a.button").click()
    expect(page.locator("dl.facts")).to_contain_text("突发事件")
    page.locator("input[name=amount]").fill("6")
    stage(page).locator("form.card button[type=submit]").click()
    expect(page.locator(".notice--done[role=status]")).to_be_visible()
    assert town.query(IN_FORCE, "H05") == [(6, "hours")]
    assert town.query(IN_FORCE, None) == general
