"""What other systems do with an event or say about it, kept in its history. It never changes the event's state."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.incidents.domain.side import OutsideStep
from fengqiao.incidents.services.taking import announce, lock
from fengqiao.incidents.services.texts import plain


def note_outside(
    *, incident_id: UUID, step: OutsideStep | str, by: str, note: str = "", receipt: str = "", actor: Actor
) -> None:
    """Write into the event's history that ``by`` (the other system's name) has it, is done with it, or says something.

    ``note``: in its words or in those of whoever handed it over; kept apart, as all that people write. ``receipt``: the
    other side's number. Raises NotYours.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        words = plain(note)
        facts = {"step": OutsideStep(step).value, "by": by[:80], "receipt": receipt[:80]}
        announce(row, "incidents.outside", facts, private={"note": words} if words else None, actor=actor)
