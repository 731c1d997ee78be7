"""What a rule set gives to workers whose work is invented: chances by the week, caps as in the ledger. No I/O.

It shows the range of a rule set before anybody works under it. Everything about the workers is assumed: how diligent
each is, and how much there is to do in each grid. Only the rules are real.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from random import Random

from fengqiao.points.domain.rules import CapPeriod, Rule, RuleKind, granted, period

WEEKS = 26
# Per week and worker with middling diligence in a grid with a middling amount to do; invented.
CHANCES: Mapping[RuleKind, float] = {
    RuleKind.ACTIVE_WEEK: 0.86,
    RuleKind.VALID_EVENT: 0.62,
    RuleKind.MEDIATION_ATTENDED: 0.14,
    RuleKind.HAZARD_CHECKED: 0.34,
    RuleKind.RIGHT_DISPATCH: 0.22,
}
# What follows from another, and how often.
FOLLOWS: Mapping[RuleKind, tuple[RuleKind, float]] = {
    RuleKind.MEDIATION_SETTLED: (RuleKind.MEDIATION_ATTENDED, 0.6),
    RuleKind.HAZARD_RECTIFIED: (RuleKind.HAZARD_CHECKED, 0.5),
}
# Work whose amount depends on the grid; signing in and the handbook do not.
BY_GRID = frozenset({RuleKind.VALID_EVENT, RuleKind.MEDIATION_ATTENDED, RuleKind.HAZARD_CHECKED})
GRADES = (RuleKind.HANDBOOK_FAIR, RuleKind.HANDBOOK_GOOD, RuleKind.HANDBOOK_EXCELLENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """An invented worker: ``diligence`` about 1, ``chances`` of the grid about 1, and what came of it."""

    diligence: float
    chances: float
    points: int
    by_group: Mapping[str, int]


def simulate(
    rules: Sequence[Rule], *, workers: int = 104, start: datetime, zone: tzinfo, seed: int = 1, weeks: int = WEEKS
) -> list[Worker]:
    """Play ``weeks`` weeks from ``start`` (aware) for some workers. The same seed gives the same result."""
    rng = Random(seed)  # noqa: S311 - a game, not a secret
    known = {rule.kind: rule for rule in rules}
    return [_work(rng, known, start, zone, weeks) for _ in range(workers)]


def _work(rng: Random, rules: Mapping[str, Rule], start: datetime, zone: tzinfo, weeks: int) -> Worker:
    diligence = min(1.3, max(0.6, rng.gauss(1.0, 0.14)))
    chances = min(1.6, max(0.5, rng.lognormvariate(-0.02, 0.2)))
    used: defaultdict[tuple[str, datetime], int] = defaultdict(int)
    by_group: defaultdict[str, int] = defaultdict(int)

    def earn(kind: RuleKind, at: datetime) -> None:
        rule = rules.get(kind)
        if rule is None:
            return
        key = (rule.cap_group, period(at, rule.cap_period, zone)[0] if rule.cap_period is not CapPeriod.NONE else start)
        points = granted(rule, used[key])
        used[key] += points
        by_group[rule.cap_group] += points

    for week in range(weeks):
        at = start + timedelta(weeks=week, days=2)
        for kind, chance in CHANCES.items():
            wanted = chance * diligence * (chances if kind in BY_GRID else 1)
            times = int(wanted) + (rng.random() < wanted % 1)
            if kind is RuleKind.ACTIVE_WEEK:
                times = min(times, 1)
            for _ in range(times):
                earn(kind, at)
                for after, (before, share) in FOLLOWS.items():
                    if before is kind and rng.random() < share:
                        earn(after, at)
        if week % 13 == 12:
            mark = diligence + rng.gauss(0, 0.15)
            if mark > 0.7:
                earn(GRADES[0 if mark < 0.9 else 1 if mark < 1.15 else 2], at)
    return Worker(diligence=diligence, chances=chances, points=sum(by_group.values()), by_group=dict(by_group))


def drawing(totals: Sequence[int], *, low: int, high: int, words: Mapping[str, str]) -> str:
    """The distribution as an SVG picture: one column for each five points, the known lowest and highest as lines."""
    first, last = min([*totals, low]) // 5, max([*totals, high]) // 5
    counts = [sum(value // 5 == column for value in totals) for column in range(first, last + 1)]
    wide, tall = 40 + 24 * len(counts), 180
    scale = tall / max(counts)
    bars = [
        f'<rect x="{22 + 24 * place}" y="{30 + tall - count * scale:.1f}" width="20" height="{count * scale:.1f}"/>'
        f'<text x="{32 + 24 * place}" y="{24 + tall - count * scale:.1f}">{count or ""}</text>'
        f'<text x="{32 + 24 * place}" y="{tall + 46}">{(first + place) * 5}</text>'
        for place, count in enumerate(counts)
    ]
    lines = [
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="18" y2="{tall + 30}"/><text x="{x:.1f}" y="14">{word}</text>'
        for at, word in ((low, words["low"]), (high, words["high"]))
        for x in [22 + 24 * (at / 5 - first)]
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall + 76}" width="{wide}" height="{tall + 76}">'
        "<style>rect{fill:#23527c}text{font:12px sans-serif;fill:#1d2733;text-anchor:middle}"
        "line{stroke:#c8402f;stroke-dasharray:4 3}</style>"
        f'<rect width="100%" height="100%" style="fill:#faf8f4"/>{"".join(bars)}{"".join(lines)}'
        f'<text x="{wide / 2}" y="{tall + 68}">{words["under"]}</text></svg>'
    )
