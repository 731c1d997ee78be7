"""Exact truth: what the scene's geometry says is in the picture, where and when."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import bpy
import cv2
import numpy as np

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels
LIES_S = 3.0  # a bag whose box is the same for so long lies on the ground


@dataclass
class Actor:
    """One moving thing: its class in the detector's words (None: no truth is written), a note, its visible parts.

    ``facts``: what else the truth says of it.
    """

    kind: str | None
    notes: str
    parts: list
    facts: dict = field(default_factory=dict)
    _points: list = field(default_factory=list, repr=False)

    def points(self) -> np.ndarray:
        """All its surface points in the world now, N x 3; parts are rigid, so their shapes are read once."""
        if not self._points:
            graph = bpy.context.evaluated_depsgraph_get()
            for part in self.parts:
                shape = part.evaluated_get(graph).to_mesh()
                flat = np.empty(len(shape.vertices) * 3)
                shape.vertices.foreach_get("co", flat)
                self._points.append(np.c_[flat.reshape(-1, 3), np.ones(len(shape.vertices))])
        bpy.context.view_layer.update()
        return np.vstack(
            [(p @ np.array(part.matrix_world).T)[:, :3] for p, part in zip(self._points, self.parts, strict=True)]
        )


@dataclass(frozen=True)
class Zone:
    """A zone as a convex polygon on the ground (x, y, z in metres) that the camera turns into one in the picture."""

    name: str
    corners: list[tuple[float, float, float]]
    rule: str = "foot point (bottom centre of the box) inside"

    def polygon(self) -> np.ndarray:
        """Its outline in the picture, fractions of width and height, cut off at the picture's border."""
        seen = project(np.array(self.corners, float)).astype(np.float32)
        frame = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
        _, outline = cv2.intersectConvexConvex(cv2.convexHull(seen), frame)
        return outline[:, 0, :]


def project(points: np.ndarray) -> np.ndarray:
    """World points as fractions of the picture's width and height, origin at the top left."""
    scene = bpy.context.scene
    width, height = scene.render.resolution_x, scene.render.resolution_y
    to_camera = np.linalg.inv(np.array(scene.camera.matrix_world))
    x, y, z = (np.c_[points, np.ones(len(points))] @ to_camera.T)[:, :3].T
    reach = 2 * np.tan(scene.camera.data.angle / 2) * np.maximum(-z, 0.05)
    return np.c_[0.5 + x / reach, 0.5 - y / reach * width / height]


def pixel_box(points: np.ndarray, pad: int = 0) -> Box | None:
    """The smallest box around points in the picture, cut at its border; None when nothing is to be seen."""
    scene = bpy.context.scene
    size = np.array([scene.render.resolution_x, scene.render.resolution_y])
    seen = project(points) * size
    low, high = np.floor(seen.min(0)).astype(int) - pad, np.ceil(seen.max(0)).astype(int) + pad
    low, high = np.maximum(low, 0), np.minimum(high, size)
    return (*map(int, low), *map(int, high)) if (high - low >= 3).all() else None


class Recorder:
    """Watches the actors frame by frame and writes a clip's truth."""

    def __init__(self, actors: list[Actor], zones: list[Zone], width: int, height: int, fps: float):
        self.actors = [a for a in actors if a.kind]
        self.zones, self.size, self.fps = zones, (width, height), fps
        self.seen: list[list[Box | None]] = []

    def watch(self) -> None:
        """Note where everything is now; a thing counts as seen when a third of its box is in the picture."""
        frame = []
        for actor in self.actors:
            points = actor.points()
            box, full = pixel_box(points), np.ptp(project(points) * self.size, axis=0)
            share = (box[2] - box[0]) * (box[3] - box[1]) / (full[0] * full[1]) if box else 0
            frame.append(box if share > 1 / 3 else None)
        self.seen.append(frame)

    def truth(self) -> dict:
        """The record of the clip in the form of the project's truth files."""
        objects, events, left = [], [], []
        for n, actor in enumerate(self.actors):
            track = [frame[n] for frame in self.seen]
            shown = self._spans([box is not None for box in track])
            objects += [{"class": actor.kind, "appears_s": span, "notes": actor.notes, **actor.facts} for span in shown]
            if actor.kind == "bag":
                lies = self._spans([a is not None and a == b for a, b in pairwise([None, *track])])
                left += [{"class": actor.kind, "lies_s": span} for span in lies if span[1] - span[0] >= LIES_S]
            for zone in self.zones:
                outline = zone.polygon()
                inside = self._spans([box is not None and self._foot_inside(box, outline) for box in track])
                event = {"zone": zone.name, "class": actor.kind}
                events += [{**event, "inside_s": span, "tolerance_s": 0.5} for span in inside]
        half_second = max(1, round(self.fps / 2))
        boxes = [
            {
                "t": i / self.fps,
                "boxes": [[a.kind, x0, y0, x1 - x0, y1 - y0] for a, (x0, y0, x1, y1) in self._present(i)],
            }
            for i in range(0, len(self.seen), half_second)
            if self._present(i)
        ]
        zones = [
            {"name": z.name, "polygon_norm": np.round(z.polygon().astype(float), 3).tolist(), "rule": z.rule}
            for z in self.zones
        ]
        return {
            "width": self.size[0],
            "height": self.size[1],
            "fps": float(self.fps),
            "duration_s": len(self.seen) / self.fps,
            "codec": "h264",
            "objects": objects,
            "zones": zones,
            "zone_events": sorted(events, key=lambda e: e["inside_s"]),
            **({"left_behind": left} if left else {}),
            "boxes": boxes,
            "synthetic": True,
        }

    def _present(self, i):
        return [(a, box) for a, box in zip(self.actors, self.seen[i], strict=True) if box]

    def _foot_inside(self, box, outline):
        foot = ((box[0] + box[2]) / 2 / self.size[0], box[3] / self.size[1])
        return cv2.pointPolygonTest(outline, foot, False) >= 0

    def _spans(self, flags):
        """Runs of true frames as [from, to] in seconds; gaps up to 0.3 s are bridged, runs under 0.3 s dropped."""
        spans = []
        for i, flag in enumerate(flags):
            if flag and spans and i - spans[-1][1] <= 0.3 * self.fps:
                spans[-1][1] = i
            elif flag:
                spans.append([i, i])
        return [[a / self.fps, round((b + 1) / self.fps, 3)] for a, b in spans if b - a >= 0.3 * self.fps]


def write(path: Path, clip: str, record: dict) -> None:
    """Put a clip's record into the truth file, leaving the others alone."""
    whole = json.loads(path.read_text()) if path.exists() else {"videos": {}}
    whole["videos"][clip] = record
    path.write_text(_compact(whole) + "\n")


def _compact(whole: dict) -> str:
    """JSON with one line for each innermost thing, so that a change reads well in history."""
    about = json.dumps(whole.get("about", ""), ensure_ascii=False)
    videos = []
    for name, record in sorted(whole["videos"].items()):
        fields = []
        for key, value in record.items():
            if isinstance(value, list) and value:
                rows = ",\n   ".join(json.dumps(row, ensure_ascii=False) for row in value)
                fields.append(f'  "{key}": [\n   {rows}\n  ]')
            else:
                fields.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
        videos.append(f' "{name}": {{\n' + ",\n".join(fields) + "\n }")
    return f'{{\n"about": {about},\n"videos": {{\n' + ",\n".join(videos) + "\n}\n}"
