"""Who leads and who joins, by rule: a pure decision that shows every candidate it considered.

Happenings and disputes go to the place first (先属地后属主), objects to their owner first. Among rules of the same
basis the nearest area counts, in it the most special category. A rule whose organisation is dissolved is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.units import Basis, Part


class Verdict(StrEnum):
    """What became of a candidate."""

    CHOSEN = "chosen"
    FARTHER_AREA = "farther_area"
    WIDER_CATEGORY = "wider_category"
    OTHER_BASIS = "other_basis"
    DISSOLVED = "dissolved"
    JOINS = "joins"
    LEADS_ALREADY = "leads_already"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A routing rule in force; ``dissolved``: its organisation is no more."""

    id: UUID
    category: str
    area: UUID
    organisation: UUID
    part: Part
    basis: Basis
    dissolved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to be routed: ``way``, the category's code and those above it, special first; ``lineage``, the
    area's way from the root down to itself."""

    kind: CategoryKind
    way: Sequence[str]
    lineage: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A rule that fits the case, and what became of it."""

    rule: Rule
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who leads by which rule (None: no rule fits), who joins, and all candidates, the best first."""

    lead: Rule | None
    joint: tuple[Rule, ...]
    trace: tuple[Candidate, ...]

    def covers(self, organisation: UUID) -> bool:
        """True when some fitting rule names the organisation, in whatever part."""
        return any(one.rule.organisation == organisation and not one.rule.dissolved for one in self.trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A rule that is to be added, or with ``ends`` one that is to end (its ``id`` is of no matter)."""

    rule: Rule
    ends: bool = False


def overlaid(rules: Iterable[Rule], changes: Iterable[Change]) -> list[Rule]:
    """The rules as they would be with the changes, in their order. A new lead ends the one before it."""
    kept = list(rules)
    for change in changes:
        new = change.rule
        here = [one for one in kept if _place(one) == _place(new)]
        same = [one for one in here if one.organisation == new.organisation]
        if change.ends:
            kept = [one for one in kept if one not in same]
        elif not same:
            out = here if new.part is Part.LEAD else []
            kept = [*(one for one in kept if one not in out), new]
    return kept


def _place(rule: Rule) -> tuple[str, UUID, Part, Basis]:
    return rule.category, rule.area, rule.part, rule.basis


def first_basis(kind: CategoryKind) -> Basis:
    """On which basis a case of this kind is routed first."""
    return Basis.OWNER if kind is CategoryKind.OBJECT else Basis.PLACE


def decide(case: Case, rules: Iterable[Rule]) -> Decision:
    """Who leads and who joins, with the trace of all candidates."""
    fitting = [rule for rule in rules if rule.category in case.way and rule.area in case.lineage]
    basis = first_basis(case.kind)

    def merit(rule: Rule) -> tuple[bool, int, int, str]:
        return (
            rule.basis is basis,
            case.lineage.index(rule.area),
            -case.way.index(rule.category),
            str(rule.organisation),
        )

    fitting.sort(key=merit, reverse=True)
    lead = next((rule for rule in fitting if rule.part is Part.LEAD and not rule.dissolved), None)
    joint: list[Rule] = []
    trace: list[Candidate] = []
    for rule in fitting:
        if rule.dissolved:
            verdict = Verdict.DISSOLVED
        elif rule.part is Part.LEAD:
            verdict = _why_not(rule, lead, case)
        elif rule.part is Part.ABLE:
            verdict = Verdict.POSSIBLE
        elif lead is not None and rule.organisation == lead.organisation:
            verdict = Verdict.LEADS_ALREADY
        else:
            verdict = Verdict.JOINS
            if all(rule.organisation != one.organisation for one in joint):
                joint.append(rule)
        trace.append(Candidate(rule=rule, verdict=verdict))
    return Decision(lead=lead, joint=tuple(joint), trace=tuple(trace))


def _why_not(rule: Rule, lead: Rule | None, case: Case) -> Verdict:
    if lead is None or rule is lead:
        return Verdict.CHOSEN
    if rule.basis is not lead.basis:
        return Verdict.OTHER_BASIS
    if case.lineage.index(rule.area) < case.lineage.index(lead.area):
        return Verdict.FARTHER_AREA
    return Verdict.WIDER_CATEGORY
