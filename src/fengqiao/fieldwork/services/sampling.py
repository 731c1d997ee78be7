"""Blind samples of handbooks, and the quarter's grades, which become points."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import quality as rules
from fengqiao.fieldwork.domain.quality import Dimension, Grade
from fengqiao.fieldwork.models import HandbookGrade, HandbookSample, SampleOpinion
from fengqiao.fieldwork.selectors.books import WorkerBook, books, last_moment
from fengqiao.fieldwork.selectors.handbook import zone
from fengqiao.fieldwork.selectors.sampling import SAMPLERS, SampleView, sample
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain
from fengqiao.points import services as points
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.domain.rules import RuleKind

# Of each quarter's handbooks one in five is looked at, and never fewer than three.
ONE_IN, FEWEST = 5, 3
_RULES = {
    Grade.FAIR: RuleKind.HANDBOOK_FAIR,
    Grade.GOOD: RuleKind.HANDBOOK_GOOD,
    Grade.EXCELLENT: RuleKind.HANDBOOK_EXCELLENT,
}


def draw(*, town_id: UUID, quarter: Quarter, actor: Actor) -> int:
    """Draw handbooks of a quarter by lot for a blind look, once. Returns how many were drawn now.

    The lot is the town's and the quarter's own, so that nobody can choose. Raises FieldRefused, NotYours.
    """
    with journal.unit():
        _demand(actor, town_id)
        if HandbookGrade.objects.filter(town_id=town_id, year=quarter.year, quarter=quarter.number).exists():
            raise FieldRefused(_("This quarter is settled; nothing more is drawn."))
        if HandbookSample.objects.filter(town_id=town_id, year=quarter.year, quarter=quarter.number).exists():
            return 0
        ready = [one for one in books(town_id, quarter) if one.quality.enough]
        count = min(len(ready), max(FEWEST, (len(ready) + ONE_IN - 1) // ONE_IN))
        lot = Random(f"{town_id} {quarter}")  # noqa: S311 - a lot that can be drawn again to check it, no secret
        for one in lot.sample(sorted(ready, key=lambda one: str(one.person_id)), count):
            HandbookSample.objects.create(
                code=ids.short_code(6),
                town_id=town_id,
                person_id=one.person_id,
                year=quarter.year,
                quarter=quarter.number,
                machine=one.quality.score,
                drawn_by_id=actor.person_id,
            )
        _say("fieldwork.samples_drawn", town_id, quarter, {"count": count, "of": len(ready)}, actor)
        return count


def give_opinion(*, sample_id: UUID, marks: Mapping[Dimension, int], words: str = "", actor: Actor) -> SampleView:
    """A sampler's five marks. When they differ much from the machine's score somebody else must look as well.

    Raises InputRefused, FieldRefused (looked already, or enough opinions), NotYours (not in one's town; one's own).
    """
    with journal.unit():
        sample(actor, sample_id)
        row = HandbookSample.objects.select_for_update().get(pk=sample_id)
        _demand(actor, row.town_id)
        given = list(row.opinions.order_by("number"))
        if any(one.person_id == actor.person_id for one in given):
            raise FieldRefused(_("You have looked at this handbook already. Somebody else gives the second opinion."))
        if row.score is not None:
            raise FieldRefused(_("This sample is decided; no further opinion is needed."))
        if actor.person_id is None:
            raise NotYours
        try:
            score = rules.opinion(marks)
        except ValueError as error:
            raise InputRefused(_("Give a mark for each of the five.")) from error
        SampleOpinion.objects.create(
            sample=row,
            person_id=actor.person_id,
            number=len(given) + 1,
            marks={str(name): mark for name, mark in marks.items()},
            score=score,
            words=plain(words, 500),
        )
        row.score = rules.agreed(row.machine, [*(one.score for one in given), score])
        row.save(update_fields=["score"])
        payload = {"sample": row.code, "number": len(given) + 1, "second_wanted": row.score is None}
        _say("fieldwork.opinion_given", row.town_id, Quarter(year=row.year, number=row.quarter), payload, actor)
        return sample(actor, sample_id)


def settle(*, town_id: UUID, quarter: Quarter, actor: Actor) -> int:
    """Settle the grades of a quarter that is over, once, and award their points. Returns how many grades were new.

    Raises FieldRefused (the quarter is not over; a sample is open), NotYours.
    """
    with journal.unit():
        _demand(actor, town_id)
        if clock.now() < quarter.span(zone())[1]:
            raise FieldRefused(_("This quarter is not over. Grades are settled after its last day."))
        drawn = {
            row.person_id: row
            for row in HandbookSample.objects.select_for_update().filter(
                town_id=town_id, year=quarter.year, quarter=quarter.number
            )
        }
        if any(row.score is None for row in drawn.values()):
            raise FieldRefused(_("A sample still waits for an opinion. Decide the samples first."))
        known = set(
            HandbookGrade.objects.filter(year=quarter.year, quarter=quarter.number).values_list("person_id", flat=True)
        )
        fresh = [_grade(one, drawn.get(one.person_id), town_id, quarter)
                 for one in books(town_id, quarter) if one.person_id not in known]  # fmt: skip
        HandbookGrade.objects.bulk_create(fresh)
        points.award_all(
            [_grant(row, quarter) for row in fresh if row.grade != Grade.NONE], area_id=town_id, actor=actor
        )
        _say("fieldwork.grades_settled", town_id, quarter, {"count": len(fresh)}, actor)
        return len(fresh)


def _grade(one: WorkerBook, drawn: HandbookSample | None, town_id: UUID, quarter: Quarter) -> HandbookGrade:
    machine = drawn.machine if drawn else one.quality.score
    score = drawn.score if drawn and drawn.score is not None else machine
    reached = rules.grade(score, one.quality.lines)
    return HandbookGrade(
        person_id=one.person_id,
        town_id=town_id,
        year=quarter.year,
        quarter=quarter.number,
        version=rules.VERSION,
        machine=machine,
        score=score,
        lines=one.quality.lines,
        shares={str(name): [share.got, share.of, share.score] for name, share in one.quality.shares.items()},
        grade=reached,
        points=rules.POINTS[reached],
    )


def _grant(row: HandbookGrade, quarter: Quarter) -> points.Grant:
    return points.Grant(
        person_id=row.person_id,
        rule=_RULES[Grade(row.grade)],
        evidence=f"handbook:{quarter}",
        link=reverse("fieldwork:quality", args=[row.person_id, str(quarter)]),
        effective_at=last_moment(quarter),
        reason=f"{quarter}: {row.score}/100",
    )


def _demand(actor: Actor, town_id: UUID) -> None:
    if not areas.holds(actor, town_id, *SAMPLERS):
        raise NotYours


def _say(kind: str, town_id: UUID, quarter: Quarter, payload: dict[str, object], actor: Actor) -> None:
    event = Event(kind=kind, subject=f"handbooks:{town_id}", area=town_id, payload={"quarter": str(quarter), **payload})
    journal.record(event, actor=actor.person_id)
