"""Clips that are still going on: cut when their last second has come, handed to the spool, never torn."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.recorder import NoClip, PacketRing
from lookout.adapters.spool import Spool

BEFORE_S = 5.0
AFTER_S = 10.0
LONGEST_DWELL_S = 10.0
"""A clip begins before its track entered, but no further back than this."""
KEEP_S = BEFORE_S + LONGEST_DWELL_S + AFTER_S + 10.0
"""Seconds of packets that a camera must keep for its clips."""
GRACE_S = 5.0
LOOK_EVERY_S = 0.25

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A clip that an alert is waiting for; times in seconds of the source, ``deadline`` of the machine."""

    key: str
    ring: PacketRing
    start_s: float
    end_s: float
    moment_s: float
    deadline: float


class ClipDesk:
    """Takes wishes from any thread and fulfils them in one of its own."""

    def __init__(
        self, spool: Spool, metrics: EngineMetrics, *, before_s: float = BEFORE_S, after_s: float = AFTER_S
    ) -> None:
        self._spool = spool
        self._metrics = metrics
        self._before_s, self._after_s = before_s, after_s
        self._wishes: list[Wish] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._number = 0
        self._thread = threading.Thread(target=self._run, name="clips", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """What was begun is cut at once, shorter than wished. True when that was done in time."""
        self._stop.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def wish(self, key: str, ring: PacketRing, *, entered_s: float, moment_s: float) -> None:
        """``entered_s``: when the track came in; ``moment_s``: when the alert was raised."""
        begin = max(min(entered_s, moment_s), moment_s - LONGEST_DWELL_S) - self._before_s
        wish = Wish(
            key=key,
            ring=ring,
            start_s=max(0.0, begin),
            end_s=moment_s + self._after_s,
            moment_s=moment_s,
            deadline=time.monotonic() + self._after_s + GRACE_S,
        )
        with self._lock:
            self._wishes.append(wish)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            self._serve(everything=False)
        self._serve(everything=True)

    def _serve(self, *, everything: bool) -> None:
        now = time.monotonic()
        with self._lock:
            due = [wish for wish in self._wishes if everything or _ripe(wish, now)]
            self._wishes = [wish for wish in self._wishes if wish not in due]
        for wish in due:
            try:
                self._fulfil(wish)
            except Exception:  # a clip that fails must not cost the next one
                self._metrics.faults.labels("clip").inc()
                log.exception("the clip of %s could not be kept", wish.key)

    def _fulfil(self, wish: Wish) -> None:
        self._number += 1
        place = self._spool.making(f"clip-{self._number}.mp4")
        try:
            clip = wish.ring.cut(wish.start_s, wish.end_s, place, must_hold_s=wish.moment_s)
        except NoClip as reason:
            self._metrics.clips.labels("none").inc()
            log.warning("no clip for %s: %s", wish.key, reason)
            return
        kept = self._spool.put_clip(wish.key, clip.path)
        self._metrics.clips.labels("no room" if not kept else "short" if clip.note else "whole").inc()
        if clip.note:
            log.info("clip of %s: %s", wish.key, clip.note)


def _ripe(wish: Wish, now: float) -> bool:
    newest = wish.ring.newest_s
    return now > wish.deadline or (newest is not None and newest >= wish.end_s)
