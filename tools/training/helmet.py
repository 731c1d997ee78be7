"""Trains the helmet classifier, or says how good it is.

    python tools/training/helmet.py FOLDER --elsewhere STREETS --out helmet.onnx      (needs PyTorch; see README.md)
    python tools/training/helmet.py FOLDER --evaluate [--riders TRUTH] [--json]       (the product's own packages)

FOLDER has train/ and valid/, each with with_helmet/ and without_helmet/.
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING

import heads
import numpy as np
import paint

if TYPE_CHECKING:
    from network import HelmetNet
    from torch import Tensor

HELD_OUT = 0.08
NOTHING_SHARE = 0.35
SHELLS, CLOTHS = 0.25, 0.15
"""Shares of bare heads that get a painted helmet, or painted hair or cloth."""
BATCH = 64
SMOOTHING = 0.03
EMA = 0.995


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--elsewhere", type=Path, action="append", default=[], help="pictures without people")
    parser.add_argument("--out", type=Path, default=Path("helmet.onnx"))
    parser.add_argument("--epochs", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--evaluate", action="store_true", help="judge the shipped model instead of training one")
    parser.add_argument("--model", type=Path, help="with --evaluate: this file instead of the shipped one")
    parser.add_argument("--riders", type=Path, help="with --evaluate: a truth.json whose images have head_boxes")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.evaluate:
        import report

        report.act(arguments)
    else:
        train(arguments)


def train(arguments: argparse.Namespace) -> None:
    """Trains with the given seed and writes the ONNX file."""
    import torch
    from network import HelmetNet
    from torch.nn import functional

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    random = np.random.default_rng(arguments.seed)
    every = heads.read_crops(arguments.folder / "train")
    crops = [crop for crop in every if not heads.held_out(crop, HELD_OUT)]
    kept = [crop for crop in every if heads.held_out(crop, HELD_OUT)]
    scenes = heads.read_scenes(arguments.elsewhere)
    print(f"{len(crops)} crops to train on, {len(kept)} to calibrate on, {len(scenes)} scenes")
    net = HelmetNet().to(memory_format=torch.channels_last)
    smooth = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.02)
    steps = arguments.epochs * math.ceil(len(crops) * (1 + NOTHING_SHARE) / BATCH)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.15)
    began, step = time.monotonic(), 0
    for epoch in range(arguments.epochs):
        order = random.permutation(int(len(crops) * (1 + NOTHING_SHARE)))
        net.train()
        total = 0.0
        for start in range(0, len(order), BATCH):
            pixels, labels = batch(order[start : start + BATCH], crops, scenes, random)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = net(pixels)
            loss = functional.cross_entropy(logits.float(), labels, label_smoothing=SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            plan.step()
            step += 1
            follow(smooth, net, min(EMA, step / (step + 10)))
            total += float(loss.detach()) * len(labels)
        if epoch % 5 == 4 or epoch + 1 == arguments.epochs:
            right = accuracy(smooth, kept)
            spent = time.monotonic() - began
            print(f"epoch {epoch + 1}: loss {total / len(order):.3f}, held out {right:.3f}, {spent:.0f} s", flush=True)
        if epoch % 20 == 19 or epoch + 1 == arguments.epochs:
            # written now and then, so that a run that is cut short leaves something
            write(smooth, kept, epoch + 1, arguments)


def write(net: HelmetNet, kept: list[heads.Crop], epochs: int, arguments: argparse.Namespace) -> None:
    """Calibrates what has been learned so far and writes the ONNX file."""
    from network import export

    net.eval()
    temperature = fitted_temperature(net, kept, np.random.default_rng(arguments.seed))
    note = f"Fengqiao helmet classifier; seed {arguments.seed}, {epochs} epochs, temperature {temperature:.2f}"
    export(copy.deepcopy(net), temperature, arguments.out, note=note)
    size = arguments.out.stat().st_size / 1000
    print(f"{arguments.out}: {size:.0f} kB, {epochs} epochs, temperature {temperature:.2f}", flush=True)


def batch(
    chosen: np.ndarray, crops: list[heads.Crop], scenes: list[heads.Picture], random: heads.Random
) -> tuple[Tensor, Tensor]:
    """Augmented pictures and labels; numbers beyond the crops stand for places without a head."""
    import torch

    pictures, labels = [], []
    for index in chosen:
        if index < len(crops):
            source, label = crops[index].picture, crops[index].label
            chance = random.random()
            if label == heads.BARE and chance < SHELLS:
                source, label = paint.shell(source, random), heads.HELMET
            elif label == heads.BARE and chance < SHELLS + CLOTHS:
                source = paint.cloth(source, random)
        else:
            source, label = heads.nothing(crops, scenes, random), heads.NOTHING
        pictures.append(heads.as_seen(source, random))
        labels.append(label)
    pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()
    return pixels, torch.tensor(labels)


def follow(smooth: HelmetNet, net: HelmetNet, keep: float) -> None:
    """Moves the running mean of the weights a step towards the present ones."""
    import torch

    with torch.no_grad():
        for mean, value in zip(smooth.state_dict().values(), net.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.mul_(keep).add_(value, alpha=1 - keep)
            else:
                mean.copy_(value)


def accuracy(net: HelmetNet, crops: list[heads.Crop]) -> float:
    """Share of crops, as they are, whose more likely of the two answers is right."""
    import torch

    net.eval()
    pixels = torch.from_numpy(np.stack([heads.plain(crop.picture) for crop in crops])).permute(0, 3, 1, 2).float()
    with torch.no_grad():
        said = net(pixels)[:, :2].argmax(dim=1).numpy()
    return float((said == np.array([crop.label for crop in crops])).mean())


def fitted_temperature(net: HelmetNet, kept: list[heads.Crop], random: heads.Random) -> float:
    """The temperature at which the probabilities of the held out crops, seen eight times each in all their
    disguises, are as good as they get."""
    import torch
    from torch.nn import functional

    pictures = np.stack([heads.as_seen(crop.picture, random) for crop in kept for _ in range(8)])
    labels = torch.tensor([crop.label for crop in kept for _ in range(8)])
    with torch.no_grad():
        logits = net(torch.from_numpy(pictures).permute(0, 3, 1, 2).float())
    grid = np.geomspace(0.4, 3.0, 61)
    losses = [float(functional.cross_entropy(logits / temperature, labels)) for temperature in grid]
    return float(grid[int(np.argmin(losses))])


if __name__ == "__main__":
    main()
