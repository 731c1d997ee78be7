"""OpenVINO's door. Everybody who runs a model here gets the core from this module."""

from __future__ import annotations

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


def core() -> ov.Core:
    """A new core; it holds models and their settings, not processor time."""
    return ov.Core()
