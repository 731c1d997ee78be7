"""A list that leaves the house is written down: who took it, which, how many lines."""

from __future__ import annotations

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.mediation.selectors.ledger import Wanted


def note_export(*, wanted: Wanted, lines: int, actor: Actor) -> None:
    """Write down that the ledger was taken out as a file."""
    area = actor.area_ids[0] if actor.area_ids else None
    payload = {
        "show": wanted.show.value,
        "lines": lines,
        "since": str(wanted.since or ""),
        "until": str(wanted.until or ""),
    }
    with journal.unit():
        event = Event(kind="mediation.exported", subject=f"person:{actor.person_id}", area=area, payload=payload)
        journal.record(event, actor=actor.person_id)
