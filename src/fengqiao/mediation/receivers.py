"""What the mediation learns from the journal."""

from __future__ import annotations

from uuid import UUID

from fengqiao.core.receivers import Entry, receiver
from fengqiao.mediation import services


@receiver("mediation.events_move", kinds=("incidents.step",))
def events_move(entry: Entry) -> None:
    """An event took a step at the centre: a dispute that it is goes along."""
    services.event_moved(incident_id=UUID(entry.payload["incident"]))


@receiver("mediation.rooms", kinds=("centre.room_for_session",))
def rooms(entry: Entry) -> None:
    """A centre answered a request for a room."""
    payload = entry.payload
    services.room_answered(
        session_id=UUID(payload["session"]), booked=bool(payload["booked"]), words=str(payload["words"])
    )
