"""What events can be about, and who leads for what where: data that a place brings in and changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.models import Category, RoutingRule
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.routing import CategoryView
from fengqiao.incidents.services.errors import CatalogueInvalid, NoSuchCategory


def shipped_catalogue() -> list[dict[str, Any]]:
    """The classes of happenings, objects and disputes that come with the program, as ``load_catalogue`` takes them."""
    text = resources.files("fengqiao.incidents.domain").joinpath("catalogue.json").read_text("utf-8")
    loaded: list[dict[str, Any]] = json.loads(text)
    return loaded


def load_catalogue(rows: Sequence[Mapping[str, Any]], *, actor: Actor) -> int:
    """Bring in categories, parents before their children. Returns how many there are now in these rows.

    What exists is brought up to date, so loading twice changes nothing. Raises CatalogueInvalid, and then nothing
    is loaded.
    """
    with journal.unit():
        for row in rows:
            try:
                values: dict[str, Any] = {
                    "code": str(row["code"]),
                    "catalogue": str(row["catalogue"]),
                    "kind": CategoryKind(row["kind"]),
                    "titles": {str(language): str(title) for language, title in row["titles"].items()},
                    "parent": row.get("parent"),
                    "after_evidence": bool(row.get("after_evidence", False)),
                }
            except (KeyError, AttributeError, ValueError) as error:
                raise CatalogueInvalid(f"{row.get('code', '?')}: {error}") from error
            add_category(**values, actor=actor)
    return len(rows)


def add_category(
    *,
    code: str,
    catalogue: str,
    kind: CategoryKind,
    titles: Mapping[str, str],
    parent: str | None = None,
    after_evidence: bool = False,
    actor: Actor,
) -> CategoryView:
    """Bring a category in, or change its words, its class and its demand for a picture. For system administrators.

    ``titles`` by language code. Raises NoSuchCategory (the parent), NotYours.
    """
    if not actor.has(Role.SYSTEM_ADMIN):
        raise NotYours
    with journal.unit():
        above = Category.objects.filter(code=parent).first() if parent else None
        if parent and above is None:
            raise NoSuchCategory(parent)
        values = {
            "catalogue": catalogue,
            "kind": kind,
            "titles": dict(titles),
            "parent": above,
            "after_evidence": after_evidence,
        }
        if not Category.objects.filter(code=code, **values).exists():
            Category.objects.update_or_create(code=code, defaults=values)
            payload = {"category": code, "parent": parent, "after_evidence": after_evidence}
            journal.record(
                Event(kind="incidents.category_set", subject=f"category:{code}", payload=payload),
                actor=actor.person_id,
            )
        found = routing.category(code)
        assert found is not None
        return found


def set_route(*, category: str, area_id: UUID, organisation_id: UUID, actor: Actor) -> None:
    """From now on the organisation leads for the category in the area. For the place's dispatcher and system
    administrator. Raises NoSuchCategory, NotYours."""
    if not areas.holds(actor, area_id, Role.DISPATCHER, Role.SYSTEM_ADMIN):
        raise NotYours
    with journal.unit():
        about = Category.objects.filter(code=category).first()
        if about is None:
            raise NoSuchCategory(category)
        lead = areas.organisation(organisation_id)
        rule, new = RoutingRule.objects.select_for_update().get_or_create(
            category=about, area_id=area_id, defaults={"organisation_id": lead.id}
        )
        if not new and rule.organisation_id == lead.id:
            return
        rule.organisation_id = lead.id
        rule.save(update_fields=["organisation_id"])
        payload = {"category": category, "organisation": str(lead.id)}
        journal.record(
            Event(kind="incidents.route_set", subject=f"route:{rule.pk}", area=area_id, payload=payload),
            actor=actor.person_id,
        )
