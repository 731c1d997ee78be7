"""Which functions a camera's picture is good enough for, from the sizes of people and vehicles in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from lookout.contract import Box, Kind, Trouble
from lookout.diagnosis.findings import Finding, found

WHOLE_SHARE, CROP_SHARE = 1 / 8, 1 / 25
"""Of the picture's height: found in the whole picture, and found in a crop of it."""
CROP_PIXELS = 24
HEADS_TALL = 7.0
HEAD_GOOD_PX, HEAD_LEAST_PX = 28.0, 14.0
VEHICLE_GOOD_PX, VEHICLE_LEAST_PX = 150.0, 60.0
COLOURS_PX = 36.0
EDGE = 0.995
MISCUT_SHARE, MISCUT_LEAST = 0.5, 6
FEW = 3
"""Fewer sightings tell nothing."""


class Verdict(StrEnum):
    GOOD = "good"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"
    """nobody came by while it was looked at"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One function and this camera; ``why`` in English."""

    kind: Kind
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Of what was seen; pixels of the stream, median. ``share`` of the picture's height; None: nothing was seen."""

    seen: int
    height_px: float | None
    share: float | None
    cut: int
    vehicles: int
    vehicle_px: float | None


def sizes(people: Sequence[Box], vehicles: Sequence[Box], *, width: int, height: int) -> Sizes:
    whole = [box for box in people if box.y2 < EDGE] or list(people)
    share = median(box.y2 - box.y1 for box in whole) if whole else None
    return Sizes(
        seen=len(people),
        height_px=None if share is None else share * height,
        share=share,
        cut=sum(box.y2 >= EDGE or box.x1 <= 1 - EDGE or box.x2 >= EDGE for box in people),
        vehicles=len(vehicles),
        vehicle_px=median(box.x2 - box.x1 for box in vehicles) * width if vehicles else None,
    )


def of_sizes(measured: Sizes) -> Iterator[Finding]:
    share, tall = measured.share, measured.height_px
    if measured.seen >= FEW and share and tall and (share < CROP_SHARE or tall < CROP_PIXELS):
        yield found(Trouble.SMALL_PEOPLE, height=tall, share=share)
    if measured.seen >= MISCUT_LEAST and measured.cut > MISCUT_SHARE * measured.seen:
        yield found(Trouble.MISCUT)


def fits(measured: Sizes) -> tuple[Fit, ...]:
    """All functions. Without people or vehicles in sight the answer is 'unknown', never a guess."""
    return tuple(_fits(measured))


def _fits(measured: Sizes) -> Iterator[Fit]:
    tall, share = measured.height_px, measured.share
    verdict, why = _zone(measured)
    for kind in (Kind.WATER, Kind.INTRUSION):
        yield Fit(kind=kind, verdict=verdict, why=why)
    if measured.seen < FEW or tall is None or share is None:
        nobody = "fewer than three sightings of people while it was looked at"
        yield Fit(kind=Kind.RUBBISH, verdict=Verdict.UNKNOWN, why=nobody)
        yield Fit(kind=Kind.HELMET, verdict=Verdict.UNKNOWN, why=nobody)
        yield Fit(kind=Kind.MISSING, verdict=Verdict.UNKNOWN, why=nobody)
    else:
        bags = Verdict.GOOD if share >= WHOLE_SHARE else Verdict.LIMITED if tall >= 60 else Verdict.NO
        yield Fit(kind=Kind.RUBBISH, verdict=bags, why=f"people are {tall:.0f} pixels tall; a bag is a fifth of that")
        head = tall / HEADS_TALL
        yield Fit(
            kind=Kind.HELMET,
            verdict=_grade(head, HEAD_GOOD_PX, HEAD_LEAST_PX),
            why=f"heads are about {head:.0f} pixels; {HEAD_GOOD_PX:.0f} are good, {HEAD_LEAST_PX:.0f} the least",
        )
        yield Fit(
            kind=Kind.MISSING,
            verdict=_grade(tall, 2 * COLOURS_PX, COLOURS_PX),
            why=f"people are {tall:.0f} pixels tall; colours need {COLOURS_PX:.0f}",
        )
    if measured.vehicles < FEW or measured.vehicle_px is None:
        yield Fit(kind=Kind.VEHICLE, verdict=Verdict.UNKNOWN, why="fewer than three sightings of vehicles")
    else:
        yield Fit(
            kind=Kind.VEHICLE,
            verdict=_grade(measured.vehicle_px, VEHICLE_GOOD_PX, VEHICLE_LEAST_PX),
            why=f"vehicles are {measured.vehicle_px:.0f} pixels wide; plates need {VEHICLE_GOOD_PX:.0f}",
        )


def _zone(measured: Sizes) -> tuple[Verdict, str]:
    tall, share = measured.height_px, measured.share
    if measured.seen < FEW or tall is None or share is None:
        return Verdict.UNKNOWN, "fewer than three sightings of people while it was looked at"
    why = f"people are {tall:.0f} pixels tall, {share:.0%} of the picture"
    if share >= WHOLE_SHARE:
        return Verdict.GOOD, why
    if share >= CROP_SHARE and tall >= CROP_PIXELS:
        return Verdict.LIMITED, f"{why}: found in crops only"
    return Verdict.NO, why


def _grade(value: float, good: float, least: float) -> Verdict:
    return Verdict.GOOD if value >= good else Verdict.LIMITED if value >= least else Verdict.NO
