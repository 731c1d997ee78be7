"""Routing tried out: the route of a case with the sentences that explain it, and what a draft of rules would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.incidents.domain import routing as deciding
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.routing import Case, Change, Decision, Rule, Verdict
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.models import Category, Incident, RoutingRule
from fengqiao.incidents.selectors.words import in_words, local_title

LOOK_BACK = timedelta(days=90)
MOST_LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What routing has to know of a category."""

    parent: str | None
    kind: CategoryKind
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that routing decides by, as it was at one moment; read in two queries."""

    categories: Mapping[str, Kind]
    rules: tuple[Rule, ...]

    def decide(self, category: str, lineage: Sequence[UUID]) -> Decision:
        """Who leads and who joins for the category in the area with this way from the root."""
        way = list[str]()
        step: str | None = category
        while step is not None and step in self.categories:
            way.append(step)
            step = self.categories[step].parent
        if not way:
            return Decision(lead=None, joint=(), trace=())
        return deciding.decide(Case(kind=self.categories[category].kind, way=way, lineage=lineage), self.rules)

    def under(self, changes: Iterable[Change]) -> Book:
        """The book as it would be with a draft."""
        return replace(self, rules=tuple(deciding.overlaid(self.rules, changes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Why a rule's organisation has the part that it has. ``tone``: done for who leads, info for who joins."""

    organisation: str
    word: str
    why: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A route in words: who leads ("" when no rule fits), who joins, what comes first, and a sentence for each rule."""

    lead: str
    joint: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A case as it goes now and, with a draft, as it would go."""

    category: str
    area: str
    now: Explained
    then: Explained | None

    @property
    def differs(self) -> bool:
        """True when the draft would send it elsewhere or ask others to join."""
        return self.then is not None and (self.now.lead, self.now.joint) != (self.then.lead, self.then.joint)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """Events of a category in an area that would have gone elsewhere."""

    category: str
    area: str
    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a draft would have changed for the events of the last days: how many there were, and which."""

    days: int
    seen: int
    count: int
    lines: tuple[MovedLine, ...]


def book(at: datetime | None = None) -> Book:
    """The rules in force now, or at a moment (aware) in the past."""
    rows = RoutingRule.objects.all()
    if at is None or at >= clock.now():
        rows, moment = rows.filter(ended_at__isnull=True), clock.now()
    else:
        rows, moment = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), created_at__lte=at), at
    found = rows.order_by("created_at", "pk").values_list(
        "pk", "category__code", "area_id", "organisation_id", "part", "basis", "organisation__dissolved_at"
    )
    return Book(
        categories={
            code: Kind(parent=parent, kind=CategoryKind(kind), title=local_title(titles))
            for code, parent, kind, titles in Category.objects.values_list("code", "parent__code", "kind", "titles")
        },
        rules=tuple(
            Rule(
                id=pk,
                category=category,
                area=area,
                organisation=organisation,
                part=Part(part),
                basis=Basis(basis),
                dissolved=gone is not None and gone <= moment,
            )
            for pk, category, area, organisation, part, basis, gone in found
        ),
    )


def try_out(
    *, category: str, area_id: UUID, at: datetime | None = None, changes: Sequence[Change] | None = None
) -> Tried:
    """Where a case would go, and with ``changes`` where it would go under them."""
    read = book(at)
    lineage = areas.area_lineages({area_id}).get(area_id, ())
    decisions = [read.decide(category, lineage)]
    if changes is not None:
        decisions.append(read.under(changes).decide(category, lineage))
    rules = [one.rule for decision in decisions for one in decision.trace]
    names = areas.organisation_names({rule.organisation for rule in rules})
    places = areas.area_names({rule.area for rule in rules} | {area_id})
    said = [_explained(decision, read, category, names, places) for decision in decisions]
    return Tried(
        category=read.categories[category].title if category in read.categories else category,
        area=places.get(area_id, ""),
        now=said[0],
        then=said[1] if changes is not None else None,
    )


def would_move(actor: Actor, changes: Sequence[Change]) -> Moved:
    """The events of the last 90 days in the actor's areas that would have gone to another lead under the changes."""
    read = book()
    draft = read.under(changes)
    groups = list(
        Incident.objects.filter(areas.within(actor), created_at__gte=clock.now() - LOOK_BACK)
        .values_list("category__code", "area_id")
        .order_by()
        .annotate(count=Count("pk"))
    )
    lineages = areas.area_lineages({area for _code, area, _count in groups})
    moved: list[tuple[str, UUID, UUID | None, UUID | None, int]] = []
    for code, area, count in groups:
        before, after = (one.decide(code, lineages.get(area, ())).lead for one in (read, draft))
        here, there = (lead.organisation if lead else None for lead in (before, after))
        if here != there:
            moved.append((code, area, here, there, count))
    moved.sort(key=lambda line: (-line[4], line[0]))
    names = areas.organisation_names({one for line in moved for one in line[2:4] if one is not None})
    places = areas.area_names({line[1] for line in moved})
    nobody = _("nobody by rule")
    return Moved(
        days=LOOK_BACK.days,
        seen=sum(count for _code, _area, count in groups),
        count=sum(line[4] for line in moved),
        lines=tuple(
            MovedLine(
                category=read.categories[code].title,
                area=places.get(area, ""),
                before=names.get(here, "") if here else nobody,
                after=names.get(there, "") if there else nobody,
                count=count,
            )
            for code, area, here, there, count in moved[:MOST_LINES]
        ),
    )


def _explained(
    decision: Decision, read: Book, category: str, names: Mapping[UUID, str], places: Mapping[UUID, str]
) -> Explained:
    kind = read.categories[category].kind if category in read.categories else CategoryKind.HAPPENING
    objects = kind is CategoryKind.OBJECT
    return Explained(
        lead=names.get(decision.lead.organisation, "") if decision.lead else "",
        joint=tuple(names.get(rule.organisation, "") for rule in decision.joint),
        sentences=tuple(
            Sentence(
                organisation=names.get(one.rule.organisation, ""),
                word=in_words(one.verdict),
                why=_why(one.rule, one.verdict, read, names, places),
                tone={Verdict.CHOSEN: "done", Verdict.JOINS: "info"}.get(one.verdict, ""),
            )
            for one in decision.trace
        ),
        first=_("It is an object: whoever owns it comes first, then the place.")
        if objects
        else _("It is a happening or a dispute: the place comes first, then whoever owns the thing."),
    )


def _why(rule: Rule, verdict: Verdict, read: Book, names: Mapping[UUID, str], places: Mapping[UUID, str]) -> str:
    known = read.categories.get(rule.category)
    values = {
        "organisation": names.get(rule.organisation, ""),
        "category": known.title if known else rule.category,
        "area": places.get(rule.area, ""),
        "basis": in_words(rule.basis),
    }
    sentences = {
        Verdict.CHOSEN: _(
            "It goes to %(organisation)s, because “%(category)s” in %(area)s is their duty (%(basis)s), and no rule "
            "is nearer."
        ),
        Verdict.FARTHER_AREA: _(
            "Not to %(organisation)s: their rule is for all of %(area)s, and a rule for a nearer area counts first."
        ),
        Verdict.WIDER_CATEGORY: _(
            "Not to %(organisation)s: their rule is for all of “%(category)s”, and a more special one counts first."
        ),
        Verdict.OTHER_BASIS: _("Not to %(organisation)s: their duty is %(basis)s, and that comes second here."),
        Verdict.DISSOLVED: _("Not to %(organisation)s: it was dissolved, so its rule is passed over."),
        Verdict.JOINS: _("%(organisation)s is asked to join, because a rule says so for “%(category)s” in %(area)s."),
        Verdict.LEADS_ALREADY: _("%(organisation)s would be asked to join, but leads already."),
        Verdict.POSSIBLE: _(
            "%(organisation)s can be chosen by the dispatcher for “%(category)s” in %(area)s; nothing goes there by "
            "itself."
        ),
    }
    return sentences[verdict] % values
