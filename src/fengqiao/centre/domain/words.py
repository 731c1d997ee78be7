"""What visitors say: is it the same as before, does it hurt, what is its title."""

from __future__ import annotations

import re
import unicodedata

# Kept short on purpose: a hint for the eye, never a verdict. What was said is kept as it was said.
_RUDE = (
    "傻逼", "傻b", "煞笔", "他妈的", "操你", "草泥马", "王八蛋", "混蛋", "去死", "打死你", "杀了你", "弄死你",
    "狗东西", "畜生", "贱人", "滚蛋", "脑残", "屌你", "丢你老", "仆街", "冚家", "扑街",
)  # fmt: skip
TITLE = 40
_PHONE = re.compile(r"\D+")


def hurts(text: str) -> bool:
    """True when the text has a word that hurts; the page then shows it only when asked."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", text).lower() if not one.isspace())
    return any(word in plain for word in _RUDE)


def title(text: str) -> str:
    """The first words of what was said."""
    line = next((one.strip() for one in text.replace("\0", "").splitlines() if one.strip()), "")
    return line if len(line) <= TITLE else f"{line[: TITLE - 1]}…"


def digits(phone: str) -> str:
    """A telephone number as digits only."""
    return _PHONE.sub("", unicodedata.normalize("NFKC", phone))


def same_name(one: str, other: str, sounds: tuple[str, str]) -> bool:
    """Two ways to write one name: the same signs, or (陈 and 陳) the same number of signs with the same sound."""
    first, second = (unicodedata.normalize("NFKC", text).replace(" ", "") for text in (one, other))
    if not first or not second:
        return False
    return first == second or (len(first) == len(second) and sounds[0] == sounds[1] != "")
