"""Who leads by which rule, and why not the others."""

from __future__ import annotations

import random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.routing import Case, Rule, Verdict, decide
from fengqiao.incidents.domain.units import Basis, Part

COUNTY, TOWN, VILLAGE, ELSEWHERE = (uuid4() for _ in range(4))
LINEAGE = (COUNTY, TOWN, VILLAGE)
WAY = ("O01080", "O01")


def rule(
    area: UUID, category: str = "O01", part: Part = Part.LEAD, basis: Basis = Basis.PLACE, dissolved: bool = False
) -> Rule:
    return Rule(
        id=uuid4(), category=category, area=area, organisation=uuid4(), part=part, basis=basis, dissolved=dissolved
    )


def case(kind: CategoryKind = CategoryKind.HAPPENING) -> Case:
    return Case(kind=kind, way=WAY, lineage=LINEAGE)


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (CategoryKind.HAPPENING, Basis.PLACE),
        (CategoryKind.DISPUTE, Basis.PLACE),
        (CategoryKind.OBJECT, Basis.OWNER),
    ],
)
def test_happenings_go_to_the_place_and_objects_to_their_owner(kind: CategoryKind, first: Basis) -> None:
    place, owner = rule(VILLAGE), rule(COUNTY, basis=Basis.OWNER)
    decision = decide(case(kind), [place, owner])
    assert decision.lead is (place if first is Basis.PLACE else owner)
    assert [one.verdict for one in decision.trace] == [Verdict.CHOSEN, Verdict.OTHER_BASIS]


def test_the_nearest_area_counts_before_the_most_special_category() -> None:
    village, special, town = rule(VILLAGE), rule(TOWN, "O01080"), rule(TOWN)
    decision = decide(case(), [town, special, village])
    assert [(one.rule, one.verdict) for one in decision.trace] == [
        (village, Verdict.CHOSEN),
        (special, Verdict.FARTHER_AREA),
        (town, Verdict.FARTHER_AREA),
    ]
    assert [one.verdict for one in decide(case(), [town, special]).trace] == [Verdict.CHOSEN, Verdict.WIDER_CATEGORY]


def test_a_dissolved_organisation_is_passed_over() -> None:
    gone, next_best = rule(VILLAGE, dissolved=True), rule(TOWN)
    decision = decide(case(), [gone, next_best])
    assert decision.lead is next_best
    assert [one.verdict for one in decision.trace] == [Verdict.DISSOLVED, Verdict.CHOSEN]
    assert not decision.covers(gone.organisation)
    assert decide(case(), [gone]).lead is None


def test_who_joins_and_who_can_be_chosen() -> None:
    lead, joins, able = rule(TOWN), rule(TOWN, part=Part.JOINT), rule(COUNTY, part=Part.ABLE)
    itself = Rule(
        id=uuid4(), category="O01", area=COUNTY, organisation=lead.organisation, part=Part.JOINT, basis=Basis.PLACE
    )
    decision = decide(case(), [able, joins, lead, itself])
    assert decision.joint == (joins,)
    assert {one.rule.id: one.verdict for one in decision.trace}[itself.id] is Verdict.LEADS_ALREADY
    assert decision.covers(able.organisation)


rules = st.builds(
    rule,
    st.sampled_from([COUNTY, TOWN, VILLAGE, ELSEWHERE]),
    st.sampled_from(["O01", "O01080", "O02"]),
    st.sampled_from(Part),
    st.sampled_from(Basis),
    st.booleans(),
)


@given(st.lists(rules, max_size=8), st.sampled_from(CategoryKind), st.randoms())
def test_the_order_of_the_rules_does_not_matter_and_nothing_foreign_is_considered(
    known: list[Rule], kind: CategoryKind, dice: random.Random
) -> None:
    decision = decide(case(kind), known)
    shuffled = list(known)
    dice.shuffle(shuffled)
    assert decide(case(kind), shuffled) == decision
    assert all(one.rule.area in LINEAGE and one.rule.category in WAY for one in decision.trace)
    able = [one for one in known if one.area in LINEAGE and one.category in WAY and one.part is Part.LEAD]
    assert (decision.lead is None) == all(one.dissolved for one in able)
    assert sum(one.verdict is Verdict.CHOSEN for one in decision.trace) == (decision.lead is not None)
