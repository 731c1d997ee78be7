"""A resident's report is looked at before it is accepted; the centre reads who has what, and what is left to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from test_journey import act, form_of, picture_file, report, send, stage

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
WORKER = "SELECT p.name FROM areas_user u JOIN areas_person p ON p.id = u.person_id WHERE u.username = 'wangge'"
LATEST = "SELECT code FROM incidents_incident WHERE source = 'resident' ORDER BY created_at DESC LIMIT 1"


def test_a_report_is_looked_at_and_the_board_knows_who_has_what(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    plate = "SELECT p.token FROM incidents_reportplace p JOIN areas_area a ON a.id = p.area_id WHERE a.name LIKE %s"
    resident = visit(None, width=360, height=740)
    token = str(town.query(plate, "鹤田%")[0][0])
    report(resident, token, town.address, category="O04", text="榕树枝压在电线上")
    kept, anew = resident.locator(".keep__code"), resident.locator("button[name=new]").first
    expect(kept.or_(anew)).to_be_visible()
    if anew.is_visible():  # others have reported something like it
        anew.click()
    expect(kept).to_be_visible()
    code = str(town.query(LATEST)[0][0])

    # The desk asks the grid worker of the village to look; they find it among their tasks and say what is there.
    desk = visit("zhiban", path=f"/incidents/{code}/")
    form = form_of(desk, "steps/verify")
    form.locator("select[name=verifier]").select_option(label=str(town.query(WORKER)[0][0]))
    send(desk, form)
    worker = visit("wangge", width=360, height=740, path="/tasks/")
    picture(stage(worker), "verify-task")
    worker.locator(f"a[href='/incidents/{code}/']").click()
    form = form_of(worker, "acts/verify-answer")
    form.locator("input[name=before]").set_input_files(picture_file("look.jpg"))
    form.locator("textarea[name=note]").fill("树枝已压弯两根电线")
    send(stage(worker), form, press="1")

    # The desk reads it and accepts; the board shows with whom it is.
    desk.goto(f"{town.address}/incidents/{code}/")
    expect(desk.locator("main")).to_contain_text("树枝已压弯两根电线")
    picture(stage(desk), "verify-answer")
    act(desk, code, "steps/accept")
    dispatcher = visit("paiqian", path="/board/holders/")
    picture(stage(dispatcher), "board-holders")
    dispatcher.locator("table.holders tbody a[href*='holder=centre']").click()
    expect(dispatcher.locator(f"#board a[href*='{code}']")).to_be_visible()
    dispatcher.goto(f"{town.address}/board/afterwards/")
    picture(stage(dispatcher), "board-afterwards")
