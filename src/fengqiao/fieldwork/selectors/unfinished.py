"""Grades of handbooks that a quarter still waits for before its points are frozen."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import ngettext

from fengqiao.fieldwork.models import HandbookGrade, HandbookSample
from fengqiao.fieldwork.selectors.books import books, last_moment
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.domain.rules import RuleKind
from fengqiao.points.selectors import Unfinished
from fengqiao.points.selectors.rules import rules_of

_KINDS = frozenset({RuleKind.HANDBOOK_FAIR, RuleKind.HANDBOOK_GOOD, RuleKind.HANDBOOK_EXCELLENT})


def grades_open(town_id: UUID, quarter: Quarter) -> Sequence[Unfinished]:
    """Handbooks with lines enough for a grade that have none yet, and samples that wait for an opinion. Where no rule
    gives points for handbooks nothing waits."""
    if not any(rule.kind in _KINDS for rule in rules_of(town_id, last_moment(quarter))):
        return []
    of = {"year": quarter.year, "quarter": quarter.number}
    graded = set(HandbookGrade.objects.filter(**of).values_list("person_id", flat=True))
    wanted = sum(one.quality.enough and one.person_id not in graded for one in books(town_id, quarter))
    if not wanted:
        return []
    link = f"{reverse('fieldwork:grades')}?quarter={quarter}&town={town_id}"
    words = ngettext("%(count)d handbook has no grade yet.", "%(count)d handbooks have no grade yet.", wanted)
    found = [Unfinished(words=words % {"count": wanted}, link=link, stops=True)]
    if samples := HandbookSample.objects.filter(town_id=town_id, score__isnull=True, **of).count():
        words = ngettext(
            "%(count)d sample of handbooks waits for an opinion.",
            "%(count)d samples of handbooks wait for an opinion.",
            samples,
        )
        found.append(Unfinished(words=words % {"count": samples}, link=link, stops=True))
    return found
