"""The checklist that counts at a place: the nearest area's newest published one, else the general, else the shipped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from fengqiao.areas import selectors as areas
from fengqiao.fieldwork.domain import checklists
from fengqiao.fieldwork.domain.checklists import Checklist
from fengqiao.fieldwork.domain.hazards import Topic
from fengqiao.fieldwork.models import ChecklistVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A published list, or the shipped one (``id`` None, ``number`` 0). ``area_id`` None: it counts everywhere."""

    id: UUID | None
    topic: Topic
    area_id: UUID | None
    number: int
    published_at: datetime | None
    checklist: Checklist


def shipped(topic: Topic) -> Checklist:
    """The list that the product brings along."""
    return checklists.parse(topic, _catalogue()[topic.value]["items"])


def in_force(topic: Topic, area_id: UUID) -> ListView:
    """The list that counts in an area now."""
    row = row_in_force(topic, area_id)
    if row is None:
        return ListView(id=None, topic=topic, area_id=None, number=0, published_at=None, checklist=shipped(topic))
    return list_view(row)


def row_in_force(topic: Topic, area_id: UUID) -> ChecklistVersion | None:
    """The stored version that counts in an area; None: the shipped one."""
    lineage = areas.area(area_id).lineage
    rows = ChecklistVersion.objects.filter(topic=topic, number__isnull=False)
    rank = {place: number for number, place in enumerate(lineage)}
    found = [row for row in rows if row.area_id in rank]
    return max(found, key=lambda row: (rank[row.area_id] if row.area_id else -1, row.number or 0), default=None)


def list_view(row: ChecklistVersion) -> ListView:
    """A stored list."""
    return ListView(
        id=row.pk,
        topic=Topic(row.topic),
        area_id=row.area_id,
        number=row.number or 0,
        published_at=row.published_at,
        checklist=content(row),
    )


def content(row: ChecklistVersion) -> Checklist:
    """What a stored list says."""
    return checklists.parse(Topic(row.topic), row.content["items"], row.content.get("days"))


def language() -> str:
    """The reader's language as lists know it."""
    return (get_language() or "zh-hans").lower()


@cache
def _catalogue() -> dict[str, Any]:
    text = resources.files("fengqiao.fieldwork.domain").joinpath("checklists.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """What the next version of a list is to say."""

    checklist: Checklist
    saved_at: datetime
    by: str


def draft_of(topic: Topic, area_id: UUID) -> DraftView | None:
    """The draft of an area's own list. The caller has asked whether the actor keeps it."""
    rows = ChecklistVersion.objects.filter(topic=topic, area=area_id, published_at__isnull=True)
    row = rows.select_related("by").first()
    if row is None:
        return None
    return DraftView(checklist=content(row), saved_at=row.saved_at, by=row.by.name if row.by else "")


def versions_of(topic: Topic, area_id: UUID) -> list[ListView]:
    """The published versions of an area's own list, the newest first."""
    rows = ChecklistVersion.objects.filter(topic=topic, area=area_id, number__isnull=False)
    return [list_view(row) for row in rows.order_by("-number")]


def changes(old: Checklist, new: Checklist) -> tuple[list[str], list[str], list[str]]:
    """What is new, gone and said otherwise, in the reader's words."""
    before, after = {one.key: one for one in old.items}, {one.key: one for one in new.items}
    said = language()
    added = [one.said(said) for key, one in after.items() if key not in before]
    gone = [one.said(said) for key, one in before.items() if key not in after]
    other = [one.said(said) for key, one in after.items() if key in before and before[key] != one]
    return added, gone, other
