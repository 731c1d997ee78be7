"""What people call the colours of clothes: a picture of somebody in, the shares of named colours of torso and legs out.

Pure arithmetic on pixels. Light is forgiven in two ways: the camera's cast and exposure are taken out by the picture's
own mean, and every border between two names is a slope, not a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookout.contract import Colour

Pixels = NDArray[np.float64]
"""n × 3, blue, green, red, 0-1."""
Shares = Mapping[Colour, float]

NAMES = tuple(Colour)
CHROMATIC = (
    # name, hue in degrees at which it begins to be it, is fully it, is still fully it, and has ceased
    (Colour.RED, -25.0, -12.0, 10.0, 22.0),
    (Colour.ORANGE, 10.0, 20.0, 34.0, 44.0),
    (Colour.YELLOW, 34.0, 44.0, 66.0, 78.0),
    (Colour.GREEN, 66.0, 80.0, 160.0, 185.0),
    (Colour.BLUE, 160.0, 185.0, 248.0, 262.0),
    (Colour.PURPLE, 248.0, 262.0, 295.0, 312.0),
    (Colour.PINK, 295.0, 312.0, 340.0, 350.0),
)
NEAR: Mapping[Colour, tuple[Colour, ...]] = {
    Colour.BLACK: (Colour.GREY,),
    Colour.GREY: (Colour.BLACK, Colour.WHITE),
    Colour.WHITE: (Colour.GREY,),
    Colour.RED: (Colour.PINK, Colour.ORANGE),
    Colour.ORANGE: (Colour.RED, Colour.YELLOW, Colour.BROWN),
    Colour.YELLOW: (Colour.ORANGE,),
    Colour.GREEN: (),
    Colour.BLUE: (Colour.PURPLE,),
    Colour.PURPLE: (Colour.BLUE, Colour.PINK),
    Colour.PINK: (Colour.RED, Colour.PURPLE),
    Colour.BROWN: (Colour.ORANGE, Colour.BLACK),
}
"""Names that a witness may use for each other; they count little."""
ENOUGH = 0.6
"""Clothes of which this share has the colour are of that colour: the rest is skin, folds, a print."""
MEAN = 0.42
GAINS = (0.7, 1.7)
CASTS = (0.85, 1.18)

TORSO = (0.20, 0.47, 0.24, 0.76)
LEGS = (0.54, 0.80, 0.26, 0.74)
"""Top, bottom, left, right of the person's box."""
LEAST_HEIGHT = 36
"""People lower than this, in pixels, have no colours to be trusted."""
MOST_PIXELS = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Shares of the named colours of one sight; None where too little of it was seen."""

    upper: Shares | None
    lower: Shares | None


def light(picture: NDArray[np.uint8]) -> Pixels:
    """What to multiply blue, green and red with, so that this picture as a whole is neither tinted nor dark."""
    rows, columns = max(1, picture.shape[0] // 48), max(1, picture.shape[1] // 64)
    sample = picture[::rows, ::columns].reshape(-1, 3).astype(np.float64) / 255
    mean = np.maximum(sample.mean(axis=0), 0.02)
    grey = float(mean.mean())
    gains: Pixels = np.clip(grey / mean, *CASTS) * float(np.clip(MEAN / grey, *GAINS))
    return gains


def look(picture: NDArray[np.uint8], person: tuple[int, int, int, int], gains: Pixels) -> Look:
    """The clothes of the person with this box (left, top, right, bottom in pixels). ``gains``: of ``light``.

    Pixels as frequent beside the person as on them are background and count little.
    """
    left, top, right, bottom = person
    width, height = right - left, bottom - top
    if height < LEAST_HEIGHT or width < 10:
        return Look(upper=None, lower=None)
    whole = picture.shape[0], picture.shape[1]
    found: list[Shares | None] = []
    for first, last, begin, end in (TORSO, LEGS):
        rows = slice(top + round(first * height), top + round(last * height))
        own = picture[rows, left + round(begin * width) : left + round(end * width)]
        reach = max(6, round(0.5 * width))
        beside = [picture[rows, max(0, left - reach) : left], picture[rows, right : min(whole[1], right + reach)]]
        ground = np.concatenate([part.reshape(-1, 3) for part in beside])
        # cut off below: there are no legs to be seen
        found.append(
            None if bottom >= whole[0] - 1 and first > 0.5 and height < 2.2 * width else _named(own, ground, gains)
        )
    return Look(upper=found[0], lower=found[1])


def _named(own: NDArray[np.uint8], ground: NDArray[np.uint8], gains: Pixels) -> Shares | None:
    pixels = own.reshape(-1, 3)
    if len(pixels) < 40:
        return None
    pixels = pixels[:: max(1, len(pixels) // MOST_PIXELS)]
    weights = _foreign(pixels, ground)
    shares = (shares_of(pixels.astype(np.float64) / 255 * gains) * weights[:, None]).sum(axis=0) / weights.sum()
    return {name: float(share) for name, share in zip(NAMES, shares, strict=True)}


def _foreign(pixels: NDArray[np.uint8], ground: NDArray[np.uint8]) -> Pixels:
    """0.15-1 for each pixel: how much less frequent its colour is beside the person than on them."""
    if len(ground) < 20:
        return np.ones(len(pixels))
    ground = ground[:: max(1, len(ground) // MOST_PIXELS)]
    own, around = _bins(pixels), _bins(ground)
    size = 8**3
    here = np.bincount(own, minlength=size) / len(own)
    there = np.bincount(around, minlength=size) / len(around)
    weights: Pixels = np.clip(1 - there[own] / np.maximum(here[own], 1e-9), 0.15, 1.0)
    return weights


def _bins(pixels: NDArray[np.uint8]) -> NDArray[np.intp]:
    steps = (pixels >> 5).astype(np.intp)
    return steps[:, 0] * 64 + steps[:, 1] * 8 + steps[:, 2]


def shares_of(pixels: Pixels) -> Pixels:
    """n × 11, each row the shares of the colours' names in one pixel, in the order of ``NAMES``, summing to 1."""
    pixels = np.clip(pixels, 0.0, 1.0)
    hue, colour, value = _hsv(pixels)
    chroma = colour * value
    # dark colours keep their name longer than pale ones: navy is blue, a dusty shirt is grey
    tinted = np.minimum(_slope(chroma, 0.07, 0.17), _slope(colour, 0.16, 0.34)) * _slope(value, 0.06, 0.16)
    shares = np.zeros((len(pixels), len(NAMES)))
    grey = 1 - tinted
    black, white = 1 - _slope(value, 0.20, 0.38), _slope(value, 0.62, 0.84)
    shares[:, NAMES.index(Colour.BLACK)] = grey * black
    shares[:, NAMES.index(Colour.WHITE)] = grey * white
    shares[:, NAMES.index(Colour.GREY)] = grey * (1 - black) * (1 - white)
    turned = np.where(hue > 335, hue - 360, hue)
    hues = np.stack([_band(turned, *band[1:]) for band in CHROMATIC], axis=1)
    hues /= np.maximum(hues.sum(axis=1, keepdims=True), 1e-9)
    for column, (name, *_) in enumerate(CHROMATIC):
        shares[:, NAMES.index(name)] += tinted * hues[:, column]
    _move(shares, Colour.ORANGE, Colour.BROWN, 1 - _slope(value, 0.50, 0.72))
    _move(shares, Colour.RED, Colour.BROWN, (1 - _slope(value, 0.25, 0.42)) * (1 - _slope(colour, 0.5, 0.7)))
    _move(shares, Colour.RED, Colour.PINK, _slope(value, 0.6, 0.8) * (1 - _slope(colour, 0.42, 0.6)))
    return shares


def _move(shares: Pixels, source: Colour, target: Colour, part: Pixels) -> None:
    moved = shares[:, NAMES.index(source)] * part
    shares[:, NAMES.index(source)] -= moved
    shares[:, NAMES.index(target)] += moved


def _slope(values: Pixels, low: float, high: float) -> Pixels:
    """0 up to ``low``, 1 from ``high``, straight between."""
    result: Pixels = np.clip((values - low) / (high - low), 0.0, 1.0)
    return result


def _band(hue: Pixels, begins: float, full: float, still: float, ends: float) -> Pixels:
    result: Pixels = np.minimum(_slope(hue, begins, full), 1 - _slope(hue, still, ends))
    return result


def _hsv(pixels: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """Hue in degrees, saturation and value 0-1."""
    blue, green, red = pixels[:, 0], pixels[:, 1], pixels[:, 2]
    value = pixels.max(axis=1)
    span = value - pixels.min(axis=1)
    safe = np.maximum(span, 1e-9)
    hue = np.where(
        value == red,
        (green - blue) / safe % 6,
        np.where(value == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    return hue * 60, span / np.maximum(value, 1e-9), value


def fits(shares: Shares, wanted: Colour) -> float:
    """0-1: how well clothes with these shares fit the named colour; names near to it count little."""
    part = shares[wanted] + 0.28 * sum(shares[name] for name in NEAR[wanted])
    return min(1.0, part / ENOUGH)
