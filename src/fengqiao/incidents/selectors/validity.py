"""Validity of routing in figures: the legs of a scope, their sums, the events behind them, the rules they speak for.

Straight legs, by far the most, are summed up in the database; those with more than one hand-over are read one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.incidents.domain import validity
from fengqiao.incidents.domain.side import HandOverKind
from fengqiao.incidents.domain.validity import Judgement, Leg, Move, Suggestion, Tally
from fengqiao.incidents.models import HandOver
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.events import IncidentView, of_ids
from fengqiao.incidents.selectors.figure_cases import first_dispatches, solver
from fengqiao.incidents.selectors.figures import Scope, window
from fengqiao.points import selectors as points


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The sums of a category, an organisation or a person. ``key`` is its code or id."""

    key: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A suggested rule with its names in the language of the moment."""

    suggestion: Suggestion
    category: str
    area: str
    instead_of: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """All figures of a scope. ``people``: those whose figures the reader may see, by name."""

    total: Tally
    categories: list[Line]
    organisations: list[Line]
    people: list[Line]
    advice: list[Advice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An event with the hands it went through, in order."""

    event: IncidentView
    leg: Leg
    judgement: Judgement


def legs(scope: Scope) -> list[Leg]:
    """The legs that began in the scope: equal straight ones as one, all others one by one with their event's id."""
    return [*_straight(scope), *_bent(scope)]


def validity_of(actor: Actor, scope: Scope) -> Validity:
    """All sums. People's are their own hand-overs only: one's own, and for the grid studio's clerk those of the
    people for whom the studio answers; nobody else reads them, and no list is ordered by them."""
    all_legs = legs(scope)
    named = titles()
    by_organisation = validity.by_organisation(all_legs)
    names = areas.organisation_names(set(by_organisation))
    by_person = validity.by_person(all_legs)
    readable = {one for one in by_person if _may_read(actor, one)}
    people = areas.person_names(readable)
    return Validity(
        total=validity.total(all_legs),
        categories=_lines(
            (code, named.get(code, code), tally) for code, tally in validity.by_category(all_legs).items()
        ),
        organisations=_lines((str(one), names.get(one, ""), tally) for one, tally in by_organisation.items()),
        people=_lines((str(one), people.get(one, ""), by_person[one]) for one in readable),
        advice=_advice(all_legs, named, scope),
    )


def advice(scope: Scope) -> list[Advice]:
    """The rules that the scope's record speaks for and that are none yet."""
    return _advice(legs(scope), titles(), scope)


def titles() -> dict[str, str]:
    """The names of all categories by code, withdrawn ones included."""
    return {one.code: one.title for one in routing.categories(withdrawn=True)}


# What a list of ways can be narrowed to, and which legs belong there.
KINDS: dict[str, Callable[[Leg, Judgement], bool]] = {
    "wrong_first": lambda leg, said: said.first_right is False,
    "bounced": lambda leg, said: said.bounces > 0,
    "ping_pong": lambda leg, said: bool(said.ping_pong),
    "wrong_refusal": lambda leg, said: bool(said.wrong_refusals),
}


def ways(
    actor: Actor, scope: Scope, *, kind: str, category: str = "", organisation_id: UUID | None = None
) -> tuple[list[Way], int]:
    """The events behind such a sum, as far as the actor sees them, and how many more there are."""
    fits = KINDS[kind]
    found: list[tuple[UUID, Leg, Judgement]] = []
    for leg in _bent(scope):
        said = validity.judge(leg)
        if (
            fits(leg, said)
            and (not category or leg.category == category)
            and (organisation_id is None or _concerns(kind, leg, said, organisation_id))
        ):
            assert isinstance(leg.event, UUID)
            found.append((leg.event, leg, said))
    return _seen(actor, found)


def ways_of(actor: Actor, scope: Scope, suggestion: Suggestion) -> tuple[list[Way], int]:
    """The events that speak for a rule, as far as the actor sees them, and how many more there are."""
    wanted = set(suggestion.events)
    found = [(leg.event, leg, validity.judge(leg)) for leg in _bent(scope) if leg.event in wanted]
    return _seen(actor, [(event, leg, said) for event, leg, said in found if isinstance(event, UUID)])


def _concerns(kind: str, leg: Leg, said: Judgement, organisation_id: UUID) -> bool:
    if kind == "wrong_first":
        return leg.first == organisation_id
    if kind == "bounced":
        return any(move.giver == organisation_id and move.kind in validity.REFUSALS for move in leg.moves)
    return organisation_id in (said.ping_pong if kind == "ping_pong" else said.wrong_refusals)


def _seen(actor: Actor, found: list[tuple[UUID, Leg, Judgement]]) -> tuple[list[Way], int]:
    events = of_ids(actor, {event for event, _, _ in found})
    seen = [Way(event=events[event], leg=leg, judgement=said) for event, leg, said in found if event in events]
    return seen, len(found) - len(seen)


def _rows(scope: Scope) -> QuerySet[HandOver]:
    rows = first_dispatches(window(scope, scope.period))
    if scope.organisation_id is None:
        return rows
    touched = HandOver.objects.filter(
        Q(giver_id=scope.organisation_id) | Q(receiver_id=scope.organisation_id),
        incident=OuterRef("incident"),
        round=OuterRef("round"),
    )
    return rows.filter(Exists(touched))


def _others() -> Exists:
    return Exists(
        HandOver.objects.filter(incident=OuterRef("incident"), round=OuterRef("round")).exclude(pk=OuterRef("pk"))
    )


def _straight(scope: Scope) -> list[Leg]:
    rows = _rows(scope).filter(~_others()).annotate(solver=solver())
    grouped = rows.values("incident__category__code", "incident__area_id", "receiver_id", "by_id", "solver")
    return [
        Leg(
            event=None,
            category=line["incident__category__code"],
            area=line["incident__area_id"],
            moves=(
                Move(
                    kind=HandOverKind.DISPATCH,
                    giver=None,
                    receiver=line["receiver_id"],
                    by=line["by_id"],
                ),
            ),
            solver=line["solver"],
            count=line["legs"],
        )
        for line in grouped.order_by().annotate(legs=Count("pk"))
    ]


def _bent(scope: Scope) -> list[Leg]:
    firsts = _rows(scope).filter(_others()).annotate(solver=solver(), code=F("incident__category__code"))
    heads = {
        (row["incident_id"], row["round"]): row
        for row in firsts.values("incident_id", "round", "solver", "code", "incident__area_id", "at").order_by("-at")
    }
    moves: defaultdict[tuple[UUID, int], list[Move]] = defaultdict(list)
    rows = HandOver.objects.filter(incident_id__in={incident for incident, _ in heads}).order_by("step__number")
    for line in rows.values_list("incident_id", "round", "kind", "giver_id", "receiver_id", "by_id"):
        incident, round_, kind, giver, receiver, by = line
        moves[incident, round_].append(Move(kind=HandOverKind(kind), giver=giver, receiver=receiver, by=by))
    return [
        Leg(
            event=key[0],
            category=head["code"],
            area=head["incident__area_id"],
            moves=tuple(moves[key]),
            solver=head["solver"],
        )
        for key, head in heads.items()
    ]


def _lines(found: Iterable[tuple[str, str, Tally]]) -> list[Line]:
    return sorted((Line(key=key, name=name, tally=tally) for key, name, tally in found), key=lambda line: line.name)


def _may_read(actor: Actor, person_id: UUID) -> bool:
    if person_id == actor.person_id:
        return True
    return actor.has(Role.STUDIO_CLERK) and points.may_read(actor, person_id)


def _advice(all_legs: list[Leg], named: dict[str, str], scope: Scope) -> list[Advice]:
    """Suggestions within the scope's area that no rule follows yet, to organisations that still exist."""
    lineages = areas.area_lineages({leg.area for leg in all_legs})
    below = {one: way[way.index(scope.area.id) :] for one, way in lineages.items() if scope.area.id in way}
    found = validity.suggest(all_legs, below)
    area_names = areas.area_names({one.area for one in found})
    names = areas.organisation_names({party for one in found for party in (one.instead_of, one.to)})
    return [
        Advice(
            suggestion=one,
            category=named.get(one.category, one.category),
            area=area_names.get(one.area, ""),
            instead_of=names.get(one.instead_of, ""),
            to=names.get(one.to, ""),
        )
        for one in found
        if areas.organisation(one.to).dissolved_at is None and _leads(one) != one.to
    ]


def _leads(one: Suggestion) -> UUID | None:
    lead = routing.decision_for(category=one.category, area_id=one.area).lead
    return lead.organisation if lead else None
