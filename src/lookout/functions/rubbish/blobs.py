"""What a patch of changed cells looks like: a thing, or only light, a shadow, or a place from which a thing went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from lookout.functions.rubbish.grid import Mask, Plane

ROOT = 8.0
EVEN = 0.13
"""Light and shadow change all cells by nearly the same factor (deviation of its logarithm); folds and prints do not."""
WARMER, COLDER = 0.25, 0.07
"""Sun on the ground is a little warmer (red against blue, logarithm), shadow as much colder; hardly ever the other way
round, as a white bag on brown ground is."""
TINTED = 0.10
"""Green keeps between red and blue."""
DEEPEST, BRIGHTEST = -1.15, 1.0
"""Logarithm of the factor of a full shadow, and of sun on what lay in the shade. A black bag is darker than that."""
GROUND_SHOWS = 0.75
"""The pattern of the ground is still to be seen: only the light on it has changed (correlation)."""
PATTERN = 0.02
LESS_EDGE = 0.75
"""A thing brings an edge along its outline; where a thing went, there is less of an edge than before."""
LEAST_CELLS = 9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blob:
    """One patch. ``strength`` 0-1: how unlike the ground it is; 0.5 is just at the limit."""

    mask: Mask
    cells: int
    strength: float
    light_only: bool
    uncovered: bool


def blobs(standing: Mask, usual: Plane, recent: Plane, limit: Plane) -> list[Blob]:
    """The patches of a mask, largest first, without specks and lines of one cell."""
    solid = ndimage.binary_opening(ndimage.binary_closing(standing, iterations=1), np.ones((2, 2), np.bool_))
    labels, count = ndimage.label(solid, np.ones((3, 3), np.bool_))
    found = []
    for number in range(1, count + 1):
        mask: Mask = labels == number
        cells = int(np.count_nonzero(mask))
        if cells >= LEAST_CELLS:
            found.append(_described(mask, cells, usual, recent, limit))
    return sorted(found, key=lambda blob: -blob.cells)


def _described(mask: Mask, cells: int, usual: Plane, recent: Plane, limit: Plane) -> Blob:
    away = np.abs(recent[mask] - usual[mask]).max(axis=1)
    strength = float(np.mean(away / (away + limit[mask])))
    return Blob(
        mask=mask,
        cells=cells,
        strength=strength,
        light_only=_light_only(mask, usual, recent),
        uncovered=_uncovered(mask, usual, recent),
    )


def _light_only(mask: Mask, usual: Plane, recent: Plane) -> bool:
    inner: Mask = ndimage.binary_erosion(mask)
    if np.count_nonzero(inner) < LEAST_CELLS:
        inner = mask
    change = np.log(np.maximum(recent[inner], 0) + ROOT) - np.log(np.maximum(usual[inner], 0) + ROOT)
    each = change.mean(axis=1)
    mean, spread = float(each.mean()), float(each.std())
    blue, green, red = (float(value) for value in change.mean(axis=0))
    warmer = (red - blue) if mean > 0 else (blue - red)
    if not DEEPEST < mean < BRIGHTEST or not -COLDER <= warmer <= WARMER or abs(green - (red + blue) / 2) > TINTED:
        return False
    return spread < EVEN or _ground_shows(inner, usual, recent)


def _ground_shows(inner: Mask, usual: Plane, recent: Plane) -> bool:
    before, after = (np.log(np.maximum(plane.mean(axis=2), 0) + ROOT) for plane in (usual, recent))
    fine_before = (before - ndimage.uniform_filter(before, 5))[inner]
    fine_after = (after - ndimage.uniform_filter(after, 5))[inner]
    if min(fine_before.std(), fine_after.std()) < PATTERN:
        return False
    return float(np.corrcoef(fine_before, fine_after)[0, 1]) > GROUND_SHOWS


def _uncovered(mask: Mask, usual: Plane, recent: Plane) -> bool:
    ring: Mask = ndimage.binary_dilation(mask) & ~ndimage.binary_erosion(mask)
    before, after = (_edges(plane)[ring].mean() for plane in (usual, recent))
    return bool(after < LESS_EDGE * before)


def _edges(plane: Plane) -> Plane:
    across, down = ndimage.sobel(plane, axis=1), ndimage.sobel(plane, axis=0)
    strongest: Plane = np.hypot(across, down).max(axis=2)
    return strongest
