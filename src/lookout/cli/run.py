"""``lookout run``: all cameras of a settings file, reported to the platform, until it is told to end."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from lookout.adapters.delivery import HttpDelivery
from lookout.adapters.memory import few_arenas
from lookout.adapters.painter import JpegPainter
from lookout.cli import fleet, shards
from lookout.cli.equipment import add_detector_arguments, chosen_detector, load_tools
from lookout.pipeline import Analyser
from lookout.ports import LookoutError
from lookout.runner import Engine, EngineSettings
from lookout.runner.secrets import read_secret
from lookout.runner.shares import Share

PARENT_LOOK_S = 0.5

log = logging.getLogger("lookout")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="settings (JSON), read again on change"
    )
    parser.add_argument("--spool", type=Path, required=True, metavar="DIR", help="where alerts wait for the platform")
    parser.add_argument("--platform", required=True, metavar="URL", help="the platform's address")
    parser.add_argument("--engine", required=True, metavar="NAME", help="this engine's name at the platform")
    parser.add_argument("--secret-file", type=Path, required=True, metavar="FILE", help="the shared secret, in hex")
    parser.add_argument(
        "--live", default="127.0.0.1:0", metavar="HOST:PORT", help="the engine's own server; 'off' for none"
    )
    parser.add_argument(
        "--detectors", type=int, default=0, metavar="N", help="detector threads; 0 chooses by processors"
    )
    add_detector_arguments(parser)
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--shard", metavar="I/N", help="watch only this part of the cameras, such as 1/4")
    parts.add_argument("--shards", type=int, metavar="N", help="start and look after N processes, one for each part")
    parts.add_argument(
        "--ray", nargs="?", const="auto", metavar="ADDRESS", help="spread the cameras over the nodes of a Ray cluster"
    )
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one is gone")


def act(arguments: argparse.Namespace) -> int:
    """Prints one JSON line with the live server's address when it runs; logs to stderr."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    secret = read_secret(arguments.secret_file)
    if urlsplit(arguments.platform).scheme not in {"http", "https"} or not urlsplit(arguments.platform).hostname:
        raise LookoutError("--platform is an address such as https://county.example")
    if arguments.shards is not None:
        return shards.run(arguments)
    if arguments.ray is not None:
        return fleet.run(arguments, secret=secret, live=address(arguments.live))
    few_arenas()
    share = None if arguments.shard is None else Share.parse(arguments.shard)
    processors = max(1, (os.cpu_count() or 1) // (share.count if share else 1))
    workers = arguments.detectors or min(4, max(1, processors // 2))
    settings = EngineSettings(
        name=arguments.engine if share is None else f"{arguments.engine}-{share.number}",
        config=arguments.config,
        spool=arguments.spool,
        live=live_of(share, address(arguments.live)),
        workers=workers,
        processors=processors,
        share=share,
    )
    delivery = HttpDelivery(arguments.platform, settings.name, secret)
    detector = chosen_detector(arguments, streams=workers)
    painter = JpegPainter()
    tools = load_tools(forgiving=True)
    try:
        engine = Engine(
            settings,
            secret=secret,
            delivery=delivery,
            looker=lambda config: Analyser(config, detector=detector, painter=painter, make=tools.make),
        )
    except OSError as problem:
        raise LookoutError(f"the live server cannot use {arguments.live}: {problem.strerror}") from problem
    ended = _until_told(engine, with_parent=arguments.with_parent)
    logging.shutdown()
    sys.stdout.flush()
    if not ended:
        # A thread that hangs in a camera's silence would hold the process for seconds; all that matters is on disk.
        os._exit(0)
    delivery.close()
    return 0


def _until_told(engine: Engine, *, with_parent: bool) -> bool:
    told = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    signal.signal(signal.SIGHUP, lambda number, frame: engine.reload())
    parent = os.getppid()
    engine.start()
    print(json.dumps({"engine": engine.settings.name, "live": engine.live_address, "pid": os.getpid()}), flush=True)
    while not told.wait(PARENT_LOOK_S):
        if with_parent and os.getppid() != parent:
            log.warning("the process that started this engine is gone; ending")
            break
    log.info("ending")
    return engine.stop()


def live_of(share: Share | None, live: tuple[str, int] | None) -> tuple[str, int] | None:
    """Each process has a server of its own: of a fixed port the first has this one, the next ones those behind it."""
    if share is None or live is None or live[1] == 0:
        return live
    return live[0], live[1] + share.number - 1


def address(text: str) -> tuple[str, int] | None:
    """``host:port`` taken apart; ``off`` gives None."""
    if text == "off":
        return None
    match = re.fullmatch(r"\[?([^\[\]]+?)\]?:(\d{1,5})", text)
    if match is None or int(match[2]) > 65535:
        raise LookoutError(f"'{text}' is no HOST:PORT such as 127.0.0.1:8021")
    return match[1], int(match[2])
