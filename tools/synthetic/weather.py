"""What disturbs a camera, laid over a picture: each is asked for every picture in order, with the time in seconds."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Protocol

import cv2
import numpy as np
from figures import Image
from places import HEIGHT, WIDTH, Place, Still


class Disturbance(Protocol):
    def __call__(self, picture: Image, time_s: float) -> Image: ...


class Noise:
    """A sensor with little light: fresh grain in every picture."""

    def __init__(self, seed: int, sigma: float = 9.0) -> None:
        self._chance = random.Random(seed)
        grain = np.random.default_rng(seed).normal(0, sigma, (6, HEIGHT + 64, WIDTH + 64, 3))
        self._grain = grain.astype(np.int16)

    def __call__(self, picture: Image, time_s: float) -> Image:
        tile = self._grain[self._chance.randrange(len(self._grain))]
        top, left = self._chance.randrange(64), self._chance.randrange(64)
        laid = picture.astype(np.int16) + tile[top : top + HEIGHT, left : left + WIDTH]
        return np.clip(laid, 0, 255).astype(np.uint8)


class Rain:
    """Streaks that are new in every picture, and less contrast."""

    def __init__(self, seed: int, drops: int = 240) -> None:
        self._chance = random.Random(seed)
        self._drops = drops

    def __call__(self, picture: Image, time_s: float) -> Image:
        veil = np.zeros((HEIGHT, WIDTH), np.uint8)
        for _ in range(self._drops):
            x, y, length = self._chance.randrange(WIDTH), self._chance.randrange(HEIGHT), self._chance.randrange(8, 26)
            cv2.line(veil, (x, y), (x - length // 6, y + length), self._chance.randrange(40, 110), 1, cv2.LINE_AA)
        dull = cv2.addWeighted(picture, 0.82, np.full_like(picture, 128), 0.18, 0)
        return cv2.add(dull, cv2.cvtColor(veil, cv2.COLOR_GRAY2BGR))


class Dusk:
    """A third of the light, bluish, and the grain that comes with it."""

    def __init__(self, seed: int, light: float = 0.34) -> None:
        self._curve = (np.linspace(0, 1, 256) ** 1.15 * 255 * light)[:, None] * np.array([[1.12, 1.0, 0.86]])
        self._noise = Noise(seed, 4.5)

    def __call__(self, picture: Image, time_s: float) -> Image:
        dark = cv2.LUT(picture, np.clip(self._curve + 6, 0, 255).astype(np.uint8).reshape(256, 1, 3))
        return self._noise(dark, time_s)


class Trees:
    """Branches in gusts of wind."""

    def __init__(self, place: Place | Still) -> None:
        left, top, right, bottom = place.trees
        self._box = int(left * WIDTH), int(top * HEIGHT), int(right * WIDTH), int(bottom * HEIGHT)
        width, height = self._box[2] - self._box[0], self._box[3] - self._box[1]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        self._x, self._y = x, y
        edge = np.minimum(np.minimum(x, width - 1 - x) / 12, (height - 1 - y) / 12)
        self._hold = np.clip(edge, 0, 1).astype(np.float32)

    def __call__(self, picture: Image, time_s: float) -> Image:
        left, top, right, bottom = self._box
        gust = 2.2 + 2.0 * math.sin(0.7 * time_s) * math.sin(0.23 * time_s + 1)
        sway = np.sin(0.11 * self._y + 5.1 * time_s) + 0.6 * np.sin(0.19 * self._x + 8.3 * time_s)
        dip = np.sin(0.13 * self._x + 6.7 * time_s)
        part = picture[top:bottom, left:right]
        moved = cv2.remap(
            part,
            self._x + (gust * sway * self._hold).astype(np.float32),
            self._y + (0.6 * gust * dip * self._hold).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        )
        picture = picture.copy()
        picture[top:bottom, left:right] = moved
        return picture


class Headlights:
    """At dusk a beam sweeps over the place every nine seconds, with two lamps at its beginning."""

    def __init__(self, seed: int) -> None:
        self._dusk = Dusk(seed, 0.30)
        self._chance = random.Random(seed)
        self._y, self._x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)

    def __call__(self, picture: Image, time_s: float) -> Image:
        dark = self._dusk(picture, time_s)
        turn, rest = divmod(time_s, 9.0)
        if rest > 3.5:
            return dark
        share = rest / 3.5
        onward = share if int(turn) % 2 else 1 - share
        lamp_x, lamp_y = onward * WIDTH, HEIGHT * (0.30 + 0.05 * math.sin(turn))
        away_x, away_y = (self._x - lamp_x) / (110 + 90 * share), (self._y - lamp_y - 70) / 90
        beam = 120 * np.exp(-(away_x**2) - away_y**2)
        for side in (-7, 7):
            beam += 230 * np.exp(-((self._x - lamp_x - side) ** 2 + (self._y - lamp_y) ** 2) / 18)
        return np.clip(dark + beam[..., None], 0, 255).astype(np.uint8)


class Ducks:
    """Three ducks that swim about, or hop on the ground where there is no water."""

    def __init__(self, seed: int, place: Place | Still) -> None:
        chance = random.Random(seed)
        self._ways = [[chance.uniform(0, 6.3) for _ in range(4)] for _ in range(3)]
        self._box = place.water or (0.35, 0.60, 0.70, 0.85)

    def __call__(self, picture: Image, time_s: float) -> Image:
        picture = picture.copy()
        left, top, right, bottom = self._box
        for number, (a, b, c, d) in enumerate(self._ways):
            x = (left + right) / 2 + (right - left) / 2 * math.sin(0.17 * time_s + a) * math.cos(0.05 * time_s + b)
            y = (top + bottom) / 2 + (bottom - top) / 2 * math.sin(0.11 * time_s + c) * math.sin(0.07 * time_s + d)
            ahead = 1 if math.cos(0.17 * time_s + a) > 0 else -1
            px, py = int(x * WIDTH), int(y * HEIGHT)
            body = ((70, 90, 110), (225, 228, 230), (60, 75, 90))[number]
            cv2.ellipse(picture, (px, py + 3), (12, 2), 0, 0, 360, (190, 190, 180), 1, cv2.LINE_AA)
            cv2.ellipse(picture, (px, py), (9, 4), 0, 0, 360, body, -1, cv2.LINE_AA)
            cv2.circle(picture, (px + 8 * ahead, py - 6), 3, (40, 110, 50) if number != 1 else body, -1, cv2.LINE_AA)
            cv2.line(picture, (px + 11 * ahead, py - 6), (px + 13 * ahead, py - 5), (30, 150, 220), 1, cv2.LINE_AA)
        return picture


class Clock:
    """The camera's own clock in the corner, which changes every second. Nothing masks it."""

    def __call__(self, picture: Image, time_s: float) -> Image:
        picture = picture.copy()
        whole = int(time_s) + 8 * 3600
        text = f"2026-07-01 {whole // 3600 % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"
        for colour, thick in (((0, 0, 0), 3), ((255, 255, 255), 1)):
            cv2.putText(picture, text, (12, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, thick, cv2.LINE_AA)
        return picture


class Shake:
    """A mast in the wind: the whole picture moves by up to about four pixels, with a turn now and then."""

    def __call__(self, picture: Image, time_s: float) -> Image:
        gust = 1.3 + 1.2 * math.sin(0.31 * time_s)
        dx = gust * (math.sin(7.1 * time_s) + 0.6 * math.sin(12.7 * time_s + 1))
        dy = gust * (0.7 * math.sin(9.3 * time_s + 2) + 0.4 * math.sin(4.1 * time_s))
        turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 0.12 * gust * math.sin(3.3 * time_s), 1.0)
        turn[:, 2] += dx, dy
        return cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


CONDITIONS: dict[str, Callable[[int, Place | Still], list[Disturbance]]] = {
    "clear": lambda seed, place: [],
    "noise": lambda seed, place: [Noise(seed)],
    "rain": lambda seed, place: [Rain(seed), Noise(seed, 3.0)],
    "dusk": lambda seed, place: [Dusk(seed)],
    "trees": lambda seed, place: [Trees(place), Noise(seed, 2.0)],
    "headlights": lambda seed, place: [Headlights(seed)],
    "ducks": lambda seed, place: [Ducks(seed, place), Noise(seed, 2.0)],
    "clock": lambda seed, place: [Noise(seed, 2.0), Clock()],
    "shake": lambda seed, place: [Shake(), Noise(seed, 2.0)],
}
