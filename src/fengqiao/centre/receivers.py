"""What the centres learn from the journal."""

from __future__ import annotations

from uuid import UUID

from fengqiao.centre import services
from fengqiao.centre.services.guests import room_for_session
from fengqiao.core.receivers import Entry, receiver


@receiver("centre.events_close", kinds=("incidents.step",))
def events_close(entry: Entry) -> None:
    """An event that came from a centre was closed: there it is solved, and the neighbour is to be told."""
    if entry.payload.get("to") == "closed":
        services.event_closed(incident_id=UUID(entry.payload["incident"]))


@receiver("centre.session_rooms", kinds=("mediation.room_wanted",))
def session_rooms(entry: Entry) -> None:
    """A mediation asks for a room: one is booked, or the answer says why not."""
    room_for_session(wanted=entry.payload)
