"""Demonstration clips that travel with the engine: synthetic, rendered by the scripts in ``tools/footage``.

Pages that show one of them say "synthetic demonstration footage". ``truth.json`` beside the clips tells what
happens in them and when (seconds from the start of the file; positions as fractions of width and height).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def _folder() -> Path:
    return Path(str(files(__name__)))


def names() -> list[str]:
    """Names of the clips that ``clip`` knows, sorted."""
    return sorted(path.stem for path in _folder().glob("*.mp4"))


def clip(name: str) -> Path:
    """The file of a clip by its name, without ending (``river``); KeyError if there is no such clip."""
    if name not in names():
        raise KeyError(f"no clip {name!r}; there are: {', '.join(names())}")
    return _folder() / f"{name}.mp4"


def truth_file() -> Path:
    """The JSON file that says what happens in each clip."""
    return _folder() / "truth.json"
