"""Which days a calendar's page shows, also at the edges of years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.centre.domain import months
from fengqiao.centre.domain.months import Show


@pytest.mark.parametrize(
    ("show", "day", "first", "last", "weeks"),
    [
        (Show.MONTH, date(2026, 11, 26), date(2026, 11, 1), date(2026, 11, 30), 6),
        (Show.MONTH, date(2027, 2, 28), date(2027, 2, 1), date(2027, 2, 28), 4),
        (Show.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), 5),
        (Show.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), 5),
        (Show.WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3), 1),
        (Show.WEEK, date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 6), 1),
    ],
)
def test_pages(show: Show, day: date, first: date, last: date, weeks: int) -> None:
    page = months.page(show, day)
    assert (page.first, page.last, len(page.weeks)) == (first, last, weeks)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(Show))
def test_every_page_holds_its_day_and_leads_to_its_neighbours(day: date, show: Show) -> None:
    page = months.page(show, day)
    days = [one for week in page.weeks for one in week]
    assert page.within(day)
    assert day in days
    assert all(week[0].weekday() == 0 for week in page.weeks)
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert months.page(show, page.after).first == page.last + timedelta(days=1)
    assert months.page(show, page.before).last == page.first - timedelta(days=1)
