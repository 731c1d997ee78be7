"""Activities of a centre, who signed up for them, and how one is found by name at the door."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Dancing 舞蹈, reading 读书, parent and child 亲子, repair day 便民维修, something else 其他."""

    DANCE = "dance"
    READING = "reading"
    FAMILY = "family"
    REPAIR = "repair"
    OTHER = "other"


class Seat(StrEnum):
    """Has a place 已报名, waits for one 候补, gave it back 已退."""

    PLACE = "place"
    WAITING = "waiting"
    BACK = "back"


class Mark(StrEnum):
    """How it was: good 很好, fair 一般, poor 不好."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Refusal(StrEnum):
    """Why a sign-up does not go."""

    NAME = "name"
    GUARDIAN = "guardian"
    PEOPLE = "people"


# One telephone or one family takes so many places at most with one sign-up.
MOST_PEOPLE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants to come. ``name`` may be a nickname, ``phone`` may stay empty. ``people``: all who come together.

    ``child``: a child under fourteen comes; then ``guardian`` is who answers for it, and ``consents`` that they agree.
    ``pictured``: may be shown on photos.
    """

    name: str
    phone: str = ""
    people: int = 1
    child: bool = False
    guardian: str = ""
    consents: bool = False
    pictured: bool = False
    wait: bool = True


def wrong(asked: Asked) -> Refusal | None:
    """What is missing, or None."""
    if not plain(asked.name):
        return Refusal.NAME
    if asked.child and not (plain(asked.guardian) and asked.consents):
        return Refusal.GUARDIAN
    if not 1 <= asked.people <= MOST_PEOPLE:
        return Refusal.PEOPLE
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody on a list, with the reading of their name in Latin letters, its initials, and that of each sign."""

    key: str
    name: str
    pinyin: str
    initials: str
    sounds: tuple[str, ...]
    code: str = ""


def found(query: str, sounds: tuple[str, ...], people: Sequence[Named]) -> list[str]:
    """Who is meant, the best first: by code, by the name as written, by its sound (陈 finds 陳), by initials.

    ``sounds``: the reading of each sign of the query. Rare signs that have no reading are compared as they are.
    """
    typed = plain(query)
    if not typed:
        return [one.key for one in people]
    letters = typed.isascii()
    ranked: list[tuple[int, int, str]] = []
    for index, one in enumerate(people):
        rank = _rank(typed, sounds, letters, one)
        if rank is not None:
            ranked.append((rank, index, one.key))
    return [key for _rank_, _index, key in sorted(ranked)]


def _rank(typed: str, sounds: tuple[str, ...], letters: bool, one: Named) -> int | None:
    name = plain(one.name)
    if one.code and typed.replace("-", "").upper() == one.code:
        return 0
    if name == typed:
        return 1
    if typed in name:
        return 2
    if not letters:
        return 3 if sounds and _within(sounds, one.sounds) else None
    if one.initials.startswith(typed):
        return 4
    return 5 if typed in one.pinyin else None


def _within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    return any(many[start : start + len(few)] == few for start in range(len(many) - len(few) + 1))


def plain(text: str) -> str:
    """As it is compared: one form of each sign, no blanks, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def shown(*, nobody: bool, ticked: Iterable[bool]) -> bool:
    """True when a photo may be shown: nobody can be recognised on it, or everybody who was ticked agrees today."""
    agreed = list(ticked)
    return all(agreed) if agreed else nobody
