"""Which journal entries a person's live page may hear. Worked out once for each line, so an entry costs no query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas.selectors import Actor, areas
from fengqiao.cameras.selectors import ANSWER, WATCH
from fengqiao.cameras.selectors.scope import narrowed
from fengqiao.core.live import LiveEntry

Wanted = Callable[[LiveEntry], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """The areas (with everything below them) of which an actor hears about alarms, and about events."""

    alarms: frozenset[UUID]
    events: frozenset[UUID]
    engines: bool

    def wanted(self, entry: LiveEntry) -> bool:
        """True for an entry that this actor may hear; whatever is not known here is not for live pages."""
        if entry.kind == "cameras.engine_state":
            return self.engines
        if entry.area is None:
            return False
        if entry.kind.startswith("cameras."):
            return entry.area in self.alarms
        return entry.kind.startswith("incidents.") and entry.area in self.events


def ears(actor: Actor) -> Ears:
    """What the actor may hear now. Two queries at most."""
    if not actor.area_ids and not actor.system:
        return Ears(alarms=frozenset(), events=frozenset(), engines=False)
    everything = frozenset(area.id for area in areas(actor))
    answering = narrowed(actor, ANSWER)
    alarms = everything if set(answering.area_ids) == set(actor.area_ids) else _below(answering)
    return Ears(alarms=alarms, events=everything, engines=actor.has(*WATCH))


def _below(actor: Actor) -> frozenset[UUID]:
    return frozenset(area.id for area in areas(actor)) if actor.area_ids else frozenset()
