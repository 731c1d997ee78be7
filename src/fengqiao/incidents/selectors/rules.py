"""Routing rules as those see them who keep them: a table by category, area and duty, and one rule with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AreaView, OrganisationView, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import routing as deciding
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.models import RoutingRule, SettingsSheet
from fengqiao.incidents.selectors.words import local_title

# Who may make and end routing rules: each only for the areas of that duty.
RULERS = frozenset({Role.SYSTEM_ADMIN, Role.DISPATCHER})
LONGEST = 5000  # rules in one table; a province's read is cut there, and the page says so


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A routing rule with its names. ``dissolved``: its organisation is no more; ``mine``: the reader may end it."""

    id: UUID
    category: str
    title: str
    area_id: UUID
    area: str
    area_code: str
    organisation_id: UUID
    organisation: str
    part: Part
    basis: Basis
    since: datetime
    ended_at: datetime | None
    dissolved: bool
    mine: bool

    @property
    def as_rule(self) -> deciding.Rule:
        """The rule as a value."""
        return deciding.Rule(
            id=self.id,
            category=self.category,
            area=self.area_id,
            organisation=self.organisation_id,
            part=self.part,
            basis=self.basis,
            dissolved=self.dissolved,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """What is laid down for a category in an area on one basis: who leads, who joins, who can be chosen."""

    category: str
    title: str
    area_id: UUID
    area: str
    basis: Basis
    mine: bool
    rules: tuple[RuleView, ...]

    def _of(self, part: Part) -> list[RuleView]:
        return [rule for rule in self.rules if rule.part is part]

    @property
    def leads(self) -> list[RuleView]:
        """Who leads; one in force, and with withdrawn rules those before as well."""
        return self._of(Part.LEAD)

    @property
    def joins(self) -> list[RuleView]:
        """Who is asked to join."""
        return self._of(Part.JOINT)

    @property
    def able(self) -> list[RuleView]:
        """Who can be chosen."""
        return self._of(Part.ABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An entry of a rule's history. ``by`` is "" for the program."""

    set: bool
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that this person uploaded and has not brought in."""

    id: UUID
    name: str
    at: datetime


def rule_lines(actor: Actor, *, text: str = "", area_id: UUID | None = None, ended: bool = False) -> list[RuleLine]:
    """The rules of the actor's areas, and those above that count there too, by category, area and basis.

    ``text``: part of a name, or the beginning of a category's code. ``area_id``: the rules that count there.
    ``ended``: withdrawn ones as well.
    """
    rows = _visible(actor)
    if not ended:
        rows = rows.filter(ended_at__isnull=True)
    if area_id is not None:
        rows = rows.filter(area_id__in=areas.area_lineages({area_id}).get(area_id, ()))
    wanted = text.strip().lower()
    grouped: dict[tuple[str, UUID, Basis], list[RuleView]] = {}
    over = _over(actor)
    for row in rows.order_by("category__code", "area__code", "basis", "ended_at", "organisation__name")[:LONGEST]:
        one = _view(row, actor, over)
        grouped.setdefault((one.category, one.area_id, one.basis), []).append(one)
    return [
        RuleLine(
            category=found[0].category,
            title=found[0].title,
            area_id=found[0].area_id,
            area=found[0].area,
            basis=found[0].basis,
            mine=found[0].mine,
            rules=tuple(found),
        )
        for found in grouped.values()
        if not wanted or any(_fits(one, wanted) for one in found)
    ]


def rule(actor: Actor, rule_id: UUID) -> RuleView:
    """One rule that the actor may see. Raises NotYours."""
    row = _visible(actor).filter(pk=rule_id).first()
    if row is None:
        raise NotYours
    return _view(row, actor, _over(actor))


def rule_history(rule_id: UUID) -> list[Happened]:
    """What happened to a rule, oldest first."""
    entries = journal.history(f"route:{rule_id}")
    names = areas.person_names({entry.actor for entry in entries if entry.actor})
    return [
        Happened(
            set=entry.kind == "incidents.route_set",
            at=entry.at,
            by=names.get(entry.actor, "") if entry.actor else "",
            reason=str(entry.payload.get("reason", "")),
        )
        for entry in entries
    ]


def ruled_areas(actor: Actor) -> list[AreaView]:
    """The areas for which the actor may make rules, by code."""
    over = _over(actor)
    return [one for one in areas.areas(actor) if actor.system or over & set(one.lineage)]


def organisations_to_choose(actor: Actor) -> list[OrganisationView]:
    """The organisations that may be given a duty: of the actor's areas, and of those above."""
    found = {one.id: one for one in areas.organisations(actor)}
    for root in actor.area_ids:
        found |= {one.id: one for one in areas.organisations_for(root)}
    return sorted(
        (one for one in found.values() if one.dissolved_at is None), key=lambda one: (one.name, str(one.area_id))
    )


def waiting_sheets(actor: Actor, what: str) -> list[Waiting]:
    """The files of this kind that the actor looks through and has not brought in, newest first."""
    rows = SettingsSheet.objects.filter(what=what, by_id=actor.person_id, applied_at__isnull=True)
    newest = rows.order_by("-created_at").values_list("pk", "name", "created_at")[:20]
    return [Waiting(id=pk, name=name, at=at) for pk, name, at in newest]


def _visible(actor: Actor) -> QuerySet[RoutingRule]:
    rows = RoutingRule.objects.select_related("category", "area", "organisation")
    if actor.system:
        return rows
    above = {one for way in areas.area_lineages(set(actor.area_ids)).values() for one in way}
    return rows.filter(Q(areas.within(actor)) | Q(area_id__in=above))


def _over(actor: Actor) -> set[UUID]:
    return {duty.area_id for duty in actor.duties if duty.role in RULERS}


def _fits(one: RuleView, wanted: str) -> bool:
    names = (one.title, one.area, one.organisation)
    return one.category.lower().startswith(wanted) or any(wanted in name.lower() for name in names)


def _view(row: RoutingRule, actor: Actor, over: set[UUID]) -> RuleView:
    return RuleView(
        id=row.pk,
        category=row.category.code,
        title=local_title(row.category.titles),
        area_id=row.area_id,
        area=row.area.name,
        area_code=row.area.code,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        part=Part(row.part),
        basis=Basis(row.basis),
        since=row.created_at,
        ended_at=row.ended_at,
        dissolved=row.organisation.dissolved_at is not None,
        mine=actor.system or bool(over & set(row.area.lineage)),
    )
