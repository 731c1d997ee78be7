"""Categories, and who leads for them where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.incidents.domain import routing as deciding
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.routing import Candidate, Decision, Rule, Verdict
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.models import Category, CategoryVersion, RoutingRule
from fengqiao.incidents.selectors.words import local_title


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """What an event can be about, in its newest version; ``parent`` is the code of the class above it.

    ``fields``: its form, as ``domain.forms`` describes it. ``withdrawn``: not for new events.
    """

    id: UUID
    code: str
    catalogue: str
    kind: CategoryKind
    titles: Mapping[str, str]
    after_evidence: bool
    parent: str | None
    number: int
    sensitive: bool
    withdrawn_at: datetime | None
    fields: tuple[Mapping[str, Any], ...] = ()
    before_pictures: int = 0
    after_pictures: int = 0
    on_spot: bool = True
    duplicate_m: int = 50
    residents: bool = True

    @property
    def title(self) -> str:
        """Its name in the language of the moment."""
        return local_title(self.titles)

    @property
    def withdrawn(self) -> bool:
        """True when no new events are about it."""
        return self.withdrawn_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which organisation should lead and who joins, the rule that says so in words, and the whole decision."""

    organisation_id: UUID
    why: str
    joint_ids: tuple[UUID, ...] = ()
    decision: Decision = field(default_factory=lambda: Decision(lead=None, joint=(), trace=()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A candidate of a trial, with the names that a page shows."""

    candidate: Candidate
    category: str
    area: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The answer to "where would this go?": the route, or None, and everybody who was considered."""

    route: Route | None
    considered: tuple[Considered, ...]


def categories(*, catalogue: str | None = None, withdrawn: bool = False) -> list[CategoryView]:
    """All categories in use, or those of one catalogue, by code; ``withdrawn``: those out of use as well."""
    rows = Category.objects.select_related("parent").order_by("catalogue", "code")
    if catalogue:
        rows = rows.filter(catalogue=catalogue)
    if not withdrawn:
        rows = rows.filter(withdrawn_at__isnull=True)
    found = list(rows)
    newest = {
        one.category_id: one
        for one in CategoryVersion.objects.filter(category__in=found).order_by("category_id", "number")
    }
    return [_view(row, newest.get(row.pk)) for row in found]


def category(code: str) -> CategoryView | None:
    """One category by its code."""
    row = Category.objects.select_related("parent").filter(code=code).first()
    return _view(row, row.versions.order_by("-number").first()) if row else None


def route(*, category: str, area_id: UUID) -> Route | None:
    """Who leads for the category in the area, and who joins. None when no rule fits.

    The place goes first for happenings and disputes (先属地), the owner for objects; among rules of the same basis
    the nearest area's counts, in it the most special category's.
    """
    decision = decision_for(category=category, area_id=area_id)
    if decision.lead is None:
        return None
    return Route(
        organisation_id=decision.lead.organisation,
        why=in_words_of(decision.lead),
        joint_ids=tuple(rule.organisation for rule in decision.joint),
        decision=decision,
    )


def decision_for(*, category: str, area_id: UUID) -> Decision:
    """The whole decision for a category in an area."""
    row = Category.objects.filter(code=category).first()
    if row is None:
        return Decision(lead=None, joint=(), trace=())
    way, lineage = ancestry(row), areas.area(area_id).lineage
    rows = RoutingRule.objects.filter(
        category__code__in=way, area_id__in=lineage, ended_at__isnull=True
    ).select_related("category", "organisation")
    rules = [
        Rule(
            id=one.pk,
            category=one.category.code,
            area=one.area_id,
            organisation=one.organisation_id,
            part=Part(one.part),
            basis=Basis(one.basis),
            dissolved=one.organisation.dissolved_at is not None,
        )
        for one in rows
    ]
    return deciding.decide(deciding.Case(kind=CategoryKind(row.kind), way=way, lineage=lineage), rules)


def trial(*, category: str, area_id: UUID) -> Trial:
    """Where a case would go, and why not elsewhere, with names."""
    found = route(category=category, area_id=area_id)
    decision = found.decision if found else decision_for(category=category, area_id=area_id)
    titles = dict(
        Category.objects.filter(code__in={one.rule.category for one in decision.trace}).values_list("code", "titles")
    )
    names = areas.area_names({one.rule.area for one in decision.trace})
    return Trial(
        route=found,
        considered=tuple(
            Considered(
                candidate=one,
                category=local_title(titles[one.rule.category]),
                area=names.get(one.rule.area, ""),
                organisation=areas.organisation(one.rule.organisation).name,
            )
            for one in decision.trace
        ),
    )


def covers(*, organisation_id: UUID, category: str, area_id: UUID) -> bool:
    """True when some rule sends the category (or a class above it) in the area (or above) to the organisation."""
    return decision_for(category=category, area_id=area_id).covers(organisation_id)


def in_words_of(rule: Rule) -> str:
    """A rule as a sentence in the language of the moment."""
    about = Category.objects.filter(code=rule.category).values_list("titles", flat=True).first() or {}
    return _("Rule: “%(category)s” in %(area)s goes to %(organisation)s.") % {
        "category": local_title(about),
        "area": areas.area(rule.area).name,
        "organisation": areas.organisation(rule.organisation).name,
    }


def as_data(decision: Decision) -> dict[str, Any]:
    """A decision as it is kept beside a step: codes and ids, which any page can put into any language."""

    def one(rule: Rule, verdict: Verdict | None = None) -> dict[str, str]:
        kept = {
            "rule": str(rule.id),
            "category": rule.category,
            "area": str(rule.area),
            "organisation": str(rule.organisation),
            "part": rule.part.value,
            "basis": rule.basis.value,
        }
        return {**kept, "verdict": verdict.value} if verdict else kept

    return {
        "lead": one(decision.lead) if decision.lead else None,
        "joint": [one(rule) for rule in decision.joint],
        "trace": [one(candidate.rule, candidate.verdict) for candidate in decision.trace],
    }


def ancestry(row: Category) -> list[str]:
    """The category's code and those of the classes above it, from special to general."""
    way = [row.code]
    above = row.parent_id
    while above is not None:
        code, above = Category.objects.values_list("code", "parent_id").get(pk=above)
        way.append(code)
    return way


def _view(row: Category, version: CategoryVersion | None) -> CategoryView:
    return CategoryView(
        id=row.pk,
        code=row.code,
        catalogue=row.catalogue,
        kind=CategoryKind(row.kind),
        titles=row.titles,
        after_evidence=row.after_evidence,
        parent=row.parent.code if row.parent else None,
        number=row.number,
        sensitive=row.sensitive,
        withdrawn_at=row.withdrawn_at,
        fields=tuple(version.fields) if version else (),
        before_pictures=version.before_pictures if version else 0,
        after_pictures=version.after_pictures if version else 0,
        on_spot=version.on_spot if version else True,
        duplicate_m=version.duplicate_m if version else 50,
        residents=version.residents if version else True,
    )
