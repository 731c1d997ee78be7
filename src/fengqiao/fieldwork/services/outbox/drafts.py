"""Drafts that somebody writes on more than one device: brought together field by field, never written over.

Payload: draft (its id), base (the fields as this device had them from the server), fields (as they are on it now).
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas.selectors import Actor
from fengqiao.core import ids
from fengqiao.fieldwork.domain.merging import merge
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.outbox import fields
from fengqiao.fieldwork.services.outbox.items import Item, Outcome
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents

FIELDS = ("category", "title", "description", "place", "pin", "solved")
KEPT_AS = "field"


def handle(item: Item, *, actor: Actor) -> Outcome:
    """Save the draft; a field that another device of its author changed too goes to the list of conflicts."""
    draft_id = ids.uuid_or_none(fields.words(item.payload, "draft"))
    if draft_id is None:
        raise InputRefused(_("This draft has no name. Open it and save it again."))
    known = next((one for one in events.drafts(actor) if one.id == draft_id), None)
    here = dict(fields.mapping(known.content, KEPT_AS)) if known else {}
    there = {name: value for name, value in fields.mapping(item.payload, "fields").items() if name in FIELDS}
    base = {name: value for name, value in fields.mapping(item.payload, "base").items() if name in FIELDS}
    merged = merge(base=base, here=here, there=there) if known else merge(base={}, here={}, there=there)
    incidents.save_draft(draft_id=draft_id, content={KEPT_AS: merged.values}, actor=actor)
    count = len(merged.clashes)
    words = (
        ngettext(
            "Another device changed %(count)d field of this draft too. Both versions are in your list.",
            "Another device changed %(count)d fields of this draft too. Both versions are in your list.",
            count,
        )
        % {"count": count}
        if count
        else _("The draft is kept.")
    )
    title = str(merged.values.get("title") or merged.values.get("description") or "")
    return Outcome(words=words, subject=f"draft:{draft_id}", clashes=merged.clashes, title=title[:80])
