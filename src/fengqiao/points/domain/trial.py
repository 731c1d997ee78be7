"""Trying a rule on work that was done: who would have gained, who would have lost, and by which kind of work.

The work is what the ledger has awards for. What a cap refused at the time left no award, so a higher cap shows here
only for work that still got a part of its points; the page says so. No input or output.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fengqiao.points.domain.quarters import Summary, summarise
from fengqiao.points.domain.rules import CapPeriod, Rule, granted, period


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work that had an award: by the rule that counted then."""

    worker: Hashable
    at: datetime
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A worker whose points would be others."""

    worker: Hashable
    before: int
    after: int

    @property
    def difference(self) -> int:
        """What the worker would gain; negative: lose."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a trial shows. ``by_kind``: by how much each kind of work changes the sum of all."""

    before: Summary
    after: Summary
    changes: tuple[Change, ...]
    by_kind: Mapping[str, int]


def total(work: Iterable[Work], zone: tzinfo, instead: Rule | None = None) -> dict[tuple[Hashable, str], int]:
    """The points of (worker, kind) when the work is counted in the order of its time; ``instead`` counts for all work
    of its kind. Caps are those of the newest rule of their group in the period."""
    used: defaultdict[tuple[Hashable, str, datetime], int] = defaultdict(int)
    points: defaultdict[tuple[Hashable, str], int] = defaultdict(int)
    for one in sorted(work, key=lambda one: one.at):
        rule = instead if instead is not None and instead.kind == one.rule.kind else one.rule
        got = rule.points
        if rule.cap_period is not CapPeriod.NONE:
            key = (one.worker, rule.cap_group, period(one.at, rule.cap_period, zone)[0])
            got = granted(rule, used[key])
            used[key] += got
        points[one.worker, rule.kind] += got
    return dict(points)


def compare(work: Iterable[Work], workers: Iterable[Hashable], draft: Rule, zone: tzinfo) -> Outcome:
    """The same work by the rules that counted, and with ``draft`` instead of its kind's rule."""
    done, everybody = list(work), list(workers)
    old, new = total(done, zone), total(done, zone, draft)
    before: defaultdict[Hashable, int] = defaultdict(int)
    after: defaultdict[Hashable, int] = defaultdict(int)
    by_kind: defaultdict[str, int] = defaultdict(int)
    for (worker, kind), points in old.items():
        before[worker] += points
        by_kind[kind] -= points
    for (worker, kind), points in new.items():
        after[worker] += points
        by_kind[kind] += points
    all_of_them = dict.fromkeys([*everybody, *before, *after])
    changes = [Change(worker=one, before=before[one], after=after[one]) for one in all_of_them]
    return Outcome(
        before=summarise([one.before for one in changes]),
        after=summarise([one.after for one in changes]),
        changes=tuple(sorted((one for one in changes if one.difference), key=lambda one: one.difference)),
        by_kind={kind: difference for kind, difference in by_kind.items() if difference},
    )
