"""Light, contrast, noise and sharpness of a camera, from a few pairs of neighbouring pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from lookout.contract import Trouble
from lookout.diagnosis.findings import Finding, found
from lookout.frames import Plane

WIDTH = 640
"""Sharpness is judged at this width, for that is where the analysis looks."""
DARK, BRIGHT = 30.0, 225.0
FLAT = 15.0
NOISY = 8.0
BLURRED = 0.28
"""The films of the test set have 0.37 to 1.03, blurred by two pixels 0.25 at most."""
GAUSS = 0.6745


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """``mean`` brightness 0–255; ``contrast``: between the darkest and the brightest twentieth; ``noise``: standard
    deviation of a pixel from one picture to the next where nothing moves; ``sharpness``: how steep the strongest
    edges are, about 0.5 when in focus, below 0.25 when not."""

    mean: float
    contrast: float
    noise: float
    sharpness: float


def measured(before: Plane, now: Plane) -> Light:
    """Of two neighbouring pictures of one size."""
    plane = now.astype(np.float32)
    change = np.abs(plane - before.astype(np.float32))
    if plane.shape[1] > WIDTH:
        plane = cv2.resize(
            plane, (WIDTH, max(2, round(plane.shape[0] * WIDTH / plane.shape[1]))), interpolation=cv2.INTER_AREA
        ).astype(np.float32, copy=False)
    low, high = np.percentile(plane, (5, 95))
    slope = np.hypot(cv2.Sobel(plane, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(plane, cv2.CV_32F, 0, 1, scale=0.25))
    edges = slope >= max(1.0, float(np.percentile(slope, 98)))
    bend = np.abs(cv2.Laplacian(plane, cv2.CV_32F))
    return Light(
        mean=float(plane.mean()),
        contrast=float(high - low),
        noise=float(np.median(change)) / GAUSS / 2**0.5,
        sharpness=float(bend[edges].mean() / slope[edges].mean()) if edges.any() else 0.0,
    )


def together(samples: Sequence[Light]) -> Light:
    """The middle of several moments. At least one."""
    return Light(
        mean=median(sample.mean for sample in samples),
        contrast=median(sample.contrast for sample in samples),
        noise=median(sample.noise for sample in samples),
        sharpness=median(sample.sharpness for sample in samples),
    )


def of_light(light: Light) -> Iterator[Finding]:
    if light.mean < DARK:
        yield found(Trouble.DARK)
    elif light.mean > BRIGHT:
        yield found(Trouble.BRIGHT)
    if light.contrast < FLAT:
        yield found(Trouble.FLAT)
    elif light.sharpness < BLURRED:
        yield found(Trouble.BLURRED)
    if light.noise > NOISY:
        yield found(Trouble.NOISY)
