"""Render the demonstration clips: ``python make.py river`` (see README.md)."""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLIPS = {  # name: module, function, quality (H.264 quantiser; less is larger)
    "river": ("scenes.river", "children", 29),
    "river_adults": ("scenes.river", "adults", 29),
    "road": ("scenes.road", "traffic", 27),
    "bins": ("scenes.bins", "dumping", 27),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", choices=CLIPS)
    parser.add_argument(
        "--out", type=Path, default=HERE.parents[1] / "src/lookout/footage", help="where clip and truth go"
    )
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "footage", help="where frames go")
    parser.add_argument("--stills", help="seconds, with commas: render only these whole pictures into the work folder")
    parser.add_argument("--encode-only", action="store_true", help="the frames are there; only make the clip again")
    parser.add_argument("--quality", type=int, help="H.264 quantiser instead of the usual one")
    options = parser.parse_args()
    module, function, quality = CLIPS[options.clip]
    work = options.work / options.clip
    if options.encode_only:
        from kit import render

        render.encode(work, options.out / f"{options.clip}.mp4", fps=10, quality=options.quality or quality)
        return
    scene = getattr(importlib.import_module(module), function)()
    from kit import render, truth

    if options.stills:
        work.mkdir(parents=True, exist_ok=True)
        for t in map(float, options.stills.split(",")):
            scene.flow(t * scene.fps / scene.cycle)
            scene.pose(t)
            render.still(work / f"still_{t:g}.png", scene.samples)
        return
    record = render.play(scene, work)
    out = options.out / f"{options.clip}.mp4"
    render.encode(work, out, fps=scene.fps, quality=options.quality or quality)
    truth.write(options.out / "truth.json", out.name, record)
    print(f"{out}: {out.stat().st_size} bytes")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
