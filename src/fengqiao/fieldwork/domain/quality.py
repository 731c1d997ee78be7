"""How good a handbook is: five dimensions from 0 to 100, each a count of a count, so that it explains itself.

The handbook is written by the work. What is judged is the work's record and not its style: is it complete, was
it written down in time, does it say something, does it agree with positions and events, is there a photo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

VERSION = 1
# What was seen in the morning and written down by the evening of the next day is remembered; later it is reconstructed.
IN_TIME = timedelta(hours=36)
# "All in order" says nothing; "the fence at the pond is mended" does, in Chinese with eight signs.
SPECIFIC = 8
# With fewer lines a share is chance: one photo more or less would be a grade.
FEWEST = 6
# A sampler and the machine may differ by so much and still mean the same.
TOLERANCE = 15
MARKS = (0, 25, 50, 75, 100)


class Dimension(StrEnum):
    """What is looked at: complete 完整, timely 及时, specific 具体, agreeing 相符, with photo 有照片."""

    COMPLETE = "complete"
    TIMELY = "timely"
    SPECIFIC = "specific"
    AGREES = "agrees"
    PHOTO = "photo"


class Grade(StrEnum):
    """What a quarter's handbook is: nothing, fair 合格, good 良好, excellent 优秀."""

    NONE = "none"
    FAIR = "fair"
    GOOD = "good"
    EXCELLENT = "excellent"


POINTS: Mapping[Grade, int] = {Grade.NONE: 0, Grade.FAIR: 3, Grade.GOOD: 5, Grade.EXCELLENT: 8}
_FROM = ((85, Grade.EXCELLENT), (70, Grade.GOOD), (55, Grade.FAIR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the handbook. ``agrees``: with the position or the event's outcome; None where neither is known.

    ``late``: the visit itself came after its due date.
    """

    happened_at: datetime
    written_at: datetime
    text: str
    agrees: bool | None
    photo: bool
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A worker's quarter: its lines, ``active`` of ``weeks`` on duty, ``met`` of ``due`` visits of the places."""

    lines: Sequence[Line]
    weeks: int
    active: int
    due: int
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A dimension's result: ``got`` of ``of``, and in percent. Halves are possible where half is known."""

    got: float
    of: int

    @property
    def score(self) -> int:
        """0 to 100; nothing of nothing is 0, for what is not there cannot be good."""
        return 0 if self.of == 0 else int(100 * self.got / self.of + 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The five dimensions of a book, their mean, and the grade that follows."""

    shares: Mapping[Dimension, Share]
    lines: int

    @property
    def score(self) -> int:
        """The mean of the five, rounded half up."""
        return int(sum(one.score for one in self.shares.values()) / len(self.shares) + 0.5)

    @property
    def enough(self) -> bool:
        """False while there are too few lines to be graded."""
        return self.lines >= FEWEST


def quality(book: Book) -> Quality:
    """Judge a book."""
    lines = book.lines
    texts = Counter(_bare(one.text) for one in lines)
    shares = {
        Dimension.COMPLETE: Share(got=min(book.active, book.weeks) + min(book.met, book.due), of=book.weeks + book.due),
        Dimension.TIMELY: Share(
            got=sum(not one.late and one.written_at - one.happened_at <= IN_TIME for one in lines), of=len(lines)
        ),
        # The same words on two days were copied on both: neither says what was seen that day.
        Dimension.SPECIFIC: Share(
            got=sum(len(_bare(one.text)) >= SPECIFIC and texts[_bare(one.text)] == 1 for one in lines), of=len(lines)
        ),
        # Unknown is half: no signal is no fault, but nothing was shown either.
        Dimension.AGREES: Share(
            got=sum(0.5 if one.agrees is None else float(one.agrees) for one in lines), of=len(lines)
        ),
        Dimension.PHOTO: Share(got=sum(one.photo for one in lines), of=len(lines)),
    }
    return Quality(shares=shares, lines=len(lines))


def grade(score: int, lines: int) -> Grade:
    """The grade of a score; with too few lines there is none."""
    if lines < FEWEST:
        return Grade.NONE
    return next((one for least, one in _FROM if score >= least), Grade.NONE)


def opinion(marks: Mapping[Dimension, int]) -> int:
    """What a sampler's five marks (0, 25, 50, 75, 100) come to. Raises ValueError when one is missing or none."""
    if set(marks) != set(Dimension) or any(mark not in MARKS for mark in marks.values()):
        raise ValueError("five marks, each one of 0, 25, 50, 75, 100")
    return int(sum(marks.values()) / len(marks) + 0.5)


def needs_second(machine: int, first: int) -> bool:
    """True when a sampler and the machine differ so much that somebody else must look."""
    return abs(machine - first) > TOLERANCE


def agreed(machine: int, opinions: Sequence[int]) -> int | None:
    """The score that counts: the machine's without a sample, the middle between it and one opinion that is near, the
    median of three otherwise. None while a second opinion is missing."""
    if not opinions:
        return machine
    if len(opinions) == 1:
        return None if needs_second(machine, opinions[0]) else int((machine + opinions[0]) / 2 + 0.5)
    return int(median([machine, *opinions[:2]]))


def _bare(text: str) -> str:
    return "".join(text.split()).strip("。.！!，,")
