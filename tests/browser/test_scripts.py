"""The browser's own arithmetic, held against the server's: outlines of zones, the codec of a live film, photos."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from fengqiao.cameras.domain.places import distance_m
from lookout.contract import crossing

pytestmark = pytest.mark.browser
SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "fengqiao"
STATIC = (
    *(SOURCE / app / "static" / app for app in ("cameras", "incidents", "ui")),
    SOURCE / "ui" / "static",
)
ORIGIN = "https://pages.test"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a secure address that has nothing but the modules."""
    context = browser.new_context()
    opened = context.new_page()

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        script = next((folder / name for folder in STATIC if (folder / name).is_file()), None)
        if script is not None:
            route.fulfill(body=script.read_text(), content_type="text/javascript")
        elif name.endswith(".js"):
            route.fulfill(status=404)
        else:
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    opened.route(f"{ORIGIN}/**", answer)
    opened.goto(f"{ORIGIN}/")
    yield opened
    context.close()


def run(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """Call an exported function of a module."""
    return page.evaluate(
        "async ([module, name, given]) => (await import(`/${module}`))[name](...given)",
        [module, function, list(arguments)],
    )


def test_the_browser_calls_the_same_outlines_knotted_as_the_server(page: Page) -> None:
    random.seed(20261124)
    outlines = [
        [[round(random.random(), 2), round(random.random(), 2)] for _ in range(random.randint(3, 7))]
        for _ in range(400)
    ]
    outlines += [[[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]], [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]]
    outlines += [[[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]]]
    ours = [crossing(tuple((x, y) for x, y in outline)) for outline in outlines]
    theirs = page.evaluate(
        "async (outlines) => { const { crossing } = await import('/outline.js'); return outlines.map(crossing); }",
        outlines,
    )
    assert theirs == ours
    assert 50 < sum(ours) < 380


def test_a_tap_near_a_side_puts_the_corner_there_and_elsewhere_at_the_end(page: Page) -> None:
    square = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]
    assert run(page, "outline.js", "slotFor", square, [0.5, 0.21], 0.03, 1.78) == 1
    assert run(page, "outline.js", "slotFor", square, [0.2, 0.5], 0.03, 1.78) == 4
    assert run(page, "outline.js", "slotFor", square, [0.5, 0.5], 0.03, 1.78) == 4


def test_the_codec_is_read_from_the_film_and_boxes_fit_their_picture(page: Page) -> None:
    header = [0, 0, 0, 30, *b"avcC", 1, 0x64, 0x00, 0x1F, 0xFF]
    assert run(page, "live.js", "mimeOf", header) == 'video/mp4; codecs="avc1.64001f"'
    assert run(page, "live.js", "mimeOf", header[:9]) == ""
    lines = [{"t": 10.0}, {"t": 10.4}, {"t": 10.8}]
    assert run(page, "live.js", "lineAt", lines, 10.5) == {"t": 10.4}
    assert run(page, "live.js", "lineAt", lines, 12.0) is None
    assert run(page, "live.js", "lineAt", lines, 9.0) is None


def test_a_large_photo_is_made_small_and_what_is_no_photo_is_refused(page: Page) -> None:
    side = page.evaluate(
        """async () => {
            const { shrink } = await import("/photo.js");
            const canvas = new OffscreenCanvas(4000, 3000);
            const pen = canvas.getContext("2d");
            for (let i = 0; i < 400; i += 1) {
              pen.fillStyle = `hsl(${i * 37} 60% 50%)`;
              pen.fillRect((i * 211) % 4000, (i * 97) % 3000, 300, 200);
            }
            const small = await shrink(await canvas.convertToBlob({ type: "image/png" }), 1600);
            const picture = await createImageBitmap(small);
            return [picture.width, picture.height, small.type];
        }"""
    )
    assert side == [1600, 1200, "image/jpeg"]
    reason = page.evaluate(
        "async () => (await import('/photo.js')).shrink(new Blob(['no photo']), 1600).catch((error) => error.reason)"
    )
    assert reason == "photo"


def test_a_photo_taken_before_the_script_came_is_made_small_all_the_same(page: Page) -> None:
    page.set_content("<label data-photo><input type=file><img data-photo-preview hidden></label>")
    content = io.BytesIO()
    Image.new("RGB", (2000, 1500), (96, 128, 104)).save(content, "PNG")
    page.locator("input").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": content.getvalue()})
    page.evaluate("import('/photos.js')")
    expect(page.locator("img")).to_be_visible()
    assert page.evaluate("document.querySelector('input').files[0].type") == "image/jpeg"


def test_the_phone_and_the_server_measure_the_same_distance(page: Page) -> None:
    for lon, lat in ((113.63, 23.78), (113.6412, 23.7766), (114.9, 24.4)):
        there = run(page, "position.js", "metresBetween", {"lon": 113.63, "lat": 23.78}, {"lon": lon, "lat": lat})
        assert there == pytest.approx(distance_m(113.63, 23.78, lon, lat), abs=0.01)


def test_without_permission_the_position_says_why(page: Page) -> None:
    reason = page.evaluate("async () => (await import('/position.js')).locate().catch((error) => error.reason)")
    assert reason == "denied"
