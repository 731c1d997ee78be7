"""Helmets and cloths painted over bare heads, so that the shape decides and not the colour.

A painted shell is smooth, shines and ends in a rim; painted cloth and hair are rough, dull and hang down. Both come in
all colours. Only for training: nothing painted is ever evaluated.
"""

from __future__ import annotations

import cv2
import numpy as np
from heads import Picture, Random
from numpy.typing import NDArray

SIDE = 96


def shell(picture: Picture, random: Random) -> Picture:
    """The head under a helmet: full or open, with or without visor, stripe and highlight."""
    canvas = _sized(picture)
    x, y = _grid(random)
    across, up, down = random.uniform(0.33, 0.4), random.uniform(0.33, 0.41), random.uniform(0.3, 0.42)
    radius = np.sqrt((x / across) ** 2 + (y / np.where(y < 0, up, down)) ** 2)
    full = random.random() < 0.45
    # an open helmet ends at a line that falls towards the back of the head
    edge = 0.6 if full else random.uniform(-0.06, 0.09)
    inside = _soft(1.0 - radius, 0.04) * _soft(edge + random.uniform(-0.25, 0.25) * x - y, 0.02)
    colour = _colour(random)
    bulge = np.sqrt(np.clip(1.0 - radius**2, 0.0, 1.0))
    towards = random.uniform(-0.8, 0.8)
    light = 0.5 + 0.35 * bulge - 0.5 * y + 0.35 * towards * x
    paint = colour * light[..., None]
    if random.random() < 0.35:
        # a stripe or a mark in another colour
        place, wide = random.uniform(-0.2, 0.2), random.uniform(0.02, 0.09)
        line = x if random.random() < 0.5 else y + 0.15
        paint = np.where((np.abs(line - place) < wide)[..., None], _colour(random) * light[..., None], paint)
    if random.random() < 0.8:
        # the light that a smooth shell throws back
        spot = np.exp(-((x - towards * 0.17) ** 2 + (y + random.uniform(0.1, 0.25)) ** 2) / random.uniform(0.002, 0.02))
        paint = paint + random.uniform(40, 190) * spot[..., None]
    if full and random.random() < 0.65:
        # a dark visor, straight on or to one side; from behind there is none
        aside = random.uniform(-0.25, 0.25)
        window = (np.abs(x - aside) < random.uniform(0.16, 0.32)) & (np.abs(y - 0.05) < random.uniform(0.06, 0.13))
        paint = np.where(
            window[..., None], random.uniform(5, 70) + 60 * np.exp(-((y + 0.03) ** 2) / 0.002)[..., None], paint
        )
    if not full and random.random() < 0.5:
        # the peak, or the short clear shield of helmets for e-bikes
        low = edge + random.uniform(0.03, 0.14)
        peak = (y > edge - 0.03) & (y < low) & (np.abs(x - 0.1 * towards) < across * random.uniform(0.7, 1.05))
        strength = random.uniform(0.3, 1.0)
        canvas = np.where(peak[..., None], canvas * (1 - strength) + strength * _colour(random) * 0.8, canvas)
    if not full and random.random() < 0.5:
        strap = (np.abs(np.abs(x) - across * (0.95 - 0.8 * np.clip(y, 0, 1))) < 0.018) & (y > edge) & (y < 0.34)
        canvas = np.where(strap[..., None], random.uniform(0, 60), canvas)
    return _mixed(canvas, paint, inside)


def cloth(picture: Picture, random: Random) -> Picture:
    """The head under hair, a scarf, a hood or a cap: rough and dull, however round."""
    canvas = _sized(picture)
    x, y = _grid(random)
    across, up = random.uniform(0.27, 0.36), random.uniform(0.27, 0.37)
    rough = _noise(random, random.uniform(4, 12))
    edge_noise = _noise(random, random.uniform(5, 9))
    hangs = random.random() < 0.6
    below = np.maximum(y, 0.0)
    radius = np.sqrt((x / (across + (0.35 * below if hangs else 0.0))) ** 2 + (np.minimum(y, 0.0) / up) ** 2)
    inside = _soft(1.0 + 0.12 * edge_noise - radius, 0.08)
    if hangs:
        # the face is left open, or all is wrapped
        if random.random() < 0.65:
            face = np.sqrt(((x - random.uniform(-0.12, 0.12)) / 0.17) ** 2 + ((y - 0.09) / 0.25) ** 2)
            inside = inside * _soft(face - 1.0, 0.15)
    else:
        inside = inside * _soft(random.uniform(-0.1, 0.02) + 0.05 * edge_noise - y, 0.04)
    folds = np.sin((x * random.uniform(-14, 14) + y * random.uniform(-14, 14)) + 2.5 * rough)
    light = 0.7 - 0.3 * y + 0.14 * folds * random.random() + random.uniform(0.08, 0.25) * rough
    return _mixed(canvas, _colour(random, dull=True) * light[..., None], inside)


def _sized(picture: Picture) -> NDArray[np.float32]:
    return cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def _grid(random: Random) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates with the head's middle at 0 and the crop's side as 1, a little turned."""
    row, column = np.mgrid[0:SIDE, 0:SIDE]
    x, y = (column + 0.5) / SIDE - 0.5 - random.normal(0, 0.02), (row + 0.5) / SIDE - 0.47 - random.normal(0, 0.02)
    turn = random.normal(0, 0.15)
    return x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)


def _soft(value: NDArray[np.float64], wide: float) -> NDArray[np.float64]:
    return np.clip(value / wide + 0.5, 0.0, 1.0)


def _noise(random: Random, cells: float) -> NDArray[np.float32]:
    small = random.normal(0, 1, (int(cells), int(cells))).astype(np.float32)
    return cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)


def _colour(random: Random, *, dull: bool = False) -> NDArray[np.float64]:
    """BGR. Half of all helmets are black, white or grey; hair and cloth are darker."""
    if random.random() < 0.45:
        value = random.uniform(15, 90) if random.random() < (0.75 if dull else 0.5) else random.uniform(120, 245)
        return np.full(3, value) * random.uniform(0.92, 1.08, 3)
    hue, saturation, value = random.integers(0, 180), random.integers(70, 245), random.integers(60, 245)
    return cv2.cvtColor(np.uint8([[[hue, saturation, value]]]), cv2.COLOR_HSV2BGR)[0, 0].astype(np.float64)


def _mixed(canvas: NDArray[np.float32], paint: NDArray[np.float64], inside: NDArray[np.float64]) -> Picture:
    share = inside[..., None]
    return np.clip(canvas * (1 - share) + paint * share, 0, 255).astype(np.uint8)
