"""Points for tests: a town with rules, people who have earned some."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock
from fengqiao.points import services
from fengqiao.points.models import RuleVersion

START = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)
PLAIN = {
    "kind": "plain",
    "points": 1,
    "cap": None,
    "cap_period": "none",
    "cap_group": "plain",
    "titles": {"zh-hans": "平分", "zh-hant": "平分", "en": "Plain"},
}


def earn(person_id: UUID, points: int, area_id: UUID, *, at: datetime | None = None, posted: bool = True) -> str:
    """Give somebody so many points from the area's town; returns the evidence. One award, posted or still pending."""
    kind = f"plain{points}"
    if not RuleVersion.objects.filter(kind=kind).exists():
        rule = {**PLAIN, "kind": kind, "points": points}
        services.load_rules([rule], valid_from=START, actor=SYSTEM)
    evidence = f"work:{next(_numbers)}"
    services.award(
        person_id=person_id,
        rule=kind,
        evidence=evidence,
        link="/x/",
        reason="did it",
        effective_at=at or clock.now(),
        area_id=area_id,
        actor=SYSTEM,
    )
    if posted:
        services.post_pending(evidence=evidence, actor=SYSTEM)
    return evidence


def gift(town_id: UUID, *, name: str = "", points: int = 10, pieces: int = 0, most_each: int | None = None) -> UUID:
    """A gift in a town's catalogue, with so many pieces in store (one lot, 10 yuan a piece)."""
    made = services.add_gift(
        town_id=town_id, name=name or f"Gift {next(_numbers)}", points=points, most_each=most_each, actor=SYSTEM
    )
    if pieces:
        services.receive_lot(
            gift_id=made, supplier="A", received_on=date(2026, 11, 1), pieces=pieces, cents=1000, actor=SYSTEM
        )
    return made
