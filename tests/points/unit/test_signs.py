"""Worked examples of the signs: what becomes a question, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from fengqiao.points.domain.signs import (
    Report,
    Sign,
    bursts,
    findings,
    metres,
    quarter_ends,
    same_pairs,
    same_photo,
    too_fast,
)

START, END = datetime(2026, 6, 30, 16, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC)
CHEN, LI, WANG, ZHAO, DESK = (UUID(int=number) for number in range(1, 6))
HOUR = timedelta(hours=1)


def report(
    number: int,
    at: datetime = START + 1000 * HOUR,
    *,
    person: UUID = CHEN,
    place: tuple[float, float] | None = None,
    photos: str = "",
    closer: UUID | None = None,
) -> Report:
    lon, lat = place or (None, None)
    return Report(
        key=f"{number:04}",
        person=person,
        link=f"/incidents/{number}/",
        label=str(number),
        seen_at=at,
        lon=lon,
        lat=lat,
        photos=frozenset(photos.split()),
        closer=closer,
    )


def test_distance_on_the_globe() -> None:
    one, other = report(1, place=(113.63, 23.78)), report(2, place=(113.63, 23.88))
    assert metres(one, other) == pytest.approx(11_119, abs=5)  # a tenth of a degree of latitude
    assert metres(one, report(3, place=(113.73, 23.78))) == pytest.approx(10_175, abs=10)
    assert metres(one, one) == 0
    assert metres(one, report(4)) is None


@pytest.mark.parametrize(
    ("away", "minutes", "seen"),
    [
        (0.10, 5, True),  # 11 km in five minutes
        (0.10, 6, False),  # 111 km/h
        (0.10, 120, False),
        (0.015, 0, False),  # 1.7 km at once: a position that is a little off
        (0.02, 0, True),
    ],
)
def test_impossible_speed(away: float, minutes: int, seen: bool) -> None:
    one = report(1, place=(113.63, 23.78))
    other = report(2, one.seen_at + timedelta(minutes=minutes), place=(113.63, 23.78 + away))
    assert [found.sign for found in too_fast([one, other])] == ([Sign.TOO_FAST] if seen else [])


def test_speed_is_one_persons() -> None:
    one, other = report(1, place=(113.63, 23.78)), report(2, place=(113.63, 24.78), person=LI)
    assert too_fast([one, other]) == []


def test_the_same_photo_is_asked_of_the_later_one_and_once() -> None:
    one, two, three = report(1, photos="a b"), report(2, person=LI, photos="b a"), report(3, photos="c")
    (found,) = same_photo([one, two, three])
    assert (found.person, [each.key for each in found.reports]) == (LI, ["0001", "0002"])


@pytest.mark.parametrize(
    ("minutes", "runs"),
    [
        ([0, 2, 4, 6, 8, 10], [6]),
        ([0, 2, 4, 6, 8], []),
        ([0, 10, 20, 30, 40, 50], []),
        ([0, 1, 2, 3, 4, 5, 100, 101, 102, 103, 104, 105, 106], [6, 7]),
        ([0, 6, 12, 18, 24, 30], []),  # the sixth comes when the half hour is over
        ([0, 20, 21, 22, 23, 24, 25], [7]),
    ],
)
def test_bursts(minutes: list[int], runs: list[int]) -> None:
    reports = [report(number, START + timedelta(minutes=one)) for number, one in enumerate(minutes)]
    assert [len(found.reports) for found in bursts(reports)] == runs


@pytest.mark.parametrize(
    ("early", "late", "seen"),
    [(1, 4, True), (0, 5, True), (2, 4, False), (0, 4, False), (30, 30, False)],
)
def test_reports_only_at_the_quarters_end(early: int, late: int, seen: bool) -> None:
    reports = [report(number, START + HOUR) for number in range(early)]
    reports += [report(100 + number, END - 24 * HOUR) for number in range(late)]
    assert bool(quarter_ends(reports, START, END)) is seen


def test_the_quarters_end_is_looked_at_when_it_is_over() -> None:
    reports = [report(number, END - (number + 1) * 24 * HOUR) for number in range(6)]
    assert findings(reports, start=START, end=END, now=END - HOUR) == []
    assert [one.sign for one in findings(reports, start=START, end=END, now=END + HOUR)] == [Sign.QUARTER_END]


def closings(person: UUID, closer: UUID, count: int, begin: int) -> list[Report]:
    return [report(begin + number, person=person, closer=closer) for number in range(count)]


def test_the_same_pair_again_and_again() -> None:
    pair = closings(CHEN, LI, 8, 0)
    others = closings(WANG, DESK, 10, 100) + closings(ZHAO, DESK, 10, 200)
    (found,) = same_pairs([*pair, *others], START)
    assert (found.sign, found.person, found.numbers["together"]) == (Sign.SAME_PAIR, CHEN, 8)
    assert same_pairs([*pair[:7], *others], START) == []


def test_who_closes_everything_in_town_is_no_pair() -> None:
    town = closings(CHEN, DESK, 20, 0) + closings(WANG, DESK, 20, 100) + closings(ZHAO, DESK, 20, 200)
    assert same_pairs(town, START) == []
    assert same_pairs(closings(CHEN, LI, 20, 0) + closings(WANG, DESK, 20, 100), START) == []  # two shifts
    assert same_pairs(closings(CHEN, DESK, 20, 0), START) == []  # and one worker alone has nobody beside


def test_earlier_reports_count_for_photos_only() -> None:
    old = [report(number, START - HOUR, photos="p" if number == 0 else "") for number in range(8)]
    assert findings(old, start=START, end=END, now=END) == []
    (found,) = findings([*old, report(50, photos="p")], start=START, end=END, now=END)
    assert (found.sign, found.reports[0].key) == (Sign.SAME_PHOTO, "0000")


def test_looking_again_gives_the_same_marks() -> None:
    reports = [report(number, START + timedelta(minutes=number), photos="x") for number in range(9)]
    first = [one.mark for one in findings(reports, start=START, end=END, now=END)]
    assert first == [one.mark for one in findings(reversed(reports), start=START, end=END, now=END + 24 * HOUR)]
    assert len(set(first)) == len(first)
    assert max(map(len, first)) < 200
