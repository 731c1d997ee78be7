"""OpenVINO's door. Everybody who runs a model here gets the core from this module."""

from __future__ import annotations

from typing import Any

import numpy as np
import openvino as ov


def _prime() -> None:
    """Fills OpenVINO's tables of element types, in the one thread that imports this.

    They are filled when they are first asked for, and for that the interpreter's lock is let go in the middle. Two
    threads whose first inference fell into the same moment would wait for each other for ever, one with the
    interpreter, the other with the table, and the whole engine would stand still without a word.
    """
    for kind in (ov.Type.u8, ov.Type.f32):
        kind.to_dtype()
    ov.Tensor(np.zeros(1, np.float32), shared_memory=True)


_prime()


def settings(*, threads: int = 1, streams: int = 1) -> dict[str, Any]:
    """How a model is compiled here: ``streams`` callers are worked for at once, each with so many processor threads.

    Not pinned to a processor, as the library would do by itself: a picture would wait there behind the decoding of all
    cameras while the next processor has time. With sixty busy cameras four pictures of five were lost to that.
    """
    return {"INFERENCE_NUM_THREADS": threads * streams, "NUM_STREAMS": streams, "ENABLE_CPU_PINNING": False}


def core() -> ov.Core:
    """A new core; it holds models and their settings, not processor time."""
    return ov.Core()
