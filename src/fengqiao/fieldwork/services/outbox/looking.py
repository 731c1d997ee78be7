"""Somebody who knows the place looked at what was odd about a report, and found it in order."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.models import OutboxItem
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.services.errors import FieldRefused


def look_at(*, item_id: UUID, actor: Actor) -> None:
    """Note it; a second look changes nothing. Nobody looks at their own. Raises NotYours, FieldRefused."""
    with journal.unit():
        row = (
            OutboxItem.objects.select_for_update(of=("self",))
            .filter(scope.under(actor, *scope.DESK), pk=item_id, kind="report")
            .first()
        )
        if row is None:
            raise NotYours
        if row.person_id == actor.person_id:
            raise FieldRefused(_("This is your own report; somebody else must look at it."))
        if row.looked_at is not None:
            return
        row.looked_at, row.looked_by_id = clock.now(), actor.person_id
        row.save(update_fields=["looked_at", "looked_by"])
        journal.record(
            Event(kind="fieldwork.item_looked_at", subject=f"item:{row.pk}", area=row.area_id),
            actor=actor.person_id,
        )
