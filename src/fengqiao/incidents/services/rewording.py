"""What an event says of itself is said anew, and what it said before is erased: names that should not stand there."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.incidents.services import texts
from fengqiao.incidents.services.taking import announce, lock


def reword(*, incident_id: UUID, title: str, place: str = "", no_place_reason: str = "", actor: Actor) -> None:
    """Give an event other words for what it is about and where; nothing else of it changes.

    Its description and answers go, and so does what the journal kept of it in private: earlier words would name whom
    the new ones do not. The chain still verifies. The same words again change nothing. Raises InputRefused, NotYours.
    """
    words = {
        "title": texts.plain(title, texts.TITLE),
        "place": texts.plain(place, 200),
        "no_place_reason": texts.plain(no_place_reason, 200),
        "description": "",
        "details": {},
    }
    with journal.unit():
        row = lock(incident_id, actor)
        if all(getattr(row, name) == value for name, value in words.items()):
            return
        for name, value in words.items():
            setattr(row, name, value)
        row.save(update_fields=list(words))
        journal.redact(subject=f"incident:{row.pk}")
        announce(row, "incidents.reworded", {}, actor=actor)
