"""How well somebody who is followed fits the description of a missing or vulnerable person. Pure arithmetic.

What is remembered are fading sums over one track, and they end with it. They are never compared with another track,
another camera or another day. A fit is a question to a person, never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lookout.contract import Colour, Search, Size
from lookout.rules.colours import Look, fits

SIGHTS = 5
SPAN_S = 1.0
"""At least so many sights over so long: one odd picture decides nothing."""
EACH = 0.5
"""Every known attribute must fit at least so well …"""
ALL = 0.65
"""… and their mean so well."""
CHILD, ADULT = 0.72, 0.86
"""Below the first share of an adult's height somebody is child-sized, above the second of an adult's size."""
UNSEEN_BAG = 0.55
"""A bag that was never detected may still be there, on the far side; a bag that was asked for then counts so much."""
FADING = 0.95
"""Older colours fade from sight to sight, in case the tracker went on from one person to another."""
FACE = 0.45
FACES = 2


@dataclass(slots=True)
class Sights:
    """What was seen of one track. Colours are weighted by how tall the person was in the picture."""

    first_s: float | None = None
    last_s: float = 0.0
    count: int = 0
    bags: int = 0
    bicycles: int = 0
    _upper: dict[Colour, float] = field(default_factory=dict)
    _lower: dict[Colour, float] = field(default_factory=dict)
    _weights: list[float] = field(default_factory=lambda: [0.0, 0.0])
    tall: float | None = None
    faces: dict[str, list[float]] = field(default_factory=dict)

    def add(self, look: Look, *, time_s: float, tall: float | None, weight: float, bag: bool, bicycle: bool) -> None:
        """``tall``: height as a share of an adult's at the same place, None where nobody knows. ``weight``: > 0."""
        self.first_s = time_s if self.first_s is None else self.first_s
        self.last_s = time_s
        self.count += 1
        self.bags += bag
        self.bicycles += bicycle
        for index, (sums, shares) in enumerate(((self._upper, look.upper), (self._lower, look.lower))):
            if shares is not None:
                self._weights[index] = FADING * self._weights[index] + weight
                for name, share in shares.items():
                    sums[name] = FADING * sums.get(name, 0.0) + weight * share
        self.tall = tall

    @property
    def enough(self) -> bool:
        return self.count >= SIGHTS and self.first_s is not None and self.last_s - self.first_s >= SPAN_S

    def colours(self, *, upper: bool) -> Mapping[Colour, float] | None:
        """Mean shares of the named colours, or None when that part was never seen."""
        weight, sums = (self._weights[0], self._upper) if upper else (self._weights[1], self._lower)
        return {name: total / weight for name, total in sums.items()} if weight else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """``score``: mean over the attributes that are known and were seen, 0-1. ``facts``: what it rests on, in words."""

    score: float
    facts: Mapping[str, str]


def searchable(search: Search) -> bool:
    """Whether the description is narrow enough: without a colour or a face it would fit half the village."""
    return search.upper is not None or search.lower is not None or bool(search.face)


def judge(search: Search, sights: Sights) -> Fit | None:
    """The fit of a track to a search, or None while it does not fit or too little was seen."""
    if not sights.enough or not searchable(search):
        return None
    face = _face(search, sights)
    scores: list[float] = []
    facts: dict[str, str] = {}
    for name, wanted, shares in (
        ("upper", search.upper, sights.colours(upper=True)),
        ("lower", search.lower, sights.colours(upper=False)),
    ):
        if wanted is None:
            continue
        if shares is None:
            facts[name] = f"{wanted.value} not seen"
            continue
        scores.append(fits(shares, wanted))
        facts[name] = f"{wanted.value} {scores[-1]:.2f}"
    judged = bool(scores)
    for name, score, words in _marks(search, sights):
        facts[name] = words
        if score is not None:
            scores.append(score)
    mean = sum(scores) / len(scores) if scores else 0.0
    if face is not None:
        return Fit(score=face, facts=facts | {"face": f"{face:.2f}"})
    if not judged or min(scores) < EACH or mean < ALL:
        return None
    return Fit(score=mean, facts=facts)


def _marks(search: Search, sights: Sights) -> list[tuple[str, float | None, str]]:
    """Size, bag and bicycle as name, score (None: cannot be told here) and words, of those that are asked for."""
    marks: list[tuple[str, float | None, str]] = []
    if search.size is not None:
        tall = sights.tall
        score = None if tall is None else _sized(search.size, tall)
        words = "cannot be told here" if tall is None else f"{tall:.2f} of an adult"
        marks.append(("size", score, f"{search.size.value}: {words}"))
    for name, asked, seen, unseen in (
        ("bag", search.bag, sights.bags, UNSEEN_BAG),
        ("bicycle", search.bicycle, sights.bicycles, 0.0),
    ):
        if asked is None:
            continue
        share = min(1.0, 2 * seen / sights.count)
        score = max(share, unseen) if asked else 1 - share
        marks.append((name, score, f"{'with' if asked else 'without'}: seen in {seen} of {sights.count}"))
    return marks


def _sized(size: Size, tall: float) -> float:
    child = min(1.0, max(0.0, (ADULT - tall) / (ADULT - CHILD)))
    return child if size is Size.CHILD else 1 - child


def _face(search: Search, sights: Sights) -> float | None:
    """The mean of the likest faces, when there were enough of them; None otherwise."""
    best = sorted(sights.faces.get(search.id, ()), reverse=True)[:FACES]
    return sum(best) / FACES if len(best) == FACES and best[-1] >= FACE else None
