"""Number plates of mainland China: which texts can be one, and when a vehicle's readings agree on a listed one.

Nothing here keeps a text that is not on the list: a reading is compared at once, and of all others only their number
and weight remain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which plates do not use: they would be taken for 1 and 0."""
ENERGY = "ABCDEFGHJK"
"""Letters that mark a new-energy vehicle: A to E pure electric, F to K not purely."""

LEAST_SCORE = 0.4
"""A reading whose weakest character is weaker than this says nothing."""
LEAST_READINGS = 2
LEAST_WEIGHT = 1.2
FADING = 0.6
"""Older readings count less with every new one, in case the tracker went on to the next vehicle."""
MOST_VOTES = 12
HOPE = 0.2
LEAST_SHARE = 0.7
"""Of the weight of all readings that could be a plate, this share must stand for one and the same listed text."""


class Form(StrEnum):
    """What kind of plate a text has the form of. The colour is not asked: light at night changes it."""

    ORDINARY = "ordinary"
    """blue, and single-line yellow: province, letter, five letters or digits"""
    SMALL_ENERGY = "small_energy"
    """green: the third place is a letter of ENERGY"""
    LARGE_ENERGY = "large_energy"
    """yellow and green: the last place is a letter of ENERGY, five digits before it"""
    POLICE = "police"
    LEARNER = "learner"
    TRAILER = "trailer"
    CROSS_BORDER = "cross_border"
    """粤Z….港 and 粤Z….澳"""
    CONSULATE = "consulate"


_ANY = f"[{LETTERS}0-9]"
_START = f"[{PROVINCES}][{LETTERS}]"
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    # how many of the five may be letters differs from place to place, so it is not asked
    (Form.ORDINARY, re.compile(rf"{_START}{_ANY}{{5}}")),
    (Form.SMALL_ENERGY, re.compile(rf"{_START}[{ENERGY}]{_ANY}[0-9]{{4}}")),
    (Form.LARGE_ENERGY, re.compile(rf"{_START}[0-9]{{5}}[{ENERGY}]")),
    (Form.POLICE, re.compile(rf"{_START}{_ANY}{{4}}警")),
    (Form.LEARNER, re.compile(rf"{_START}{_ANY}{{4}}学")),
    (Form.TRAILER, re.compile(rf"{_START}{_ANY}{{4}}挂")),
    (Form.CROSS_BORDER, re.compile(rf"粤Z{_ANY}{{4}}[港澳]")),
    (Form.CONSULATE, re.compile(rf"{_START}{_ANY}{{4}}领")),
)
_DOTS = re.compile(r"[\s·•・.\-]")


def plain(text: str) -> str:
    """A plate as it is written down, without dot, spaces and dash, letters large."""
    return _DOTS.sub("", text).upper()


def form_of(text: str) -> Form | None:
    """The form that a plate's plain text has; None when it can be no plate."""
    return next((form for form, pattern in _FORMS if pattern.fullmatch(text)), None)


def mended(text: str) -> str | None:
    """The plate that a reading must be, or None.

    One repair is made, and only where the form leaves no choice: eight places whose third and last are digits are no
    plate, and of the letters that the third place of a green plate can hold, only D looks like 0.
    """
    if form_of(text) is not None:
        return text
    if len(text) == 8 and text[2] == "0" and text[7].isdigit():
        repaired = f"{text[:2]}D{text[3:]}"
        if form_of(repaired) is Form.SMALL_ENERGY:
            return repaired
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A listed plate that the readings of one vehicle agree on. ``score``: of the best of its readings, 0-1;
    ``share``: its part of the weight of all readings that could be a plate."""

    watch: str
    readings: int
    score: float
    share: float


@dataclass(slots=True)
class Ballot:
    """The readings of one followed vehicle. Of unlisted texts only their weight is kept, and it fades."""

    looks: int = 0
    _votes: dict[str, list[float]] = field(default_factory=dict)
    _against: float = 0.0

    def count(self, text: str, score: float, *, listed: Mapping[str, str]) -> None:
        """Takes one reading. ``listed``: plain text of the plate → id of its watch. The text is not kept."""
        plate = mended(text)
        if plate is None or score < LEAST_SCORE:
            return
        watch = listed.get(plate)
        self._against *= FADING
        self._votes = {one: [vote * FADING for vote in votes] for one, votes in self._votes.items()}
        if watch is None:
            self._against += score
        else:
            self._votes[watch] = [*self._votes.get(watch, []), score][-MOST_VOTES:]

    def verdict(self) -> Verdict | None:
        """The listed plate on which the readings agree: at least two of them, and hardly any that says otherwise."""
        total = self._against + sum(sum(votes) for votes in self._votes.values())
        for watch, votes in self._votes.items():
            weight = sum(votes)
            if len(votes) >= LEAST_READINGS and weight >= LEAST_WEIGHT and weight >= LEAST_SHARE * total:
                return Verdict(watch=watch, readings=len(votes), score=max(votes), share=weight / total)
        return None

    @property
    def legible(self) -> bool:
        """Whether anything in the form of a plate was read."""
        return bool(self._votes) or self._against > 0

    def hopeful(self, told: Collection[str]) -> bool:
        """Whether a listed plate that is not among ``told`` was read lately: another look is worth its time."""
        return any(sum(votes) >= HOPE for watch, votes in self._votes.items() if watch not in told)

    def forget(self, still: frozenset[str]) -> None:
        """Drops the votes of watches that are no longer on the list."""
        self._votes = {watch: votes for watch, votes in self._votes.items() if watch in still}
