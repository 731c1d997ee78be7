"""The event's code 一案一码: seven random characters and one that checks them (ISO/IEC 7064, hybrid MOD 31,30).

The check character finds every single wrong character and nearly every swap of neighbours. The alphabet has no
I, L, O, U, 0 and 1: a code is read aloud, written by hand and typed by thumbs.
"""

from __future__ import annotations

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_MODULUS = len(ALPHABET)


def _remainder(body: str) -> int:
    rest = _MODULUS
    for character in body:
        rest = (rest + ALPHABET.index(character)) % _MODULUS or _MODULUS
        rest = rest * 2 % (_MODULUS + 1)
    return rest


def with_check(body: str) -> str:
    """``body`` (characters of the alphabet) and its check character. Raises ValueError for other characters."""
    return body + ALPHABET[(1 - _remainder(body)) % _MODULUS]


def parse(text: str) -> str | None:
    """The code in what somebody typed (blanks, dashes and case do not matter), or None when it is not one."""
    code = "".join(text.split()).replace("-", "").upper()
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    return code if with_check(code[:-1]) == code else None


def spoken(code: str) -> str:
    """The code in two groups, as it is shown: ``7KQ2 MPXR``."""
    return f"{code[:4]} {code[4:]}"
