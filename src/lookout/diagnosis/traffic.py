"""What the packets of a stream say: rate, key pictures, order, arrival. Costs about a microsecond a packet."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW_S = 10.0
LONGEST_GOP_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One window. Seconds throughout; ``rate`` by this machine's clock, ``own_rate`` by the camera's time stamps.

    ``gap_s``: longest distance of two pictures. ``spread_s``: how much later than the most punctual one the latest
    packet came. ``gop_s``: longest distance of key pictures so far, or the time without any; None when unknown yet.
    ``reordered``: share of pictures shown before one that was sent earlier. ``delay_s``: what that costs.
    """

    seconds: float
    packets: int
    bytes: int
    rate: float
    own_rate: float
    gap_s: float
    spread_s: float
    gop_s: float | None
    reordered: float
    delay_s: float

    @property
    def kbit_s(self) -> float:
        return self.bytes * 8 / 1000 / self.seconds if self.seconds > 0 else 0.0


class Traffic:
    """One stream, one thread that tells of packets. ``facts`` may be asked for by any thread.

    ``window_s``: figures are those of the last whole window of that length; ``finish`` takes what there is.
    ``settle_s``: what came before belongs to no window, because cameras and libraries send a burst at first.
    """

    __slots__ = (
        "_began", "_bytes", "_delay", "_early", "_first", "_gap", "_gop", "_key", "_last", "_late",
        "_packets", "_reordered", "_settle_s", "_shown", "_window_s", "facts",
    )  # fmt: skip

    def __init__(self, *, window_s: float = WINDOW_S, settle_s: float = 0.0) -> None:
        self._window_s = window_s
        self._settle_s = settle_s
        self.facts: Facts | None = None
        self._gop: float | None = None
        self._key: float | None = None
        self._began: float | None = None
        self._first = self._last = self._shown = 0.0
        self._restart(0.0, 0.0)

    def _restart(self, now: float, decoded_s: float) -> None:
        self._packets = self._bytes = self._reordered = 0
        self._gap = self._delay = 0.0
        self._early, self._late = float("inf"), float("-inf")
        self._first = decoded_s

    def packet(self, *, shown_s: float, decoded_s: float, size: int, key: bool, now: float) -> None:
        """``shown_s`` and ``decoded_s`` on the camera's clock (steps closed up), ``now`` on the machine's."""
        if self._began is None:
            self._began, self._first, self._last, self._shown = now, decoded_s, decoded_s, shown_s
            self._restart(now, decoded_s)
            if key:
                self._key = shown_s
            return
        self._packets += 1
        self._bytes += size
        gap = decoded_s - self._last
        self._last = decoded_s
        if gap > self._gap:
            self._gap = gap
        if shown_s < self._shown:
            self._reordered += 1
        else:
            self._shown = shown_s
        if shown_s - decoded_s > self._delay:
            self._delay = shown_s - decoded_s
        offset = now - decoded_s
        if offset < self._early:
            self._early = offset
        if offset > self._late:
            self._late = offset
        if key:
            if self._key is not None:
                self._gop = max(self._gop or 0.0, min(LONGEST_GOP_S, shown_s - self._key))
            self._key = shown_s
        if self._settle_s and now - self._began >= self._settle_s:
            self._settle_s, self._began = 0.0, now
            self._restart(now, decoded_s)
        elif now - self._began >= self._window_s:
            self.finish(now)

    def finish(self, now: float) -> Facts | None:
        """Closes the window now; None when nothing came in it."""
        if self._began is None or not self._packets:
            return self.facts
        seconds = max(now - self._began, 1e-9)
        own = self._last - self._first
        since = None if self._key is None else self._shown - self._key
        gop = self._gop if since is None or since <= (self._gop or 0.0) else since
        self.facts = Facts(
            seconds=seconds,
            packets=self._packets,
            bytes=self._bytes,
            rate=self._packets / seconds,
            own_rate=self._packets / own if own > 0 else 0.0,
            gap_s=self._gap,
            spread_s=max(0.0, self._late - self._early),
            gop_s=gop if self._gop is not None or (since or 0.0) > min(self._window_s, WINDOW_S) / 2 else None,
            reordered=self._reordered / self._packets,
            delay_s=self._delay,
        )
        self._began = now
        self._restart(now, self._last)
        return self.facts
