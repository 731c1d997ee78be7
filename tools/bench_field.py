"""How fast the telephone app opens on a slow telephone: first visit over a slow line, and later starts without any.

    python tools/bench_field.py http://localhost:8000 [USER] [PASSWORD]

The processor is slowed down by a factor, the line to a poor 3G (400 kbit/s, 400 ms). Prints the bytes of the first
visit and the time until the first screen stands, as the page itself marks it.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

SLOWER = 6
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
TIMES = 5
SHOWN = "() => performance.getEntriesByName('field-shown')[0]?.startTime ?? 0"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("user", nargs="?", default="wangge")
    parser.add_argument("password", nargs="?", default="fengqiao-demo-2026")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fengqiao-bench-"))
    with sync_playwright() as running:
        context = running.chromium.launch_persistent_context(
            str(folder),
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"],
            viewport={"width": 360, "height": 740},
            is_mobile=True,
        )
        try:
            measure(context, given.address.rstrip("/"), given.user, given.password)
        finally:
            context.close()
            shutil.rmtree(folder, ignore_errors=True)


def measure(context: BrowserContext, address: str, user: str, password: str) -> None:
    """The first visit, then starts without a network."""
    page = context.pages[0]
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.click("form button[type=submit]:not([formaction])")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto("about:blank")

    session = slowed(context, page)
    session.send("Network.emulateNetworkConditions", LINE)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    say("first visit, slow line", opened(page, address))
    sys.stdout.write(f"  {sum(received) / 1024:.0f} KiB in {len(received)} answers until then\n")
    page.locator("body[data-kept]").wait_for(state="attached", timeout=120_000)

    context.set_offline(True)
    times = []
    for _ in range(TIMES):
        page.goto("about:blank")
        times.append(opened(page, address))
    say(f"later starts without a network, median of {TIMES}", statistics.median(times))
    say("  the slowest of them", max(times))


def slowed(context: BrowserContext, page: Page) -> CDPSession:
    """The page's own debugging session, on a processor that is slower by a factor."""
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def opened(page: Page, address: str) -> float:
    """Milliseconds until the first screen stands."""
    page.goto(f"{address}/field/", wait_until="commit", timeout=120_000)
    for _ in range(1200):
        shown = page.evaluate(SHOWN)
        if shown:
            return float(shown)
        page.wait_for_timeout(50)
    raise SystemExit("the app did not open")


def say(what: str, milliseconds: float) -> None:
    """One line."""
    sys.stdout.write(f"{what}: {milliseconds:.0f} ms\n")


if __name__ == "__main__":
    main()
