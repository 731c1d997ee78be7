"""Which family a model is of: told by its card, or by the shapes of what goes in and comes out."""

from __future__ import annotations

from collections.abc import Sequence

from lookout.adapters.detectors.families import (
    DFineReader,
    Frame,
    NanoDetReader,
    Reader,
    RfDetrReader,
    YoloxReader,
    cells_of,
)
from lookout.adapters.detectors.sessions import Port, Session
from lookout.ports import LookoutError

FREE_SIDE = {"nanodet": 416}
"""Side of the input where the file leaves it free."""
OTHER_SIDE = 640
PLUS: tuple[int, ...] = (8, 16, 32, 64)
PLAIN: tuple[int, ...] = (8, 16, 32)


def reader_of(session: Session, *, family: str | None, classes: int) -> Reader:
    """The reader of this model. ``classes``: how many the card names, 80 for COCO's.

    Raises ``LookoutError`` when the shapes fit no family, or not the one that the card says.
    """
    family = family or _family(session, classes)
    frame = _frame(session, family)
    reader = None if frame is None else _reader(session, family or "", frame, classes)
    if reader is None:
        said = f"no {family}" if family else "of no family that is known (nanodet, yolox, dfine, rfdetr)"
        raise LookoutError(
            f"the detector is {said} of {classes} classes: it takes {_told(session.inputs)} and gives "
            f"{_told(session.outputs)}; say 'family' and 'classes' in its card"
        )
    return reader


def _family(session: Session, classes: int) -> str | None:
    last = [port.shape[-1] if port.shape else None for port in session.outputs]
    if len(session.inputs) == 2 and len(session.outputs) == 3:
        return "dfine"
    if len(session.outputs) == 1:
        return "yolox" if last[0] == classes + 5 else "nanodet"
    if len(session.outputs) == 2 and last.count(4) == 1:
        return "rfdetr"
    return "nanodet" if len(session.outputs) % 2 == 0 and len(session.outputs) >= 6 else None


def _frame(session: Session, family: str | None) -> Frame | None:
    pictures = [port for port in session.inputs if len(port.shape) == 4 and port.shape[1] in (3, None)]
    if len(pictures) != 1:
        return None
    free = FREE_SIDE.get(family or "", OTHER_SIDE)
    return Frame(pictures[0].name, pictures[0].shape[2] or free, pictures[0].shape[3] or free)


def _reader(session: Session, family: str, frame: Frame, classes: int) -> Reader | None:
    if family == "yolox":
        return _yolox(session.outputs, frame, classes)
    if family == "nanodet":
        return _nanodet(session.outputs, frame, classes)
    if family == "dfine":
        return _dfine(session, frame)
    if family == "rfdetr":
        boxes = [port.name for port in session.outputs if port.shape[-1:] == (4,)]
        logits = [port.name for port in session.outputs if port.shape[-1:] != (4,)]
        return RfDetrReader(frame, boxes=boxes[0], logits=logits[0]) if len(boxes) == len(logits) == 1 else None
    return None


def _yolox(outputs: Sequence[Port], frame: Frame, classes: int) -> Reader | None:
    if len(outputs) != 1 or outputs[0].shape[-1:] != (classes + 5,):
        return None
    cells = outputs[0].shape[-2]
    return YoloxReader(frame, outputs[0]) if cells in (None, cells_of(frame.height, frame.width, PLAIN)) else None


def _nanodet(outputs: Sequence[Port], frame: Frame, classes: int) -> Reader | None:
    if len(outputs) == 1:
        columns, cells = outputs[0].shape[-1], outputs[0].shape[-2] if len(outputs[0].shape) > 1 else None
        strides = PLAIN if cells == cells_of(frame.height, frame.width, PLAIN) else PLUS
        fits = cells in (None, cells_of(frame.height, frame.width, strides))
        if not fits or columns is None or columns < classes + 8 or (columns - classes) % 4:
            return None
        return NanoDetReader(frame, outputs[0].name, classes=classes, strides=strides)
    scores = [port for port in outputs if port.shape[-1:] == (classes,)]
    sides = [port for port in outputs if port.shape[-1:] != (classes,)]
    known = {3: PLAIN, 4: PLUS}.get(len(scores))
    if known is None or len(sides) != len(scores):
        return None
    # in the order of their strides: of the number that the name ends with
    pairs = list(zip(sorted(scores, key=_ending), sorted(sides, key=_ending), strict=True))
    return NanoDetReader(frame, [(one.name, two.name) for one, two in pairs], classes=classes, strides=known)


def _ending(port: Port) -> int:
    digits = port.name[len(port.name.rstrip("0123456789")) :]
    return int(digits or 0)


def _dfine(session: Session, frame: Frame) -> Reader | None:
    size = [port.name for port in session.inputs if len(port.shape) == 2]
    boxes = [port.name for port in session.outputs if port.shape[-1:] == (4,)]
    rest = [port.name for port in session.outputs if port.shape[-1:] != (4,)]
    labels = [name for name in rest if "label" in name.lower()]
    scores = [name for name in rest if "score" in name.lower()]
    if not len(size) == len(boxes) == len(labels) == len(scores) == 1:
        return None
    return DFineReader(frame, size=size[0], labels=labels[0], boxes=boxes[0], scores=scores[0])


def _told(ports: Sequence[Port]) -> str:
    return ", ".join(f"{port.name} {'×'.join(str(size or '?') for size in port.shape)}" for port in ports)
