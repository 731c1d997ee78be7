"""A clip and its exact truth: people on their ways through a place, under a condition, encoded as a camera would."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from figures import Figure, Image, dressed, figures
from places import HEIGHT, PLACES, WIDTH, Place, Point, Still, shifted
from weather import CONDITIONS

from lookout.geometry import inside

FPS = 12
GOP = 2 * FPS
STRIDES_A_SECOND = 10.0
"""Steps of a figure are a tenth of a second apart when it walks at its own pace."""
PACE = 0.78
"""Heights of a grown person a second: 1.3 metres."""
SIZES = {"small": (25, 40), "middle": (45, 80), "large": (90, 135)}
"""Pixels of a grown person where the way enters the zone."""
LEAST_INSIDE_S = 0.6


@dataclass
class Visit:
    """Somebody who walks along a way from ``begin_s``, stays ``stay_s`` at its turning point and walks on or back."""

    figure: Figure
    way: Sequence[Point]
    back: Sequence[Point]
    begin_s: float
    stay_s: float
    grown_px: float
    pace: float = PACE
    _legs: list[tuple[float, Point, Point]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reference = self.way[-1][1]
        clock = self.begin_s
        for part in (self.way, self.back):
            for a, b in pairwise(part):
                length = math.hypot((b[0] - a[0]) * WIDTH, (b[1] - a[1]) * HEIGHT)
                self._legs.append((clock, a, b))
                clock += length / (self.pace * self._tall((a[1] + b[1]) / 2))
            if part is self.way:
                self._legs.append((clock, part[-1], part[-1]))
                clock += self.stay_s
        self.end_s = clock

    def _tall(self, y: float) -> float:
        """Pixels of a grown person whose feet are at ``y``."""
        return self.grown_px * (y + 0.35) / (self._reference + 0.35)

    def at(self, time_s: float) -> tuple[Point, Image] | None:
        """The foot point and the figure as it is drawn, facing its way; None before and after."""
        if not self.begin_s <= time_s < self.end_s:
            return None
        number = max(index for index, leg in enumerate(self._legs) if leg[0] <= time_s)
        start, a, b = self._legs[number]
        stop = self._legs[number + 1][0] if number + 1 < len(self._legs) else self.end_s
        share = (time_s - start) / max(1e-6, stop - start)
        foot = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        step = 0 if a == b else int((time_s - self.begin_s) * STRIDES_A_SECOND * self.pace / PACE)
        # there and back again, so that no step is jumped over
        count = len(self.figure.steps)
        place = step % (2 * count - 2)
        drawn = self.figure.steps[place if place < count else 2 * count - 2 - place]
        usual = float(np.median([one.shape[0] for one in self.figure.steps]))
        scale = self._tall(foot[1]) * self.figure.metres / 1.70 / usual
        size = max(3, round(drawn.shape[1] * scale)), max(8, round(drawn.shape[0] * scale))
        drawn = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)
        return foot, np.ascontiguousarray(drawn[:, ::-1]) if b[0] < a[0] else drawn


@dataclass
class Film:
    """One clip to be. ``play`` gives its pictures in order; ``truth`` is complete when they all were asked for."""

    place: Place | Still
    condition: str
    size: str
    seconds: float
    visits: list[Visit]
    seed: int

    def __post_init__(self) -> None:
        self._seen: list[list[tuple[int, int, int, int] | None]] = [[] for _ in self.visits]
        self._inside: list[list[bool]] = [[] for _ in self.visits]

    def play(self, *, fps: float = FPS) -> Iterator[Image]:
        """Every picture in order; each is another one's own to keep."""
        disturb = CONDITIONS[self.condition](self.seed, self.place)
        circle = self.place.pictures()
        for number in range(round(self.seconds * fps)):
            time_s = number / fps
            picture = circle[int(time_s * 10) % len(circle)].copy()
            shown = [(visit.at(time_s), index) for index, visit in enumerate(self.visits)]
            for index in range(len(self.visits)):
                self._seen[index].append(None)
                self._inside[index].append(False)
            for what, index in sorted(shown, key=lambda item: item[0][0][1] if item[0] else -1.0):
                if what is not None:
                    self._seen[index][-1] = _draw(picture, *what)
                    self._inside[index][-1] = self._seen[index][-1] is not None and inside(self.place.zone, what[0])
            for lay in disturb:
                picture = lay(picture, time_s)
            yield picture

    def truth(self) -> dict[str, Any]:
        """The entry for ``truth.json``."""
        objects, events = [], []
        for visit, seen, within in zip(self.visits, self._seen, self._inside, strict=True):
            heights = [box[3] - box[1] for box, there in zip(seen, within, strict=True) if box and there]
            note = f"{visit.figure.name}, {round(float(np.median(heights)))} px" if heights else visit.figure.name
            objects += [
                {"class": "person", "appears_s": span, "notes": note}
                for span in _spans([box is not None for box in seen])
            ]
            events += [
                {"zone": self.place.name, "class": "person", "inside_s": span, "tolerance_s": 0.5, "notes": note}
                for span in _spans(within)
            ]
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "fps": float(FPS),
            "duration_s": self.seconds,
            "objects": objects,
            "zones": [{"name": self.place.name, "kind": self.place.kind, "polygon_norm": self.place.zone}],
            "zone_events": sorted(events, key=lambda event: event["inside_s"]),
            "boxes": [
                {"t": number / FPS, "boxes": boxes}
                for number in range(0, len(self._seen[0]) if self._seen else 0, FPS // 2)
                if (boxes := [_row(seen[number]) for seen in self._seen if seen[number]])
            ],
            "tags": [self.condition, self.size],
            "synthetic": True,
        }


def plan(name: str, condition: str, size: str, *, seed: int, seconds: float = 40.0, entries: int = 3) -> Film:
    """A film at this place with so many who come into the zone one after the other, and one who only passes."""
    chance = random.Random(f"{name} {condition} {size} {seed}")
    place = PLACES[name]
    people = figures()
    visits: list[Visit] = []
    ways = chance.sample(place.ways, len(place.ways))
    for number in range(entries):
        figure = dressed(people[chance.choice(sorted(people))], chance.choice((0, 25, 60, 100, 140)))
        way = shifted(ways[number % len(ways)], chance)
        grown = chance.uniform(*SIZES[size]) * 1.70 / figure.metres
        visit = Visit(
            figure=figure,
            way=_shortened(way, grown),
            back=list(reversed(_shortened(way, grown))),
            begin_s=1.5 + number * (seconds - 12) / max(1, entries) + chance.uniform(0, 1.5),
            stay_s=chance.uniform(2.5, 6.0),
            grown_px=grown,
            pace=PACE * chance.uniform(0.85, 1.5),
        )
        visits.append(visit)
    if entries:
        figure = dressed(people[chance.choice(sorted(people))], 50)
        grown = chance.uniform(*SIZES[size])
        way = shifted(chance.choice(place.past), chance, 0.01)
        visits.append(Visit(figure, way, [way[-1], way[-1]], chance.uniform(4, 12), 0.1, grown))
    return Film(place, condition, size, seconds, visits, seed)


def _shortened(way: Sequence[Point], grown_px: float) -> list[Point]:
    """Who is small would walk for a minute from the edge: the way begins at most nine heights before its end."""
    kept, left = [way[-1]], 9.0 * grown_px
    for (ax, ay), (bx, by) in zip(reversed(way[1:]), reversed(way[:-1]), strict=True):
        length = math.hypot((bx - ax) * WIDTH, (by - ay) * HEIGHT)
        share = min(1.0, left / length)
        kept.append((ax + (bx - ax) * share, ay + (by - ay) * share))
        left -= length
        if left <= 0:
            break
    return kept[::-1]


def _draw(picture: Image, foot: Point, figure: Image) -> tuple[int, int, int, int] | None:
    """Lays the figure and a soft shadow over the picture; gives its box in pixels, None when hardly any is in it."""
    height, width = figure.shape[:2]
    x, y = round(foot[0] * WIDTH), round(foot[1] * HEIGHT)
    shade = picture[max(0, y - 4) : y + 4, max(0, x - width) : x + width]
    if shade.size:
        cv2.ellipse(picture, (x + width // 4, y), (max(2, width // 2), 2), 0, 0, 360, (60, 60, 60), -1, cv2.LINE_AA)
    left, top = x - width // 2, y - height
    x1, y1, x2, y2 = max(0, left), max(0, top), min(WIDTH, left + width), min(HEIGHT, y)
    if x2 - x1 < width / 3 or y2 - y1 < height / 3:
        return None
    part = figure[y1 - top : y2 - top, x1 - left : x2 - left]
    opacity = part[..., 3:].astype(np.float32) / 255
    under = picture[y1:y2, x1:x2]
    picture[y1:y2, x1:x2] = (part[..., :3] * opacity + under * (1 - opacity)).astype(np.uint8)
    return x1, y1, x2, y2


def _row(box: tuple[int, int, int, int] | None) -> list[Any]:
    assert box is not None
    return ["person", box[0], box[1], box[2] - box[0], box[3] - box[1]]


def _spans(flags: Sequence[bool]) -> list[list[float]]:
    """Runs of true as seconds from and to; gaps up to half a second are bridged, very short runs left out."""
    spans: list[list[int]] = []
    for number, flag in enumerate(flags):
        if flag and spans and number - spans[-1][1] <= FPS // 2:
            spans[-1][1] = number
        elif flag:
            spans.append([number, number])
    return [[round(a / FPS, 3), round((b + 1) / FPS, 3)] for a, b in spans if b - a >= LEAST_INSIDE_S * FPS]


def write(film: Film, path: Path, *, quality: int = 27) -> dict[str, Any]:
    """Encodes the film as H.264 (``quality``: quantiser, less is larger) and gives its truth."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        stream.options = {"crf": str(quality), "preset": "veryfast", "g": str(GOP), "bf": "0", "threads": "1"}
        for number, picture in enumerate(film.play()):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return film.truth()


def save(folder: Path, entries: dict[str, dict[str, Any]]) -> None:
    about = "Composed of our own rendered footage; times are exact. See tools/synthetic."
    text = json.dumps({"about": about, "videos": entries}, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
