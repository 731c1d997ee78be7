"""The code on a visitor's slip: ten characters without those that look alike, made on the tablet or here."""

from __future__ import annotations

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
# Of the codes on reading cards.
CARD = 8


def parse(text: str, length: int = LENGTH) -> str | None:
    """The code in what somebody typed (blanks, dashes and case do not matter), or None when it is not one."""
    code = "".join(text.split()).replace("-", "").upper()
    return code if len(code) == length and all(one in ALPHABET for one in code) else None


def spoken(code: str) -> str:
    """The code in two groups, as it is shown: ``7KQ2M PXR4T``."""
    return f"{code[:5]} {code[5:]}"
