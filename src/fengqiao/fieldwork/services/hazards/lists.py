"""Making a place's own checklist: a draft that is saved as often as one likes, then published as the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import checklists
from fengqiao.fieldwork.domain.checklists import BadList, Checklist
from fengqiao.fieldwork.domain.hazards import Topic
from fengqiao.fieldwork.models import ChecklistVersion
from fengqiao.fieldwork.selectors.hazards import lists
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.hazards.errors import HazardRefused


class ListRefused(InputRefused):
    """What was written is no checklist; ``row`` (from 0; None: as a whole) says where."""

    def __init__(self, bad: BadList) -> None:
        where = "" if bad.row is None else _("Row %(number)d: ") % {"number": bad.row + 1}
        super().__init__(where + _(bad.why))
        self.row = bad.row


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item as somebody wrote it in one language. Without a key it is new."""

    key: str
    words: str
    severity: str


def save_draft(
    *,
    topic: Topic,
    area_id: UUID,
    lines: Sequence[Line],
    days: Mapping[str, int],
    language: str,
    seen: datetime | None = None,
    actor: Actor,
) -> None:
    """Keep what the next version is to say. A text that was changed loses its translations, which would say otherwise.

    ``seen``: when the draft that was changed had been saved. Raises ListRefused, HazardRefused (somebody else saved
    meanwhile), NotYours.
    """
    with journal.unit():
        draft = _draft(topic, area_id, actor)
        if draft is not None and seen is not None and draft.saved_at != seen:
            raise HazardRefused(
                _("Somebody else saved this draft meanwhile. Load the page again to see what it says now.")
            )
        before = lists.content(draft) if draft else lists.in_force(topic, area_id).checklist
        rows = [_row(topic, line, before, language) for line in lines]
        keep_draft(topic, area_id, rows, days, draft, actor)


def keep_draft(
    topic: Topic,
    area_id: UUID,
    rows: Sequence[Mapping[str, Any]],
    days: Mapping[str, Any],
    draft: ChecklistVersion | None,
    actor: Actor,
) -> None:
    """Write the draft down. The caller has locked it. Raises ListRefused."""
    content = checklists.plain(parsed(topic, rows, days))
    if draft is None:
        draft = ChecklistVersion(topic=topic, area_id=area_id)
    draft.content, draft.saved_at, draft.by_id = content, clock.now(), actor.person_id
    draft.save()


def publish_draft(*, topic: Topic, area_id: UUID, actor: Actor) -> int:
    """From now on checks in the area use the draft; those that were made keep their version. Returns its number."""
    with journal.unit():
        draft = _draft(topic, area_id, actor)
        if draft is None:
            raise HazardRefused(_("There is no draft to publish; perhaps somebody has published it already."))
        lists.content(draft)
        last = ChecklistVersion.objects.filter(topic=topic, area=area_id).aggregate(last=Max("number"))["last"] or 0
        draft.number, draft.published_at, draft.by_id = last + 1, clock.now(), actor.person_id
        draft.save()
        journal.record(
            Event(
                kind="fieldwork.checklist_published",
                subject=f"checklist:{draft.pk}",
                area=area_id,
                payload={"topic": topic.value, "number": draft.number, "items": len(draft.content["items"])},
            ),
            actor=actor.person_id,
        )
        return draft.number


def discard_draft(*, topic: Topic, area_id: UUID, actor: Actor) -> None:
    """Throw the draft away; what is published stays as it is."""
    with journal.unit():
        draft = _draft(topic, area_id, actor)
        if draft is not None:
            draft.delete()


def locked_draft(topic: Topic, area_id: UUID, actor: Actor) -> ChecklistVersion | None:
    """The draft, locked, for whoever keeps the lists of the area. Raises NotYours."""
    return _draft(topic, area_id, actor)


def parsed(topic: Topic, rows: Sequence[Mapping[str, Any]], days: Mapping[str, Any]) -> Checklist:
    """The rows as a checklist. Raises ListRefused."""
    try:
        return checklists.parse(topic, rows, days)
    except BadList as bad:
        raise ListRefused(bad) from bad


def fresh_key(topic: Topic) -> str:
    """A key for a new item."""
    return f"{topic.value}-{ids.short_code(6).lower()}"


def _row(topic: Topic, line: Line, before: Checklist, language: str) -> dict[str, Any]:
    known = before.item(line.key)
    words = line.words.replace("\0", "").strip()
    same = known is not None and known.said(language) == words
    return {
        "key": line.key if known else fresh_key(topic),
        "words": dict(known.words) if known is not None and same else {language: words},
        "severity": line.severity,
    }


def _draft(topic: Topic, area_id: UUID, actor: Actor) -> ChecklistVersion | None:
    if not areas.holds(actor, area_id, Role.STUDIO_CLERK):
        raise NotYours
    return (
        ChecklistVersion.objects.select_for_update(of=("self",))
        .filter(topic=topic, area=area_id, published_at__isnull=True)
        .first()
    )
