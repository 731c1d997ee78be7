"""A real browser, a whole demo town, and eyes for what a page must never do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chrome import ARGUMENTS, PASSWORD, WATCH_VIOLATIONS, chromium
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from house import DemoTown, demo_town

ROOT = Path(__file__).resolve().parent.parent.parent
IMAGES = ROOT / "docs" / "images"
expect.set_options(timeout=30_000)  # the tests say what happens, not how fast


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium()
    if path is None and not Path(playwright.chromium.executable_path).exists():
        words = (
            "NO BROWSER: the browser tests need Debian's Chromium (apt install chromium-headless-shell "
            "fonts-noto-cjk) or Playwright's own (.venv/bin/playwright install chromium)."
        )
        if os.environ.get("FENGQIAO_BROWSER_TESTS") == "required":
            pytest.fail(words)
        pytest.skip(words)
    running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture(scope="session")
def town() -> Iterator[DemoTown]:
    with demo_town() as town:
        yield town


@pytest.fixture
def visit(browser: Browser, town: DemoTown) -> Iterator[Callable[..., Page]]:
    """``visit("zhiban", width=…, height=…)`` signs somebody in and gives a page; None visits as a stranger."""
    contexts: list[BrowserContext] = []

    def open_page(
        username: str | None, *, width: int = 1280, height: int = 800, path: str = "/", touch: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation={"longitude": 113.63, "latitude": 23.78},
            permissions=["geolocation"],
            has_touch=touch or width < 600,
            is_mobile=width < 600,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH_VIOLATIONS)
        page.outside = []
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((town.address, "data:", "blob:")) else page.outside.append(request.url)
            ),
        )
        if username is not None:
            page.goto(f"{town.address}/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("form button[type=submit]:not([formaction])")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        page.goto(f"{town.address}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Take a screenshot; keep it for the documentation when asked to (``make pictures``)."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("FENGQIAO_PICTURES"):
            IMAGES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=IMAGES / f"{name}.png")

    return take
