"""The quality of a handbook, by worked examples; grades; and what a second opinion does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain.quality import (
    IN_TIME,
    MARKS,
    Book,
    Dimension,
    Grade,
    Line,
    agreed,
    grade,
    needs_second,
    opinion,
    quality,
)

AT = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


def line(
    text: str = "", *, hours: float = 1, agrees: bool | None = True, photo: bool = True, late: bool = False
) -> Line:
    return Line(
        happened_at=AT, written_at=AT + timedelta(hours=hours), text=text, agrees=agrees, photo=photo, late=late
    )


def scores(book: Book) -> dict[str, int]:
    return {str(name): share.score for name, share in quality(book).shares.items()}


def test_a_quarter_by_hand() -> None:
    """Thirteen weeks, ten with a line; 20 visits due, 15 made; ten lines: a worked example that anybody can follow."""
    lines = [line(f"水塘护栏第{number}段完好无损") for number in range(6)]  # in time, specific, agrees, photo
    lines += [line("一切正常", hours=2), line("一切正常", hours=2)]  # too short, and twice
    lines += [line("村口施工围挡松动已经告知", hours=40, agrees=False, photo=False)]  # late, elsewhere, no photo
    lines += [line("学校门口放学秩序良好", agrees=None, photo=False, late=True)]  # overdue, no position, no photo
    book = Book(lines=lines, weeks=13, active=10, due=20, met=15)
    assert scores(book) == {
        "complete": 76,  # 25 of 33
        "timely": 80,  # 8 of 10
        "specific": 80,  # 8 of 10
        "agrees": 85,  # 8.5 of 10
        "photo": 80,  # 8 of 10
    }
    assert quality(book).score == 80
    assert grade(quality(book).score, len(lines)) is Grade.GOOD


def test_an_empty_book_is_nothing() -> None:
    book = Book(lines=[], weeks=13, active=0, due=0, met=0)
    assert set(scores(book).values()) == {0}
    assert grade(quality(book).score, 0) is Grade.NONE


@pytest.mark.parametrize(
    ("one", "dimension", "got"),
    [
        (line(hours=IN_TIME.total_seconds() / 3600), Dimension.TIMELY, 1),
        (line(hours=IN_TIME.total_seconds() / 3600 + 0.1), Dimension.TIMELY, 0),
        (line(late=True), Dimension.TIMELY, 0),
        (line("水位正常护栏好"), Dimension.SPECIFIC, 0),  # seven
        (line("水位正常护栏完好"), Dimension.SPECIFIC, 1),  # eight
        (line("水 位 正 常 好。。"), Dimension.SPECIFIC, 0),  # blanks and stops say nothing
        (line(agrees=None), Dimension.AGREES, 0.5),
        (line(photo=False), Dimension.PHOTO, 0),
    ],
)
def test_each_dimension(one: Line, dimension: Dimension, got: float) -> None:
    assert quality(Book(lines=[one], weeks=1, active=1, due=0, met=0)).shares[dimension].got == got


def test_copied_words_count_for_nobody() -> None:
    twins = [line("护栏完好，水位正常。"), line("护栏完好， 水位正常")]
    assert scores(Book(lines=twins, weeks=1, active=1, due=0, met=0))["specific"] == 0


def test_more_than_asked_is_not_more_than_all() -> None:
    assert scores(Book(lines=[line()], weeks=2, active=5, due=3, met=9))["complete"] == 100


@pytest.mark.parametrize(
    ("score", "lines", "expected"),
    [(100, 6, Grade.EXCELLENT), (85, 6, Grade.EXCELLENT), (84, 6, Grade.GOOD), (70, 6, Grade.GOOD), (69, 6, Grade.FAIR),
     (55, 6, Grade.FAIR), (54, 6, Grade.NONE), (100, 5, Grade.NONE), (0, 0, Grade.NONE)],
)  # fmt: skip
def test_grades_have_no_holes(score: int, lines: int, expected: Grade) -> None:
    assert grade(score, lines) is expected


@pytest.mark.parametrize(
    ("machine", "opinions", "expected"),
    [
        (80, [], 80),
        (80, [70], 75),
        (80, [95], 88),  # fifteen apart is near enough
        (80, [64], None),  # sixteen is not
        (80, [64, 70], 70),
        (80, [20, 90], 80),
        (80, [20, 25], 25),
        (80, [20, 25, 100], 25),  # a third is not asked
    ],
)
def test_a_second_opinion(machine: int, opinions: list[int], expected: int | None) -> None:
    assert agreed(machine, opinions) == expected


def test_an_opinion_is_five_marks() -> None:
    whole = dict.fromkeys(Dimension, 75)
    assert opinion(whole) == 75
    assert opinion({**whole, Dimension.PHOTO: 0}) == 60
    for wrong in ({}, {Dimension.PHOTO: 100}, {**whole, Dimension.PHOTO: 60}, {**whole, Dimension.PHOTO: -25}):
        with pytest.raises(ValueError, match="five marks"):
            opinion(wrong)


lines_ = st.builds(
    line, st.text(max_size=20), hours=st.floats(0, 100), agrees=st.sampled_from([True, False, None]),
    photo=st.booleans(), late=st.booleans(),
)  # fmt: skip
counts = st.integers(0, 50)


@given(st.lists(lines_, max_size=30), counts, counts, counts, counts)
def test_every_score_lies_between_0_and_100(lines: list[Line], weeks: int, active: int, due: int, met: int) -> None:
    found = quality(Book(lines=lines, weeks=weeks, active=active, due=due, met=met))
    assert all(0 <= share.score <= 100 for share in found.shares.values())
    assert 0 <= found.score <= 100


@given(st.lists(lines_, min_size=1, max_size=20))
def test_a_photo_more_never_lowers_the_score(lines: list[Line]) -> None:
    def of(photos: bool) -> int:
        told = [
            Line(happened_at=one.happened_at, written_at=one.written_at, text=one.text, agrees=one.agrees,
                 photo=one.photo or photos, late=one.late)
            for one in lines
        ]  # fmt: skip
        return quality(Book(lines=told, weeks=1, active=1, due=1, met=1)).score

    assert of(True) >= of(False)


@given(st.integers(0, 100), st.sampled_from(MARKS), st.integers(0, 100))
def test_an_agreed_score_lies_between_those_who_gave_it(machine: int, first: int, second: int) -> None:
    one = agreed(machine, [first])
    assert (one is None) == needs_second(machine, first)
    if one is not None:
        assert min(machine, first) <= one <= max(machine, first)
    two = agreed(machine, [first, second])
    if not needs_second(machine, first):
        return
    assert two is not None
    assert min(machine, first, second) <= two <= max(machine, first, second)
