"""How long it takes from an alarm's entry in the journal until it is seen on the command screen.

    python tools/bench_screen.py --home var --address http://127.0.0.1:8000 [--alarms 40]

Needs a running demonstration (`make demo`) and Chromium. Posts signed alerts like a camera engine, each for a zone of
its own so that each makes a card of its own, watches the page with a MutationObserver, prints p50 and p95, and marks
its alarms as tests afterwards. One clock: run it on the machine that serves the pages.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import shutil
import statistics
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from lookout.contract import (
    ALERT_PATH,
    HEADER_ENGINE,
    HEADER_SIGNATURE,
    HEADER_TIME,
    Alert,
    Box,
    Kind,
    ModelStamp,
    alert_key,
    sign,
)

PASSWORD = "fengqiao-demo-2026"  # noqa: S105 - the demonstration's well-known one
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
WATCH = """
() => {
  window.seen = {};
  const look = () => {
    const now = Date.now();
    for (const card of document.querySelectorAll("#feed [data-alarm]")) {
      const known = (window.seen[card.dataset.alarm] ??= { drawn: now });
      const picture = card.querySelector("img");
      if (known.picture || !picture) continue;
      const done = () => requestAnimationFrame(() => requestAnimationFrame(() => (known.picture ??= Date.now())));
      if (picture.complete) done(); else picture.addEventListener("load", done, { once: true });
    }
  };
  new MutationObserver(look).observe(document.querySelector("#feed"), { childList: true, subtree: true });
  look();
  window.heard = {};
  const line = new EventSource(document.querySelector(".screen").dataset.urlLive);
  line.addEventListener("journal", (event) => {
    const entry = JSON.parse(event.data);
    if (entry.kind !== "cameras.alarm_raised") return;
    window.heard[entry.payload.alarm] = { at: Date.parse(entry.at), heard: Date.now() };
  });
  return new Promise((resolve) => line.addEventListener("open", resolve));
}
"""
REJECT = """
async ([ids, token]) => {
  for (const id of ids) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    body.set("reason", "test");
    await fetch(`/alarms/${id}/false/`, { method: "POST", body, headers: { Accept: "text/plain" } });
  }
}
"""


def snapshot() -> bytes:
    """A picture of the size that the engine sends."""
    out = io.BytesIO()
    noise = Image.effect_noise((640, 360), 60).convert("RGB")
    noise.save(out, "JPEG", quality=85)
    return out.getvalue()


def post(address: str, secret: bytes, camera: str, picture: bytes) -> str:
    """Post one alert of a zone of its own, as an engine does. Returns the alarm's id."""
    rule = f"bench-{uuid.uuid4().hex[:10]}"
    now = datetime.now(UTC)
    alert = Alert(
        key=alert_key(camera, rule, 1, int(now.timestamp())),
        camera=camera,
        rule=rule,
        kind=Kind.VEHICLE,  # nothing is spoken for it, so the bench is quiet
        track=1,
        cls="car",
        score=0.9,
        at=now,
        started_s=0.0,
        ended_s=0.5,
        box=Box(x1=0.1, y1=0.1, x2=0.2, y2=0.2),
        model=ModelStamp(name="bench", version="1", threshold=0.4, frame_sha256="0" * 64),
        snapshot_sha256=hashlib.sha256(picture).hexdigest(),
    )
    request = httpx.Request(
        "POST",
        address + ALERT_PATH,
        data={"alert": alert.model_dump_json(by_alias=True)},
        files={"snapshot": ("snapshot.jpg", picture, "image/jpeg")},
    )
    body, moment = request.read(), str(int(time.time()))
    signed = {
        HEADER_ENGINE: "bench",
        HEADER_TIME: moment,
        HEADER_SIGNATURE: sign(secret, method="POST", path=ALERT_PATH, time=moment, body=body),
    }
    request.headers.update(signed)
    with httpx.Client(timeout=20) as client:
        answer = client.send(request).raise_for_status().json()
    return str(answer["alarm"])


def measure(page: Page, arguments: argparse.Namespace) -> list[dict[str, float]]:
    """Post the alarms one by one and wait for each to be seen; times in milliseconds since the epoch."""
    home = Path(arguments.home)
    secret = bytes.fromhex((home / "secrets" / "lookout_key").read_text().strip())
    cameras = [one["camera"] for one in json.loads((home / "lookout" / "config.json").read_text())["cameras"]]
    picture = snapshot()
    found: list[dict[str, float]] = []
    made: list[str] = []
    for number in range(arguments.alarms):
        begun = time.time() * 1000
        alarm = post(arguments.address, secret, cameras[number % len(cameras)], picture)
        answered = time.time() * 1000
        made.append(alarm)
        page.wait_for_function(
            "id => window.heard[id] && window.seen[id]?.picture", arg=alarm, timeout=30000, polling=50
        )
        facts: dict[str, Any] = page.evaluate("id => ({...window.heard[id], ...window.seen[id]})", alarm)
        found.append({"begun": begun, "answered": answered, **facts})
        time.sleep(0.3)
    page.evaluate(REJECT, [made, page.get_attribute("meta[name=csrf-token]", "content")])
    return found


def line(name: str, values: list[float]) -> str:
    """p50, p95 and the largest of a list of milliseconds."""
    p95 = statistics.quantiles(values, n=20)[-1]
    return f"{name:<52}{statistics.median(values):8.0f}{p95:8.0f}{max(values):8.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", default="var", help="data folder of the running demonstration")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--alarms", type=int, default=40)
    parser.add_argument("--user", default="zhiban")
    parser.add_argument("--map", choices=("gl", "svg"), default="gl", help="how the page draws its map")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{arguments.address}/accounts/login/?next=/screen/%3Fmap={arguments.map}")
        page.fill("input[name=login]", arguments.user)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_selector(".screen[data-map]", timeout=60000)
        page.evaluate(WATCH)
        found = measure(page, arguments)
        drawn_by = page.get_attribute(".screen", "data-map")
        browser.close()
    print(f"{len(found)} alarms, map drawn by {drawn_by}; milliseconds{'p50':>29}{'p95':>8}{'max':>8}")
    print(line("alert sent -> answered (kept in the database)", [one["answered"] - one["begun"] for one in found]))
    print(line("journal entry -> heard by the page", [one["heard"] - one["at"] for one in found]))
    print(line("journal entry -> card on the screen", [one["drawn"] - one["at"] for one in found]))
    print(line("journal entry -> card painted with its picture", [one["picture"] - one["at"] for one in found]))
    print(line("alert sent -> card painted with its picture", [one["picture"] - one["begun"] for one in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
