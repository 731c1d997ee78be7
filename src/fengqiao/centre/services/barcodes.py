"""Reading the bar code of a book from a photo, for telephones whose browser cannot read codes itself."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from fengqiao.incidents.services import clean_picture

SCALES = (1.0, 0.6, 0.35)


def read_barcode(photo: bytes) -> str | None:
    """The digits of the first bar code on a photo, None when there is none to be read. Raises PictureNotKept.

    The photo is checked and made small first, is looked at upright and lying, and is not kept.
    """
    with Image.open(io.BytesIO(clean_picture(photo).content)) as image:
        grey = np.asarray(image.convert("L"))
    reader = cv2.barcode.BarcodeDetector()
    for turned in (grey, np.ascontiguousarray(np.rot90(grey))):
        for scale in SCALES:
            # Slightly soft edges are found far better than those of a perfectly sharp print.
            seen = cv2.GaussianBlur(
                cv2.resize(turned, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (3, 3), 0
            )
            found, texts, _kinds, _corners = reader.detectAndDecodeWithType(seen)
            digits = next((text for text in texts if text), None) if found else None
            if digits:
                return str(digits)
    return None
