"""The JPEG that proves an alert: the frame with the zone, the boxes and one line of text."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from lookout.contract import Box, Zone
from lookout.ports import LookoutError, Picture

RED, AMBER, WHITE = (48, 48, 224), (0, 176, 255), (255, 255, 255)
WIDEST = 1920
QUALITY = 85


class JpegPainter:
    """Draws with OpenCV. Its letters are ASCII only, so names of places stay out of the picture."""

    def paint(
        self, picture: Picture, *, boxes: Sequence[Box] = (), alarmed: Box | None, zone: Zone, text: str
    ) -> bytes:
        """``picture`` itself is left as it is. ``alarmed`` is drawn red and thick over all other ``boxes``."""
        scale = min(1.0, WIDEST / picture.shape[1])
        size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
        canvas: Picture = picture.copy()
        if scale < 1:
            canvas = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        line = max(1, size[0] // 480)
        outline = np.array([(x * size[0], y * size[1]) for x, y in zone.outline]).round().astype(np.int32)
        cv2.polylines(canvas, [outline], isClosed=True, color=AMBER, thickness=line, lineType=cv2.LINE_AA)
        for box in boxes:
            cv2.rectangle(canvas, *_corners(box, size), color=WHITE, thickness=line)
        if alarmed is not None:
            cv2.rectangle(canvas, *_corners(alarmed, size), color=RED, thickness=line * 2)
        _caption(canvas, text.encode("ascii", "replace").decode(), line)
        done, data = cv2.imencode(".jpg", canvas, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
        if not done:
            raise LookoutError("the snapshot could not be encoded as JPEG")
        return bytes(data.tobytes())


def _corners(box: Box, size: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (
        (round(box.x1 * size[0]), round(box.y1 * size[1])),
        (round(box.x2 * size[0]) - 1, round(box.y2 * size[1]) - 1),
    )


def _caption(canvas: Picture, text: str, line: int) -> None:
    font, scale = cv2.FONT_HERSHEY_SIMPLEX, 0.4 * max(1.0, canvas.shape[1] / 640)
    (wide, tall), below = cv2.getTextSize(text, font, scale, line)
    at = 6, canvas.shape[0] - 6 - below
    # on a dark strip: many cameras write their own clock into the same corner
    canvas[at[1] - tall - 6 :, : wide + 12] //= 4
    cv2.putText(canvas, text, at, font, scale, WHITE, line, cv2.LINE_AA)
