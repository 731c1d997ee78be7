"""What cameras learn from the journal."""

from __future__ import annotations

from uuid import UUID

from fengqiao.cameras import services
from fengqiao.cameras.events import CAMERA_CHANGED, WATCH_LIST_CHANGED
from fengqiao.core.receivers import Entry, receiver

# Where an event on the spine ends; its alarm then shows that it is over.
ENDINGS = {"closed": "closed", "void": "void", "rejected": "rejected", "merged": "merged"}


@receiver("cameras.engine_config", kinds=(CAMERA_CHANGED, *WATCH_LIST_CHANGED))
def engine_config(entry: Entry) -> None:
    """The engine's settings file follows the register, and the cases that are active."""
    services.write_engine_config()


@receiver("cameras.events_end", kinds=("incidents.step",))
def events_end(entry: Entry) -> None:
    """An event was closed or ended otherwise: so is its alarm."""
    if (how := ENDINGS.get(str(entry.payload.get("to", "")))) is not None:
        services.event_ended(incident_id=UUID(entry.payload["incident"]), how=how)
