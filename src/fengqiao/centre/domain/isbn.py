"""Book numbers: ten or thirteen digits whose last one tells a slip of the finger; kept as thirteen."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

BOOKLANDS = ("978", "979")
# 979-0 is printed music, which has numbers of its own.
MUSIC = "9790"
_DROPPED = str.maketrans("", "", "-‐‑–—:")


class Wrong(StrEnum):
    """Not the length of one, the last digit does not fit, the bar code of something else than a book."""

    LENGTH = "length"
    DIGIT = "digit"
    NO_BOOK = "no_book"


class BadIsbn(ValueError):
    """This is no book's number; ``reason`` says why."""

    def __init__(self, reason: Wrong) -> None:
        super().__init__(reason.value)
        self.reason = reason


def parse(text: str) -> str:
    """The thirteen digits of what was typed or scanned; dashes and blanks do not matter. Raises BadIsbn."""
    plain = unicodedata.normalize("NFKC", text).upper().replace("ISBN", "")
    kept = "".join(plain.translate(_DROPPED).split())
    if not kept.isascii():
        raise BadIsbn(Wrong.LENGTH)
    if len(kept) == 10 and kept[:9].isdigit() and (kept[9].isdigit() or kept[9] == "X"):
        return _from_ten(kept)
    if len(kept) != 13 or not kept.isdigit():
        raise BadIsbn(Wrong.LENGTH)
    if _check(kept[:12]) != kept[12]:
        raise BadIsbn(Wrong.DIGIT)
    if kept[:3] not in BOOKLANDS or kept.startswith(MUSIC):
        raise BadIsbn(Wrong.NO_BOOK)
    return kept


def shown(isbn: str) -> str:
    """With a dash behind the first three, as on the back of the book."""
    return f"{isbn[:3]}-{isbn[3:]}" if len(isbn) == 13 else isbn


def _from_ten(ten: str) -> str:
    values = [10 if one == "X" else int(one) for one in ten]
    if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
        raise BadIsbn(Wrong.DIGIT)
    stem = f"978{ten[:9]}"
    return stem + _check(stem)


def _check(stem: str) -> str:
    total = sum(int(one) * (3 if index % 2 else 1) for index, one in enumerate(stem))
    return str(-total % 10)
