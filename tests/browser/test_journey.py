"""One matter from the QR code on the lamp post to its reopening: resident, neighbour, centre, two agencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Locator, Page, expect
from test_story import photo

from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CATEGORY = "H05"  # emergencies: the water station can be chosen, the police window joins


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def picture_file(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo()}


def form_of(page: Page, name: str) -> Locator:
    """The form of one act, unfolded."""
    form = page.locator(f"form[action$='/{name}/']").first
    expect(form).to_be_attached()
    form.evaluate("form => { for (let up = form; (up = up.parentElement?.closest('details')); ) up.open = true; }")
    return form


def act(page: Page, code: str, name: str, *, note: str = "", press: str = "", photo: str = "") -> None:
    """Open the event's page, fill in the act and send it."""
    page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}/incidents/{code}/")
    form = form_of(page, name)
    if note:
        form.locator("textarea[name=note]").fill(note)
    if photo:
        form.locator("input[name=photo]").set_input_files(picture_file(photo))
    send(page, form, press)


def send(page: Page, form: Locator, press: str = "") -> None:
    """Press the form's button; ``press`` is its value where there are two."""
    (form.locator(f"button[value='{press}']") if press else form.locator("button").last).click()
    expect(page.locator(".notice--done[role=status]").first).to_be_visible()


def report(
    page: Page, token: str, address: str, *, category: str = CATEGORY, text: str = "河边的水闸漏水，路面积水很深"
) -> None:
    """Photo, category, send."""
    page.goto(f"{address}/r/{token}/")
    page.locator("#id_photo").set_input_files(picture_file("river.jpg"))
    page.locator(f"input[name=category][value='{category}']").check(force=True)
    page.locator("#id_text").fill(text)
    stage(page)
    page.locator(".thumb-bar button").click()


def test_a_matter_from_the_plate_to_its_reopening(
    visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]
) -> None:
    plate = "SELECT p.token FROM incidents_reportplace p JOIN areas_area a ON a.id = p.area_id WHERE a.name LIKE %s"
    token = str(town.query(plate, "鹤田%")[0][0])

    # A resident scans the plate: photo, category, send. No account.
    resident = visit(None, width=360, height=740, path=f"/r/{token}/")
    report(resident, token, town.address)
    expect(resident.locator(".keep__code")).to_be_visible()
    picture(stage(resident), "resident-card")
    follow = str(resident.locator(".keep__link a").get_attribute("href"))
    (code,) = town.query("SELECT code FROM incidents_incident WHERE source = 'resident' ORDER BY created_at DESC")[0]

    # A neighbour sees the same and joins instead of repeating it.
    neighbour = visit(None, width=360, height=740, path=f"/r/{token}/")
    report(neighbour, token, town.address)
    picture(stage(neighbour), "resident-neighbours")
    neighbour.locator("button[name=join]").first.click()
    expect(neighbour.locator(".keep__code")).to_be_visible()
    count = (
        "SELECT count(*) FROM incidents_follower f JOIN incidents_incident i ON i.id = f.incident_id WHERE i.code = %s"
    )
    assert town.query(count, code) == [(2,)]

    # The centre accepts it and sends it to the water station, with the police.
    desk = visit("zhiban", path=f"/incidents/{code}/")
    act(desk, str(code), "steps/accept")
    dispatcher = visit("paiqian", path=f"/incidents/{code}/")
    form = form_of(dispatcher, "steps/dispatch")
    form.locator("select[name=lead]").select_option(label="水利站")
    form.locator("label", has_text="公安机关窗口").locator("input[name=joint]").check(force=True)
    form.locator("textarea[name=note]").fill("先封路，再修闸")
    picture(stage(dispatcher), "event-dispatch")
    send(dispatcher, form)

    # The police refuse; the centre asks again and says why; they join.
    water, police = visit("shuili", path="/incidents/"), visit("gongan", path="/incidents/")
    act(water, str(code), "steps/sign")
    act(police, str(code), "acts/task-refuse", note="不属于公安职责")
    act(dispatcher, str(code), "acts/task-ask_again", note="需要交警封路")
    act(police, str(code), "acts/task-accept")

    # Nothing can be done over the holiday: the clock stands still, then goes on.
    water.goto(f"{town.address}/incidents/{code}/")
    form = form_of(water, "acts/suspend")
    form.locator("input[name=until]").fill((date.today() + timedelta(days=9)).isoformat())  # noqa: DTZ011
    form.locator("textarea[name=note]").fill("假期厂家不上班，配件节后到")
    send(water, form)
    act(dispatcher, str(code), "acts/request-decide", press="1")
    expect(dispatcher.locator("main")).to_contain_text("时限暂停")
    picture(stage(dispatcher), "event-suspended")
    act(dispatcher, str(code), "acts/request-resume")

    # Handled, sent back, handled again, checked by somebody else, closed.
    act(police, str(code), "acts/task-answer", note="已封路，积水退后放行", photo="road.jpg")
    act(water, str(code), "steps/feedback", note="水闸已修好", photo="gate.jpg")
    act(desk, str(code), "check", note="照片看不清闸门", press="0")
    act(water, str(code), "steps/feedback", note="补拍闸门近照", photo="gate-close.jpg")
    act(desk, str(code), "check", press="1")
    act(desk, str(code), "close")
    picture(stage(desk), "event-closed")

    # The resident follows it in plain words, rates it in one tap, and has it taken up again.
    resident.goto(f"{town.address}{follow}")
    picture(stage(resident), "resident-follow")
    resident.locator("button[name=stars][value='4']").click()
    expect(resident.locator("button[name=stars][value='4']")).to_have_attribute("aria-pressed", "true")
    resident.locator("#reopen summary").click()
    resident.locator("#id_reason").fill("今早又漏水了")
    resident.locator("#reopen form button").click()
    resident.wait_for_load_state()
    assert town.query("SELECT state, round FROM incidents_incident WHERE code = %s", code) == [("reopened", 2)]

    # It stands on the centre's board again; its whole way can be read.
    dispatcher.goto(f"{town.address}/board/")
    expect(dispatcher.locator(f"#board a[href*='{code}']")).to_be_visible()
    picture(stage(dispatcher), "board")
    dispatcher.goto(f"{town.address}/incidents/{code}/")
    for words in ("公安机关窗口", "水闸已修好", "今早又漏水了", "补拍闸门近照"):
        expect(dispatcher.locator("main")).to_contain_text(words)
