"""Who could be given an event, whom the rules name, and why: what the dispatcher chooses from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.incidents.domain.routing import Verdict
from fengqiao.incidents.selectors import routing
from fengqiao.incidents.selectors.words import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An organisation and, in words, what the rules say of it; ``area`` and ``category`` are the rule's."""

    organisation_id: UUID
    organisation: str
    words: str
    area: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``lead_id`` None: no rule names anybody. ``able`` may lead; ``helpers`` may be asked to join."""

    lead_id: UUID | None
    lead: str
    why: str
    joint_ids: tuple[UUID, ...]
    joint: tuple[str, ...]
    able: tuple[tuple[UUID, str], ...]
    helpers: tuple[tuple[UUID, str], ...]
    considered: tuple[Candidate, ...]


def proposal(*, category: str, area_id: UUID) -> Proposal:
    """What the rules propose for a category in an area, with everybody whom they considered."""
    tried = routing.trial(category=category, area_id=area_id)
    able: dict[UUID, str] = {}
    for one in tried.considered:
        if one.candidate.verdict is not Verdict.DISSOLVED:
            able.setdefault(one.candidate.rule.organisation, one.organisation)
    helpers = dict(able) | {one.id: one.name for one in areas.organisations_for(area_id)}
    lead_id = tried.route.organisation_id if tried.route else None
    joint_ids = tried.route.joint_ids if tried.route else ()
    return Proposal(
        lead_id=lead_id,
        lead=helpers.get(lead_id, "") if lead_id else "",
        why=tried.route.why if tried.route else "",
        joint_ids=joint_ids,
        joint=tuple(helpers.get(one, "") for one in joint_ids),
        able=tuple(able.items()),
        helpers=tuple(helpers.items()),
        considered=tuple(
            Candidate(
                organisation_id=one.candidate.rule.organisation,
                organisation=one.organisation,
                words=in_words(one.candidate.verdict),
                area=one.area,
                category=one.category,
            )
            for one in tried.considered
        ),
    )
