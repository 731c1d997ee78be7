"""Places that answer to Open311 clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas.selectors import Actor, within
from fengqiao.interop.domain.georeport import Wrong
from fengqiao.interop.models import ApiKey, Jurisdiction


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionView:
    """A place under its ``jurisdiction_id``."""

    id: UUID
    name: str
    area_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """A client's key, without the key itself."""

    id: UUID
    jurisdiction: str
    label: str
    hint: str
    hourly: int
    made_at: datetime
    revoked_at: datetime | None


def view(row: Jurisdiction) -> JurisdictionView:
    """A stored place."""
    return JurisdictionView(id=row.pk, name=row.name, area_id=row.area_id)


def jurisdiction(name: str) -> JurisdictionView:
    """The place of that name; without a name the only one. Raises Wrong: 400 when it must be said, 404 unknown."""
    rows = Jurisdiction.objects.filter(open=True)
    if name:
        row = rows.filter(name=name).first()
        if row is None:
            raise Wrong(404, "jurisdiction_id was not found")
        return view(row)
    found = list(rows[:2])
    if len(found) != 1:
        raise Wrong(400 if found else 404, "jurisdiction_id was not provided" if found else "nobody answers here yet")
    return view(found[0])


def keys(actor: Actor) -> list[KeyView]:
    """The keys of places within the actor's duties, the newest first."""
    rows = ApiKey.objects.filter(within(actor, "jurisdiction__area")).select_related("jurisdiction")
    return [
        KeyView(
            id=row.pk,
            jurisdiction=row.jurisdiction.name,
            label=row.label,
            hint=row.hint,
            hourly=row.hourly,
            made_at=row.created_at,
            revoked_at=row.revoked_at,
        )
        for row in rows.order_by("-created_at")
    ]
