"""How names are written, shortened, masked and found."""

from __future__ import annotations

from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin, load_single_dict

# The dictionary reads it as in 仿佛; in names of places it is 佛.
load_single_dict({ord("佛"): "fó,fú"})

# The official list names the committee; people name the place. Longest endings first.
_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("居民委员会", ""),
    ("村民委员会", "村"),
    ("社区居委会", "社区"),
    ("居委会", ""),
    ("村委会", "村"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A name's reading in Latin letters: ``hetiancun`` and ``htc``."""

    pinyin: str
    initials: str


def sound_of(name: str) -> Sound:
    """The reading of a Chinese name for searching; Latin letters and digits stay, in lower case."""
    syllables = [part.strip().lower() for part in lazy_pinyin(name, style=Style.NORMAL, v_to_u=False)]
    syllables = [part for part in syllables if part]
    return Sound(pinyin="".join(syllables)[:200], initials="".join(part[0] for part in syllables)[:80])


def spoken(official: str) -> str:
    """The place's own name out of its committee's: 鹤田村委会 → 鹤田村, 龙山社区居委会 → 龙山社区."""
    for ending, instead in _ENDINGS:
        stem = official.removesuffix(ending)
        if stem and stem != official:
            return stem if instead and stem.endswith(instead) else stem + instead
    return official


def mask_phone(phone: str) -> str:
    """``13812341234`` → ``138****1234``; a short number keeps its last two digits."""
    if len(phone) >= 8:
        return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_name(name: str) -> str:
    """``陈大文`` → ``陈**``."""
    return name[:1] + "*" * (len(name) - 1)
