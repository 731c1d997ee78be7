"""Checks of places out of a telephone's outbox; sent twice they are one.

Payload: topic, checklist (its id), grid (an id), place (its key), place_name, address, owner, owner_phone, note,
position {lon, lat}, seen {item: {answer, words, photos [sha256]}}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.hazards import Answer, Topic
from fengqiao.fieldwork.selectors.hazards import ledger
from fengqiao.fieldwork.services import hazards, uploads
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.hazards import Seen, Told
from fengqiao.fieldwork.services.hazards.files import MOST
from fengqiao.fieldwork.services.outbox import fields
from fengqiao.fieldwork.services.outbox.items import Item, Outcome


def handle(item: Item, *, actor: Actor) -> Outcome:
    """Keep the check, with a hazard for each thing that is not in order."""
    topic = fields.words(item.payload, "topic")
    if topic not in set(Topic):
        raise InputRefused(_("Choose what was checked; everything else stays as it is."))
    grid = uuid_or_none(fields.words(item.payload, "grid")) or item.grid_id
    if grid is None and item.area_id is None:
        raise NotYours
    fix = fields.fix(item.payload, item.captured_at)
    told = Told(
        check_id=item.id,
        topic=Topic(topic),
        checklist=uuid_or_none(fields.words(item.payload, "checklist")),
        grid_id=grid,
        area_id=item.area_id,
        place=uuid_or_none(fields.words(item.payload, "place")),
        seen=_seen(item, actor),
        at=item.captured_at,
        lon=fix.lon if fix else None,
        lat=fix.lat if fix else None,
        **{
            name: fields.words(item.payload, name) for name in ("place_name", "address", "owner", "owner_phone", "note")
        },
    )
    made = hazards.report_check(told=told, actor=actor)
    found = len(ledger.hazards_of(made))
    words = ngettext("Kept, with %(count)d hazard.", "Kept, with %(count)d hazards.", found) % {"count": found}
    return Outcome(
        words=words if found else _("Kept; nothing was found."),
        url=reverse("fieldwork:hazard_check", args=[made]),
        subject=f"hazard_check:{made}",
        fix=fix,
    )


def _seen(item: Item, actor: Actor) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for key, given in fields.mapping(item.payload, "seen").items():
        one: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        answer = fields.words(one, "answer")
        if answer in set(Answer):
            sent = one.get("photos")
            names = [sha for sha in (sent if isinstance(sent, list) else []) if sha in item.photos][:MOST]
            photos = tuple(uploads.content(sha, actor) for sha in names)
            found[str(key)] = Seen(answer=Answer(answer), words=fields.words(one, "words"), photos=photos)
    return found
