"""kill -9 of every process and of the database while alarms come in: none lost, none twice."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from house import DemoTown, until
from lookout.adapters.spool import Spool
from lookout.contract import Alert, Box, Kind, ModelStamp, alert_key

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ALERTS = 120
CAMERA = "441821103208-R1"


@pytest.fixture
def town(data_folder: Path) -> Iterator[DemoTown]:
    town = DemoTown(data_folder, FENGQIAO_AUTOPLAY="off")
    try:
        town.start()
        yield town
    finally:
        town.stop()


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (320, 180), (70, 90, 110)).save(buffer, "JPEG")
    return buffer.getvalue()


def alert(number: int) -> Alert:
    return Alert(
        key=alert_key(CAMERA, "河边", 100_000 + number, number),
        camera=CAMERA,
        rule="河边",
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


def kill(town: DemoTown, words: tuple[str, ...]) -> bool:
    """kill -9 the process of this town whose command line has all the words. True when there was one."""
    for process in psutil.process_iter(["cmdline", "environ"]):
        line = " ".join(process.info["cmdline"] or [])
        here = str(town.home) in line or (process.info["environ"] or {}).get("FENGQIAO_HOME") == str(town.home)
        if here and all(word in line for word in words) and "fengqiao.config.cli" not in line:
            with contextlib.suppress(psutil.Error):
                process.kill()
                return True
    return False


VICTIMS = [("uvicorn",), ("django", "worker"), ("lookout", "run"), ("postgres", "-D")]


def test_kill_nine_loses_nothing_and_doubles_nothing(town: DemoTown) -> None:
    chance = random.Random(20260701)
    spool = Spool(town.home / "lookout" / "spool")
    image = picture()
    expected = set()
    killed = 0
    for number in range(ALERTS):
        message = alert(number)
        spool.put_alert(message, image)
        expected.add(message.key)
        if number % 12 == 5:
            killed += kill(town, VICTIMS[(number // 12) % len(VICTIMS)])
            until(lambda: True, "", patience_s=chance.uniform(0.5, 2))
    assert killed >= 8

    def arrived() -> bool:
        rows = town.query("SELECT key FROM cameras_alert WHERE key LIKE %s", f"{CAMERA}:河边:1000%")
        return {row[0] for row in rows} == expected

    until(arrived, "all alerts in the database", patience_s=240)
    twice = town.query("SELECT key FROM cameras_alert GROUP BY key HAVING count(*) > 1")
    assert twice == []
    raised = town.query(
        "SELECT subject FROM core_journalentry WHERE kind = 'cameras.alarm_raised' GROUP BY subject HAVING count(*) > 1"
    )
    assert raised == [], "an alarm was announced twice"
    alarms = town.query("SELECT count(*) FROM cameras_alarm")[0][0]
    announced = town.query("SELECT count(*) FROM core_journalentry WHERE kind = 'cameras.alarm_raised'")[0][0]
    assert alarms == announced, "an alarm was not announced"
    broken = town.query("SELECT seq FROM core_journal_chain() WHERE stored <> computed OR NOT private_ok")
    assert broken == []
