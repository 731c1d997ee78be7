"""Reading a sensitive dispute leaves a trace, for those concerned can ask who read it."""

from __future__ import annotations

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.mediation.domain.disputes import Sensitive
from fengqiao.mediation.selectors.disputes import DisputeView


def note_reading(*, one: DisputeView, what: str, actor: Actor) -> None:
    """Write down that somebody read a sensitive dispute: its page, a paper. Of any other nothing is written."""
    if one.sensitive is Sensitive.NO or actor.system:
        return
    with journal.unit():
        journal.record(
            Event(
                kind="mediation.read",
                subject=f"dispute:{one.id}",
                area=one.area_id,
                payload={"dispute": str(one.id), "code": one.code, "what": what},
            ),
            actor=actor.person_id,
        )
