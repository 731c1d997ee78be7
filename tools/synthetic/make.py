"""Clips with exact truth for ``lookout evaluate``: ``python tools/synthetic/make.py FOLDER`` (see README.md)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAIRS = (("yard", "small"), ("river", "small"), ("road", "middle"), ("river", "large"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1, help="another number makes other people on other ways")
    parser.add_argument("--seconds", type=float, default=40.0, help="length of each clip")
    parser.add_argument(
        "--entries", type=int, default=3, help="how many come into the zone in each clip; 0: empty clips"
    )
    parser.add_argument("--only", nargs="*", default=[], metavar="CONDITION")
    parser.add_argument("--sizes", nargs="*", default=[], metavar="SIZE", help="small, middle, large")
    options = parser.parse_args()
    from film import plan, save, write
    from weather import CONDITIONS

    options.folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for condition in options.only or CONDITIONS:
        for place, size in PAIRS:
            if options.sizes and size not in options.sizes:
                continue
            film = plan(place, condition, size, seed=options.seed, seconds=options.seconds, entries=options.entries)
            name = f"{condition}_{place}_{size}.mp4"
            entries[name] = write(film, options.folder / name)
            print(name, len(entries[name]["zone_events"]), "entries", file=sys.stderr)
    save(options.folder, entries)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
