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
from lookout.adapters.detector import load_detector
from lookout.adapters.painter import JpegPainter
from lookout.pipeline import Analyser
from lookout.ports import LookoutError
from lookout.runner import Engine, EngineSettings

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
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one is gone")


def act(arguments: argparse.Namespace) -> int:
    """Prints one JSON line with the live server's address when it runs; logs to stderr."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    secret = read_secret(arguments.secret_file)
    if urlsplit(arguments.platform).scheme not in {"http", "https"} or not urlsplit(arguments.platform).hostname:
        raise LookoutError("--platform is an address such as https://county.example")
    workers = arguments.detectors or min(4, max(1, (os.cpu_count() or 1) // 2))
    settings = EngineSettings(
        name=arguments.engine,
        config=arguments.config,
        spool=arguments.spool,
        live=address(arguments.live),
        workers=workers,
    )
    delivery = HttpDelivery(arguments.platform, arguments.engine, secret)
    detectors = [load_detector() for _ in range(workers)]
    painter = JpegPainter()
    spread = iter(range(1 << 60))
    try:
        engine = Engine(
            settings,
            secret=secret,
            delivery=delivery,
            # Cameras share the detectors in turn; each detector works for one thread at a time.
            looker=lambda config: Analyser(config, detector=detectors[next(spread) % workers], painter=painter),
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


def read_secret(path: Path) -> bytes:
    """Raises ``LookoutError`` unless the file holds at least 16 bytes in hex."""
    try:
        text = path.read_text(encoding="ascii").strip()
        secret = bytes.fromhex(text)
    except (OSError, ValueError) as problem:
        raise LookoutError(f"{path} must hold the shared secret in hex: {type(problem).__name__}") from problem
    if len(secret) < 16:
        raise LookoutError(f"the secret in {path} is too short; use 32 bytes (64 hex digits)")
    return secret


def address(text: str) -> tuple[str, int] | None:
    """``host:port`` taken apart; ``off`` gives None."""
    if text == "off":
        return None
    match = re.fullmatch(r"\[?([^\[\]]+?)\]?:(\d{1,5})", text)
    if match is None or int(match[2]) > 65535:
        raise LookoutError(f"'{text}' is no HOST:PORT such as 127.0.0.1:8021")
    return match[1], int(match[2])
