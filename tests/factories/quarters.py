"""A small town with workers, two studio clerks and a rule set, whose quarters can be played through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from factories import areas as make
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role, area
from fengqiao.core import clock
from fengqiao.points import services
from fengqiao.points.models import Publication, QuarterBook, RuleDraft
from fengqiao.points.selectors import TransferView

START = datetime(2025, 1, 1, tzinfo=UTC)
IN_QUARTER = datetime(2026, 8, 10, 8, tzinfo=UTC)
OVER = datetime(2026, 10, 2, 8, tzinfo=UTC)
HEARD = datetime(2026, 10, 12, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Books:
    """The town and its people."""

    town: AreaView
    village: AreaView
    workers: tuple[Actor, ...]
    clerk: Actor
    second: Actor


def books(village: AreaView | None = None, workers: int = 3) -> Books:
    """A town with workers and two clerks; the rules count since 2025."""
    services.load_rules(services.seed_rules(), valid_from=START, actor=SYSTEM)
    village = village or make.village()
    assert village.parent_id is not None
    return Books(
        town=area(village.parent_id),
        village=village,
        workers=tuple(make.actor(Role.GRID_WORKER, village) for _ in range(workers)),
        clerk=make.actor(Role.STUDIO_CLERK, village.parent_id),
        second=make.actor(Role.STUDIO_CLERK, village.parent_id),
    )


def earned(one: Books, worker: Actor, evidence: str, *, at: datetime = IN_QUARTER, **more: object) -> TransferView:
    """Points that were awarded and posted at a moment."""
    assert worker.person_id is not None
    values: dict[str, object] = {"rule": "valid_event", "effective_at": at, **more}
    with clock.fixed(at):
        made = services.award(
            person_id=worker.person_id,
            evidence=evidence,
            link="/incidents/X/",
            reason="",
            area_id=one.village.id,
            actor=SYSTEM,
            **values,
        )
        services.post_pending(evidence=evidence, actor=SYSTEM)
    return made


def draft(one: Books, *, year: int = 2026, number: int = 3, at: datetime = OVER) -> QuarterBook:
    """A quarter whose draft lies open."""
    with clock.fixed(at):
        book = services.freeze(town_id=one.town.id, year=year, number=number, actor=one.clerk)
        services.lay_open(quarter_id=book.pk, actor=one.clerk)
    book.refresh_from_db()
    return book


def signed(one: Books, book: QuarterBook, *, at: datetime = HEARD) -> Publication:
    """The quarter published."""
    with clock.fixed(at):
        return services.sign_quarter(quarter_id=book.pk, actor=one.clerk)


def published_in(village: AreaView) -> UUID:
    """A published quarter of a village's town with one line; its id."""
    one = books(village, workers=1)
    earned(one, one.workers[0], "event:1")
    return signed(one, draft(one)).pk


def rule_draft(one: Books, **changed: object) -> RuleDraft:
    """A drafted rule: closed events bring two points instead of one, unless ``changed`` says otherwise."""
    row = next(rule for rule in services.seed_rules() if rule["kind"] == "valid_event")
    values = {"points": 2, **changed}
    return services.draft_rule(town_id=one.town.id, row={**row, **values}, why="办结不易", actor=one.clerk)
