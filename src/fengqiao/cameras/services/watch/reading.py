"""Who looks at a case leaves a line: it says where a vehicle or a person is looked for."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.events import WatchEvent
from fengqiao.cameras.models import WatchCase
from fengqiao.cameras.selectors.watch import cases_in_reach
from fengqiao.cameras.services.watch.shared import told
from fengqiao.core import journal
from fengqiao.core.errors import NotYours


def note_reading(*, case_id: UUID, what: str, actor: Actor) -> None:
    """Write down that the actor read ``what``: page, photo or consent. Raises NotYours."""
    with journal.unit():
        case = WatchCase.objects.filter(cases_in_reach(actor), pk=case_id).select_related("area").first()
        if case is None:
            raise NotYours
        told(WatchEvent.READ, case, actor, what=what)
