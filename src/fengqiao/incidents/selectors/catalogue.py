"""The catalogue as those see it who keep it: as a tree, with its versions, what is being prepared, and differences.

A category's content is a mapping, as ``services.load_catalogue`` takes it: catalogue, kind, parent, titles, fields,
before_pictures, after_pictures, sensitive, on_spot, duplicate_m, residents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.forms import FieldType
from fengqiao.incidents.models import Category, CategoryDraft, CategoryVersion, Incident
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.routing import CategoryView
from fengqiao.incidents.selectors.words import in_words, local_title

# Who reads the spine's settings, and who keeps those that hold for the whole installation.
SETTINGS = frozenset({Role.SYSTEM_ADMIN, Role.DISPATCHER, Role.OPERATOR})
KEEPERS = frozenset({Role.SYSTEM_ADMIN})
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A category in the tree. ``depth`` 0 is a root; ``below``: how many stand under it; ``hit``: it was looked
    for, and not only shown because something under it was; ``draft``: somebody prepares a new version."""

    category: CategoryView
    depth: int
    below: int
    hit: bool
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not the same: what it is called, and how it was and is, in words ("" for nothing)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version of a category: since when, by whom ("" for the program), for how many events, and what it changed."""

    number: int
    at: datetime
    by: str
    events: int
    content: Content
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDraftView:
    """A version in preparation. ``base``: the version it started from; ``current``: the newest one now."""

    id: UUID
    code: str
    category_id: UUID | None
    content: Content
    base: int
    current: int
    by: str
    saved_at: datetime

    @property
    def title(self) -> str:
        """Its name in the language of the moment."""
        return local_title(self.content["titles"])

    @property
    def outdated(self) -> bool:
        """True when somebody published a version since the draft was last saved."""
        return self.current != self.base


def tree(*, text: str = "", catalogue: str = "", withdrawn: bool = False) -> list[list[Branch]]:
    """The categories, a list for each root with all below it in order. With ``text`` (part of a name, beginning of a
    code) those that fit, and the classes above them."""
    found = routing.categories(catalogue=catalogue or None, withdrawn=withdrawn)
    by_code = {one.code: one for one in found}
    children: dict[str | None, list[CategoryView]] = {}
    for one in found:
        children.setdefault(one.parent if one.parent in by_code else None, []).append(one)
    drafted = set(CategoryDraft.objects.values_list("code", flat=True))
    wanted = text.strip().lower()
    hits = {one.code for one in found if not wanted or _fits(one, wanted)}
    shown = {code for hit in hits for code in _up(hit, by_code)}

    def walk(one: CategoryView, depth: int) -> Iterator[Branch]:
        below = children.get(one.code, [])
        yield Branch(category=one, depth=depth, below=len(below), hit=one.code in hits, draft=one.code in drafted)
        for child in below:
            if child.code in shown:
                yield from walk(child, depth + 1)

    return [list(walk(root, 0)) for root in children.get(None, []) if root.code in shown]


def _fits(one: CategoryView, wanted: str) -> bool:
    return one.code.lower().startswith(wanted) or any(wanted in title.lower() for title in one.titles.values())


def _up(code: str, by_code: Mapping[str, CategoryView]) -> Iterator[str]:
    """A code and those above it, as far as they are among the categories shown."""
    above: str | None = code
    while above is not None and above in by_code:
        yield above
        above = by_code[above].parent


def catalogue_names() -> list[str]:
    """The lists from which categories come."""
    return list(Category.objects.order_by("catalogue").values_list("catalogue", flat=True).distinct())


def category_of(category_id: UUID) -> CategoryView:
    """One category by its id, in its newest version. Raises NotYours when there is none."""
    code = Category.objects.filter(pk=category_id).values_list("code", flat=True).first()
    found = routing.category(code) if code else None
    if found is None:
        raise NotYours
    return found


def versions(category_id: UUID) -> list[VersionView]:
    """All versions of a category, the newest first, each with what it changed."""
    rows = list(CategoryVersion.objects.filter(category_id=category_id).order_by("number"))
    counts = dict(
        Incident.objects.filter(category_version__in=rows)
        .values_list("category_version")
        .annotate(count=Count("pk"))
        .order_by()
    )
    names = areas.person_names({row.by_id for row in rows if row.by_id})
    made: list[VersionView] = []
    before: Content | None = None
    for row in rows:
        content = {**_of_version(row), "titles": row.titles}
        made.append(
            VersionView(
                number=row.number,
                at=row.created_at,
                by=names.get(row.by_id, "") if row.by_id else "",
                events=counts.get(row.pk, 0),
                content=content,
                changes=tuple(differences(before, content)) if before else (),
            )
        )
        before = content
    return made[::-1]


def category_drafts() -> list[CategoryDraftView]:
    """What is being prepared, the last touched first."""
    rows = list(CategoryDraft.objects.order_by("-saved_at"))
    numbers = dict(Category.objects.filter(code__in=[row.code for row in rows]).values_list("code", "number"))
    names = areas.person_names({row.by_id for row in rows if row.by_id})
    return [
        CategoryDraftView(
            id=row.pk,
            code=row.code,
            category_id=row.category_id,
            content=row.content,
            base=row.base,
            current=numbers.get(row.code, 0),
            by=names.get(row.by_id, "") if row.by_id else "",
            saved_at=row.saved_at,
        )
        for row in rows
    ]


def category_draft(draft_id: UUID) -> CategoryDraftView:
    """One of them. Raises NotYours when there is none."""
    found = next((one for one in category_drafts() if one.id == draft_id), None)
    if found is None:
        raise NotYours
    return found


def content_of(one: CategoryView) -> dict[str, Any]:
    """A category as content: what a draft of it starts with."""
    return {
        "code": one.code,
        "catalogue": one.catalogue,
        "kind": one.kind.value,
        "parent": one.parent,
        "titles": dict(one.titles),
        "fields": [dict(field) for field in one.fields],
        "before_pictures": one.before_pictures,
        "after_pictures": one.after_pictures,
        "sensitive": one.sensitive,
        "on_spot": one.on_spot,
        "duplicate_m": one.duplicate_m,
        "residents": one.residents,
    }


def _of_version(row: CategoryVersion) -> dict[str, Any]:
    names = ("fields", "before_pictures", "after_pictures", "sensitive", "on_spot", "duplicate_m", "residents")
    return {name: getattr(row, name) for name in names}


def differences(before: Content, after: Content) -> list[Difference]:
    """What is not the same in two contents; what only one of them knows is left out."""
    found = []
    for label, read in _lines():
        try:
            was, is_ = read(before), read(after)
        except KeyError:
            continue
        if was != is_:
            found.append(Difference(label=label, before=was, after=is_))
    return found


def content_lines(content: Content) -> list[tuple[str, str]]:
    """A content, line by line in words."""
    return [(label, read(content)) for label, read in _lines()]


def _lines() -> list[tuple[str, Callable[[Content], str]]]:
    return [
        (_("Name"), lambda one: str(one["titles"].get("zh-hans", ""))),
        (_("Name in Traditional Chinese"), lambda one: str(one["titles"].get("zh-hant", ""))),
        (_("Name in English"), lambda one: str(one["titles"].get("en", ""))),
        (_("Catalogue"), lambda one: str(one["catalogue"])),
        (_("Kind"), lambda one: in_words(CategoryKind(one["kind"]))),
        (_("Class above it"), lambda one: str(one["parent"] or "")),
        (_("Form"), lambda one: "; ".join(field_words(field) for field in one["fields"])),
        (_("Photos before"), lambda one: str(one["before_pictures"])),
        (_("Photos after"), lambda one: str(one["after_pictures"])),
        (_("Who may see it"), lambda one: seen_words(bool(one["sensitive"]))),
        (_("Solved on the spot"), lambda one: _yes(bool(one["on_spot"]))),
        (_("Residents may report it"), lambda one: _yes(bool(one["residents"]))),
        (_("Same matter within"), lambda one: metres(int(one["duplicate_m"]))),
    ]


def field_words(field: Mapping[str, Any]) -> str:
    """A field of a form in a few words: its name, its type, whether it must be filled in."""
    words = [in_words(FieldType(field["type"]))]
    if choices := field.get("choices"):
        words.append(" / ".join(local_title(one["titles"]) for one in choices))
    words += [f"≥ {field['min']}"] if field.get("min") is not None else []
    words += [f"≤ {field['max']}"] if field.get("max") is not None else []
    words += [_("must be filled in")] if field.get("required") else []
    return f"{local_title(field['titles'])} ({', '.join(words)})"


def seen_words(sensitive: bool) -> str:
    """Who may see events of a category."""
    if sensitive:
        return _("Only the centre's desk and those who handle it")
    return _("Everybody who looks after the place")


def metres(count: int) -> str:
    """A distance in words."""
    return ngettext("%(count)d metre", "%(count)d metres", count) % {"count": count}


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def keeps(actor: Actor) -> bool:
    """True for who may change what holds for the whole installation."""
    return actor.has(*KEEPERS)


def parents_for(code: str | None) -> Sequence[CategoryView]:
    """The categories that may stand above one: all in use but itself and what is below it."""
    found = routing.categories()
    by_code = {one.code: one for one in found}
    return [one for one in found if code is None or code not in _up(one.code, by_code)]
