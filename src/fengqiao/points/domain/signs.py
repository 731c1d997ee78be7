"""Signs that reports may be padded. Each is a question to be asked, never an answer: most have a good explanation.

Pure functions over what was reported. Times are when something was seen (not when it was sent), so that a phone that
was offline all day does not look like a burst.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from uuid import UUID

EARTH_M = 6_371_000
# Faster than a car on these roads, over a distance that is no error of the phone's position.
FAST_KMH, FAR_M = 120, 2_000
BURST, BURST_WITHIN = 6, timedelta(minutes=30)
LATE_DAYS, LATE_SHARE, LATE_FEWEST = 14, 0.8, 5
PAIR_FEWEST, PAIR_SHARE, PAIR_TIMES, PAIR_BESIDE = 8, 0.8, 2, 2


class Sign(StrEnum):
    """What caught the eye."""

    SAME_PHOTO = "same_photo"
    TOO_FAST = "too_fast"
    BURST = "burst"
    QUARTER_END = "quarter_end"
    SAME_PAIR = "same_pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something that a worker reported. ``link`` and ``label`` show it. ``seen_at`` aware; position in WGS84, if
    there is one; ``photos`` are digests of the files as they came; ``closer``: who closed it, if it is closed."""

    key: str
    person: UUID
    link: str
    label: str
    seen_at: datetime
    lon: float | None = None
    lat: float | None = None
    photos: frozenset[str] = frozenset()
    closer: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sign with what shows it. ``mark`` stays the same when it is looked for again. ``numbers`` are for the words."""

    sign: Sign
    person: UUID
    mark: str
    reports: tuple[Report, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)


def findings(reports: Iterable[Report], *, start: datetime, end: datetime, now: datetime) -> list[Finding]:
    """All signs among a town's reports for the quarter [start, end). Reports from before count for photos only."""
    every = sorted(reports, key=lambda one: (one.seen_at, one.key))
    within = [one for one in every if start <= one.seen_at < end]
    found = [one for one in same_photo(every) if one.reports[-1].seen_at >= start]
    found += too_fast(within) + bursts(within) + same_pairs(within, start)
    return found + (quarter_ends(within, start, end) if now >= end else [])


def metres(one: Report, other: Report) -> float | None:
    """The distance between two reports (haversine); None where one has no position."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    a, b = radians(one.lat), radians(other.lat)
    half = hypot(sin((b - a) / 2), sqrt(cos(a) * cos(b)) * sin(radians(other.lon - one.lon) / 2))
    return 2 * EARTH_M * asin(min(1.0, half))


def same_photo(reports: Sequence[Report]) -> list[Finding]:
    """The very same file with two events; asked of who used it later."""
    first: dict[str, Report] = {}
    found: dict[str, Finding] = {}
    for one in reports:
        for photo in sorted(one.photos):
            earlier = first.setdefault(photo, one)
            if earlier.key != one.key:
                mark = f"{Sign.SAME_PHOTO}:{earlier.key}:{one.key}"
                found[mark] = Finding(sign=Sign.SAME_PHOTO, person=one.person, mark=mark, reports=(earlier, one))
    return list(found.values())


def too_fast(reports: Sequence[Report]) -> list[Finding]:
    """Two reports of one person, one after the other, farther apart than anybody drives in the time between."""
    found = []
    for own in _by_person(reports).values():
        placed = [one for one in own if one.lon is not None and one.lat is not None]
        for one, other in pairwise(placed):
            away = metres(one, other) or 0.0
            hours = (other.seen_at - one.seen_at) / timedelta(hours=1)
            if away > FAR_M and away / 1000 > FAST_KMH * hours:
                found.append(
                    Finding(
                        sign=Sign.TOO_FAST,
                        person=one.person,
                        mark=f"{Sign.TOO_FAST}:{one.key}:{other.key}",
                        reports=(one, other),
                        numbers={"metres": round(away), "minutes": round(hours * 60)},
                    )
                )
    return found


def bursts(reports: Sequence[Report]) -> list[Finding]:
    """Many reports of one person within half an hour; each run of them is asked about once."""
    found = []
    for person, own in _by_person(reports).items():
        start = 0
        while start < len(own):
            run = [one for one in own[start:] if one.seen_at < own[start].seen_at + BURST_WITHIN]
            if len(run) < BURST:
                start += 1
                continue
            mark = f"{Sign.BURST}:{run[0].key}"
            numbers = {"reports": len(run), "minutes": round((run[-1].seen_at - run[0].seen_at) / timedelta(minutes=1))}
            found.append(Finding(sign=Sign.BURST, person=person, mark=mark, reports=tuple(run), numbers=numbers))
            start += len(run)
    return found


def quarter_ends(reports: Sequence[Report], start: datetime, end: datetime) -> list[Finding]:
    """Nearly all reports of a quarter in its last two weeks."""
    found = []
    for person, own in _by_person(reports).items():
        late = [one for one in own if one.seen_at >= end - timedelta(days=LATE_DAYS)]
        if len(own) >= LATE_FEWEST and len(late) >= LATE_SHARE * len(own):
            mark = f"{Sign.QUARTER_END}:{person}:{start:%Y-%m-%d}"
            numbers = {"late": len(late), "reports": len(own), "days": LATE_DAYS}
            found.append(Finding(sign=Sign.QUARTER_END, person=person, mark=mark, reports=tuple(late), numbers=numbers))
    return found


def same_pairs(reports: Sequence[Report], start: datetime) -> list[Finding]:
    """One and the same colleague closes nearly all that somebody reports, and much less of what others report. Where
    one person closes everything in a town, that is no sign; nor is it where there are not two others to look
    beside."""
    closed = [one for one in reports if one.closer is not None and one.closer != one.person]
    found = []
    for person, own in _by_person(closed).items():
        closer, count = Counter(one.closer for one in own).most_common(1)[0]
        others = [one for one in closed if one.person != person]
        if len({one.person for one in others}) < PAIR_BESIDE:
            continue
        elsewhere = sum(one.closer == closer for one in others) / len(others)
        share = count / len(own)
        if count >= PAIR_FEWEST and share >= PAIR_SHARE and share >= PAIR_TIMES * elsewhere:
            mark = f"{Sign.SAME_PAIR}:{person}:{closer}:{start:%Y-%m-%d}"
            together = tuple(one for one in own if one.closer == closer)
            numbers = {"together": count, "reports": len(own)}
            found.append(Finding(sign=Sign.SAME_PAIR, person=person, mark=mark, reports=together, numbers=numbers))
    return found


def _by_person(reports: Iterable[Report]) -> dict[UUID, list[Report]]:
    own: defaultdict[UUID, list[Report]] = defaultdict(list)
    for one in reports:
        own[one.person].append(one)
    return dict(own)


class QuestionState(StrEnum):
    """How far a question is. Only the last one leads anywhere, and there a hearing decides."""

    OPEN = "open"
    EXPLAINED = "explained"
    NO_CONCERN = "no_concern"
    HEARING = "hearing"


ENDINGS = frozenset({QuestionState.NO_CONCERN, QuestionState.HEARING})
