"""What the event spine learns from the journal."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.core.receivers import Entry, receiver
from fengqiao.incidents import services


@receiver("incidents.organisation_dissolved", kinds=("areas.organisation_dissolved",))
def organisation_dissolved(entry: Entry) -> None:
    """What a dissolved organisation held goes back to the dispatcher; nothing waits for somebody who is no more."""
    services.recall_from(
        organisation_id=UUID(entry.payload["organisation"]), reason=_("The organisation was dissolved.")
    )
