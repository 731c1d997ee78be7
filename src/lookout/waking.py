"""How much of a camera's stream is decoded: a pure state machine, so that it can be read and tested as a table.

========  ==============================================  =====================================================
mode      decoded                                         until
========  ==============================================  =====================================================
IDLE      key pictures only (a sixth of the work)         something moves or waits for a second sight
AWAKE     everything                                      nothing has happened for ``AWAKE_S``
CRITICAL  everything                                      no water zone is armed any more
========  ==============================================  =====================================================

Waking costs no seconds: the packets since the key picture before are kept and are seen then (``Stream.recall``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

AWAKE_S = 5.0
"""Awake for so long after the last sign of life; twice the usual distance of key pictures and a little."""


class Mode(IntEnum):
    IDLE = 0
    AWAKE = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What one picture told. ``moved``: something moves; ``held``: somebody followed stands in a zone, or waits to be
    seen a second time; ``critical``: a water zone is armed now; ``armed``: any zone is, or there are none at all."""

    time_s: float
    moved: bool = False
    held: bool = False
    critical: bool = False
    armed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Waking:
    """The state. A camera begins idle: its background is learnt from key pictures, which makes a cold start cheap."""

    mode: Mode = Mode.IDLE
    lively_s: float = float("-inf")

    def after(self, signs: Signs) -> Waking:
        """The state after a picture. ``time_s`` may step back when a camera was connected again."""
        if not signs.armed:
            return Waking()
        if signs.critical:
            return Waking(mode=Mode.CRITICAL, lively_s=signs.time_s)
        if signs.moved or signs.held:
            return Waking(mode=Mode.AWAKE, lively_s=signs.time_s)
        if self.mode is Mode.IDLE or not 0 <= signs.time_s - self.lively_s < AWAKE_S:
            return Waking(lively_s=self.lively_s)
        return Waking(mode=Mode.AWAKE, lively_s=self.lively_s)
