"""A bin station that obeys the test: the empty yard of the shipped clip, with whatever a test puts, walks or shines
into it, a camera's noise, and the tracks that a detector would give. Every time and place is known exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import av
import cv2
import numpy as np
from acting import AT, SHIPPED

from lookout.contract import Box, CameraConfig, What, Zone
from lookout.functions.rubbish import Rubbish
from lookout.functions.scene import Finding, Gone, Scene
from lookout.ports import Frame, Picture, StationJudge
from lookout.tracking import Track

WIDTH, HEIGHT = 640, 360
GROUND = ((0.281, 0.519), (0.81, 0.484), (0.93, 0.642), (0.243, 0.702))
BINS = tuple(
    ((x / 640, 134 / 360), ((x + 32) / 640, 134 / 360), ((x + 32) / 640, 194 / 360), (x / 640, 194 / 360))
    for x in (262, 313, 364, 414)
)
TALL = 112
"""Pixels of a grown person at the bins."""


@cache
def empty() -> Picture:
    with av.open(str(SHIPPED / "bins.mp4")) as film:
        return next(film.decode(video=0)).to_ndarray(format="bgr24").astype(np.uint8, copy=False)


class Part(Protocol):
    def draw(self, picture: Picture, t: float) -> None: ...

    def tracks(self, t: float) -> Sequence[Track]: ...


def track(number: int, x: float, y: float, wide: float, tall: float, t: float, cls: str = "person") -> Track:
    box = Box(
        x1=min(0.99, max(0, x - wide / 2) / WIDTH),
        y1=max(0, y - tall) / HEIGHT,
        x2=max(0.01, min(WIDTH, x + wide / 2) / WIDTH),
        y2=min(HEIGHT, y) / HEIGHT,
    )
    return Track(
        id=number, cls=cls, score=0.8, sustained=0.8, box=box, velocity=(0, 0), hits=9, first_s=t - 1, seen_s=t
    )


@dataclass
class Silent:
    def tracks(self, t: float) -> Sequence[Track]:
        return ()


@dataclass
class Bag(Silent):
    """A tied bag with folds; its lowest point is (x, y). ``colour`` BGR."""

    x: int
    y: int
    begin: float = 0.0
    end: float = 1e9
    colour: tuple[int, int, int] = (32, 30, 28)
    size: int = 26

    def draw(self, picture: Picture, t: float) -> None:
        if not self.begin <= t < self.end:
            return
        s, middle = self.size, (self.x, self.y - self.size // 2)
        light = tuple(min(255, c + 60) for c in self.colour)
        cv2.ellipse(picture, middle, (s // 2, s // 2), 0, 0, 360, self.colour, -1, cv2.LINE_AA)
        cv2.line(picture, middle, (self.x + 2, self.y - s - s // 4), self.colour, max(2, s // 7), cv2.LINE_AA)
        for turn in (-40, 10, 55):
            cv2.ellipse(picture, middle, (s // 3, s // 5), turn, 200, 320, light, 1, cv2.LINE_AA)


@dataclass
class Carton(Silent):
    x: int
    y: int
    begin: float
    end: float = 1e9
    size: int = 28

    def draw(self, picture: Picture, t: float) -> None:
        if self.begin <= t < self.end:
            s = self.size
            cv2.rectangle(picture, (self.x - s // 2, self.y - s), (self.x + s // 2, self.y), (96, 140, 176), -1)
            cv2.rectangle(
                picture, (self.x - s // 2, self.y - s), (self.x + s // 2, self.y - s + 6), (130, 175, 205), -1
            )
            cv2.line(picture, (self.x, self.y - s), (self.x, self.y), (60, 100, 130), 1)


@dataclass
class Walker:
    """Somebody on a way of (time, x, y of the feet). ``found`` says when the detector sees him; ``bag``: carried until
    then."""

    way: Sequence[tuple[float, float, float]]
    number: int = 5
    tall: float = TALL
    cls: str = "person"
    colour: tuple[int, int, int] = (150, 90, 40)
    found: Callable[[float], bool] = lambda t: True
    drawn: bool = True

    def _at(self, t: float) -> tuple[float, float] | None:
        times = [point[0] for point in self.way]
        if not times[0] <= t <= times[-1]:
            return None
        return (
            float(np.interp(t, times, [point[1] for point in self.way])),
            float(np.interp(t, times, [point[2] for point in self.way])),
        )

    @property
    def wide(self) -> float:
        return self.tall * {"person": 0.36, "bicycle": 1.0, "cat": 1.8, "dog": 1.6, "car": 2.2}[self.cls]

    def draw(self, picture: Picture, t: float) -> None:
        place = self._at(t)
        if place is None or not self.drawn:
            return
        x, y = round(place[0]), round(place[1])
        tall, half = round(self.tall), round(self.wide / 2)
        if self.cls == "person":
            cv2.ellipse(picture, (x, y - tall * 9 // 10), (tall // 14, tall // 11), 0, 0, 360, (90, 120, 160), -1)
            cv2.rectangle(
                picture, (x - half * 2 // 3, y - tall * 4 // 5), (x + half * 2 // 3, y - tall // 2), self.colour, -1
            )
            cv2.rectangle(picture, (x - half // 2, y - tall // 2), (x + half // 2, y), (50, 40, 40), -1)
        elif self.cls == "bicycle":
            for side in (-1, 1):
                cv2.circle(picture, (x + side * half * 3 // 5, y - tall // 3), tall // 3, (25, 25, 25), 3, cv2.LINE_AA)
            cv2.line(picture, (x - half * 3 // 5, y - tall // 3), (x, y - tall), (30, 30, 160), 3, cv2.LINE_AA)
            cv2.line(picture, (x, y - tall), (x + half * 3 // 5, y - tall // 3), (30, 30, 160), 3, cv2.LINE_AA)
        else:
            cv2.ellipse(picture, (x, y - tall // 2), (half, tall // 2), 0, 0, 360, self.colour, -1, cv2.LINE_AA)

    def tracks(self, t: float) -> Sequence[Track]:
        place = self._at(t)
        if place is None or not self.found(t) or not -20 < place[0] < WIDTH + 20:
            return ()
        return (track(self.number, place[0], place[1], self.wide, self.tall, t, self.cls),)


@dataclass
class Light(Silent):
    """A factor over the whole picture, or inside an outline (pixels) that may move."""

    factor: Callable[[float], float]
    outline: Callable[[float], Sequence[tuple[float, float]]] | None = None

    def draw(self, picture: Picture, t: float) -> None:
        factor = self.factor(t)
        share = np.ones((HEIGHT, WIDTH), np.float32)
        if self.outline is not None:
            share = np.zeros((HEIGHT, WIDTH), np.float32)
            cv2.fillPoly(share, [np.round(self.outline(t)).astype(np.int32)], 1.0)
            share = cv2.GaussianBlur(share, (0, 0), 2.0).astype(np.float32)
        picture[:] = np.clip(picture * (1 + (factor - 1) * share)[..., None], 0, 255).astype(np.uint8)


@dataclass
class Rain(Silent):
    """Streaks anew in every picture, and ground that grows darker."""

    begin: float
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(8))

    def draw(self, picture: Picture, t: float) -> None:
        if t < self.begin:
            return
        wet = 1 - 0.25 * min(1.0, (t - self.begin) / 60)
        picture[:] = (picture * wet).astype(np.uint8)
        for x, y in self.chance.integers((0, 0), (WIDTH, HEIGHT), (250, 2)):
            cv2.line(picture, (int(x), int(y)), (int(x) + 1, int(y) + 9), (190, 190, 190), 1)


@dataclass
class MovedBin(Silent):
    """The first container, pushed aside by so many pixels."""

    begin: float
    by: int

    def draw(self, picture: Picture, t: float) -> None:
        if t >= self.begin:
            container = picture[130:198, 258:298].copy()
            picture[130:198, 258:298] = picture[130:198, 222:262]
            picture[136:204, 258 + self.by : 298 + self.by] = container


@dataclass
class OpenLid(Silent):
    begin: float
    end: float = 1e9

    def draw(self, picture: Picture, t: float) -> None:
        if self.begin <= t < self.end:
            cv2.rectangle(picture, (364, 100), (396, 140), (110, 60, 30), -1)


@dataclass
class Told:
    """What the function said: (time, finding) and (time, gone)."""

    findings: list[tuple[float, Finding]] = field(default_factory=list)
    gone: list[tuple[float, Gone]] = field(default_factory=list)

    def of(self, what: What) -> list[tuple[float, Finding]]:
        return [(at, finding) for at, finding in self.findings if finding.what is what]

    @property
    def left(self) -> list[tuple[float, Finding]]:
        return self.of(What.LEFT_BEHIND)


def zone(**rubbish: object) -> Zone:
    rule = {"bins": BINS, "left_after_s": 8.0, **rubbish}
    return Zone.model_validate({"name": "bins", "kind": "rubbish", "polygon": GROUND, "rubbish": rule})


def watch(
    *parts: Part,
    seconds: float,
    every_s: float = 0.5,
    noise: float = 1.5,
    where: Zone | None = None,
    station: StationJudge | None = None,
    shake: float = 0.0,
) -> Told:
    """Plays the parts, later ones in front, and gives what was said."""
    where = where or zone()
    function = Rubbish(where, CameraConfig(camera="c", source="x", zones=(where,)), station)
    chance, told = np.random.default_rng(3), Told()
    grain = np.repeat(chance.normal(0, noise, (8, HEIGHT, WIDTH, 1)).astype(np.int16), 3, axis=3)
    for index in range(round(seconds / every_s)):
        t = index * every_s
        picture = empty().copy()
        for part in parts:
            part.draw(picture, t)
        if shake:
            x, y = chance.normal(0, shake, 2)
            picture = cv2.warpAffine(
                picture, np.array([[1, 0, x], [0, 1, y]]), (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE
            ).astype(np.uint8)
        picture = cv2.add(picture, grain[index % 8], dtype=cv2.CV_8U).astype(np.uint8, copy=False)
        tracks = [found for part in parts for found in part.tracks(t)]
        outcome = function.judge(Scene(frame=Frame(time_s=t, at=AT + t, picture=picture), tracks=tracks))
        told.findings += [(t, finding) for finding in outcome.findings]
        told.gone += [(t, gone) for gone in outcome.gone]
    return told


def visit(begin: float, *, x: float = 300, y: float = 226, stays: float = 3.0, number: int = 5) -> Walker:
    """From the left edge to a place beside the bins, some seconds there, and away to the right; 4 s each way."""
    way = [(begin, -30, 250), (begin + 4, x, y), (begin + 4 + stays, x, y), (begin + 8 + stays, 670, 260)]
    return Walker(way, number=number)
