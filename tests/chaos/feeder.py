"""An engine's sending half with made-up sightings: spool, signature, delivery are the real ones.

``feeder.py SPOOL PLATFORM SECRET_FILE PROGRESS COUNT``. Killed at any moment and started again it goes on where it
was; a sighting that it may have put already is put again, as a restarted engine might, and must not count twice.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

from lookout.adapters.delivery import HttpDelivery
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.spool import Spool
from lookout.contract import Alert, Box, Kind, ModelStamp, alert_key
from lookout.runner.outbox import Outbox

CAMERA = "441821103208-R1"
ZONES = 10
A_SECOND = 6


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (320, 180), (70, 90, 110)).save(buffer, "JPEG")
    return buffer.getvalue()


def zone(number: int) -> str:
    return f"演练{number % ZONES}"


def key(number: int) -> str:
    return alert_key(CAMERA, zone(number), 100_000 + number, number)


def sighting(number: int) -> Alert:
    return Alert(
        key=key(number),
        camera=CAMERA,
        rule=zone(number),
        kind=Kind.WATER,
        track=100_000 + number,
        cls="person",
        score=0.8,
        at=datetime.now(UTC),
        started_s=0,
        ended_s=1,
        box=Box(x1=0.4, y1=0.4, x2=0.5, y2=0.6),
        model=ModelStamp(name="test", version="1", threshold=0.4, frame_sha256="0" * 64),
    )


def main() -> None:
    folder, platform, secret, progress, count = sys.argv[1:]
    spool = Spool(Path(folder))
    delivery = HttpDelivery(platform, "feeder", bytes.fromhex(Path(secret).read_text().strip()))
    outbox = Outbox(spool, delivery, EngineMetrics())
    outbox.start()
    done = Path(progress)
    number = int(done.read_text() or 0) if done.exists() else 0
    while number < int(count):
        spool.put_alert(sighting(number), picture())
        number += 1
        done.write_text(str(number))
        time.sleep(1 / A_SECOND)
    while spool.counts()[0]:
        time.sleep(0.2)
    outbox.stop(5)


if __name__ == "__main__":
    main()
