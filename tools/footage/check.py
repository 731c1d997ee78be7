"""What the shipped detector finds in the clips, measured against their exact truth: ``python check.py [clip …]``.

Runs in the project's own environment (it needs no Blender). A box counts as found when a detection of its class
with at least the score overlaps it by half (IoU).
"""

import argparse
import json
from collections import Counter

import av
from lookout.adapters.detector import load_detector
from lookout.footage import clip, names, truth_file

TALL = 40  # pixels; smaller things are not asked of this detector


def overlap(a, b) -> float:
    """Intersection over union of two boxes (left, top, right, bottom)."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    common = max(w, 0) * max(h, 0)
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def measure(name: str, score: float, detector) -> None:
    """Print one clip's counts."""
    record = json.loads(truth_file().read_text())["videos"][f"{name}.mp4"]
    width, height, fps = record["width"], record["height"], record["fps"]
    expected = {round(entry["t"] * fps): entry["boxes"] for entry in record.get("boxes", [])}
    seen, asked, found, surplus = Counter(), Counter(), Counter(), Counter()
    with av.open(str(clip(name))) as container:
        for i, frame in enumerate(container.decode(video=0)):
            boxes = [
                (d.cls, (d.box.x1 * width, d.box.y1 * height, d.box.x2 * width, d.box.y2 * height))
                for d in detector.detect(frame.to_ndarray(format="bgr24"))
                if d.score >= score
            ]
            seen.update(f"{n} {cls}" for cls, n in Counter(cls for cls, _ in boxes).items())
            for kind, x, y, w, h in expected.get(i, []):
                if h >= TALL:
                    asked[kind] += 1
                    found[kind] += any(cls == kind and overlap(b, (x, y, x + w, y + h)) >= 0.5 for cls, b in boxes)
            if i and i % round(fps / 2) == 0 and i not in expected:
                surplus.update(cls for cls, _ in boxes)
    print(f"{name}: frames with so many of a class at {score}: {dict(sorted(seen.items()))}")
    print(f"  truth boxes of at least {TALL} px found: { {kind: f'{found[kind]}/{n}' for kind, n in asked.items()} }")
    print(f"  detections in empty pictures: {dict(surplus) or 'none'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*")
    parser.add_argument("--score", type=float, default=0.5)
    options = parser.parse_args()
    detector = load_detector()
    for name in options.clips or names():
        measure(name, options.score, detector)


if __name__ == "__main__":
    main()
