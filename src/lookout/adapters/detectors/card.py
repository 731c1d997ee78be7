"""The card beside a detector's file: ``yolox_s.onnx`` has ``yolox_s.onnx.json``, which says what the file must be.

``{"sha256": "…"}`` is the least. More may be said: ``name``, ``family`` (nanodet, yolox, dfine, rfdetr) where the
file's outputs do not tell, ``classes`` (names in the order of the outputs) where they are not COCO's, and
``threshold``.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lookout.ports import LookoutError

Family = Literal["nanodet", "yolox", "dfine", "rfdetr"]


class Card(BaseModel):
    """What is known of a file of weights."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$")
    name: str = Field(default="", max_length=60)
    family: Family | None = None
    classes: tuple[str, ...] = Field(default=(), max_length=1000)
    threshold: float = Field(default=0.2, gt=0.0, lt=1.0)


def read_model(path: Path) -> tuple[bytes, Card]:
    """The file's bytes and its card. Raises ``LookoutError`` when either is missing, or they do not belong together."""
    place = path.with_name(path.name + ".json")
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise LookoutError(f"the detector {path} cannot be read: {problem.strerror}") from problem
    found = hashlib.sha256(data).hexdigest()
    try:
        card = Card.model_validate(json.loads(place.read_text(encoding="utf-8")))
    except OSError as problem:
        raise LookoutError(
            f"the detector {path.name} has no card; when you trust the file, write {place.name} beside it with "
            f'{{"sha256": "{found}"}}'
        ) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise LookoutError(f"the card {place}: {where}: {first['msg']}") from None
    except ValueError as problem:
        raise LookoutError(f"the card {place} is no JSON: {problem}") from problem
    if card.sha256.lower() != found:
        raise LookoutError(
            f"the detector {path.name} is damaged or was exchanged: its SHA-256 is {found[:16]}…, its card says "
            f"{card.sha256[:16].lower()}…; fetch the file again"
        )
    return data, card
