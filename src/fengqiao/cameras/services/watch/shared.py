"""What all services of cases share: the row under lock, the table, the line in the journal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.watch import CaseState, CaseStep, move
from fengqiao.cameras.events import WatchEvent, watch_event
from fengqiao.cameras.models import WatchCase
from fengqiao.cameras.selectors.watch import cases_in_reach
from fengqiao.cameras.services.watch.errors import CaseRefused
from fengqiao.core import journal
from fengqiao.core.errors import NotYours


def lock(case_id: UUID, actor: Actor) -> WatchCase:
    """The case's row under lock, if the actor may see it; NotYours otherwise. Needs a transaction."""
    if not WatchCase.objects.filter(cases_in_reach(actor), pk=case_id).exists():
        raise NotYours
    return WatchCase.objects.select_for_update(of=("self",)).select_related("area").get(pk=case_id)


def take(case: WatchCase, step: CaseStep) -> None:
    """Move the case by the table; only the attribute changes, the caller saves. Raises CaseRefused."""
    to = move(CaseState(case.state), step)
    if to is None:
        raise CaseRefused
    case.state = to


def told(event: WatchEvent, case: WatchCase, actor: Actor | None = None, **facts: Any) -> None:
    """The step in the journal; ``facts`` hold nothing that identifies who or what is looked for."""
    journal.record(watch_event(event, case, **facts), actor=actor.person_id if actor else None)
