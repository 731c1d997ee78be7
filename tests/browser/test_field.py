"""The grid worker's telephone: twenty reports with photos without a network, killed, signed out: they arrive once each.

Then two devices of one worker change the same draft, and both versions are shown.
"""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe import serious_findings, violations
from chrome import ARGUMENTS, PASSWORD, WATCH_VIOLATIONS, chromium
from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, Playwright, Route, expect

from fengqiao.config.demo import pictures
from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

REPORTS = 20
WORKER = "wangge"
SENT = "SELECT count(*) FROM fieldwork_outboxitem WHERE kind = 'report' AND state = 'done'"
EVENTS = "SELECT count(*), count(DISTINCT key) FROM incidents_incident WHERE key LIKE 'field:%%'"
PHOTOS = (
    "SELECT count(*), count(DISTINCT e.sha256) FROM incidents_evidence e"
    " JOIN incidents_incident i ON i.id = e.incident_id WHERE i.key LIKE 'field:%%'"
)


def photo(number: int) -> bytes:
    """A photo of its own, as large as a cheap telephone's."""
    image = Image.frombytes("RGB", (160, 120), os.urandom(160 * 120 * 3)).resize((640, 480))
    image.paste((number * 12 % 256, 90, 200 - number * 7 % 200), (0, 0, 640, 200))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def drawn(number: int) -> bytes:
    """A photo that is fit to be seen in the documentation."""
    return pictures.place_photo(f"seen {number}", datetime.now(UTC))


# A cheap telephone needs this long for a photo: who is in a hurry has sent the report before it is small.
SLOW_PHOTOS = """
  const open = window.createImageBitmap;
  window.createImageBitmap = async (...all) => (await new Promise(done => setTimeout(done, 400)), open(...all));
"""


class Telephone:
    """A telephone with one app. ``kill`` is what a dead battery does to it."""

    def __init__(self, playwright: Playwright, folder: Path, address: str) -> None:
        self.playwright, self.folder, self.address = playwright, folder, address
        self.said: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def start(self, *, network: bool) -> Page:
        """Switch it on, and open the app where it was signed in before."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=chromium(),
            args=ARGUMENTS,
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation={"longitude": 113.5934567, "latitude": 23.7843217, "accuracy": 12},
            permissions=["geolocation"],
            has_touch=True,
            is_mobile=True,
        )
        self.context.set_default_timeout(30_000)
        self.context.set_offline(not network)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.add_init_script(WATCH_VIOLATIONS)
        self.page.add_init_script(SLOW_PHOTOS)
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: dialog.accept())
        return self.page

    def open(self, name: str = "today") -> Page:
        """The app's page, with one of its screens."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/field/#{name}")
        self.page.locator("body[data-ready]").wait_for(state="attached")
        return self.page

    def sign_in(self) -> None:
        self.page.goto(f"{self.address}/accounts/login/?next=/field/")
        self.page.fill("input[name=login]", WORKER)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form button[type=submit]:not([formaction])")
        self.page.locator("body[data-ready]").wait_for(state="attached")

    def kill(self) -> None:
        """End all its processes at once, without a word."""
        mark = f"--user-data-dir={self.folder}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if mark in (entry / "cmdline").read_bytes():
                        os.kill(int(entry.name), signal.SIGKILL)
                except (FileNotFoundError, ProcessLookupError, PermissionError):
                    continue
        self.stop()

    def stop(self) -> None:
        """Close what is left of it."""
        with suppress(Error):
            self.context.close()

    def report(self, number: int) -> None:
        """Photo, one tap, some words, send, without waiting for the photo to be seen."""
        page = self.page
        page.click(".field-nav a[href='#report']")
        page.locator("[data-screen=report][data-shown]").wait_for()
        page.locator("[data-add]").first.set_input_files(
            {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": photo(number)}
        )
        page.click("[data-category=O01]")
        page.fill("#words", f"路灯不亮 {number}")
        page.click("form[data-report] button[type=submit]")
        expect(page.locator("[data-screen=today]")).to_be_visible()


@pytest.fixture
def telephone(playwright: Playwright, tmp_path: Path, town: DemoTown) -> Iterator[Callable[[str], Telephone]]:
    made: list[Telephone] = []

    def take(name: str) -> Telephone:
        made.append(Telephone(playwright, tmp_path / name, town.address))
        return made[-1]

    yield take
    for one in made:
        one.stop()


def third_fails() -> Callable[[Route], None]:
    """A server that answers 500 to every third request."""
    asked = 0

    def answer(route: Route) -> None:
        nonlocal asked
        asked += 1
        if asked % 3 == 0:
            route.fulfill(status=500, body="broken")
        else:
            route.continue_()

    return answer


def count(town: DemoTown, statement: str) -> list[int]:
    return [int(str(value)) for value in town.query(statement)[0]]


def await_count(page: Page, town: DemoTown, wanted: int) -> None:
    """Wait until so many reports have arrived. The page's own waiting: a sleep would hold up the routes above."""
    for _ in range(600):
        if count(town, SENT)[0] >= wanted:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{count(town, SENT)[0]} of {wanted} reports arrived")


def test_twenty_reports_arrive_exactly_once(telephone: Callable[[str], Telephone], town: DemoTown) -> None:
    phone = telephone("phone")
    phone.start(network=True)
    phone.sign_in()
    phone.page.locator("body[data-kept]").wait_for(state="attached")
    before = {statement: count(town, statement) for statement in (SENT, EVENTS, PHOTOS)}

    # No network from here on: the app starts all the same, and everything that is written is kept.
    phone.context.set_offline(True)
    phone.open()
    for number in range(REPORTS // 2):
        phone.report(number)
    expect(phone.page.locator("[data-chip]")).to_contain_text("10")
    phone.page.click(".field-nav a[href='#report']")
    phone.page.fill("#words", "写到一半")
    phone.page.wait_for_timeout(300)

    # The battery dies, twice. The report that was begun is still there.
    phone.kill()
    phone.start(network=False)
    begun = time.monotonic()
    phone.open("report")
    started = time.monotonic() - begun
    expect(phone.page.locator("#words")).to_have_value("写到一半")
    for number in range(REPORTS // 2, REPORTS):
        phone.report(number)
    phone.page.click(".field-nav a[href='#sent']")
    expect(phone.page.locator(".entry")).to_have_count(REPORTS)
    assert serious_findings(phone.page) == []
    assert violations(phone.page) == []
    kept = phone.page.evaluate(
        """() => new Promise(done => indexedDB.open('fengqiao-field').onsuccess = ({target}) => {
          target.result.transaction('items').objectStore('items').getAll().onsuccess = ({target: {result}}) =>
            done(result.map(row => JSON.stringify(row) + new TextDecoder().decode(row.data)).join());
        })"""
    )
    assert "路灯" not in kept

    # The sign-in has run out meanwhile; nothing is lost, and the app says so.
    phone.kill()
    phone.start(network=True)
    phone.context.clear_cookies()
    phone.open()
    expect(phone.page.locator("[data-band-login]")).to_be_visible()
    expect(phone.page.locator("[data-chip]")).to_contain_text("20")
    assert count(town, SENT) == before[SENT]

    # Signed in again, over a line on which every third request fails, and the battery dies once more on the way.
    phone.context.route("**/field/items/", third_fails())
    phone.context.route("**/field/uploads/**", third_fails())
    phone.sign_in()
    await_count(phone.page, town, before[SENT][0] + 5)
    phone.kill()
    phone.start(network=True)
    phone.open()
    if phone.page.locator("[data-band-login]").is_visible():
        phone.sign_in()
    await_count(phone.page, town, before[SENT][0] + REPORTS)
    expect(phone.page.locator("[data-chip][data-tone=done]")).to_be_visible()
    for statement, numbers in before.items():
        assert count(town, statement) == [number + REPORTS for number in numbers]
    assert started < 10  # a broken start hangs; how fast it is on a slow telephone is measured elsewhere
    broken = [line for line in phone.said if line.startswith("error") and "Failed to load resource" not in line]
    assert broken == []


def test_two_devices_change_one_draft_and_both_versions_are_shown(
    telephone: Callable[[str], Telephone], picture: Callable[[Page, str], None]
) -> None:
    phone, tablet = telephone("one"), telephone("other")
    for device in (phone, tablet):
        device.start(network=True)
        device.sign_in()
    write(phone, "井盖")
    expect(phone.page.locator("[data-chip][data-tone=done]")).to_be_visible()

    # Both have the draft, and both change its words without a network.
    for device, words in ((phone, "井盖松动"), (tablet, "井盖破了")):
        device.open()
        device.page.locator("[data-drafts] button").first.wait_for()
        device.context.set_offline(True)
        device.page.locator("[data-drafts] button").first.click()
        write(device, words)
    for device in (phone, tablet):
        device.context.set_offline(False)
        expect(device.page.locator("[data-chip][data-tone=done]")).to_be_visible()

    tablet.open("sent")
    versions = tablet.page.locator(".versions dd")
    expect(versions).to_have_text(["井盖松动", "井盖破了"])
    picture(tablet.page, "phone-conflict")
    assert serious_findings(tablet.page) == []
    tablet.page.click("[data-keep-there]")
    expect(tablet.page.locator("[data-chip][data-tone=done]")).to_be_visible()
    tablet.open()
    expect(tablet.page.locator("[data-drafts] strong").first).to_have_text("井盖破了")

    # Signing out wipes the key: what is kept cannot be read any more.
    tablet.page.click(".field-head .menu summary")
    tablet.page.click("[data-sign-out]")
    tablet.page.wait_for_url("**/accounts/login/**")
    keys = """() => new Promise(done => indexedDB.open('fengqiao-keys').onsuccess = ({target}) => {
      target.result.transaction('keys').objectStore('keys').count().onsuccess = ({target: {result}}) => done(result);
    })"""
    assert tablet.page.evaluate(keys) == 0


def given(visit: Callable[..., Page], town: DemoTown, words: str) -> str:
    """Have the studio push a task to the worker; the task's id."""
    desk = visit("zhen", path="/studio/pushes/new/")
    item = desk.locator("[name=kind] option", has_text="矛盾纠纷排查").get_attribute("value")
    desk.select_option("[name=kind]", item)
    desk.fill("[name=words]", words)
    desk.fill("#find", "鹤田")
    desk.click("[data-all]")
    desk.click(".form-actions .button--primary")
    expect(desk.locator(".progress")).to_be_visible()
    mine = (
        "SELECT t.id FROM fieldwork_task t JOIN fieldwork_push p ON p.id = t.push_id"
        " JOIN areas_user u ON u.person_id = t.worker_id WHERE p.words = %s AND u.username = %s"
        " ORDER BY t.id DESC LIMIT 1"
    )
    ((task,),) = town.query(mine, words, WORKER)
    return str(task)


def test_an_answer_to_a_task_outlives_the_battery_and_arrives_once(
    telephone: Callable[[str], Telephone],
    visit: Callable[..., Page],
    town: DemoTown,
    picture: Callable[[Page, str], None],
) -> None:
    task = given(visit, town, "去看看巷口那两户")
    phone = telephone("answer")
    page = phone.start(network=True)
    phone.sign_in()
    page.locator("body[data-kept]").wait_for(state="attached")
    phone.context.set_offline(True)

    # Three photos, one of which is taken out again, and some words; then the battery dies.
    phone.open()
    page.click(f"a[href='/tasks/{task}/']")
    shots = page.locator("[data-screen=task] .shot img")
    page.locator("[data-screen=task][data-shown] [data-photo]").set_input_files(
        [{"name": f"{one}.jpg", "mimeType": "image/jpeg", "buffer": drawn(one)} for one in range(3)]
    )
    expect(shots).to_have_count(3, timeout=30_000)  # they are made small one after the other
    page.locator("[data-screen=task] .shot button").first.click()
    expect(shots).to_have_count(2)
    page.fill("#task-note", "两户都在家")
    page.wait_for_timeout(300)
    assert serious_findings(page) == []
    phone.kill()

    page = phone.start(network=False)
    phone.open()
    card = page.locator(f"a[href='/tasks/{task}/']")
    expect(card).to_contain_text(page.get_attribute("[data-screen=today]", "data-words-begun") or "?")
    card.click()
    expect(page.locator("#task-note")).to_have_value("两户都在家")
    shots = page.locator("[data-screen=task] .shot img")
    expect(shots).to_have_count(2)
    picture(page, "phone-task")
    page.click("[data-screen=task] form .button--primary")
    expect(page.locator("[data-screen=today]")).to_be_visible()
    expect(card).to_have_count(0)
    assert violations(page) == []

    # The sign-in has run out meanwhile.
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(page.locator("[data-band-login]")).to_be_visible(timeout=30_000)
    phone.sign_in()
    expect(page.locator("[data-chip][data-tone=done]")).to_be_visible(timeout=30_000)
    arrived = (
        "SELECT count(DISTINCT a.id), count(p.id), max(a.note) FROM fieldwork_taskanswer a"
        " LEFT JOIN fieldwork_taskpicture p ON p.answer_id = a.id WHERE a.task_id = %s"
    )
    assert town.query(arrived, task) == [(1, 2, "两户都在家")]


@pytest.mark.parametrize("letters", ["", "24"], ids=["standard", "large"])
def test_every_screen_of_the_app_is_sound(
    telephone: Callable[[str], Telephone],
    visit: Callable[..., Page],
    town: DemoTown,
    picture: Callable[[Page, str], None],
    letters: str,
) -> None:
    task = given(visit, town, f"看看水渠{letters}")
    phone = telephone(f"screens{letters}")
    page = phone.start(network=True)
    phone.sign_in()
    page.locator("body[data-kept]").wait_for(state="attached")
    phone.context.set_offline(True)
    phone.open()
    page.click(".field-head .menu summary")
    page.click(f"[data-letters='{letters}']")
    assert serious_findings(page) == []
    if letters:
        assert page.evaluate(SMALL) == []
        picture(page, "phone-letters")
    phone.open()  # the page that waits on the telephone knows nothing of it; the choice holds all the same
    assert (page.locator("html").get_attribute("data-elder") or "") == letters
    phone.report(1)  # it waits, so that the outbox has something to show
    found: list[str] = []
    for name in ("today", "report", "patrol", "map", "sent", "task"):
        if name == "task":
            phone.open("today")
            page.click(f"a[href='/tasks/{task}/']")
        else:
            phone.open(name)
        page.locator(f"[data-screen={name}][data-shown]").wait_for()
        page.wait_for_timeout(400)
        seen = [*serious_findings(page), *violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            seen.append("scrolls sideways")
        if letters:
            seen += [f"too small for a thumb: {one}" for one in page.evaluate(SMALL)]
        if letters and name in {"today", "report", "patrol"}:
            picture(page, f"phone-large-{name}")
        found += [f"{name}: {one}" for one in seen]
    assert found == [], "\n".join(found)
    # The other pages follow.
    phone.context.set_offline(False)
    page.goto(f"{town.address}/tasks/")
    assert (page.locator("html").get_attribute("data-elder") or "") == letters


# What is tapped has to have sixty pixels in large letters; links within a line of text are read, not aimed at.
SMALL = """() => [...document.querySelectorAll(
    "main [data-shown]:not([hidden]) :is(button, .button, select, .tile), .field-nav a, .menu__panel .button")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 59.5)
  .map(one => one.outerHTML.slice(0, 120))"""


def write(device: Telephone, words: str) -> None:
    if not device.page.locator("[data-screen=report]").is_visible():
        device.page.click(".field-nav a[href='#report']")
    device.page.fill("#words", words)
    device.page.click("button[data-draft]")
    expect(device.page.locator("[data-screen=today]")).to_be_visible()


def old_photo(taken: datetime) -> bytes:
    """A photo that says when it was taken."""
    image = Image.frombytes("RGB", (40, 30), os.urandom(40 * 30 * 3)).resize((320, 240))
    marks = image.getexif()
    marks.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    out = io.BytesIO()
    image.save(out, "JPEG", exif=marks)
    return out.getvalue()


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  window.room = () => (IDBObjectStore.prototype.put = put);
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === "items") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
  };
}"""


def test_bad_clocks_old_photos_no_position_and_no_room_lose_nothing(
    telephone: Callable[[str], Telephone], town: DemoTown
) -> None:
    phone = telephone("odd")
    page = phone.start(network=True)
    phone.sign_in()
    before = count(town, SENT)[0]
    phone.context.clear_permissions()
    phone.context.clock.set_system_time(datetime(2031, 5, 4, 10, tzinfo=UTC))
    shot = {"name": "old.jpg", "mimeType": "image/jpeg", "buffer": old_photo(datetime.now(UTC) - timedelta(days=3))}

    # A photo of another day, by a telephone that lives in 2031 and has no position.
    phone.open("report")
    page.locator("[data-add]").first.set_input_files(shot)
    expect(page.locator("[data-remark]")).to_be_visible()
    page.click("[data-category=O01]")
    assert serious_findings(page) == []
    page.click("form[data-report] button[type=submit]")
    await_count(page, town, before + 1)

    # The same photo once more; then the telephone is full, and what is written stays until there is room.
    page.click(".field-nav a[href='#report']")
    page.locator("[data-add]").first.set_input_files(shot)
    expect(page.locator("[data-remark]")).to_contain_text(page.get_attribute("[data-screen=report]", "data-words-used"))
    page.click("[data-category=O01]")
    page.evaluate(FULL)
    page.fill("#words", "还在")
    page.click("form[data-report] button[type=submit]")
    expect(page.locator("[data-screen=report] [data-error]")).to_be_visible()
    expect(page.locator("#words")).to_have_value("还在")
    page.evaluate("() => window.room()")
    page.click("form[data-report] button[type=submit]")
    await_count(page, town, before + 2)

    odd = "SELECT doubts FROM fieldwork_outboxitem WHERE kind = 'report' ORDER BY answered_at DESC LIMIT 2"
    (second,), (first,) = town.query(odd)
    assert first == ["clock", "no_position", "other_day"]
    assert second == ["clock", "no_position", "other_day", "seen_before"]
    recent = "SELECT count(*) FROM fieldwork_outboxitem WHERE captured_at > now()"
    assert count(town, recent) == [0]


PATROL = (
    "SELECT (SELECT count(*) FROM fieldwork_shift WHERE id = '{0}' AND ended_at > started_at),"
    " (SELECT count(*) FROM fieldwork_checkin WHERE shift_id = '{0}'),"
    " (SELECT count(*) FROM fieldwork_trailpoint WHERE shift_id = '{0}')"
)


def test_a_patrol_without_a_network_arrives_once(telephone: Callable[[str], Telephone], town: DemoTown) -> None:
    phone = telephone("patrol")
    page = phone.start(network=True)
    phone.sign_in()
    page.locator("body[data-kept]").wait_for(state="attached")
    phone.context.set_offline(True)

    phone.open("patrol")
    page.click("[data-screen=patrol] [data-off] button")
    expect(page.locator("[data-end]")).to_be_visible()
    for step in (1, 2):  # the first position of a simulated telephone is older than the shift
        phone.context.set_geolocation({"longitude": 113.5934567, "latitude": 23.7843217 + step / 10_000, "accuracy": 9})
        page.wait_for_timeout(200)
    expect(page.locator("[data-screen=patrol] [data-position]")).to_contain_text("9")
    page.locator("[data-screen=patrol] [data-here]").first.click()
    page.fill("#duty-note", "水位正常")
    page.wait_for_timeout(300)
    assert serious_findings(page) == []

    # The battery dies in the middle; the shift goes on, and what was written is still there.
    phone.kill()
    page = phone.start(network=False)
    phone.open("patrol")
    expect(page.locator("#duty-note")).to_have_value("水位正常")
    page.click("[data-screen=patrol] button[data-for=checkin]")
    expect(page.locator("[data-places] .pill--done")).to_have_count(1)
    page.click("[data-end]")
    expect(page.locator("[data-screen=patrol] [data-off]")).to_be_visible()
    assert violations(page) == []
    ((before,),) = town.query("SELECT count(*) FROM fieldwork_outboxitem WHERE kind = 'shift_start'")

    # The sign-in has run out meanwhile: the app waits until the worker has signed in again.
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(page.locator("[data-band-login]")).to_be_visible(timeout=30_000)
    phone.sign_in()
    expect(page.locator("[data-chip][data-tone=done]")).to_be_visible(timeout=30_000)
    rows = town.query("SELECT id FROM fieldwork_outboxitem WHERE kind = 'shift_start' ORDER BY answered_at DESC")
    assert len(rows) == int(str(before)) + 1
    shift, checkin, way = count(town, PATROL.format(rows[0][0]))
    assert (shift, checkin) == (1, 1)
    assert way >= 1
    phone.open("patrol")
    expect(page.locator("[data-screen=patrol] [data-off]")).to_be_visible()
    broken = [line for line in phone.said if line.startswith("error") and "Failed to load resource" not in line]
    assert broken == []
