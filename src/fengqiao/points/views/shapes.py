"""What several pages of the points show in the same way: columns of a distribution, states, lines of a sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.points.domain.publishing import CORRECTED, LATE
from fengqiao.points.domain.quarters import COLUMN, QuarterState
from fengqiao.points.forms.quarters import rule_choices
from fengqiao.points.models import CaseState, CorrectionCase, QuarterBook
from fengqiao.points.templatetags.points import points_title

WIDTH, HEIGHT = 320.0, 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A column of the distribution in a drawing of WIDTH × HEIGHT."""

    x: float
    y: float
    width: float
    height: float
    count: int
    first: int
    last: int

    @property
    def middle(self) -> float:
        """Where the column's number stands."""
        return round(self.x + self.width / 2, 2)

    @property
    def top(self) -> float:
        """Just above the column."""
        return round(self.y - 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A request to put points right, in words."""

    id: UUID
    name: str
    what: str
    state: str
    tone: str
    asked_by: str
    decided_by: str
    reason: str


def bars(distribution: Sequence[Sequence[int]]) -> list[Bar]:
    """The columns of a distribution of (from, how many), in order."""
    if not distribution:
        return []
    top = max(count for _first, count in distribution)
    step = WIDTH / len(distribution)
    return [
        Bar(
            x=round(place * step + step * 0.08, 2),
            y=round(HEIGHT - HEIGHT * count / top, 2),
            width=round(step * 0.84, 2),
            height=round(HEIGHT * count / top, 2),
            count=count,
            first=first,
            last=first + COLUMN - 1,
        )
        for place, (first, count) in enumerate(distribution)
    ]


def state_words(book: QuarterBook, now: datetime) -> tuple[str, str]:
    """A quarter's state in words, and its tone."""
    state = QuarterState(book.state)
    if state is QuarterState.DRAFT and book.objections_until is not None and now >= book.objections_until:
        return _("to be signed"), "due"
    return {
        QuarterState.FROZEN: (_("frozen"), "info"),
        QuarterState.DRAFT: (_("objections possible"), "due"),
        QuarterState.PUBLISHED: (_("published"), "done"),
        QuarterState.RECONCILED: (_("published, reconciled"), "done"),
    }[state]


titled = points_title


def case_lines(rows: Iterable[CorrectionCase]) -> list[CaseLine]:
    """Requests to put points right, in words."""
    names = dict(rule_choices())
    tones = {CaseState.ASKED: "due", CaseState.GRANTED: "done", CaseState.REFUSED: ""}
    words = {
        CaseState.ASKED: _("waits for the second person"),
        CaseState.GRANTED: _("granted"),
        CaseState.REFUSED: _("refused"),
    }
    return [
        CaseLine(
            id=row.pk,
            name=row.person.name,
            what=_("“%(rule)s” shall stand at %(points)s points")
            % {"rule": titled(row.award.rule.titles if row.award.rule else {}), "points": row.points}
            if row.award
            else _("“%(rule)s” shall count once") % {"rule": names.get(row.rule, row.rule)},
            state=words[CaseState(row.state)],
            tone=tones[CaseState(row.state)],
            asked_by=row.asked_by.name,
            decided_by=row.decided_by.name if row.decided_by else "",
            reason=row.reason,
        )
        for row in rows
    ]


def sheet_lines(text: str, head: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a sheet with the names of their rules."""
    titles = {(rule["kind"], rule["version"]): rule["title"] for rule in head["rules"]}
    words = {LATE: _("came late, from an earlier quarter"), CORRECTED: _("correction")}
    return [
        {
            "day": day,
            "title": titles.get((rule, version), rule),
            "version": version,
            "points": f"{points:+d}".replace("-", "−"),
            "mark": mark,
            "kind": words.get(kind, ""),
        }
        for day, rule, version, points, mark, kind in json.loads(text)["lines"]
    ]
