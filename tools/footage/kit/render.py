"""From a scene to a clip: backgrounds once, then only the boxes around what moves, then H.264."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import bpy
import cv2
import numpy as np

from .stage import Sun
from .truth import Actor, Box, Recorder, Zone, pixel_box

FRAMES = "[0-9][0-9][0-9][0-9].png"
LENS_BLUR, SENSOR_NOISE = 0.55, 0.7  # pixels, grey levels (standard deviations)


@dataclass
class Scene:
    """A scene that is ready to play. ``pose(t)`` sets the actors.

    ``cycle`` backgrounds are rendered, ``flow(turn)`` with turn 0…1 puts the water and the trees into each;
    they play in a circle, so a clip of whole cycles loops without a jump.
    """

    name: str
    seconds: float
    sun: Sun
    pose: Callable[[float], None]
    actors: list[Actor]
    zones: list[Zone] = field(default_factory=list)
    cycle: int = 1
    flow: Callable[[float], None] = lambda turn: None
    fps: int = 10
    samples: int = 20
    seed: int = 1


def still(path: Path, samples: int) -> np.ndarray:
    """Render what is set now."""
    scene = bpy.context.scene
    scene.cycles.samples = samples
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return cv2.imread(str(path)).astype(np.float32)


def play(scene: Scene, work: Path) -> dict:
    """Render all frames as PNG into ``work`` and return the clip's truth."""
    work.mkdir(parents=True, exist_ok=True)
    for old in work.glob(FRAMES):
        old.unlink()
    render = bpy.context.scene.render
    width, height = render.resolution_x, render.resolution_y
    bpy.context.scene.cycles.seed = scene.seed  # the same for all frames: what does not move does not flicker
    began = time.time()
    scene.pose(0)
    backgrounds = _backgrounds(scene, work)
    print(f"{len(backgrounds)} backgrounds in {time.time() - began:.0f} s", flush=True)
    record = Recorder(scene.actors, scene.zones, width, height, scene.fps)
    frames = round(scene.seconds * scene.fps)
    for i in range(frames):
        phase = i % scene.cycle
        scene.flow(phase / scene.cycle)
        scene.pose(i / scene.fps)
        record.watch()
        picture = backgrounds[phase].copy()
        for area in _merged([b for b in (_moving_box(a, scene.sun) for a in scene.actors) if b]):
            _redraw(picture, area, work / "part.png", scene.samples)
        cv2.imwrite(str(work / f"{i:04d}.png"), np.clip(picture + 0.5, 0, 255).astype(np.uint8))
    print(f"{scene.name}: {frames} frames in {time.time() - began:.0f} s", flush=True)
    return record.truth()


def encode(work: Path, out: Path, *, fps: int, quality: int, gop: int = 20) -> None:
    """Film the frames as a cheap camera would, into H.264 that plays everywhere and cuts well.

    That is: a slightly soft lens, darker corners, sensor noise; fixed closed GOPs, no B-frames.
    """
    frames = sorted(work.glob(FRAMES))
    height, width = cv2.imread(str(frames[0])).shape[:2]
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}"]
    command += ["-framerate", str(fps), "-i", "-", "-c:v", "libx264", "-preset", "veryslow", "-refs", "4", "-bf", "0"]
    command += ["-profile:v", "main", "-pix_fmt", "yuv420p", "-qp", str(quality), "-g", str(gop)]
    command += ["-keyint_min", str(gop), "-sc_threshold", "0", "-movflags", "+faststart"]
    # One quantiser throughout and plain decisions: what stands still looks the same in every key frame.
    command += ["-x264-params", "psy=0:trellis=0:subme=5:ipratio=1.4", str(out)]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = (1 - 0.11 * (x * x + y * y))[..., None]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as coder:
        for i, frame in enumerate(frames):
            picture = cv2.GaussianBlur(cv2.imread(str(frame)).astype(np.float32), (0, 0), LENS_BLUR) * vignette
            # The noise repeats with the GOP: otherwise every key frame would look a little different, as a pulse.
            picture += np.random.default_rng(i % gop).normal(0, SENSOR_NOISE, (height, width, 1))
            coder.stdin.write(np.clip(picture, 0, 255).astype(np.uint8).tobytes())
    if coder.returncode:
        raise RuntimeError(f"ffmpeg ended with {coder.returncode}")


def _backgrounds(scene, work):
    parts = [part for actor in scene.actors for part in actor.parts]
    for part in parts:
        part.hide_render = True
    pictures = []
    for k in range(scene.cycle):
        scene.flow(k / scene.cycle)
        pictures.append(still(work / "background.png", scene.samples))
    for part in parts:
        part.hide_render = False
    return pictures


def _moving_box(actor, sun) -> Box | None:
    """The picture's area that an actor and its shadow touch."""
    points = actor.points()
    drop = points[:, 2] - points[:, 2].min() + 0.15  # the ground may fall away a little
    dx, dy = sun.shadow()
    shadow = np.c_[points[:, 0] + dx * drop, points[:, 1] + dy * drop, points[:, 2] - drop]
    return pixel_box(np.vstack([points, shadow]), pad=10)


def _merged(boxes: list[Box]) -> list[Box]:
    """Unite boxes as long as that costs little more than rendering them one by one."""

    def size(b):
        return (b[2] - b[0]) * (b[3] - b[1])

    boxes = list(boxes)
    for a in range(len(boxes)):
        for b in range(a + 1, len(boxes)):
            p, q = boxes[a], boxes[b]
            both = (min(p[0], q[0]), min(p[1], q[1]), max(p[2], q[2]), max(p[3], q[3]))
            if size(both) < 1.35 * (size(p) + size(q)) + 3000:
                rest = [box for n, box in enumerate(boxes) if n not in (a, b)]
                return _merged([*rest, both])
    return boxes


def _redraw(picture, area, path, samples):
    """Render one area and lay it over the picture where it differs."""
    render = bpy.context.scene.render
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = area
    render.use_border = render.use_crop_to_border = True
    render.border_min_x, render.border_max_x = x0 / width, x1 / width
    render.border_min_y, render.border_max_y = 1 - y1 / height, 1 - y0 / height
    part = still(path, samples)[: y1 - y0, : x1 - x0]
    render.use_border = False
    under = picture[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]]
    change = np.clip((cv2.GaussianBlur(np.abs(part - under).max(2), (0, 0), 1.2) - 2) / 4, 0, 1)
    change = np.maximum(change, cv2.GaussianBlur(change, (0, 0), 1.5))[..., None]
    under[:] = part * change + under * (1 - change)
