"""``lookout label VIDEO``: a page on this machine to draw a zone and mark entries in one's own clip.

It writes ``truth.json`` beside the clip (or into ``--folder``); ``lookout evaluate FOLDER`` then tells how many of the
entries the engine finds, how late, and what it says beyond them. The page can do the same for this clip at once.
"""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import Any

from lookout.cli.labelbook import LabelBook
from lookout.cli.labelserver import LabelServer
from lookout.cli.stills import Stills
from lookout.ports import LookoutError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", type=Path, help="a recording of one's own camera")
    parser.add_argument("--folder", type=Path, help="folder of truth.json; the video lies in it (default: beside it)")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")


def act(arguments: argparse.Namespace) -> int:
    """Prints the address to open and serves until it is interrupted."""
    book, stills = opened(arguments.video, arguments.folder)
    server = LabelServer(stills, book, lambda: check(book), port=arguments.port)
    print(f"open {server.address}  (Ctrl+C ends)", flush=True)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        thread.join()
    except KeyboardInterrupt:
        print(f"the labels are in {book.folder / 'truth.json'}", file=sys.stderr)
    finally:
        server.close()
        stills.close()
    return 0


def opened(video: Path, folder: Path | None) -> tuple[LabelBook, Stills]:
    """Raises ``LookoutError`` for a video that cannot be read or lies outside of the folder."""
    path = video.resolve()
    root = (folder or path.parent).resolve()
    if not path.is_file():
        raise LookoutError(f"{video} is no file")
    if not path.is_relative_to(root):
        raise LookoutError(f"{video} must lie in {root}, or truth.json could not name it")
    stills = Stills(path)
    book = LabelBook(root, path.relative_to(root).as_posix(), stills.film)
    try:
        book.entry()
    except LookoutError:
        stills.close()
        raise
    return book, stills


def check(book: LabelBook) -> dict[str, Any]:
    """Plays the clip through the engine: recall, precision, misses and false alarms over all its zones."""
    # the detector takes a second to load, and only this needs it
    from lookout.adapters.detector import load_detector
    from lookout.cli.evaluate import Seen, watch
    from lookout.cli.scoring import score_alarms
    from lookout.cli.truth import read_truth

    truth = read_truth(book.folder)
    clips = [clip for clip in truth.clips if clip.name == book.clip]
    if not clips or not clips[0].config.zones:
        raise LookoutError("draw a zone and save first")
    seen = Seen()
    watch(clips[0], load_detector(), seen)
    score = score_alarms([event for _, event in clips[0].zone_events], [alarm for _, alarm in seen.alarms])
    return {
        "truth": score.truth,
        "found": score.found,
        "recall": score.recall,
        "precision": score.precision,
        "duplicates": score.duplicates,
        "delay_p95_s": score.delay(0.95),
        "misses": list(score.misses),
        "false_alarms": list(score.false_alarms),
        "alarms": [{"zone": alarm.place, "time_s": round(alarm.time_s, 2)} for _, alarm in seen.alarms],
    }
