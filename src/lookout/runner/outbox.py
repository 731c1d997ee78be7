"""From the spool to the platform: alerts in their order and at once, clips and notes behind them on lanes of
their own."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from lookout.adapters.delivery import Unready
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.notes import Note
from lookout.adapters.spool import ALERTS, CLIPS, NOTES, Spool
from lookout.contract import WATCHED_KINDS, Alert, Departure
from lookout.ports import Delivery, Refused, Undelivered

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
STUBBORN = 4
"""After so many answers, neither yes nor no, the next message is tried; where it passes, the first steps back."""
SET_BACK_S = 60.0
IDLE_S = 5.0
MOST_HOMELESS = 1000
"""Messages kept in memory while the disk takes nothing; beyond that the oldest go, and are counted."""

log = logging.getLogger(__name__)


class Outbox:
    """Three threads over one spool. ``keep`` is called by whoever raises an alert and returns when it is on disk."""

    def __init__(
        self, spool: Spool, delivery: Delivery, metrics: EngineMetrics, *, first_wait_s: float = FIRST_WAIT_S
    ) -> None:
        self._spool = spool
        self._delivery = delivery
        self._metrics = metrics
        self._first_wait_s = first_wait_s
        self._stop = threading.Event()
        self._housing = threading.Lock()
        self._homeless: deque[_Homeless] = deque()
        self._stuck = False
        self._lanes = [
            _Lane(self, ALERTS, spool.alerts_waiting, self._send_alert),
            _Lane(self, CLIPS, spool.clips_waiting, self._send_clip),
            _Lane(self, NOTES, spool.notes_waiting, self._send_note),
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
        self.wake()

    def wake(self) -> None:
        """There is something to send."""
        with self._spool.changed:
            self._spool.changed.notify_all()

    def keep(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        """Never raises: an alert that the disk refuses stays in memory and is sent from there."""
        self._keep(
            _Homeless(
                name=f"alert {alert.key}",
                put=lambda: self._spool.put_alert(alert, snapshot, before),
                send=lambda: self._delivery.alert(alert, snapshot, before),
            )
        )

    def note(self, note: Note) -> None:
        """Never raises. A departure follows its alert: also in memory, while the disk takes nothing."""
        self._keep(
            _Homeless(
                name=f"{type(note).__name__.lower()} {note.key}",
                put=lambda: self._spool.put_note(note),
                send=lambda: self._deliver(note),
            )
        )

    @property
    def cramped(self) -> bool:
        """The disk takes no more: something waits in memory, or hardly any space is left."""
        return self._stuck or self._spool.cramped

    def _keep(self, message: _Homeless) -> None:
        self._homeless.append(message)
        try:
            self._house()
        except OSError as problem:
            self._metrics.faults.labels("spool").inc()
            log.error("%s could not be written and stays in memory: %s", message.name, problem.strerror)
            while len(self._homeless) > MOST_HOMELESS:
                self._homeless.popleft()
                self._metrics.drop("alert", "no room")
            self.wake()

    def _house(self) -> None:
        with self._housing:
            while self._homeless:
                try:
                    self._homeless[0].put()
                except OSError:
                    self._stuck = True
                    raise
                self._homeless.popleft()
            self._stuck = False

    def _housed(self) -> bool:
        """False while something waits in memory because the disk takes nothing."""
        try:
            self._house()
        except OSError:
            return False
        return True

    def _from_memory(self) -> float | None:
        """Sends the first that has no place on disk; seconds to wait before the next attempt."""
        with self._housing:
            if not self._homeless:
                return None
            message = self._homeless.popleft()
        try:
            message.send()
        except Refused as problem:
            log.error("%s was refused, and there is no disk to keep it: %s", message.name, problem)
            self._metrics.sent.labels(ALERTS, "refused").inc()
        except Undelivered:
            self._metrics.sent.labels(ALERTS, "undelivered").inc()
            with self._housing:
                self._homeless.appendleft(message)
            return self._first_wait_s
        else:
            self._metrics.sent.labels(ALERTS, "delivered").inc()
        return None

    def _send_alert(self, number: str) -> None:
        waiting = self._spool.alert(number)
        if waiting is None:
            return
        self._delivery.alert(waiting.alert, waiting.snapshot, waiting.before)
        self._metrics.to_platform.observe(max(0.0, time.time() - waiting.alert.at.timestamp()))

    def _send_clip(self, number: str) -> None:
        clip = self._spool.clip(number)
        if clip is not None:
            self._delivery.clip(clip.key, clip.data)

    def _send_note(self, number: str) -> None:
        note = self._spool.note(number)
        if note is not None:
            self._deliver(note)

    def _deliver(self, note: Note) -> None:
        if isinstance(note, Departure):
            self._delivery.departure(note)
        else:
            self._delivery.tally(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Homeless:
    """A message that the disk has not taken yet."""

    name: str
    put: Callable[[], bool]
    send: Callable[[], None]


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
                housed = self._folder != ALERTS or box._housed()
                number = self._next()
                wait = None
                if number is not None:
                    wait = self._attempt(number)
                elif not housed:
                    wait = box._from_memory()
            except Exception:  # the lane must outlive a fault, or alerts would wait for ever
                box._metrics.faults.labels("outbox").inc()
                log.exception("sending %s failed", self._folder)
                housed, wait = False, IDLE_S
            if wait is None and number is None and housed:
                self._idle()
            elif wait:
                self.nudged.wait(wait)

    def _idle(self) -> None:
        with self._box._spool.changed:
            if self._next() is None and not self._box._stop.is_set():
                self._box._spool.changed.wait(IDLE_S)

    def _set_aside(self, number: str, problem: Refused) -> None:
        """What was refused is kept for a person to look at; but a match that nobody may look for is kept by nobody."""
        waiting = self._box._spool.alert(number) if self._folder == ALERTS else None
        if waiting is not None and waiting.alert.kind in WATCHED_KINDS:
            log.error("%s %s was refused and is deleted: %s", self._folder, number, problem)
            self._box._spool.delivered(self._folder, number)
            return
        log.error("%s %s was refused and is kept aside: %s", self._folder, number, problem)
        self._box._spool.refuse(self._folder, number, str(problem))

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
            self._set_aside(number, problem)
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
