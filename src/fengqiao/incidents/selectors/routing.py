"""Categories, and who leads for them where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.models import Category, RoutingRule
from fengqiao.incidents.selectors.words import local_title


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """What an event can be about; ``parent`` is the code of the class above it."""

    id: UUID
    code: str
    catalogue: str
    kind: CategoryKind
    titles: Mapping[str, str]
    after_evidence: bool
    parent: str | None

    @property
    def title(self) -> str:
        """Its name in the language of the moment."""
        return local_title(self.titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which organisation should lead, and the rule that says so, in words."""

    organisation_id: UUID
    why: str


def categories(*, catalogue: str | None = None) -> list[CategoryView]:
    """All categories, or those of one catalogue, by code."""
    rows = Category.objects.select_related("parent").order_by("catalogue", "code")
    return [_view(row) for row in (rows.filter(catalogue=catalogue) if catalogue else rows)]


def category(code: str) -> CategoryView | None:
    """One category by its code."""
    row = Category.objects.select_related("parent").filter(code=code).first()
    return _view(row) if row else None


def route(*, category: str, area_id: UUID) -> Route | None:
    """Who leads for the category in the area: the nearest area's rule counts, in it the most special category's.

    The place goes first (先属地): a village's rule for the whole class beats the town's for this very category.
    None when no rule fits.
    """
    way = _ancestry(category)
    lineage = areas.area(area_id).lineage
    rules = RoutingRule.objects.filter(category__code__in=way, area_id__in=lineage).select_related("category")
    best = max(rules, key=lambda rule: (lineage.index(rule.area_id), -way.index(rule.category.code)), default=None)
    if best is None:
        return None
    return Route(
        organisation_id=best.organisation_id,
        why=_("Rule: “%(category)s” in %(area)s goes to %(organisation)s.")
        % {
            "category": local_title(best.category.titles),
            "area": areas.area(best.area_id).name,
            "organisation": areas.organisation(best.organisation_id).name,
        },
    )


def covers(*, organisation_id: UUID, category: str, area_id: UUID) -> bool:
    """True when some rule sends the category (or a class above it) in the area (or above) to the organisation."""
    return RoutingRule.objects.filter(
        organisation_id=organisation_id,
        category__code__in=_ancestry(category),
        area_id__in=areas.area(area_id).lineage,
    ).exists()


def _ancestry(code: str) -> list[str]:
    """The category's code and those of the classes above it, from special to general."""
    way: list[str] = []
    row = Category.objects.filter(code=code).select_related("parent").first()
    while row is not None:
        way.append(row.code)
        row = row.parent
    return way


def _view(row: Category) -> CategoryView:
    return CategoryView(
        id=row.pk,
        code=row.code,
        catalogue=row.catalogue,
        kind=CategoryKind(row.kind),
        titles=row.titles,
        after_evidence=row.after_evidence,
        parent=row.parent.code if row.parent else None,
    )
