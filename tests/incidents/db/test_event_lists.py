"""Lists show the same, whether all events were looked through or the index was asked for those that the reader sees."""

from __future__ import annotations

import pytest

from factories.incidents import PLAIN, Way
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.incidents import selectors
from fengqiao.incidents.selectors import Step, lists

pytestmark = pytest.mark.django_db


def pages(actor: Actor) -> dict[bool | None, list[str]]:
    """What a list of each kind shows, and that it says how many there are."""
    found = {}
    for ended in (False, True, None):
        page = selectors.incident_page(actor, ended=ended, number=1)
        assert page.page.paginator.count == len(page.events)
        found[ended] = [event.code for event in page.events]
    return found


def test_few_among_many_are_found_by_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    way, elsewhere = Way.lay(), Way.lay()
    for one in (way, elsewhere):
        for step in (Step.SIGN, Step.CLOSE, Step.ACCEPT):
            one.until(step, PLAIN)
        one.reported()
    readers = (way.secretary, way.operator, elsewhere.secretary, SYSTEM)
    walked = [pages(actor) for actor in readers]
    monkeypatch.setattr(lists, "WALKED", 2)
    assert [pages(actor) for actor in readers] == walked
    assert [len(page) for page in walked[0].values()] == [3, 1, 4]
    assert [len(page) for page in walked[3].values()] == [6, 2, 8]


def test_a_list_goes_no_further_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way.lay()
    events = [way.reported(title=f"路灯 {number}") for number in range(5)]
    monkeypatch.setattr(lists, "MOST_LISTED", 4)
    monkeypatch.setattr(lists, "PAGE", 2)
    last = selectors.incident_page(way.operator, ended=None, number="99")
    assert last.more
    assert [event.id for event in last.events] == [events[2].id, events[1].id]
    monkeypatch.setattr(lists, "WALKED", 1)
    again = selectors.incident_page(way.operator, ended=None, number="99")
    assert [event.id for event in again.events] == [events[2].id, events[1].id]
    assert not selectors.incident_page(way.operator, ended=True, number=1).more
