"""Checklists as values: what is looked at in a place, item by item, read from data and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengqiao.fieldwork.domain.hazards import DAYS, Severity, Topic

MOST_ITEMS = 60
LONGEST_WORDS = 120
LONGEST_DAYS = 90
LANGUAGES = ("zh-hans", "zh-hant", "en")


class BadList(ValueError):
    """These items are no checklist; ``why`` and ``row`` (from 0; None: the list as a whole) say what to mend."""

    def __init__(self, why: str, row: int | None = None) -> None:
        super().__init__(why)
        self.why, self.row = why, row


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to look at. ``key`` stays the same from version to version; ``words`` by language."""

    key: str
    words: Mapping[str, str]
    severity: Severity

    def said(self, language: str) -> str:
        """Its words in a language, or in the first that it has."""
        return self.words.get(language) or next(iter(self.words.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What is looked at under a topic, and how many days each severity gives."""

    topic: Topic
    items: tuple[Item, ...]
    days: Mapping[Severity, int]

    def item(self, key: str) -> Item | None:
        """The item with this key."""
        return next((one for one in self.items if one.key == key), None)


def parse(topic: Topic, rows: Sequence[Mapping[str, Any]], days: Mapping[str, Any] | None = None) -> Checklist:
    """A checklist from plain data. Raises BadList."""
    if not rows:
        raise BadList("A list needs at least one item.")
    if len(rows) > MOST_ITEMS:
        raise BadList("A list of more than 60 items is not gone through to its end; divide it.")
    items = tuple(_item(number, row) for number, row in enumerate(rows))
    seen: set[str] = set()
    for number, one in enumerate(items):
        if one.key in seen:
            raise BadList("Two items have the same key.", number)
        seen.add(one.key)
    return Checklist(topic=topic, items=items, days=_days(days or {}))


def plain(checklist: Checklist) -> dict[str, Any]:
    """The checklist as data that ``parse`` reads."""
    return {
        "items": [
            {"key": one.key, "words": dict(one.words), "severity": one.severity.value} for one in checklist.items
        ],
        "days": {severity.value: count for severity, count in checklist.days.items()},
    }


def _item(number: int, row: Mapping[str, Any]) -> Item:
    key, words = str(row.get("key", "")).strip(), row.get("words")
    if not key or len(key) > 40 or not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
        raise BadList("An item needs a key of letters, digits and dashes.", number)
    if not isinstance(words, Mapping):
        raise BadList("Write what is to be looked at.", number)
    kept = {language: str(words[language]).strip() for language in LANGUAGES if str(words.get(language, "")).strip()}
    if not kept:
        raise BadList("Write what is to be looked at.", number)
    if any(len(text) > LONGEST_WORDS for text in kept.values()):
        raise BadList("An item has at most 120 characters; it is read standing up.", number)
    try:
        severity = Severity(str(row.get("severity", "")))
    except ValueError as error:
        raise BadList("Choose how bad it is when this is not in order: general, serious or grave.", number) from error
    return Item(key=key, words=kept, severity=severity)


def _days(given: Mapping[str, Any]) -> dict[Severity, int]:
    found: dict[Severity, int] = {}
    for severity, standard in DAYS.items():
        value = given.get(severity.value, standard)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST_DAYS:
            raise BadList("Days to put things right are whole numbers from 0 to 90.")
        found[severity] = value
    return found
