"""Crops of heads for training: reading them, and making each look as a village camera would have seen it.

A crop is square and half as large again as the head in its middle, BGR. Labels: 0 helmet, 1 bare, 2 no head at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Random = np.random.Generator

HELMET, BARE, NOTHING = 0, 1, 2
FOLDERS = {"with_helmet": HELMET, "without_helmet": BARE}
SIDE = 48
"""The network's input."""
MARGIN = 1.5
"""A crop's side over the head's."""
EASY = 0.25
"""Share of crops that are only moved: good pictures by day happen too."""
LEAST_PX, MOST_PX = 11, 96
"""Sides of crops as the camera's picture has them: heads of 7 to 64 pixels."""


@dataclass(frozen=True, slots=True)
class Crop:
    picture: Picture
    label: int
    name: str


def read_crops(folder: Path) -> list[Crop]:
    """All crops of ``folder``/with_helmet and ``folder``/without_helmet, in the order of their names."""
    crops: list[Crop] = []
    for name, label in FOLDERS.items():
        for path in sorted((folder / name).glob("*")):
            picture = cv2.imread(str(path))
            if picture is None:
                raise SystemExit(f"{path} is no picture; take it out of the folder")
            crops.append(Crop(picture.astype(np.uint8, copy=False), label, path.name))
    if len({crop.label for crop in crops}) < 2:
        raise SystemExit(f"{folder} needs pictures in with_helmet/ and in without_helmet/")
    return crops


def held_out(crop: Crop, share: float) -> bool:
    """Whether this crop is kept from the training; its content decides, so that copies stay together."""
    return hashlib.sha256(crop.picture.tobytes()).digest()[0] < 256 * share


def read_scenes(folders: Sequence[Path]) -> list[Picture]:
    """Pictures without people, at most 480 wide: where no head is."""
    scenes: list[Picture] = []
    for folder in folders:
        for path in sorted(folder.glob("*.jpg")):
            picture = cv2.imread(str(path))
            if picture is not None:
                scale = min(1.0, 480 / picture.shape[1])
                scenes.append(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return scenes


def nothing(crops: Sequence[Crop], scenes: Sequence[Picture], random: Random) -> Picture:
    """A place without a whole head: street, shoulder, sky, or a head cut by the crop's edge."""
    if scenes and random.random() < 0.35:
        scene = scenes[random.integers(len(scenes))]
        side = int(random.integers(16, min(scene.shape[:2]) // 2))
        top, left = (int(random.integers(0, size - side)) for size in scene.shape[:2])
        return scene[top : top + side, left : left + side]
    picture = crops[random.integers(len(crops))].picture
    height, width = picture.shape[:2]
    if random.random() < 0.5:
        # a corner of the crop: at most the rim of the head
        share = random.uniform(0.25, 0.36)
        side = max(6, int(share * min(height, width)))
        top = 0 if random.random() < 0.3 else height - side
        left = 0 if random.random() < 0.5 else width - side
        return picture[top : top + side, left : left + side]
    # so far beside the head, above or below it, that it is no crop of a head any more
    angle, far = random.uniform(0, 2 * np.pi), random.uniform(0.62, 0.85)
    shift = np.array([[1, 0, far * width * np.cos(angle)], [0, 1, far * height * np.sin(angle)]], np.float32)
    if scenes:
        scene = scenes[random.integers(len(scenes))]
        behind = cv2.resize(scene, (width, height), interpolation=cv2.INTER_AREA)
        return cv2.warpAffine(picture, shift, (width, height), dst=behind, borderMode=cv2.BORDER_TRANSPARENT)
    return cv2.warpAffine(picture, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)


def as_seen(picture: Picture, random: Random) -> Picture:
    """The crop as a camera could have given it, ``SIDE`` × ``SIDE``: turned, lit, covered, small, soft, noisy."""
    moved = _moved(picture, random)
    small = moved if random.random() < EASY else _small(_lit(_covered(moved, random), random), random)
    return cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def plain(picture: Picture, px: int | None = None) -> Picture:
    """The crop as it is; with ``px`` as if its head were so many pixels large in the camera's picture."""
    if px is not None:
        side = max(4, round(px * MARGIN))
        if side < picture.shape[0]:
            picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    shrink = picture.shape[0] > SIDE
    return cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR).astype(
        np.uint8, copy=False
    )


def _moved(picture: Picture, random: Random) -> Picture:
    """Flipped, turned, stretched and shifted as much as a box that was guessed is off."""
    height, width = picture.shape[:2]
    scale = np.exp(random.normal(0, 0.16))
    stretch = np.exp(random.normal(0, 0.07))
    turn = np.deg2rad(random.normal(0, 9))
    flip = -1.0 if random.random() < 0.5 else 1.0
    side = MOST_PX
    to_unit = np.array([[2 / width, 0, -1], [0, 2 / height, -1], [0, 0, 1]])
    spin = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    sized = np.diag([flip * scale * stretch, scale / stretch, 1.0])
    shifted = np.array([[1, 0, random.normal(0, 0.11)], [0, 1, random.normal(0, 0.11)], [0, 0, 1]])
    from_unit = np.array([[side / 2, 0, side / 2], [0, side / 2, side / 2], [0, 0, 1]])
    whole = from_unit @ shifted @ spin @ sized @ to_unit
    border = cv2.BORDER_REPLICATE if random.random() < 0.6 else cv2.BORDER_REFLECT
    warped = cv2.warpAffine(picture, whole[:2], (side, side), flags=cv2.INTER_LINEAR, borderMode=border)
    return warped.astype(np.uint8, copy=False)


def _covered(picture: Picture, random: Random) -> Picture:
    """Now and then a patch over a part: a hand, a mirror, the person in front. Never over most of the head."""
    if random.random() >= 0.3:
        return picture
    side = picture.shape[0]
    wide, high = (int(side * random.uniform(0.15, 0.45)) for _ in range(2))
    left, top = int(random.integers(-wide // 2, side)), int(random.integers(side // 3, side))
    covered = picture.copy()
    patch = covered[max(0, top) : top + high, max(0, left) : left + wide]
    if random.random() < 0.5:
        patch[:] = random.integers(0, 256, 3)
    else:
        patch[:] = picture[random.integers(side), random.integers(side)]
    return covered


def _lit(picture: Picture, random: Random) -> Picture:
    """Dusk, back light, white balance, faded colours and infrared."""
    light = picture.astype(np.float32) / 255
    if random.random() < 0.4:
        hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
        hsv[..., 0] = (hsv[..., 0].astype(np.int16) + int(random.normal(0, 12))) % 180
        light = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR).astype(np.float32) / 255
    grey = light.mean(axis=2, keepdims=True)
    kept = 0.0 if random.random() < 0.12 else float(np.clip(random.normal(0.9, 0.3), 0, 1.5))
    light = grey + kept * (light - grey)
    light = np.clip(light, 0, 1) ** np.exp(random.normal(0, 0.35))
    gain = random.uniform(0.15, 0.5) if random.random() < 0.2 else np.exp(random.normal(0, 0.2))
    contrast = np.exp(random.normal(0, 0.25))
    middle = light.mean()
    light = (middle + contrast * (light - middle)) * gain * np.exp(random.normal(0, 0.05, 3)) + random.normal(0, 0.03)
    return (np.clip(light, 0, 1) * 255).astype(np.uint8)


def _small(picture: Picture, random: Random) -> Picture:
    """Made small, softened, noisy and compressed, in the order in which a camera does it."""
    side = int(np.exp(random.uniform(np.log(LEAST_PX), np.log(MOST_PX))))
    if random.random() < 0.3:
        length = int(random.integers(3, 12))
        line = np.zeros((length, length), np.float32)
        line[length // 2] = 1 / length
        if random.random() < 0.3:
            line = line.T.copy()
        picture = cv2.filter2D(picture, -1, line).astype(np.uint8, copy=False)
    if random.random() < 0.4:
        spread = random.uniform(0.3, 1.1) * picture.shape[0] / max(side, 16)
        picture = cv2.GaussianBlur(picture, (0, 0), min(4.0, spread)).astype(np.uint8, copy=False)
    method = cv2.INTER_AREA if random.random() < 0.7 else cv2.INTER_LINEAR
    small = cv2.resize(picture, (side, side), interpolation=method).astype(np.float32)
    if random.random() < 0.5:
        small += random.normal(0, random.uniform(1, 9), small.shape)
    small8 = np.clip(small, 0, 255).astype(np.uint8)
    if random.random() < 0.7:
        done, data = cv2.imencode(".jpg", small8, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 95))])
        if done:
            small8 = cv2.imdecode(data, cv2.IMREAD_COLOR).astype(np.uint8, copy=False)
    return small8
