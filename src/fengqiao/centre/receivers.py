"""What the centres learn from the journal."""

from __future__ import annotations

from uuid import UUID

from fengqiao.centre import services
from fengqiao.core.receivers import Entry, receiver


@receiver("centre.events_close", kinds=("incidents.step",))
def events_close(entry: Entry) -> None:
    """An event that came from a centre was closed: there it is solved, and the neighbour is to be told."""
    if entry.payload.get("to") == "closed":
        services.event_closed(incident_id=UUID(entry.payload["incident"]))
