"""Pictures of the demonstration, drawn by arithmetic: every one says 演示 so that nobody takes it for a photo.

The two words are small bitmaps beside this module, drawn once from Noto Sans CJK (OFL), because a fresh machine may
have no Chinese font.
"""

from __future__ import annotations

import io
import random
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from PIL import Image, ImageDraw, ImageOps

_HERE = Path(__file__).resolve().parent


def _mark(name: str, width: int, colour: str) -> tuple[Image.Image, Image.Image]:
    with Image.open(_HERE / f"{name}.png") as found:
        mask = found.convert("L")
    mask = ImageOps.contain(mask, (width, width))
    return Image.new("RGB", mask.size, colour), mask


def sign_photo() -> bytes:
    """A sign as it stands beside a camera, drawn."""
    image = Image.new("RGB", (640, 420), "#9fb7a4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((300, 300, 340, 420), fill="#5c6670")
    draw.rounded_rectangle((60, 60, 580, 310), radius=18, fill="#1f5fa8", outline="white", width=8)
    draw.rounded_rectangle((270, 95, 350, 140), radius=8, fill="white")
    draw.polygon(((350, 105), (385, 92), (385, 143), (350, 130)), fill="white")
    words, mask = _mark("demo-sign", 470, "white")
    image.paste(words, (85, 190), mask)
    return _jpeg(image)


def place_photo(seed: str, at: datetime) -> bytes:
    """The river bank after everybody left, drawn; ``at`` (aware) stands in a corner, so no two are alike."""
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", (960, 720), "#bcd6e6")
    draw = ImageDraw.Draw(image)
    for step in range(12):
        draw.rectangle((0, 330 + step * 12, 960, 342 + step * 12), fill=(70 + step * 3, 120 + step * 4, 140 + step * 2))
    draw.polygon(((0, 720), (0, 520), (960, 440), (960, 720)), fill="#7f8f5a")
    for _ in range(260):
        x, y = chance.randint(0, 959), chance.randint(520, 719)
        draw.line((x, y, x + chance.randint(-6, 6), y - chance.randint(6, 18)), fill="#5f7342", width=2)
    for x in range(40, 960, 120):
        draw.rectangle((x, 430, x + 10, 540), fill="#d9dde0")
    draw.rectangle((0, 450, 960, 458), fill="#d9dde0")
    words, mask = _mark("demo-mark", 420, "#b3261e")
    image.paste(words, (270, 130), mask)
    draw.text((20, 690), f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}  {seed[:8]}", fill="white")
    return _jpeg(image)


def step_photo(painted: bool) -> bytes:
    """The step in the lane, drawn: without a mark, and painted with a sign beside it."""
    image = Image.new("RGB", (960, 720), "#cfc8ba")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 960, 300), fill="#b9aa94")
    for x in range(0, 960, 80):
        draw.line((x, 0, x, 300), fill="#a39379", width=3)
    draw.rectangle((0, 300, 960, 430), fill="#a8a39a")
    draw.rectangle((0, 430, 960, 500), fill="#8b867e")
    draw.rectangle((0, 500, 960, 720), fill="#9c978e")
    if painted:
        for x in range(-80, 960, 120):
            draw.polygon(((x, 500), (x + 60, 430), (x + 120, 430), (x + 60, 500)), fill="#f2c230")
        draw.rectangle((0, 424, 960, 432), fill="#f2c230")
        draw.rectangle((760, 180, 772, 430), fill="#5c6670")
        draw.polygon(((766, 60), (690, 190), (842, 190)), fill="#f2c230", outline="#1d2733", width=6)
        draw.line((766, 105, 766, 150), fill="#1d2733", width=10)
        draw.ellipse((760, 162, 772, 174), fill="#1d2733")
    words, mask = _mark("demo-mark", 300, "#b3261e")
    image.paste(words, (40, 560), mask)
    return _jpeg(image)


def receipt_photo(amount: str, at: datetime) -> bytes:
    """A receipt, drawn: the amount in yuan, and when."""
    image = Image.new("RGB", (480, 640), "#8a8177")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 40, 420, 600), fill="#fbfaf6")
    for y in range(120, 440, 34):
        draw.line((90, y, 300 - y % 70, y), fill="#6b747c", width=3)
        draw.line((340, y, 390, y), fill="#6b747c", width=3)
    draw.line((90, 470, 390, 470), fill="#1d2733", width=4)
    draw.text((250, 490), f"CNY {amount}", fill="#1d2733", font_size=26)
    draw.text((90, 560), f"{timezone.localtime(at):%Y-%m-%d}", fill="#1d2733", font_size=20)
    words, mask = _mark("demo-mark", 240, "#b3261e")
    image.paste(words, (120, 330), mask)
    return _jpeg(image)


def hazard_photo(seed: str, cleared: bool) -> bytes:
    """A doorway, drawn: with boxes before it, and cleared. Another ``seed`` is another wall."""
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    shade = chance.randint(-12, 12)
    image = Image.new("RGB", (960, 720), (206 + shade, 198 + shade, 182 + shade))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 960, 720), fill="#9a948a")
    draw.rectangle((340, 120, 640, 560), fill="#5f7f86", outline="#3c5257", width=10)
    draw.ellipse((590, 340, 618, 368), fill="#d9c36a")
    draw.rectangle((420, 60, 560, 104), fill="#2f7d5b")
    if not cleared:
        for _ in range(9):
            x, y, side = chance.randint(300, 620), chance.randint(380, 560), chance.randint(70, 130)
            draw.rectangle((x, y, x + side, y + side * 0.8), fill="#b98d57", outline="#7d5c33", width=5)
            draw.line((x, y + side * 0.4, x + side, y + side * 0.4), fill="#d8b98a", width=6)
    words, mask = _mark("demo-mark", 300, "#b3261e")
    image.paste(words, (40, 560), mask)
    return _jpeg(image.resize((640, 480)))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
