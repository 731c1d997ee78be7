"""Reading rules: what counts in a town now, drafts, and what a draft would have given in a past quarter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.points.domain import rules, trial
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.domain.rules import CapPeriod, Rule
from fengqiao.points.domain.trial import Outcome, Work
from fengqiao.points.models import Account, AccountKind, RuleDraft, RuleVersion, Transfer
from fengqiao.points.selectors.quarters import INSPECTORS, workers_of


def rules_of(town_id: UUID, at: datetime) -> list[RuleVersion]:
    """The version of each kind that counts in the town at ``at``: the town's own before the general one."""
    lineage = areas.area(town_id).lineage
    nearness: dict[UUID | None, int] = {None: -1}
    nearness.update({area: place for place, area in enumerate(lineage)})
    found: dict[str, RuleVersion] = {}
    known = RuleVersion.objects.filter(Q(area_id__in=lineage) | Q(area_id=None), valid_from__lte=at)
    for row in known.order_by("valid_from", "version"):
        there = found.get(row.kind)
        if there is None or nearness[row.area_id] >= nearness[there.area_id]:
            found[row.kind] = row
    return sorted(found.values(), key=lambda row: (row.cap_group, row.kind))


def as_rule(row: RuleVersion | RuleDraft) -> Rule:
    """A stored version or draft as the arithmetic sees it."""
    return Rule(
        kind=row.kind,
        version=row.version if isinstance(row, RuleVersion) else 1,
        points=row.points,
        cap=row.cap,
        cap_period=CapPeriod(row.cap_period),
        cap_group=row.cap_group,
        valid_from=row.valid_from or row.created_at if isinstance(row, RuleDraft) else row.valid_from,
    )


def drafts(actor: Actor) -> QuerySet[RuleDraft]:
    """The drafts of the towns in the actor's scope, the newest first."""
    rows = RuleDraft.objects.filter(areas.within(actor, "town")).select_related("town", "drafted_by", "decided_by")
    return rows.order_by("-created_at")


def draft(actor: Actor, pk: UUID) -> RuleDraft:
    """One of them, for the studio and the audit. Raises NotYours."""
    row = drafts(actor).filter(pk=pk).first()
    if row is None or not areas.holds(actor, row.town_id, *INSPECTORS):
        raise NotYours
    return row


def tried(row: RuleDraft, quarter: Quarter) -> Outcome:
    """What a draft would have given in a quarter, beside what counted. Two queries and the list of workers."""
    zone = ZoneInfo(settings.TIME_ZONE)
    start, end = quarter.span(zone)
    issued = Account.objects.filter(kind=AccountKind.ISSUED, area_id=row.town_id)
    awards = (
        Transfer.objects.filter(kind=Kind.PENDING, rule__isnull=False, effective_at__gte=start, effective_at__lt=end)
        .filter(Q(debit__in=issued) | Q(credit__in=issued))
        .exclude(linked__kind=Kind.VOID)
    )
    known = {version.pk: as_rule(version) for version in RuleVersion.objects.all()}
    work = [
        Work(worker=person, at=at, rule=known[rule])
        for person, at, rule in awards.order_by("effective_at", "id").values_list(
            "book__person", "effective_at", "rule"
        )
    ]
    return trial.compare(work, workers_of(row.town_id, end - rules.TICK), as_rule(row), zone)
