"""The saved views of somebody's tray."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.incidents.models import TrayView


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A part and filters of the tray under a name; ``query`` as in an address."""

    id: UUID
    name: str
    query: str


def saved_views(actor: Actor) -> list[SavedView]:
    """The actor's own, by name. One query."""
    if actor.person_id is None:
        return []
    rows = TrayView.objects.filter(owner_id=actor.person_id, deleted_at__isnull=True).order_by("name")
    return [SavedView(id=row.pk, name=row.name, query=row.query) for row in rows]
