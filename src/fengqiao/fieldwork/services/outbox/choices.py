"""Deciding a conflict: which version of a field stands. Payload: conflict (its id), choice ("here" or "there")."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.models import Conflict
from fengqiao.fieldwork.services.outbox import fields
from fengqiao.fieldwork.services.outbox.drafts import KEPT_AS
from fengqiao.fieldwork.services.outbox.items import Item, Outcome
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents


def handle(item: Item, *, actor: Actor) -> Outcome:
    """Settle a conflict of one's own. What was not chosen stays readable in its row."""
    wanted = ids.uuid_or_none(fields.words(item.payload, "conflict"))
    choice = fields.words(item.payload, "choice")
    if wanted is None or actor.person_id is None or choice not in ("here", "there"):
        raise NotYours
    row = Conflict.objects.select_for_update().filter(pk=wanted, person_id=actor.person_id).first()
    if row is None:
        raise NotYours
    if row.settled_at is not None:
        return Outcome(words=_("This was decided already."), subject=row.subject)
    row.settled_at, row.chosen = clock.now(), choice
    row.save(update_fields=["settled_at", "chosen"])
    draft_id = ids.uuid_or_none(row.subject.removeprefix("draft:"))
    draft = next((one for one in events.drafts(actor) if one.id == draft_id), None)
    if choice == "there" and draft is not None:
        content = {**fields.mapping(draft.content, KEPT_AS), row.name: row.there}
        incidents.save_draft(draft_id=draft.id, content={KEPT_AS: content}, actor=actor)
    return Outcome(words=_("Your choice is kept."), subject=row.subject)
