"""Finding cameras by what people type: parts of the name, the code, the village, or pinyin and its initials."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=50_000)
def spellings(text: str) -> tuple[str, str]:
    """``text`` in pinyin without tones, whole and as initials: 鹤田村 → hetiancun, htc. Digits and letters stay."""
    return (
        "".join(lazy_pinyin(text)).lower().replace(" ", ""),
        "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", ""),
    )


def fits(wanted: str, *texts: str) -> bool:
    """Whether each word of ``wanted`` is part of one of ``texts``, as written or by sound."""
    return all(any(_contains(text, word) for text in texts) for word in wanted.lower().split())


def _contains(text: str, word: str) -> bool:
    return word in text.lower() or (word.isascii() and any(word in spelling for spelling in spellings(text)))
