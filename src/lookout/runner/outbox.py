"""From the spool to the platform: alerts in their order and at once, clips behind them on a lane of their own."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable

from lookout.adapters.delivery import Unready
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.spool import ALERTS, CLIPS, Spool
from lookout.contract import Alert
from lookout.ports import Delivery, Refused, Undelivered

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
STUBBORN = 4
"""After so many answers, neither yes nor no, the next message is tried; where it passes, the first steps back."""
SET_BACK_S = 60.0
IDLE_S = 5.0

log = logging.getLogger(__name__)


class Outbox:
    """Two threads over one spool. ``keep`` is called by whoever raises an alert and returns when it is on disk."""

    def __init__(
        self, spool: Spool, delivery: Delivery, metrics: EngineMetrics, *, first_wait_s: float = FIRST_WAIT_S
    ) -> None:
        self._spool = spool
        self._delivery = delivery
        self._metrics = metrics
        self._first_wait_s = first_wait_s
        self._stop = threading.Event()
        self._homeless: deque[tuple[Alert, bytes]] = deque()
        self._lanes = [
            _Lane(self, ALERTS, spool.alerts_waiting, self._send_alert),
            _Lane(self, CLIPS, spool.clips_waiting, self._send_clip),
        ]

    def start(self) -> None:
        for lane in self._lanes:
            lane.thread.start()

    def stop(self, seconds: float) -> bool:
        self._stop.set()
        self.nudge()
        limit = time.monotonic() + seconds
        for lane in self._lanes:
            lane.thread.join(max(0.0, limit - time.monotonic()))
        return not any(lane.thread.is_alive() for lane in self._lanes)

    def nudge(self) -> None:
        """The platform is there again: nobody waits any longer."""
        for lane in self._lanes:
            lane.nudged.set()
        with self._spool.changed:
            self._spool.changed.notify_all()

    def keep(self, alert: Alert, snapshot: bytes) -> None:
        """Never raises: an alert that the disk refuses stays in memory and is tried again."""
        try:
            self._house()
            self._spool.put_alert(alert, snapshot)
        except OSError as problem:
            self._metrics.faults.labels("spool").inc()
            log.error("alert %s could not be written: %s", alert.key, problem.strerror)
            self._homeless.append((alert, snapshot))

    def _house(self) -> None:
        while self._homeless:
            self._spool.put_alert(*self._homeless[0])
            self._homeless.popleft()

    def _send_alert(self, number: str) -> None:
        waiting = self._spool.alert(number)
        if waiting is None:
            return
        self._delivery.alert(waiting.alert, waiting.snapshot)
        self._metrics.to_platform.observe(max(0.0, time.time() - waiting.alert.at.timestamp()))

    def _send_clip(self, number: str) -> None:
        clip = self._spool.clip(number)
        if clip is not None:
            self._delivery.clip(clip.key, clip.data)


class _Lane:
    """One kind of message: the first that may go, until it went."""

    def __init__(self, box: Outbox, folder: str, waiting: Callable[[], list[str]], send: Callable[[str], None]) -> None:
        self._box = box
        self._folder = folder
        self._waiting = waiting
        self._send = send
        self._failures: dict[str, int] = {}
        self._set_back: dict[str, float] = {}
        self._suspect: str | None = None
        self._silent = 0
        self.nudged = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"send-{folder}", daemon=True)

    def _run(self) -> None:
        box = self._box
        while True:
            self.nudged.clear()
            if box._stop.is_set():
                return
            try:
                if self._folder == ALERTS:
                    box._house()
                number = self._next()
                wait = self._attempt(number) if number is not None else None
            except Exception:  # the lane must outlive a fault, or alerts would wait for ever
                box._metrics.faults.labels("outbox").inc()
                log.exception("sending %s failed", self._folder)
                wait = IDLE_S
            if wait is None and number is None:
                self._idle()
            elif wait:
                self.nudged.wait(wait)

    def _idle(self) -> None:
        with self._box._spool.changed:
            if self._next() is None and not self._box._stop.is_set():
                self._box._spool.changed.wait(IDLE_S)

    def _next(self) -> str | None:
        """The oldest that was not set back; when it has failed often, the one behind it, to see who is at fault."""
        now = time.monotonic()
        numbers = [number for number in self._waiting() if self._set_back.get(number, 0.0) <= now]
        if not numbers:
            return None
        if self._failures.get(numbers[0], 0) >= STUBBORN and len(numbers) > 1:
            self._suspect = numbers[0]
            return numbers[1]
        return numbers[0]

    def _attempt(self, number: str) -> float | None:
        """Seconds to wait before the next attempt, None when this one went through."""
        metrics = self._box._metrics
        try:
            self._send(number)
        except Refused as problem:
            log.error("%s %s was refused and is kept aside: %s", self._folder, number, problem)
            self._box._spool.refuse(self._folder, number, str(problem))
            self._settle(number)
            metrics.sent.labels(self._folder, "refused").inc()
            return None
        except Undelivered as problem:
            metrics.sent.labels(self._folder, "undelivered").inc()
            if self._silent == 0:
                log.warning("%s wait in the spool: %s", self._folder, problem)
            self._silent += 1
            if isinstance(problem, Unready) or self._suspect is not None:
                self._note(number)
            longest = min(LONGEST_WAIT_S, self._box._first_wait_s * 2.0 ** min(self._silent - 1, 10))
            return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads engines, hides nothing
        self._box._spool.delivered(self._folder, number)
        self._settle(number)
        if self._silent:
            log.info("%s flow again", self._folder)
        self._silent = 0
        metrics.sent.labels(self._folder, "delivered").inc()
        return None

    def _note(self, number: str) -> None:
        if self._suspect is None:
            self._failures[number] = self._failures.get(number, 0) + 1
        else:
            # The other one failed as well: it is the platform, and the order is kept.
            self._failures[self._suspect] = 0
            self._suspect = None

    def _settle(self, number: str) -> None:
        self._failures.pop(number, None)
        self._set_back.pop(number, None)
        if self._suspect is not None:
            self._failures[self._suspect] = 0
            self._set_back[self._suspect] = time.monotonic() + SET_BACK_S
            log.warning("%s %s fails while others pass; it is tried again later", self._folder, self._suspect)
            self._suspect = None
