"""kill -9 of every process and of the database while alarms come in: none lost, none twice."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from feeder import ZONES, key

from house import DemoTown, demo_town, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ALERTS = 120
FEEDER = Path(__file__).with_name("feeder.py")
VICTIMS = [("uvicorn",), ("django", "worker"), ("lookout", "run"), ("postgres", "-D"), ("feeder.py",)]
ROUNDS = 2


@pytest.fixture
def town() -> Iterator[DemoTown]:
    with demo_town() as town:
        yield town


class Feeder:
    def __init__(self, town: DemoTown) -> None:
        self.town = town
        self.run: subprocess.Popen[bytes] | None = None

    def ensure(self) -> bool:
        """Start it, or start it again after a kill. True when it has sent everything and ended well."""
        if self.run is not None and self.run.poll() is None:
            return False
        if self.run is not None and self.run.returncode == 0:
            return True
        home = self.town.home
        words = [home / "feeder", self.town.address, home / "secrets" / "lookout_key", home / "progress", ALERTS]
        with (home / "feeder.log").open("ab") as log:
            self.run = subprocess.Popen(
                [sys.executable, str(FEEDER), *(str(word) for word in words)], stdout=log, stderr=log
            )
        return False

    def end(self) -> None:
        if self.run is not None:
            self.run.kill()
            self.run.wait()


def kill(town: DemoTown, words: tuple[str, ...]) -> int:
    """kill -9 the processes of this town whose command line has all the words. Returns how many there were."""
    count = 0
    for process in psutil.process_iter(["cmdline"]):
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.info["cmdline"] or [])
            here = str(town.home) in line or process.environ().get("FENGQIAO_HOME") == str(town.home)
            if here and all(word in line for word in words) and "fengqiao.config.cli" not in line:
                process.kill()
                count += 1
    return count


def test_kill_nine_loses_nothing_and_doubles_nothing(town: DemoTown) -> None:
    chance = random.Random(20260701)
    feeder = Feeder(town)
    killed = dict.fromkeys(VICTIMS, 0)
    try:
        feeder.ensure()
        for victim in VICTIMS * ROUNDS:
            time.sleep(chance.uniform(1.0, 2.5))
            killed[victim] += kill(town, victim)
            time.sleep(0.2)
            feeder.ensure()
        until(feeder.ensure, "the feeder's end", patience_s=300)
    finally:
        feeder.end()
    assert all(killed.values()), f"somebody was never hit: {killed}"

    expected = {key(number) for number in range(ALERTS)}
    rows = until(
        lambda: town.query("SELECT key, count(*) FROM cameras_alert WHERE engine = 'feeder' GROUP BY key"), "rows"
    )
    assert {row[0] for row in rows} == expected, "an alarm was lost"
    assert {row[1] for row in rows} == {1}, "an alarm came twice"
    alarms = town.query("SELECT id::text, count FROM cameras_alarm WHERE zone_name LIKE '演练_' ORDER BY zone_name")
    assert len(alarms) == ZONES
    assert sum(int(str(row[1])) for row in alarms) == ALERTS
    raised = town.query(
        "SELECT subject, count(*) FROM core_journalentry WHERE kind = 'cameras.alarm_raised'"
        " AND payload ->> 'camera' IS NOT NULL AND subject = ANY(%s) GROUP BY subject",
        [f"alarm:{row[0]}" for row in alarms],
    )
    assert len(raised) == ZONES
    assert {row[1] for row in raised} == {1}, "an alarm was announced twice"
    assert town.query("SELECT seq FROM core_journal_chain() WHERE stored <> computed OR NOT private_ok") == []
    until(lambda: all_spoken(town, [str(row[0]) for row in alarms]), "a voice or a call for every alarm")


def all_spoken(town: DemoTown, alarms: list[str]) -> bool:
    """Every alarm had its warning, delivered or failed, even when the worker was killed while speaking."""
    spoken = town.query(
        "SELECT DISTINCT subject FROM core_journalentry"
        " WHERE kind IN ('cameras.alarm_voiced', 'cameras.voice_failed') AND subject = ANY(%s)",
        [f"alarm:{alarm}" for alarm in alarms],
    )
    return len(spoken) == len(alarms)
