"""Routing rules: who leads, who joins and who can be chosen, for a category in an area."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.models import Category, RoutingRule
from fengqiao.incidents.services.errors import NoSuchCategory, OrganisationDissolved
from fengqiao.incidents.services.texts import plain


def set_route(
    *,
    category: str,
    area_id: UUID,
    organisation_id: UUID,
    part: Part = Part.LEAD,
    basis: Basis = Basis.PLACE,
    actor: Actor,
) -> None:
    """From now on the organisation leads for the category in the area (or joins, or can be chosen: ``part``).

    There is one lead for each basis; a new one ends the rule before it. For the place's dispatcher and system
    administrator. Raises NoSuchCategory, OrganisationDissolved, NotYours.
    """
    _demand(actor, area_id)
    with journal.unit():
        about = Category.objects.select_for_update().filter(code=category).first()
        if about is None:
            raise NoSuchCategory(category)
        chosen = areas.organisation(organisation_id)
        if chosen.dissolved_at is not None:
            raise OrganisationDissolved(chosen.name)
        here = RoutingRule.objects.filter(
            category=about, area_id=area_id, part=part, basis=basis, ended_at__isnull=True
        )
        if here.filter(organisation_id=chosen.id).exists():
            return
        if part is Part.LEAD:
            here.update(ended_at=clock.now())
        rule = RoutingRule.objects.create(
            category=about, area_id=area_id, organisation_id=chosen.id, part=part, basis=basis
        )
        _announce("incidents.route_set", rule, category, actor)


def end_route(*, rule_id: UUID, reason: str = "", actor: Actor) -> None:
    """A rule no longer counts; what was decided by it stays. The reason goes into the history. Raises NotYours."""
    with journal.unit():
        rule = RoutingRule.objects.select_for_update(of=("self",)).select_related("category").filter(pk=rule_id).first()
        if rule is None:
            raise NotYours
        _demand(actor, rule.area_id)
        if rule.ended_at is None:
            rule.ended_at = clock.now()
            rule.save(update_fields=["ended_at"])
            _announce("incidents.route_ended", rule, rule.category.code, actor, reason=plain(reason, 300))


def _demand(actor: Actor, area_id: UUID) -> None:
    if not areas.holds(actor, area_id, Role.DISPATCHER, Role.SYSTEM_ADMIN):
        raise NotYours


def _announce(kind: str, rule: RoutingRule, category: str, actor: Actor, **more: str) -> None:
    payload = {
        "category": category,
        "organisation": str(rule.organisation_id),
        "part": str(rule.part),
        "basis": str(rule.basis),
        **{name: words for name, words in more.items() if words},
    }
    journal.record(
        Event(kind=kind, subject=f"route:{rule.pk}", area=rule.area_id, payload=payload), actor=actor.person_id
    )
