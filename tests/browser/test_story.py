"""The river story, played by hand from the looping clip to the closed event and the line in the ledger."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from axe import outside_requests, serious_findings, violations
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from house import DemoTown, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RIVER_CAMERA = "441821103208-R1"
PATIENCE_MS = 200_000


def photo() -> bytes:
    """What the secretary's phone takes: any large photo; it says what it is."""
    image = Image.new("RGB", (2400, 1800), (116, 138, 112))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 1100, 2400, 1800), fill=(176, 160, 128))
    draw.text((900, 800), "TEST PHOTO", fill=(255, 255, 255), font_size=120)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert outside_requests(page) == []
    assert serious_findings(page) == []
    return page


def test_the_river_story(visit: Callable[..., Page], town: DemoTown, picture: Callable[[Page, str], None]) -> None:
    wall = visit("zhiban", width=1920, height=1080, path="/screen/")
    phone = visit("shuji", width=360, height=740, path="/duty/")
    phone.context.set_geolocation(town_position(town))

    # The camera sees people enter the water zone: the screen shows picture and place by itself.
    card = wall.locator("#feed article[data-alarm]").filter(has_text="鹤田村").first
    expect(card).to_be_visible(timeout=PATIENCE_MS)
    alarm = card.get_attribute("data-alarm")
    expect(card.locator("img")).to_be_visible()
    wall.locator(f"#feed article[data-alarm='{alarm}'] .alarm-open").click()
    focus = wall.locator("#focus article")
    expect(focus).to_be_visible()
    until(lambda: voice_delivered(town, str(alarm)), "the loudspeaker's warning")
    wall.wait_for_timeout(1500)
    picture(stage(wall), "screen-alarm")

    # The secretary's phone has it too; one tap.
    mine = phone.locator(f"article[data-alarm='{alarm}']")
    expect(mine).to_be_visible()
    phone.wait_for_timeout(500)
    if mine.get_attribute("data-folded") is not None:  # another alarm is open for the hand
        mine.locator("[data-unfold]").click()
    mine.scroll_into_view_if_needed()
    picture(stage(phone), "phone-alarm")
    tap(mine.locator("form[data-step=accept] button"), mine, "accepted")
    expect(focus).to_have_attribute("data-state", "accepted", timeout=15_000)

    tap(mine.locator("form[data-step=on_site] button"), mine, "on_site")
    mine.locator("form[data-step=safe] input[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(mine.locator("[data-review] button[type=submit]")).to_be_visible()
    phone.wait_for_timeout(300)
    picture(stage(phone), "phone-on-site")
    mine.locator("[data-review] button[type=submit]").click()
    expect(focus).to_have_attribute("data-state", "safe", timeout=20_000)

    # The clip begins before the entry and plays on the screen.
    clip = wall.locator("#focus button[data-media=clip]")
    expect(clip).to_be_enabled(timeout=60_000)
    clip.click()
    # Not wait_for_function: it calls eval in the page, which the page's policy forbids.
    until(lambda: wall.evaluate("document.querySelector('#focus video')?.currentTime > 0.3"), "the clip's playing")
    length = wall.evaluate("document.querySelector('#focus video').duration")
    assert 8 < length < 40, f"a clip of {length} s"

    # Somebody else checks and closes.
    wall.locator("#focus button[data-key=c]").click()
    picture(wall, "screen-close")
    wall.locator("#focus dialog[data-name=close] button[type=submit]").click()
    until(lambda: incident_state(town, str(alarm)) == "closed", "the event's closing")
    expect(wall.locator("#focus article[data-state='safe']")).to_have_count(0)

    # The event shows its whole history, the ledger a line that opens to it.
    code = town.query("SELECT i.code FROM incidents_incident i WHERE i.key LIKE %s", f"%{alarm}%")[0][0]
    wall.goto(f"{town.address}/incidents/{code}/")
    expect(wall.locator("main")).to_contain_text("结案")
    picture(stage(wall), "incident-closed-desktop")
    phone.goto(f"{town.address}/incidents/{code}/")
    picture(stage(phone), "incident-closed")
    phone.goto(f"{town.address}/points/")
    line = phone.locator(f"a[href*='{code}']").first
    expect(line).to_be_visible()
    picture(stage(phone), "points")
    line.click()
    expect(phone).to_have_url(re.compile(f"/incidents/{code}/"))


def tap(button: Locator, card: Locator, state: str) -> None:
    """Tap, and once more if nothing happened, as anybody would whose button moved away; a second tap does no harm."""
    button.click()
    try:
        expect(card).to_have_attribute("data-state", state, timeout=8000)
    except AssertionError:
        button.click()
        expect(card).to_have_attribute("data-state", state, timeout=15_000)


def town_position(town: DemoTown) -> dict[str, float]:
    """The river camera's own place, where the secretary will stand."""
    lon, lat = town.query("SELECT lon, lat FROM cameras_camera WHERE code = %s", RIVER_CAMERA)[0]
    return {"longitude": float(str(lon)), "latitude": float(str(lat)) + 0.0002}


def voice_delivered(town: DemoTown, alarm: str) -> bool:
    return bool(
        town.query(
            "SELECT 1 FROM core_journalentry WHERE kind = 'cameras.alarm_voiced' AND subject = %s", f"alarm:{alarm}"
        )
    )


def incident_state(town: DemoTown, alarm: str) -> str:
    return str(town.query("SELECT state FROM incidents_incident WHERE key LIKE %s", f"%{alarm}%")[0][0])
