"""Trains the judge of bin stations, or says how good it is.

    python tools/training/station.py FOLDER --out station.onnx     (needs the package onnx beside the product's own)
    python tools/training/station.py FOLDER --evaluate [--json]    (the product's own packages)

FOLDER has train/ and test/ with pictures whose names begin with clean_ or rubbish_.

A logistic regression with a strong ridge on the features of the shipped detector's backbone. With a dozen clean
pictures nothing larger can be learnt honestly. Every picture is seen in several disguises (mirrored, cut, darker,
smaller, noisy), the rare class in more of them; both classes weigh the same. The sharpness of the probabilities comes
from pictures that were left out in turn.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import minimize

from lookout.adapters.station import Backbone, load_station

RIDGE = 1e-4
DISGUISES = {True: 2, False: 12}
"""Rubbish, clean."""
FOLDS = 13
SURE = (0.5, 0.8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("station.onnx"))
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.evaluate:
        evaluate(arguments.folder, as_json=arguments.json)
    else:
        train(arguments.folder, arguments.out, seed=arguments.seed)


def pictures(folder: Path) -> list[tuple[np.ndarray, bool]]:
    """The pictures with whether rubbish lies there, in the order of their names."""
    found = []
    for path in sorted(folder.glob("*.jpg")):
        kind = path.name.split("_")[0]
        picture = cv2.imread(str(path))
        if kind in {"clean", "rubbish"} and picture is not None:
            found.append((picture, kind == "rubbish"))
    if len({dirty for _, dirty in found}) < 2:
        raise SystemExit(f"{folder} needs pictures named clean_*.jpg and rubbish_*.jpg")
    return found


def disguised(picture: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The same place as another camera might show it."""
    height, width = picture.shape[:2]
    share = chance.uniform(0.75, 1.0)
    tall, wide = int(height * share), int(width * min(1.0, share * chance.uniform(0.9, 1.1)))
    top, left = chance.integers(0, height - tall + 1), chance.integers(0, width - wide + 1)
    part = picture[top : top + tall, left : left + wide]
    if chance.random() < 0.5:
        part = part[:, ::-1]
    light = 255 * (part / 255.0) ** chance.uniform(0.6, 1.6) * chance.uniform(0.7, 1.2)
    small = cv2.resize(np.clip(light, 0, 255).astype(np.uint8), None, fx=(s := chance.uniform(0.3, 1.0)), fy=s,
                       interpolation=cv2.INTER_AREA)  # fmt: skip
    return np.clip(small + chance.normal(0, chance.uniform(0, 6), small.shape), 0, 255).astype(np.uint8)


def fitted(
    features: np.ndarray, dirty: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Mean, spread, weights and constant of the regression; both classes weigh the same."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    scale = spread * np.sqrt(features.shape[1])
    rows, sign = (features - mean) / scale, np.where(dirty, 1.0, -1.0)
    weight = weight / np.where(dirty, weight[dirty].sum(), weight[~dirty].sum()) / 2

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (rows @ values[:-1] + values[-1])
        pull = -weight * sign / (1 + np.exp(np.clip(margin, -50, 50)))
        gradient = np.append(rows.T @ pull + RIDGE * values[:-1], pull.sum())
        return float(weight @ np.logaddexp(0, -margin) + RIDGE / 2 * values[:-1] @ values[:-1]), gradient

    done = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return mean, scale, done.x[:-1], float(done.x[-1])


def train(folder: Path, out: Path, *, seed: int) -> None:
    """Fits, calibrates on pictures left out in turn, and writes the ONNX file."""
    chance, backbone = np.random.default_rng(seed), Backbone()
    known = pictures(folder / "train")
    views = [
        [backbone.features(view) for view in (p, p[:, ::-1], *(disguised(p, chance) for _ in range(DISGUISES[dirty])))]
        for p, dirty in known
    ]
    dirty = np.array([label for _, label in known])

    def model(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        counts = [len(views[row]) for row in rows]
        weight = np.repeat(1 / np.array(counts), counts)
        return fitted(np.concatenate([views[row] for row in rows]), np.repeat(dirty[rows], counts), weight)

    fold = np.empty(len(known), int)
    for label in (True, False):
        rows = chance.permutation(np.flatnonzero(dirty == label))
        fold[rows] = np.arange(len(rows)) % FOLDS
    left_out = np.empty(len(known))
    for number in range(FOLDS):
        mean, scale, weights, constant = model(np.flatnonzero(fold != number))
        for row in np.flatnonzero(fold == number):
            left_out[row] = (((np.array(views[row][:2]) - mean) / scale) @ weights + constant).mean()
    slope, shift = calibrated(left_out, dirty)
    print(f"left out in turn: AUC {area(left_out, dirty):.3f} ({dirty.sum()} rubbish, {(~dirty).sum()} clean)")
    mean, scale, weights, constant = model(np.arange(len(known)))
    export(out, mark=backbone.mark, mean=mean, weights=slope * weights / scale, constant=slope * constant + shift)
    print(f"{out}: {out.stat().st_size} bytes")


def calibrated(scores: np.ndarray, dirty: np.ndarray) -> tuple[float, float]:
    """Slope and shift that turn scores into honest probabilities when clean and dirty are as likely."""
    weight = np.where(dirty, 0.5 / dirty.sum(), 0.5 / (~dirty).sum())
    sign = np.where(dirty, 1.0, -1.0)

    def loss(values: np.ndarray) -> float:
        return float(weight @ np.logaddexp(0, -sign * (values[0] * scores + values[1])))

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(slope), float(shift)


def export(path: Path, *, mark: str, mean: np.ndarray, weights: np.ndarray, constant: float) -> None:
    """The name of the input says for which backbone it was made."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    name = f"features_{mark}"
    graph = helper.make_graph(
        [
            helper.make_node("Sub", [name, "mean"], ["centred"]),
            helper.make_node("Gemm", ["centred", "weights", "constant"], ["score"]),
            helper.make_node("Sigmoid", ["score"], ["probability"]),
        ],
        "station",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", len(mean)])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["batch", 1])],
        [
            numpy_helper.from_array(mean.astype(np.float32), "mean"),
            numpy_helper.from_array(weights.astype(np.float32)[:, None], "weights"),
            numpy_helper.from_array(np.array([constant], np.float32), "constant"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="fengqiao")
    made.ir_version = 9
    onnx.checker.check_model(made)
    onnx.save(made, str(path))


def area(scores: np.ndarray, dirty: np.ndarray) -> float:
    """How often a dirty station has the higher score of a pair."""
    above = scores[dirty][:, None] - scores[~dirty][None]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    z, share = 1.96, right / count
    middle, half = share + z * z / 2 / count, z * np.sqrt(share * (1 - share) / count + z * z / 4 / count**2)
    return float((middle - half) / (1 + z * z / count)), float((middle + half) / (1 + z * z / count))


def evaluate(folder: Path, *, as_json: bool) -> None:
    """The shipped judge on test/, which it has never seen."""
    judge, known = load_station(), pictures(folder / "test")
    said, dirty = np.array([judge.judge(picture) for picture, _ in known]), np.array([label for _, label in known])
    chance = np.random.default_rng(0)
    draws = []
    for _ in range(2000):
        rows = np.concatenate(
            [chance.choice(np.flatnonzero(dirty == label), (dirty == label).sum()) for label in (True, False)]
        )
        draws.append(area(said[rows], dirty[rows]))
    low, high = np.percentile(draws, (2.5, 97.5))
    result: dict[str, object] = {"auc": round(area(said, dirty), 3), "auc_95": [round(low, 3), round(high, 3)]}
    for sure in SURE:
        found, quiet = int((said[dirty] >= sure).sum()), int((said[~dirty] < sure).sum())
        result[f"at_{sure}"] = {
            "rubbish_found": [found, int(dirty.sum()), *(round(v, 2) for v in wilson(found, int(dirty.sum())))],
            "clean_left_alone": [
                quiet,
                int((~dirty).sum()),
                *(round(v, 2) for v in wilson(quiet, int((~dirty).sum()))),
            ],
        }
    print(json.dumps(result) if as_json else "\n".join(f"{key}: {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
