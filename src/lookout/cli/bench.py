"""``lookout bench``: how many cameras this machine can watch, measured with the whole engine in real time."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from lookout.bench import films, measure, plain
from lookout.ports import LookoutError

FEW = 20
"""More cameras than these are better shared among a process for each processor: the interpreter of one becomes the
narrow place."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cameras", type=int, default=100, metavar="N")
    parser.add_argument(
        "--busy", type=float, default=1.0, metavar="FRACTION", help="share of cameras where something always moves"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long is measured, after all are watched")
    parser.add_argument("--footage", type=Path, metavar="FOLDER", help="clips for the busy cameras; else the shipped")
    parser.add_argument("--every", type=float, default=600.0, help="seconds between visitors in a quiet scene")
    parser.add_argument("--detectors", type=int, default=0, metavar="N", help="detector threads; 0 chooses")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="as with run --shards; 0 chooses")
    parser.add_argument("--plain", action="store_true", help="also find what a plain pipeline holds at the same delay")
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")


def act(arguments: argparse.Namespace) -> int:
    """Prints exactly one JSON object; how it goes on is told on stderr."""
    if arguments.cameras < 1 or not 0 <= arguments.busy <= 1 or arguments.seconds <= 0 or arguments.every <= 0:
        raise LookoutError("--cameras is at least 1, --busy between 0 and 1, --seconds and --every above 0")
    if arguments.footage is not None and not arguments.footage.is_dir():
        raise LookoutError(f"there is no folder {arguments.footage}")
    processors = len(os.sched_getaffinity(0))
    processes = arguments.processes or (1 if arguments.cameras <= FEW else processors)
    workers = arguments.detectors or max(1, processors // processes)
    with tempfile.TemporaryDirectory(prefix="lookout-films-") as folder:
        print("making the films", file=sys.stderr)
        made = films.make(Path(folder), source=arguments.footage, every_s=arguments.every)
        told = measure.run(
            made,
            cameras=arguments.cameras,
            busy=arguments.busy,
            seconds=arguments.seconds,
            workers=workers,
            processes=processes,
            progress=lambda text: print(text, file=sys.stderr),
        )
        if arguments.plain:
            told["plain"] = plain.held(made.busy, progress=lambda text: print(text, file=sys.stderr))
    print(json.dumps(told, indent=None if arguments.json else 1))
    return 0
