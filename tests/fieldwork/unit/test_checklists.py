"""Checklists as values: what is shipped, and what is refused."""

from typing import Any

import pytest

from fengqiao.fieldwork.domain import checklists
from fengqiao.fieldwork.domain.checklists import BadList
from fengqiao.fieldwork.domain.hazards import Topic
from fengqiao.fieldwork.selectors.hazards import lists

ITEM = {"key": "fire-1", "words": {"zh-hans": "出口没有堵"}, "severity": "grave"}


@pytest.mark.parametrize("topic", list(Topic))
def test_shipped_lists_are_whole_in_three_languages(topic: Topic) -> None:
    shipped = lists.shipped(topic)
    assert 6 <= len(shipped.items) <= 12
    assert all(set(item.words) == set(checklists.LANGUAGES) for item in shipped.items)
    plain = checklists.plain(shipped)
    assert checklists.parse(topic, plain["items"], plain["days"]) == shipped


@pytest.mark.parametrize(
    ("rows", "days", "row"),
    [
        ([], {}, None),
        ([ITEM, ITEM], {}, 1),
        ([ITEM, {**ITEM, "key": ""}], {}, 1),
        ([{**ITEM, "key": "a b"}], {}, 0),
        ([{**ITEM, "words": {"zh-hans": " "}}], {}, 0),
        ([{**ITEM, "words": "x"}], {}, 0),
        ([{**ITEM, "words": {"en": "x" * 121}}], {}, 0),
        ([{**ITEM, "severity": "awful"}], {}, 0),
        ([ITEM], {"grave": -1}, None),
        ([ITEM], {"grave": True}, None),
        ([{**ITEM, "key": f"k{number}"} for number in range(61)], {}, None),
    ],
)
def test_what_is_no_list(rows: list[dict[str, Any]], days: dict[str, Any], row: int | None) -> None:
    with pytest.raises(BadList) as refusal:
        checklists.parse(Topic.FIRE, rows, days)
    assert refusal.value.row == row
