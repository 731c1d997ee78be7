"""Changing rules: one person drafts and explains, another decides; it counts from the next quarter on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points.domain.quarters import quarter_of
from fengqiao.points.models import RuleDraft
from fengqiao.points.models.rule_drafts import DraftState
from fengqiao.points.services.errors import RuleInvalid
from fengqiao.points.services.rules import load_rules, parsed


def draft_rule(*, town_id: UUID, row: Mapping[str, Any], why: str, actor: Actor) -> RuleDraft:
    """Write down what a rule shall say; ``row`` as ``load_rules`` takes it. Nothing counts yet. Raises NotYours,
    RuleInvalid."""
    if actor.person_id is None or not areas.holds(actor, town_id, Role.STUDIO_CLERK):
        raise NotYours
    if not why.strip():
        raise RuleInvalid(_("say why, so that workers can read it"))
    rule = parsed(row, version=1, valid_from=clock.now())
    with journal.unit():
        made = RuleDraft.objects.create(
            town_id=town_id,
            kind=rule.kind,
            titles=dict(row["titles"]),
            points=rule.points,
            cap=rule.cap,
            cap_period=rule.cap_period,
            cap_group=rule.cap_group,
            why=why.strip(),
            drafted_by_id=actor.person_id,
        )
        _note("points.rule_drafted", made, actor)
    return made


def decide_rule(*, draft_id: UUID, actor: Actor) -> RuleDraft:
    """Let a draft count from the first day of the next quarter on, as a new version for the town; for somebody else
    than who drafted it. Raises NotYours, RuleInvalid."""
    with journal.unit():
        row = _open(draft_id, actor)
        if actor.person_id == row.drafted_by_id:
            raise RuleInvalid(_("somebody else than who drafted it has to decide"))
        zone = ZoneInfo(settings.TIME_ZONE)
        row.valid_from = quarter_of(clock.now(), zone).span(zone)[1]
        rule = {name: getattr(row, name) for name in ("kind", "titles", "points", "cap", "cap_period", "cap_group")}
        load_rules([rule], valid_from=row.valid_from, area_id=row.town_id, actor=SYSTEM)
        row.state, row.decided_by_id = DraftState.DECIDED, actor.person_id
        row.save()
        _note("points.rule_decided", row, actor)
    return row


def drop_rule(*, draft_id: UUID, actor: Actor) -> None:
    """Give a draft up; it stays to be read."""
    with journal.unit():
        row = _open(draft_id, actor)
        row.state = DraftState.DROPPED
        row.save(update_fields=["state"])
        _note("points.rule_dropped", row, actor)


def _open(draft_id: UUID, actor: Actor) -> RuleDraft:
    row = RuleDraft.objects.select_for_update().filter(pk=draft_id).first()
    if row is None or actor.person_id is None or not areas.holds(actor, row.town_id, Role.STUDIO_CLERK):
        raise NotYours
    if row.state != DraftState.OPEN:
        raise RuleInvalid(_("this draft is decided already"))
    return row


def _note(kind: str, row: RuleDraft, actor: Actor) -> None:
    payload = {"rule": row.kind, "points": row.points, "cap": row.cap}
    journal.record(
        Event(kind=kind, subject=f"rule_draft:{row.pk}", area=row.town_id, payload=payload), actor=actor.person_id
    )
