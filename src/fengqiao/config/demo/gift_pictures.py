"""Pictures of the demonstration's gifts, drawn by arithmetic: flat shapes, which nobody takes for goods."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = 480
_SCALE = 2  # drawn larger and made smaller, which smooths the edges
Box = tuple[float, float, float, float]


class _Pen:
    """Draws in a square of 100 by 100."""

    def __init__(self, paper: str) -> None:
        self.image = Image.new("RGB", (SIZE * _SCALE, SIZE * _SCALE), paper)
        self._draw = ImageDraw.Draw(self.image)
        self._unit = SIZE * _SCALE / 100

    def _at(self, *values: float) -> list[float]:
        return [value * self._unit for value in values]

    def box(self, box: Box, colour: str, round_by: float = 0) -> None:
        self._draw.rounded_rectangle(self._at(*box), radius=round_by * self._unit, fill=colour)

    def oval(self, box: Box, colour: str) -> None:
        self._draw.ellipse(self._at(*box), fill=colour)

    def pie(self, box: Box, start: float, end: float, colour: str) -> None:
        self._draw.pieslice(self._at(*box), start, end, fill=colour)

    def arc(self, box: Box, start: float, end: float, colour: str, width: float) -> None:
        self._draw.arc(self._at(*box), start, end, fill=colour, width=int(width * self._unit))

    def shape(self, points: tuple[float, ...], colour: str) -> None:
        scaled = self._at(*points)
        self._draw.polygon(list(zip(scaled[::2], scaled[1::2], strict=True)), fill=colour)


def _umbrella(pen: _Pen) -> None:
    pen.box((48.5, 20, 51.5, 80), "#5b4a3a", 1)
    pen.pie((14, 20, 86, 92), 180, 360, "#23527c")
    for left in (14, 38, 62):
        pen.pie((left, 47, left + 24, 65), 180, 360, "#eef3f7")
    pen.pie((38, 20, 62, 92), 180, 360, "#2f6a9e")
    pen.pie((38, 47, 62, 65), 180, 360, "#eef3f7")
    pen.box((48.5, 48, 51.5, 80), "#5b4a3a", 1)
    pen.arc((38, 70, 51.5, 88), 0, 180, "#5b4a3a", 3)


def _torch(pen: _Pen) -> None:
    pen.shape((62, 26, 96, 8, 96, 70, 62, 54), "#f6dd8e")
    pen.box((12, 33, 52, 47), "#3d4852", 3)
    pen.shape((50, 33, 63, 25, 63, 55, 50, 47), "#2b333b")
    pen.box((61, 24, 65, 56), "#aab6c0", 1)
    pen.box((26, 30, 36, 35), "#c8402f", 1.5)


def _cooker(pen: _Pen) -> None:
    pen.box((18, 38, 82, 82), "#e9edf0", 12)
    pen.box((14, 44, 86, 52), "#c3ccd3", 3)
    pen.pie((18, 16, 82, 72), 180, 360, "#f7f9fa")
    pen.box((43, 14, 57, 20), "#3d4852", 3)
    pen.box((36, 58, 64, 76), "#3d4852", 3)
    pen.box((40, 61, 60, 67), "#8fd3a8", 1)
    pen.oval((47, 69, 53, 75), "#c8402f")
    pen.box((24, 82, 34, 86), "#3d4852", 1)
    pen.box((66, 82, 76, 86), "#3d4852", 1)


def _bottle(pen: _Pen) -> None:
    pen.box((38, 12, 62, 24), "#3d4852", 3)
    pen.box((34, 22, 66, 88), "#2f7d5b", 8)
    pen.box((34, 40, 66, 64), "#eef6f1", 0)
    pen.box((38, 28, 43, 84), "#55a37f", 2)
    pen.oval((44, 46, 56, 58), "#2f7d5b")


def _towels(pen: _Pen) -> None:
    for top, colour in ((62, "#b7791f"), (46, "#e8c98f"), (30, "#23527c")):
        pen.box((16, top, 84, top + 17), colour, 7)
    pen.box((44, 26, 56, 82), "#c8402f", 1)
    pen.oval((40, 22, 50, 32), "#c8402f")
    pen.oval((50, 22, 60, 32), "#c8402f")


def _oil(pen: _Pen) -> None:
    pen.box((42, 10, 58, 20), "#c8402f", 2)
    pen.shape((42, 20, 58, 20, 70, 36, 30, 36), "#f2c14e")
    pen.box((30, 34, 70, 88), "#f2c14e", 5)
    pen.box((34, 50, 66, 76), "#fff8e6", 2)
    pen.oval((43, 55, 57, 71), "#2f7d5b")
    pen.box((33, 38, 37, 84), "#f9dd92", 2)


_DRAWN: dict[str, tuple[str, Callable[[_Pen], None]]] = {
    "umbrella": ("#eef3f7", _umbrella),
    "torch": ("#f3efe6", _torch),
    "cooker": ("#dfe8e4", _cooker),
    "bottle": ("#eef6f1", _bottle),
    "towels": ("#f7efe0", _towels),
    "oil": ("#fbf3e4", _oil),
}


def gift_picture(name: str) -> bytes:
    """One of umbrella, torch, cooker, bottle, towels, oil as a JPEG of 480 pixels."""
    paper, draw = _DRAWN[name]
    pen = _Pen(paper)
    draw(pen)
    out = io.BytesIO()
    pen.image.resize((SIZE, SIZE)).save(out, "JPEG", quality=85)
    return out.getvalue()
