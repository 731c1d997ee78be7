"""Alerts leave in their order, each once, whatever the platform does meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twins import JPEG, MemoryDelivery, a_departure, a_tally, an_alert, until

from lookout.adapters.delivery import Unready
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.spool import Spool
from lookout.ports import Refused
from lookout.runner.outbox import STUBBORN, Outbox


class Post:
    def __init__(self, folder: Path) -> None:
        self.spool = Spool(folder)
        self.delivery = MemoryDelivery()
        self.metrics = EngineMetrics()
        self.outbox = Outbox(self.spool, self.delivery, self.metrics, first_wait_s=0.01)

    def delivered(self) -> list[str]:
        return [alert.key for alert in self.delivery.alerts]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    built = Post(tmp_path)
    yield built
    built.outbox.stop(10)
    built.spool.close()


KEYS = [an_alert(number).key for number in range(6)]


def fill(post: Post) -> None:
    for number in range(6):
        post.outbox.keep(an_alert(number), JPEG)


def test_at_once_and_in_order(post: Post) -> None:
    post.outbox.start()
    fill(post)
    until(lambda: len(post.delivery.alerts) == 6)
    assert post.delivered() == KEYS
    until(lambda: post.spool.counts() == (0, 0))


def test_while_the_platform_is_away(post: Post) -> None:
    post.delivery.away.set()
    post.outbox.start()
    fill(post)
    until(lambda: post.delivery.attempts > 5)
    assert post.spool.counts()[0] == 6
    post.delivery.away.clear()
    until(lambda: len(post.delivery.alerts) == 6)
    assert post.delivered() == KEYS


def test_while_its_database_is_away(post: Post) -> None:
    """Every alert answered with trouble: none steps back behind the others."""
    troubled = [True]

    def answer(what: str, key: str) -> None:
        if troubled[0]:
            raise Unready("500")

    post.delivery.answer = answer
    post.outbox.start()
    fill(post)
    until(lambda: post.outbox.nudge() or post.delivery.attempts > 4 * STUBBORN)
    troubled[0] = False
    post.outbox.nudge()
    until(lambda: len(post.delivery.alerts) == 6)
    assert sorted(post.delivered()) == KEYS
    # A single one may have been asked whether it passes where the first did not.
    assert [key for key in post.delivered() if key != KEYS[1]] == [KEYS[0], *KEYS[2:]]


def test_one_that_is_refused_lets_the_rest_flow(post: Post) -> None:
    def answer(what: str, key: str) -> None:
        if key == KEYS[2]:
            raise Refused("422: no such camera")

    post.delivery.answer = answer
    post.outbox.start()
    fill(post)
    until(lambda: post.spool.counts()[0] == 0)
    assert post.delivered() == [*KEYS[:2], *KEYS[3:]]
    (reason,) = (post.spool.folder / "refused").glob("*.reason.txt")
    assert "no such camera" in reason.read_text()


def test_one_that_makes_the_platform_stumble_lets_the_rest_flow(post: Post) -> None:
    def answer(what: str, key: str) -> None:
        if key == KEYS[0]:
            raise Unready("500")

    post.delivery.answer = answer
    post.outbox.start()
    fill(post)
    until(lambda: len(post.delivery.alerts) == 5)
    assert post.delivered() == KEYS[1:]
    assert post.spool.counts()[0] == 1


def test_a_clip_follows_its_alert(post: Post) -> None:
    made = post.spool.making("a.mp4")
    made.write_bytes(b"clip")
    post.outbox.keep(an_alert(0), JPEG)
    post.spool.put_clip(KEYS[0], made)
    post.outbox.start()
    until(lambda: post.delivery.clips)
    assert post.delivery.clips == [(KEYS[0], b"clip")]
    assert post.delivered() == KEYS[:1]


def test_a_disk_that_takes_nothing_for_a_while(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    put = post.spool.put_alert

    def full(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(post.spool, "put_alert", full)
    fill(post)
    assert post.spool.counts()[0] == 0
    monkeypatch.setattr(post.spool, "put_alert", put)
    post.outbox.start()
    until(lambda: len(post.delivery.alerts) == 6)
    assert post.delivered() == KEYS


def test_a_fault_in_between_does_not_end_the_lane(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.runner.outbox.IDLE_S", 0.05)
    faults = [ValueError("surprise")]

    def answer(what: str, key: str) -> None:
        if faults:
            raise faults.pop()

    post.delivery.answer = answer
    post.outbox.start()
    fill(post)
    until(lambda: len(post.delivery.alerts) == 6)
    assert post.delivered() == KEYS


def test_a_departure_never_overtakes_its_alert(post: Post) -> None:
    """The first alert is set back because the platform stumbles over it; its departure waits with it."""
    stumbling = [True]

    def answer(what: str, key: str) -> None:
        if what == "alert" and key == KEYS[0] and stumbling[0]:
            raise Unready("500")

    post.delivery.answer = answer
    for number in range(3):
        post.outbox.keep(an_alert(number), JPEG)
        post.outbox.note(a_departure(number))
    post.outbox.note(a_tally())
    post.outbox.start()
    until(lambda: len(post.delivery.departures) == 2 and post.delivery.tallies)
    assert {gone.key for gone in post.delivery.departures} == {KEYS[1], KEYS[2]}
    assert post.spool.notes_waiting() == []
    assert len(post.spool.alerts_waiting()) == 1
    stumbling[0] = False
    (set_back,) = post.spool.alerts_waiting()
    post.outbox._lanes[0]._set_back.pop(set_back, None)
    post.outbox.nudge()
    until(lambda: len(post.delivery.departures) == 3)


def test_a_departure_waits_in_memory_behind_its_alert(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    put = post.spool.put_alert

    def full(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(post.spool, "put_alert", full)
    post.outbox.keep(an_alert(0), JPEG)
    post.outbox.note(a_departure(0))
    assert post.spool.notes_waiting() == []
    monkeypatch.setattr(post.spool, "put_alert", put)
    post.outbox.start()
    until(lambda: post.delivery.departures)


def test_what_was_before_goes_with_the_alert(post: Post) -> None:
    alert = an_alert(0).model_copy(update={"before_sha256": "0" * 64})
    post.outbox.keep(alert, JPEG, b"earlier")
    post.outbox.start()
    until(lambda: post.delivery.alerts)
    assert post.delivery.befores == {alert.key: b"earlier"}
