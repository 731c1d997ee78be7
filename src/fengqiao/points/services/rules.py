"""Rule sets: data that a place brings in, version after version."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Level, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points.domain import rules
from fengqiao.points.domain.rules import CapPeriod, Rule
from fengqiao.points.models import RuleVersion
from fengqiao.points.selectors.rules import as_rule
from fengqiao.points.services.errors import RuleInvalid

LANGUAGES = ("zh-hans", "zh-hant", "en")


def seed_rules() -> list[dict[str, Any]]:
    """The shipped rule set, as ``load_rules`` takes it."""
    text = resources.files("fengqiao.points.domain").joinpath("seed_rules.json").read_text("utf-8")
    loaded: list[dict[str, Any]] = json.loads(text)
    return loaded


def load_rules(
    rows: Sequence[Mapping[str, Any]], *, valid_from: datetime, area_id: UUID | None = None, actor: Actor
) -> int:
    """Bring in rules, valid from ``valid_from`` in an area (None: everywhere). Returns how many versions are new.

    For the grid studio's clerk over the area; the general set is the program's own. A rule that says what the newest
    version says is left alone, so loading a set twice changes nothing. Raises NotYours; RuleInvalid, and then nothing
    is loaded.
    """
    if not (actor.system or (area_id is not None and areas.holds(actor, area_id, Role.STUDIO_CLERK))):
        raise NotYours
    new = 0
    with journal.unit():
        for row in rows:
            new += _load_one(row, valid_from, area_id, actor)
    return new


def parsed(row: Mapping[str, Any], *, version: int, valid_from: datetime) -> Rule:
    """One row of a rule set as the arithmetic sees it. Raises RuleInvalid."""
    try:
        rule = Rule(
            kind=str(row["kind"]),
            version=version,
            points=int(row["points"]),
            cap=None if row["cap"] is None else int(row["cap"]),
            cap_period=CapPeriod(row["cap_period"]),
            cap_group=str(row["cap_group"]),
            valid_from=valid_from,
        )
        if not all(str(row["titles"][language]).strip() for language in LANGUAGES):
            raise ValueError("a title is empty")
    except (KeyError, TypeError, ValueError) as error:
        kind = row.get("kind", "?") if isinstance(row, Mapping) else "?"
        raise RuleInvalid(f"{kind}: {error}") from error
    return rule


def _load_one(row: Mapping[str, Any], valid_from: datetime, area_id: UUID | None, actor: Actor) -> bool:
    existing = RuleVersion.objects.filter(Q(area_id=area_id), kind=row.get("kind"))
    number = (existing.aggregate(last=Max("version"))["last"] or 0) + 1
    rule = parsed(row, version=number, valid_from=valid_from)
    titles = {language: str(row["titles"][language]) for language in LANGUAGES}
    same = existing.filter(
        version=number - 1,
        points=rule.points,
        cap=rule.cap,
        cap_period=rule.cap_period,
        cap_group=rule.cap_group,
        titles=titles,
    )
    if same.exists():
        return False
    stored = RuleVersion.objects.create(
        kind=rule.kind,
        version=rule.version,
        area_id=area_id,
        titles=titles,
        points=rule.points,
        cap=rule.cap,
        cap_period=rule.cap_period,
        cap_group=rule.cap_group,
        valid_from=valid_from,
    )
    journal.record(
        Event(
            kind="points.rule_loaded",
            subject=f"rule:{stored.pk}",
            area=area_id,
            payload={"rule": rule.kind, "version": rule.version, "points": rule.points, "cap": rule.cap},
        ),
        actor=actor.person_id,
    )
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose rules count for some work, the nearest place first, and which town gives the points out (None: all)."""

    town: UUID | None
    way: tuple[UUID, ...]


def place_of(area_id: UUID | None) -> Place:
    """The place of an area; None: above all towns. One query."""
    levels = areas.levels_above(area_id) if area_id is not None else {}
    way = tuple(reversed(levels))
    return Place(town=next((one for one in way if levels[one] is Level.TOWN), None), way=way)


def in_force(kind: str, place: Place, at: datetime) -> RuleVersion | None:
    """The version that counts in a place at ``at``: that of the nearest area which has one, else the general one."""
    return nearest(versions_in([kind], place), kind, at)


def versions_in(kinds: Collection[str], place: Place) -> list[list[RuleVersion]]:
    """All versions of some kinds that may count in a place: a list for each area, the nearest first."""
    by_place: dict[UUID | None, list[RuleVersion]] = {one: [] for one in (*place.way, None)}
    for row in RuleVersion.objects.filter(Q(area_id__in=place.way) | Q(area_id=None), kind__in=kinds):
        by_place[row.area_id].append(row)
    return list(by_place.values())


def nearest(by_place: list[list[RuleVersion]], kind: str, at: datetime) -> RuleVersion | None:
    """The version that counts at ``at``, from what ``versions_in`` found."""
    for rows in by_place:
        versions = {as_rule(row): row for row in rows if row.kind == kind}
        if chosen := rules.in_force(versions, at):
            return versions[chosen]
    return None
