"""Disputes that may be the same quarrel come back, among those that the reader may read anyway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.mediation.domain.disputes import Stand
from fengqiao.mediation.domain.repeats import PERIOD, Known, Likeness, folded, likeness
from fengqiao.mediation.models import Dispute, Party
from fengqiao.mediation.selectors.disputes import DisputeView, views, visible_to

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An earlier or later dispute and how it is like this one."""

    dispute: DisputeView
    how: Likeness


def repeats(actor: Actor, one: DisputeView) -> list[Repeat]:
    """At most five, the newest first. Four queries."""
    own = list(Party.objects.filter(dispute_id=one.id))
    same = Q(parties__name__in=[party.name for party in own])
    near = Q(area_id=one.area_id, category=one.category) & ~Q(place="")
    rows = Dispute.objects.filter(visible_to(actor)).filter(same | near).exclude(pk=one.id)
    rows = rows.filter(registered_at__gt=one.registered_at - PERIOD, registered_at__lt=one.registered_at + PERIOD)
    found = list(rows.distinct().order_by("-registered_at")[:50])
    parties: dict[object, list[Party]] = {}
    for party in Party.objects.filter(dispute__in=found):
        parties.setdefault(party.dispute_id, []).append(party)
    this = _known(one, own)
    alike = {row.pk: how for row in found if (how := likeness(this, _known(row, parties.get(row.pk, []))))}
    shown = views(Dispute.objects.filter(pk__in=alike).order_by("-registered_at")[:MOST])
    return [Repeat(dispute=each, how=alike[each.id]) for each in shown]


def _known(row: Dispute | DisputeView, parties: Iterable[Party]) -> Known:
    names: dict[str, set[str]] = {Stand.ASKS: set(), Stand.ANSWERS: set()}
    for party in parties:
        names[party.stand].add(folded(party.name))
    return Known(
        asks=frozenset(names[Stand.ASKS]),
        answers=frozenset(names[Stand.ANSWERS]),
        category=row.category,
        area=row.area_id,
        place=folded(row.place),
        on=timezone.localdate(row.registered_at),
    )
