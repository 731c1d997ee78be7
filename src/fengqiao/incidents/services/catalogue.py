"""What events can be about, and who leads for what where: data that a place brings in and changes, in versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.db import connection

from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.forms import BadForm, check_form
from fengqiao.incidents.models import Category, CategoryVersion
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.routing import CategoryView
from fengqiao.incidents.services.errors import CatalogueInvalid, NoSuchCategory

# Classes, and what is below them. The minors carry local numbers (080 and up, 80 and up in two digits): the texts of
# the national lists are not part of this program, and their numbers stay free for a place that imports them.
SHIPPED = ("catalogue.json", "minors.json")
LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What a category asks of a report: its form, its pictures, and who may see it.

    ``on_spot``: may be solved and reported in one; ``duplicate_m``: within how many metres it may be the same matter;
    ``residents``: may be reported by residents themselves.
    """

    fields: Sequence[Mapping[str, Any]] = ()
    before_pictures: int = 0
    after_pictures: int = 0
    sensitive: bool = False
    on_spot: bool = True
    duplicate_m: int = 50
    residents: bool = True


def shipped_catalogue() -> list[dict[str, Any]]:
    """The classes of happenings, objects and disputes that come with the program, as ``load_catalogue`` takes them."""
    folder = resources.files("fengqiao.incidents.domain")
    return [row for name in SHIPPED for row in json.loads(folder.joinpath(name).read_text("utf-8"))]


def load_catalogue(rows: Sequence[Mapping[str, Any]], *, actor: Actor) -> int:
    """Bring in categories, parents before their children. Returns how many there are now in these rows.

    What exists is brought up to date, so loading twice changes nothing; what a place has withdrawn stays withdrawn.
    Raises CatalogueInvalid, and then nothing is loaded.
    """
    with journal.unit():
        withdrawn = set(Category.objects.filter(withdrawn_at__isnull=False).values_list("code", flat=True))
        for row in rows:
            made = parsed(row)
            if made["code"] not in withdrawn:
                define_category(**made, actor=actor)
    return len(rows)


def parsed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a catalogue as ``define_category`` takes it. Raises CatalogueInvalid."""
    try:
        titles = {str(language): str(title).strip() for language, title in row["titles"].items() if str(title).strip()}
        if not titles.get(LANGUAGE):
            raise ValueError(f"there is no title in {LANGUAGE}")
        code, catalogue = str(row["code"]).strip(), str(row["catalogue"]).strip()
        if not (0 < len(code) <= 40 and 0 < len(catalogue) <= 20):
            raise ValueError("code and catalogue have 1 to 40 and 1 to 20 characters")
        numbers = {
            name: int(row.get(name) or standard)
            for name, standard in (("before_pictures", 0), ("after_pictures", 0), ("duplicate_m", 50))
        }
        if not all(0 <= number <= 10_000 for number in numbers.values()):
            raise ValueError("pictures and metres are numbers from 0 to 10000")
        if row.get("after_evidence"):
            numbers["after_pictures"] = max(1, numbers["after_pictures"])
        demands = Demands(
            fields=check_form(row.get("fields") or []),
            sensitive=bool(row.get("sensitive", False)),
            on_spot=bool(row.get("on_spot", True)),
            residents=bool(row.get("residents", True)),
            **numbers,
        )
        return {
            "code": code,
            "catalogue": catalogue,
            "kind": CategoryKind(row["kind"]),
            "titles": titles,
            "parent": row.get("parent") or None,
            "demands": demands,
        }
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise CatalogueInvalid(f"{row.get('code', '?')}: {error}") from error


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
    """A category without a form; ``after_evidence``: the work is reported done with a picture."""
    demands = Demands(after_pictures=int(after_evidence))
    return define_category(
        code=code, catalogue=catalogue, kind=kind, titles=titles, parent=parent, demands=demands, actor=actor
    )


def define_category(
    *,
    code: str,
    catalogue: str,
    kind: CategoryKind,
    titles: Mapping[str, str],
    parent: str | None = None,
    demands: Demands | None = None,
    actor: Actor,
) -> CategoryView:
    """Bring a category in, or publish a new version of it; one that was withdrawn is used again.

    Events keep the version under which they were reported. ``titles`` by language code. For system administrators.
    Raises NoSuchCategory (the parent), CatalogueInvalid, NotYours.
    """
    _demand(actor)
    asked = demands or Demands()
    try:
        form = check_form(list(asked.fields))
    except BadForm as error:
        raise CatalogueInvalid(f"{code}: {error}") from error
    with journal.unit():
        _lock(code)
        above = Category.objects.filter(code=parent).first() if parent else None
        if parent and (above is None or code in routing.ancestry(above)):
            raise NoSuchCategory(parent)
        row = Category.objects.filter(code=code).first() or Category(code=code)
        place = {"catalogue": catalogue, "kind": kind, "parent_id": above.pk if above else None, "withdrawn_at": None}
        content = {
            "titles": dict(titles),
            "fields": form,
            "before_pictures": asked.before_pictures,
            "after_pictures": asked.after_pictures,
            "sensitive": asked.sensitive,
            "on_spot": asked.on_spot,
            "duplicate_m": asked.duplicate_m,
            "residents": asked.residents,
        }
        current = CategoryVersion.objects.filter(category_id=row.pk, number=row.number).first()
        moved = any(getattr(row, name) != value for name, value in place.items())
        changed = current is None or any(getattr(current, name) != value for name, value in content.items())
        if moved or changed:
            for name, value in place.items():
                setattr(row, name, value)
            row.number += changed
            row.titles, row.sensitive, row.after_evidence = dict(titles), asked.sensitive, asked.after_pictures > 0
            row.save()
            if changed:
                CategoryVersion.objects.create(category=row, number=row.number, by_id=actor.person_id, **content)
            payload = {"category": code, "parent": parent, "number": row.number}
            _announce("incidents.category_set", code, payload, actor)
        found = routing.category(code)
        assert found is not None
        return found


def withdraw_category(*, code: str, reason: str, actor: Actor) -> CategoryView:
    """From now on no new event is about it; events that are stay as they are. For system administrators."""
    _demand(actor)
    with journal.unit():
        _lock(code)
        row = Category.objects.filter(code=code).first()
        if row is None:
            raise NoSuchCategory(code)
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
            row.save(update_fields=["withdrawn_at"])
            _announce("incidents.category_withdrawn", code, {"category": code, "reason": reason.strip()[:300]}, actor)
        found = routing.category(code)
        assert found is not None
        return found


def _lock(code: str) -> None:
    """Two who change one category at once do so one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"category:{code}"])


def _demand(actor: Actor) -> None:
    if not actor.has(Role.SYSTEM_ADMIN):
        raise NotYours


def _announce(kind: str, code: str, payload: Mapping[str, Any], actor: Actor) -> None:
    journal.record(Event(kind=kind, subject=f"category:{code}", payload=payload), actor=actor.person_id)
