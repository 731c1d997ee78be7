"""How good the helmet classifier is on heads that it has never seen, measured through the product's own adapter."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import heads
import numpy as np
from numpy.typing import NDArray

from lookout.adapters.helmet import OpenVinoHelmets, load_helmets
from lookout.functions.headlook import crop

SIZES = (8, 10, 12, 16, 20, 24, 32)
SURE = 0.8
BINS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """Probability of a bare head, of a head at all, and the truth, for each crop; ``px``: the head's side."""

    bare: NDArray[np.float64]
    head: NDArray[np.float64]
    is_bare: NDArray[np.bool_]
    px: NDArray[np.float64]


def act(arguments: argparse.Namespace) -> None:
    """Prints the report, as text or as one JSON object."""
    if arguments.model is None:
        helmets = load_helmets(threads=arguments.threads)
    else:
        helmets = OpenVinoHelmets(arguments.model.read_bytes(), arguments.model.name, threads=arguments.threads)
    crops = heads.read_crops(arguments.folder / "valid")
    whole = judged(helmets, crops, None)
    result: dict[str, Any] = {
        "model": f"{helmets.name} {helmets.version}",
        "crops": {
            **figures(whole),
            "calibration": calibration(whole),
            "by_size": {
                f"{px} px": figures(judged(helmets, [one for one in crops if one.picture.shape[0] >= 1.5 * px], px))
                for px in SIZES
            },
        },
    }
    if arguments.riders is not None:
        boxed = in_pictures(helmets, arguments.riders)
        result["pictures"] = {
            **figures(boxed),
            "by_size": {
                f"{low}-{high} px": figures(part(boxed, (boxed.px >= low) & (boxed.px < high)))
                for low, high in ((0, 32), (32, 48), (48, 200))
            },
        }
    print(json.dumps(result, indent=1) if arguments.json else text(result))


def judged(helmets: OpenVinoHelmets, crops: list[heads.Crop], px: int | None) -> Judged:
    """What is said of crops; ``px``: after they were made as small as heads of so many pixels."""
    pictures = [one.picture if px is None else shrunk(one.picture, px) for one in crops]
    said = [reading for start in range(0, len(pictures), 64) for reading in helmets.judge(pictures[start : start + 64])]
    return Judged(
        np.array([1.0 - reading.helmet for reading in said]),
        np.array([reading.head for reading in said]),
        np.array([one.label == heads.BARE for one in crops]),
        np.array([picture.shape[0] / heads.MARGIN for picture in pictures]),
    )


def shrunk(picture: heads.Picture, px: int) -> heads.Picture:
    side = max(4, round(px * heads.MARGIN))
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def in_pictures(helmets: OpenVinoHelmets, truth: Path) -> Judged:
    """The heads that a truth.json boxes in whole pictures: [class, left, top, width, height] in pixels."""
    crops, bare, sizes = [], [], []
    for name, entry in json.loads(truth.read_text(encoding="utf-8"))["images"].items():
        for label, x, y, width, height in entry.get("head_boxes", []):
            picture = cv2.imread(str(truth.parent / name))
            side = max(width, height)
            left, top = x + (width - side) / 2, y + (height - side) / 2
            crops.append(crop(picture.astype(np.uint8, copy=False), (left, top, left + side, top + side)))
            bare.append(label == "without_helmet")
            sizes.append(float(side))
    said = helmets.judge(crops)
    return Judged(
        np.array([1.0 - reading.helmet for reading in said]),
        np.array([reading.head for reading in said]),
        np.array(bare),
        np.array(sizes),
    )


def part(of: Judged, rows: NDArray[np.bool_]) -> Judged:
    return Judged(of.bare[rows], of.head[rows], of.is_bare[rows], of.px[rows])


def figures(of: Judged) -> dict[str, float | int | None]:
    """Accuracy at even odds; precision and recall of a bare head said surely, and of a helmet said surely."""
    said_bare, said_helmet = of.bare >= SURE, of.bare <= 1 - SURE
    sure = said_bare | said_helmet
    right = (of.bare >= 0.5) == of.is_bare
    return {
        "heads": len(of.bare),
        "accuracy": share(right),
        "bare_precision": share(of.is_bare[said_bare]),
        "bare_recall": share(said_bare[of.is_bare]),
        "helmet_precision": share(~of.is_bare[said_helmet]),
        "helmet_recall": share(said_helmet[~of.is_bare]),
        "undecided": share(~sure),
        "taken_for_no_head": share(of.head < 0.5),
    }


def share(rows: NDArray[np.bool_]) -> float | None:
    return round(float(rows.mean()), 3) if len(rows) else None


def calibration(of: Judged) -> dict[str, Any]:
    """How often heads were bare, by the probability that was said; ``error`` is the mean gap, weighted by number."""
    edges = np.linspace(0, 1, BINS + 1)
    rows, error = [], 0.0
    for low, high in pairwise(edges):
        inside = (of.bare >= low) & ((of.bare < high) | (high == 1.0))
        if inside.any():
            said, true = float(of.bare[inside].mean()), float(of.is_bare[inside].mean())
            rows.append({"said": round(said, 3), "true": round(true, 3), "heads": int(inside.sum())})
            error += abs(said - true) * inside.mean()
    return {"error": round(float(error), 3), "rows": rows}


def text(result: dict[str, Any]) -> str:
    """The report as tables."""
    names = ("heads", "accuracy", "bare_precision", "bare_recall", "helmet_precision", "helmet_recall", "undecided")
    lines = [result["model"], f"{'':<14}" + "".join(f"{name:>18}" for name in names)]

    def line(title: str, of: dict[str, Any]) -> str:
        return f"{title:<14}" + "".join(f"{'-' if of[name] is None else of[name]:>18}" for name in names)

    lines.append(line("crops", result["crops"]))
    lines += [line(f"  {title}", of) for title, of in result["crops"]["by_size"].items()]
    if "pictures" in result:
        lines.append(line("pictures", result["pictures"]))
        lines += [line(f"  {title}", of) for title, of in result["pictures"]["by_size"].items()]
    lines.append(f"calibration, mean error {result['crops']['calibration']['error']}: bare heads said, true, number")
    lines += [
        f"  {row['said']:.2f}  {row['true']:.2f}  {row['heads']}" for row in result["crops"]["calibration"]["rows"]
    ]
    return "\n".join(lines)
