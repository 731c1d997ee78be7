"""A whole dispute: registered, mediated, agreed and signed on the screen, checked by another, confirmed in court."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from axe import outside_requests, serious_findings, violations
from django.utils import timezone
from playwright.sync_api import Page, expect

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def draw(page: Page) -> None:
    field = page.locator("canvas.sign")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 80)
    page.mouse.down()
    for step in range(9):
        page.mouse.move(box["x"] + 30 + step * 20, box["y"] + 80 + (-1) ** step * 35)
    page.mouse.up()


def act(page: Page, name: str) -> None:
    """Send the form of an act, opening it first where it is folded."""
    form = page.locator(f"form[action$='/{name}/']").first
    if not form.is_visible():
        form.locator("xpath=ancestor::details[1]/summary").click()
    form.locator("button:not([type=button])").first.click()
    page.wait_for_load_state("load")


def register(page: Page) -> str:
    today = timezone.localdate()
    page.fill("[name=subject]", "楼道堆放杂物起争执")
    page.select_option("[name=category]", "D02")
    page.locator("[name=area]").select_option(label="鹤田村")
    page.fill("[name=place]", "二队巷口")
    page.fill("[name=happened_on]", (today - timedelta(days=12)).isoformat())
    page.fill("[name=facts]", "楼道里堆放的旧家具挡住了老人的路，双方说过几次都不愉快。")
    page.fill("[name=a-name]", "江知春")
    page.fill("[name=b-name]", "石向晚")
    page.locator("main form button.button--big").click()
    page.wait_for_url("**/mediation/d/*/")
    return page.url.rstrip("/").rpartition("/")[2]


def mediate(page: Page) -> None:
    """Both want it, a session is held, its minutes are kept."""
    for _ in range(2):
        page.locator("button[name=wants][value='1']").first.click()
        page.wait_for_load_state("load")
    act(page, "take-up")
    form = page.locator("form[action$='/session/']")
    form.locator("[name=day]").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    form.locator("[name=place]").fill("村委会调解室")
    act(page, "session")
    page.locator("form[action$='/held/'] >> xpath=ancestor::details[1]/summary").click()
    form = page.locator("form[action$='/held/']")
    for tick in form.locator("[name=parties]").all():
        tick.check()
    form.locator("[name=ours]").first.check()
    form.locator("[name=minutes]").fill("双方到现场看过，石向晚愿意清走旧家具，江知春愿意帮忙搬。")
    act(page, "held")


def agree(page: Page, here: str) -> None:
    """The agreement is drawn up and everybody signs."""
    page.goto(f"{here}/agreement/")
    page.fill("[name=p0-words]", "清走楼道里的旧家具，不再堆放")
    page.fill("[name=p0-due_on]", (timezone.localdate() + timedelta(days=10)).isoformat())
    page.fill("[name=p0-way]", "自行清理")
    page.locator("[data-more]").click()
    expect(page.locator("[name=p2-words]")).to_be_visible()
    act(page, "draw")
    for number in range(3):
        expect(page.locator("[data-send]")).to_be_disabled()
        draw(page)
        if number == 2:
            stage(page)
        page.locator("[data-send]").click()
        expect(page.locator(".rows .pill--done")).to_have_count(number + 1)


def test_a_whole_dispute_up_to_the_courts_confirmation(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    page = visit("tiaojie", path="/mediation/new/")
    stage(page)
    code = register(page)
    here = f"{town.address}/mediation/d/{code}"
    mediate(page)
    picture(stage(page), "dispute")
    agree(page, here)
    paper = page.request.get(f"{here}/agreement.pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    keep_paper(paper.body())

    # Settled; the application lies at the court; somebody at the centre who did not mediate closes it.
    page.goto(f"{here}/")
    page.locator("form[action$='/conclude/'] input[value=settled]").check(force=True)
    act(page, "conclude")
    page.locator("form[action$='/file/'] >> xpath=ancestor::details[1]/summary").click()
    for tick in page.locator("form[action$='/file/'] [name=asking]").all():
        tick.check()
    act(page, "file")
    checker = visit("zhiban", path=f"/mediation/d/{code}/")
    act(checker, "close")
    event = "SELECT state, outcome FROM incidents_incident WHERE code = %s"
    assert town.query(event, code) == [("closed", "settled")]

    # The court accepts and confirms.
    court = visit("fayuan", path="/mediation/court/")
    stage(court).locator("main table a", has_text="楼道堆放杂物").click()
    court.locator("button[data-step=accept]").click()
    court.locator("form:has(button[data-step=confirm]) [name=number]").fill("（演示）民调确 2 号")
    picture(stage(court), "court-confirmation")
    court.locator("button[data-step=confirm]").click()
    expect(court.locator("main")).to_contain_text("（演示）民调确 2 号")
    page.goto(f"{here}/")
    expect(page.locator("main")).to_contain_text("（演示）民调确 2 号")
    stage(page)
    page.goto(f"{town.address}/mediation/?show=all")
    picture(stage(page), "disputes")


def keep_paper(pdf: bytes) -> None:
    """The paper as a picture for the documentation, when pictures are asked for."""
    tool = shutil.which("pdftoppm")
    if os.environ.get("FENGQIAO_PICTURES") and tool:
        target = str(IMAGES / "agreement")
        command = [tool, "-png", "-singlefile", "-gray", "-r", "70", "-", target]
        subprocess.run(command, input=pdf, check=True)
