"""Drafts 暂存: what somebody is still writing, kept under the name that their device gave it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Facts, Step, StepRefused
from fengqiao.incidents.models import Draft
from fengqiao.incidents.services.errors import EventOver, InputRefused, StepNotTaken

LARGEST = 64_000


def save_draft(*, draft_id: UUID, content: Mapping[str, Any], actor: Actor) -> None:
    """Keep what is written so far; the same id again replaces it, so that a double send is one draft.

    ``content`` is JSON of the caller's own making. It is reported with ``open_incident`` and
    ``Particulars(draft_id=…)``. Raises EventOver (reported already), InputRefused, StepNotTaken, NotYours.
    """
    kept = json.loads(json.dumps(content, default=str).replace("\\u0000", ""))
    if len(json.dumps(kept)) > LARGEST:
        raise InputRefused(_("This draft is too large to be kept. Shorten the description; nothing was lost."))
    if actor.person_id is None:
        raise NotYours
    with journal.unit():
        now = clock.now()
        try:
            table.take(now, Step.SAVE, Facts(state=None, roles=frozenset(duty.role for duty in actor.duties)))
        except StepRefused as refusal:
            raise StepNotTaken(refusal) from refusal
        row, new = Draft.objects.select_for_update().get_or_create(
            pk=draft_id, defaults={"person_id": actor.person_id, "content": kept, "saved_at": now}
        )
        if row.person_id != actor.person_id:
            raise NotYours
        if row.incident_id is not None:
            raise EventOver
        if not new:
            row.content, row.saved_at, row.discarded_at = kept, now, None
            row.save(update_fields=["content", "saved_at", "discarded_at"])
        _announce(row, "incidents.draft_saved", actor)


def discard_draft(*, draft_id: UUID, actor: Actor) -> None:
    """Throw a draft of one's own away, with its content. Raises NotYours."""
    if actor.person_id is None:
        raise NotYours
    with journal.unit():
        row = Draft.objects.select_for_update().filter(pk=draft_id, person_id=actor.person_id).first()
        if row is None or row.incident_id is not None:
            raise NotYours
        row.content, row.discarded_at = {}, clock.now()
        row.save(update_fields=["content", "discarded_at"])
        _announce(row, "incidents.draft_discarded", actor)


def _announce(row: Draft, kind: str, actor: Actor) -> None:
    journal.record(Event(kind=kind, subject=f"draft:{row.pk}"), actor=actor.person_id)
