"""The models that the commands which watch work with: detector and second stages."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lookout.adapters.detector import load_detector
from lookout.adapters.detectors import DEVICES, open_detector
from lookout.adapters.helmet import load_helmets
from lookout.adapters.plates import PlateNet
from lookout.adapters.station import load_station
from lookout.contract import Kind
from lookout.functions import Tools
from lookout.ports import Detector, ModelUnusable

Model = TypeVar("Model")

log = logging.getLogger("lookout")


def add_detector_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--detector", type=Path, metavar="FILE", help="an ONNX file with its card beside it; else the shipped detector"
    )
    parser.add_argument("--device", choices=DEVICES, default="cpu", help="where FILE works; cpu without any other word")


def chosen_detector(arguments: argparse.Namespace, *, threads: int = 1, streams: int = 1) -> Detector:
    """The detector that the arguments ask for. Raises ``LookoutError`` when it cannot be used."""
    if arguments.detector is None:
        return load_detector(threads=threads, streams=streams)
    return open_detector(arguments.detector, device=arguments.device, threads=threads, streams=streams)


def load_tools(*, threads: int = 1, forgiving: bool = False) -> Tools:
    """All second-stage models that are shipped. ``threads``: processor threads each may use at a time.

    Raises ``ModelUnusable`` when a model's file is missing or damaged. With ``forgiving`` it is left out and named in
    the log and in ``Tools.unusable`` instead, so that only the zones that need it are not watched.
    """
    unusable: dict[Kind, str] = {}

    def tried(kind: Kind, load: Callable[..., Model]) -> Model | None:
        try:
            return load(threads=threads)
        except ModelUnusable as problem:
            if not forgiving:
                raise
            log.error("zones of the kind %s are not watched: %s", kind.value, problem)
            unusable[kind] = str(problem)
            return None

    return Tools(
        helmets=tried(Kind.HELMET, load_helmets),
        plates=tried(Kind.VEHICLE, PlateNet),
        stations=tried(Kind.RUBBISH, load_station),
        unusable=unusable,
    )
