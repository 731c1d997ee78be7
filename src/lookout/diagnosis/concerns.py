"""What a stream that runs could do better: figures of its packets against what the analysis needs."""

from __future__ import annotations

from collections.abc import Iterator

from lookout.contract import Trouble
from lookout.diagnosis.findings import Finding, found
from lookout.diagnosis.traffic import Facts

FAST_TIMES = 1.5
SLOW_FPS = 4.0
"""Somebody who runs crosses a small zone within a second: three pictures of that are the least."""
UNEVEN_TIMES, UNEVEN_S = 5.0, 1.0
JITTER_S = 1.0
LONG_GOP_S = 5.0
"""A quiet camera is watched by its key pictures alone."""
LARGE_PIXELS = 2_100_000
SUB_STREAM_PIXELS = 640 * 360
SMALL_PIXELS = 320 * 180
DAMAGED_SHARE = 0.02
FEW = 20
"""Shares of fewer pictures say nothing."""


def of_form(codec: str, width: int, height: int) -> Iterator[Finding]:
    """What codec and size alone say."""
    if codec == "hevc":
        yield found(Trouble.H265)
    elif codec != "h264":
        yield found(Trouble.CODEC, codec=codec.upper())
    pixels = width * height
    if pixels > LARGE_PIXELS:
        yield found(Trouble.LARGE, width=width, height=height, times=pixels / SUB_STREAM_PIXELS)
    elif 0 < pixels < SMALL_PIXELS:
        yield found(Trouble.SMALL, width=width, height=height)


def of_traffic(facts: Facts, *, announced: float, arrives: bool) -> Iterator[Finding]:
    """``announced``: pictures a second as the stream says, 0 when it does not. ``arrives``: the packets came as the
    camera sent them, so that the machine's clock means something; False for a file that was read at once."""
    rate = facts.rate if arrives else facts.own_rate
    expected = announced or facts.own_rate
    if expected and rate > FAST_TIMES * expected:
        yield found(Trouble.FAST, rate=rate, announced=expected)
    elif arrives and facts.own_rate and rate > FAST_TIMES * facts.own_rate:
        yield found(Trouble.FAST, rate=rate, announced=facts.own_rate)
    if 0 < rate < SLOW_FPS:
        yield found(Trouble.SLOW, rate=rate)
    if facts.gap_s > max(UNEVEN_S, UNEVEN_TIMES / (facts.own_rate or 1.0)):
        yield found(Trouble.UNEVEN, gap=facts.gap_s)
    if arrives and facts.spread_s > JITTER_S and rate <= FAST_TIMES * (facts.own_rate or rate):
        yield found(Trouble.JITTER, jitter=facts.spread_s)
    if facts.gop_s is not None and facts.gop_s > LONG_GOP_S:
        yield found(Trouble.LONG_GOP, gop=facts.gop_s)
    if facts.reordered > 0:
        yield found(Trouble.B_FRAMES, delay=facts.delay_s)


def of_faults(*, pictures: int, damaged: int, clock_steps: int, last_step_s: float) -> Iterator[Finding]:
    """What went wrong without ending the stream."""
    if pictures >= FEW and damaged > DAMAGED_SHARE * pictures:
        yield found(Trouble.DAMAGED, share=damaged / pictures)
    if clock_steps:
        yield found(Trouble.CLOCK, count=clock_steps, seconds=last_step_s)
