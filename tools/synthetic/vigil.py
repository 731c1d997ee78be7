"""Hours of places where nobody is: how often would the engine cry wolf? ``python tools/synthetic/vigil.py --hours 2``

Each condition has a camera of its own at each place. Time runs as fast as the processor allows, and only what the
engine would look at goes to the detector, at most ``--rate`` pictures a second as where many cameras share it; a
camera-hour is an hour of the scene's own time that was really played, picture by picture. See README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from scipy.stats import chi2

HERE = Path(__file__).resolve().parent
FPS = 4.0
FROM = 1_782_900_000.0
"""1 July 2026, ten in the morning at the place; a schedule would matter here."""


@dataclass(frozen=True)
class Watch:
    """One camera's part: ``seconds`` of its own time. ``picture``: a still picture instead of a place of ours."""

    place: str
    condition: str
    seconds: float
    seed: int
    rate: float
    picture: str = ""


@dataclass(frozen=True)
class Result:
    place: str
    condition: str
    seconds: float
    pictures: int
    analysed: int
    alarms: tuple[tuple[float, float], ...]
    """Second of the scene and score of each."""


def watch(task: Watch) -> Result:
    """Plays one camera; nothing is encoded, so that a codec's faults are not among the disturbances."""
    sys.path.insert(0, str(HERE))
    from film import Film
    from places import PLACES, Still

    from lookout.adapters.detector import load_detector
    from lookout.contract import CameraConfig, Zone
    from lookout.pipeline import Analyser
    from lookout.ports import Frame

    place = Still(task.picture) if task.picture else PLACES[task.place]
    zone = Zone.model_validate({"name": "z", "kind": place.kind, "polygon": place.zone})
    config = CameraConfig(camera="vigil", source="x", zones=(zone,))
    analyser = Analyser(config, detector=load_detector(), painter=_NoPainter(), first_track=1)
    pictures = analysed = 0
    alarms: list[tuple[float, float]] = []
    last_s = -1.0
    film = Film(place, task.condition, "none", task.seconds, [], task.seed)
    for number, picture in enumerate(film.play(fps=FPS)):
        time_s = number / FPS
        frame = Frame(time_s=time_s, at=FROM + time_s, picture=np.ascontiguousarray(picture))
        pictures += 1
        interest = analyser.look(frame)
        if interest is None or time_s - last_s < 1 / task.rate - 1e-6:
            continue
        last_s, analysed = time_s, analysed + 1
        found = analyser.analyse(frame, interest)
        alarms += [(round(time_s, 2), round(one.alert.score, 2)) for one in found.sightings]
        for one in found.sightings if os.environ.get("VIGIL_PICTURES") else ():
            name = f"{task.place}_{task.condition}_{time_s:.0f}_{one.alert.box.x1:.2f}_{one.alert.box.y2:.2f}.png"
            cv2.imwrite(str(Path(os.environ["VIGIL_PICTURES"]) / name), picture)
    return Result(task.place, task.condition, task.seconds, pictures, analysed, tuple(alarms))


class _NoPainter:
    def paint(self, picture: object, **about: object) -> bytes:
        return b"x"


def tasks(
    hours: float, *, conditions: Sequence[str], places: Sequence[str], seed: int, rate: float, picture: str = ""
) -> Iterator[Watch]:
    """The hours shared out evenly."""
    cameras = list(product(["picture"] if picture else places, conditions))
    for number, (place, condition) in enumerate(cameras):
        yield Watch(place, condition, hours * 3600 / len(cameras), seed + number, rate, picture)


def summary(results: Sequence[Result], wall_s: float) -> dict[str, object]:
    hours = sum(result.seconds for result in results) / 3600
    alarms = sum(len(result.alarms) for result in results)
    return {
        "camera_hours": round(hours, 3),
        "pictures": sum(result.pictures for result in results),
        "analysed": sum(result.analysed for result in results),
        "false_alarms": alarms,
        "a_camera_day": round(24 * alarms / hours, 2),
        "a_camera_day_at_most_95": round(24 * float(chi2.ppf(0.95, 2 * alarms + 2)) / 2 / hours, 2),
        "wall_s": round(wall_s),
        "cameras": [asdict(result) for result in results],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=1.0, help="camera-hours in all")
    parser.add_argument("--conditions", nargs="*", default=[])
    parser.add_argument("--places", nargs="*", default=["yard", "river", "road"])
    parser.add_argument("--picture", default="", help="a still picture of an empty place instead, such as one's own")
    parser.add_argument("--rate", type=float, default=2.0, help="most analyses a second for each camera")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    from weather import CONDITIONS

    every = list(
        tasks(
            options.hours,
            conditions=options.conditions or list(CONDITIONS),
            places=options.places,
            seed=options.seed,
            rate=options.rate,
            picture=options.picture,
        )
    )
    began = time.monotonic()
    results = []
    with ProcessPoolExecutor(options.processes) as pool:
        for result in pool.map(watch, every):
            print(f"{result.place} {result.condition}: {len(result.alarms)} alarms", file=sys.stderr, flush=True)
            results.append(result)
    print(json.dumps(summary(results, time.monotonic() - began), indent=1))


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
