"""Papers: slips, notices, minutes and sheets as PDF, set by typst with the Chinese font that the package carries."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno
import typst
from PIL import Image

FONTS = Path(__file__).resolve().parent / "fonts"
PDF = "application/pdf"
PNG = "image/png"


def pdf(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """The paper that ``template`` (a .typ file) makes of ``data``, which it reads as ``json("data.json")``.

    ``files``: pictures by the names under which the template asks for them. What people wrote is only ever data, so
    it cannot become a command of the template. The same input gives the same bytes except for the date inside.
    """
    return _set(template, data, files or {}, "pdf")


def png(
    template: Path, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None, *, dots_per_inch: float = 144
) -> bytes:
    """The same as a picture of its (only) page."""
    return _set(template, data, files or {}, "png", ppi=dots_per_inch)


def qr_picture(text: str) -> bytes:
    """A QR code as an SVG file for ``files``; a third of it may be dirty."""
    drawn: str = segno.make(text, error="q", micro=False).svg_inline(border=1, omitsize=True, dark="#000")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()


def photo_picture(content: bytes, *, longest: int = 900) -> bytes:
    """A JPEG as a file for ``files``: smaller, and wrapped in an SVG because the library takes only text."""
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (longest, longest))
        image.thumbnail((longest, longest))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=80)
        width, height = image.size
    data = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    ).encode()


def _set(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes], form: Any, **more: Any) -> bytes:
    sources: Any = {  # the library takes several files as a dictionary, which its stubs do not say
        "main.typ": template.read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **files,
    }
    made = typst.compile(sources, format=form, font_paths=[FONTS], **more)
    assert isinstance(made, bytes), "one paper is one file"
    return made
