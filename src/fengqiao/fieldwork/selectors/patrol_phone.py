"""What a telephone takes along for a patrol without a network: own grids, places, houses, the running shift."""

from __future__ import annotations

import hashlib
from typing import Any

from fengqiao.areas.selectors import Actor
from fengqiao.fieldwork.models import CheckIn, Household
from fengqiao.fieldwork.selectors import shifts
from fengqiao.fieldwork.selectors.grids import own_grids
from fengqiao.fieldwork.selectors.places import places

MOST = 400
MARK = 8


def bundle(actor: Actor) -> dict[str, Any]:
    """The patrol as JSON. Of a house it has the address alone, of people in care nothing; of a plate a mark only.

    With ``mark``, the beginning of a hash, a telephone tells which place a scanned plate belongs to; nobody can make
    the plate's code out of it.
    """
    grids = own_grids(actor)
    if not grids:
        return {"grids": [], "shift": None, "places": [], "houses": []}
    keys = [one.id for one in grids]
    houses = Household.objects.filter(grid_id__in=keys, opted_out_at__isnull=True).order_by("address")
    return {
        "grids": [{"id": str(one.id), "name": one.name} for one in grids],
        "shift": _shift(actor),
        "places": [
            {
                "id": str(one.id),
                "grid": str(one.grid_id),
                "name": one.name,
                "look": one.note,
                "due": one.due.isoformat() if one.due else "",
                "mark": mark_of(one.token),
            }
            for one in places(actor, grid_ids=keys)[:MOST]
        ],
        "houses": [
            {"id": str(pk), "grid": str(grid_id), "name": address}
            for pk, grid_id, address in houses.values_list("pk", "grid_id", "address")[:MOST]
        ],
    }


def mark_of(token: str) -> str:
    """By what a telephone knows a plate again."""
    return hashlib.sha256(token.encode()).hexdigest()[:MARK]


def _shift(actor: Actor) -> dict[str, Any] | None:
    running = shifts.running(actor)
    if running is None:
        return None
    checked = CheckIn.objects.filter(shift_id=running.id).values_list("place_id", flat=True).distinct()
    return {
        "id": str(running.id),
        "grid": str(running.grid_id),
        "at": running.started_at.isoformat(),
        "checked": [str(one) for one in checked],
    }
