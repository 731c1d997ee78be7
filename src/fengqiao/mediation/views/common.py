"""What several pages of the mediation share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, PersonInRole, Role
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors import CategoryKind
from fengqiao.mediation.selectors import mediators_for


def category_choices() -> list[tuple[Any, Any]]:
    """The kinds of disputes that can be registered, those of a class under its name."""
    everything = [one for one in incidents.categories() if one.kind is CategoryKind.DISPUTE]
    classes = {one.parent for one in everything if one.parent}
    groups: list[tuple[Any, Any]] = []
    for one in everything:
        if one.parent is not None:
            continue
        inside = [(each.code, each.title) for each in everything if each.parent == one.code]
        groups.append((one.title, [*inside, (one.code, one.title)]) if one.code in classes else (one.code, one.title))
    return groups


def area_choices(actor: Actor) -> list[tuple[Any, Any]]:
    """The places in which the actor may register a dispute, the smallest first."""
    everything = areas.areas(actor)
    parents = {one.parent_id for one in everything}
    found = sorted(everything, key=lambda one: (one.id in parents, one.code))
    return [(str(one.id), one.name) for one in found]


def mediator_choices(actor: Actor) -> list[tuple[Any, Any]]:
    """The mediators of the actor's places and of those above; the actor first when they are one."""
    found: dict[Any, PersonInRole] = {}
    for root in actor.area_ids:
        for one in mediators_for(root):
            found.setdefault(one.person_id, one)
    for one in areas.people(actor, role=Role.MEDIATOR):
        found.setdefault(one.person_id, one)
    return named(sorted(found.values(), key=lambda one: one.person_id != actor.person_id), actor)


def named(people: Iterable[PersonInRole], actor: Actor) -> list[tuple[Any, Any]]:
    """People as choices: the name and for whom they work or where."""
    there = list(people)
    bodies = areas.organisation_names({one.organisation_id for one in there if one.organisation_id})
    places = areas.area_names({one.area_id for one in there})
    return [
        (
            str(one.person_id),
            " · ".join(
                part
                for part in (
                    one.name,
                    bodies.get(one.organisation_id, "") if one.organisation_id else places.get(one.area_id, ""),
                    _("you") if one.person_id == actor.person_id else "",
                )
                if part
            ),
        )
        for one in there
    ]
