"""Blind samples and grades. A sampler sees the lines, never the name and never the machine's score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.quality import Dimension, Grade, grade
from fengqiao.fieldwork.models import CheckIn, HandbookGrade, HandbookSample
from fengqiao.fieldwork.selectors.books import WorkerBook, books
from fengqiao.fieldwork.selectors.handbook_words import GRADES
from fengqiao.points.domain.quarters import Quarter

SAMPLERS = frozenset({Role.STUDIO_CLERK})


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """A sample as its samplers see it. ``mine``: the actor looked already; ``wanted``: the actor's look is wanted."""

    id: UUID
    code: str
    quarter: Quarter
    opinions: int
    done: bool
    mine: bool
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindLine:
    """A line of a handbook without its writer. ``photo``: the check-in whose photo may be looked at."""

    at: datetime
    written_at: datetime
    what: str
    text: str
    photo: bool
    agrees: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a worker's quarter stands before it is settled, or as it was. ``score`` None: a sample is open, and then the
    machine's score is shown to nobody."""

    person_id: UUID
    name: str
    lines: int
    machine: int | None
    score: int | None
    grade: Grade
    points: int
    sampled: bool
    settled: bool

    @property
    def grade_words(self) -> str:
        """The grade in the language of the moment."""
        return str(GRADES[self.grade])


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeView:
    """A settled grade with the counts behind it."""

    score: int
    machine: int
    lines: int
    grade: Grade
    points: int
    shares: dict[Dimension, tuple[float, int, int]]
    settled_at: datetime


def samples(actor: Actor, quarter: Quarter) -> list[SampleView]:
    """The samples of a quarter in the actor's towns, those that wait for the actor first."""
    rows = _mine(actor).filter(year=quarter.year, quarter=quarter.number).prefetch_related("opinions")
    found = [_view(row, actor) for row in rows.order_by("code")]
    return sorted(found, key=lambda one: (one.done, not one.wanted))


def sample(actor: Actor, sample_id: UUID) -> SampleView:
    """One sample in the actor's towns, and not one's own handbook. Raises NotYours."""
    row = _mine(actor).filter(pk=sample_id).first()
    if row is None:
        raise NotYours
    return _view(row, actor)


def blind_lines(actor: Actor, sample_id: UUID) -> list[BlindLine]:
    """The sample's lines, the newest first, with the writer's name struck out wherever it stands. Raises NotYours."""
    row = _mine(actor).filter(pk=sample_id).first()
    if row is None:
        raise NotYours
    found = books(row.town_id, Quarter(year=row.year, number=row.quarter), only=[row.person_id])
    if not found:
        return []
    (one,) = found
    names = dict(
        CheckIn.objects.filter(pk__in=[pk for kind, pk in one.told if kind == "checkin"]).values_list(
            "pk", "place__name"
        )
    )
    return [
        BlindLine(
            at=line.happened_at,
            written_at=line.written_at,
            what=names.get(pk, "") if kind == "checkin" else kind,
            text=line.text.replace(one.name, "**") if one.name else line.text,
            photo=line.photo,
            agrees=line.agrees,
        )
        for (kind, pk), line in reversed(list(zip(one.told, one.book.lines, strict=True)))
    ]


def standings(actor: Actor, town_id: UUID, quarter: Quarter) -> list[Standing]:
    """How the quarter stands for every worker of a town under the actor's duties. Raises NotYours."""
    if not areas.holds(actor, town_id, *SAMPLERS):
        raise NotYours
    known = {row.person_id: row for row in _grades(quarter).filter(town_id=town_id)}
    drawn = {
        row.person_id: row
        for row in HandbookSample.objects.filter(town_id=town_id, year=quarter.year, quarter=quarter.number)
    }
    return [_standing(one, known.get(one.person_id), drawn.get(one.person_id)) for one in books(town_id, quarter)]


def grade_of(person_id: UUID, quarter: Quarter) -> GradeView | None:
    """The settled grade of somebody's quarter. Not scoped."""
    row = _grades(quarter).filter(person_id=person_id).first()
    if row is None:
        return None
    return GradeView(
        score=row.score,
        machine=row.machine,
        lines=row.lines,
        grade=Grade(row.grade),
        points=row.points,
        shares={Dimension(name): (got, of, score) for name, (got, of, score) in row.shares.items()},
        settled_at=row.created_at,
    )


def sample_open(person_id: UUID, quarter: Quarter) -> bool:
    """True while somebody's handbook waits for an opinion: then the machine's score is nobody's to see. Not scoped."""
    rows = HandbookSample.objects.filter(person_id=person_id, year=quarter.year, quarter=quarter.number)
    return rows.filter(score__isnull=True).exists()


def may_read(actor: Actor, person_id: UUID, area_id: UUID) -> bool:
    """True for oneself and for the studio above."""
    return person_id == actor.person_id or areas.holds(actor, area_id, *SAMPLERS)


def _grades(quarter: Quarter) -> QuerySet[HandbookGrade]:
    return HandbookGrade.objects.filter(year=quarter.year, quarter=quarter.number)


def _standing(one: WorkerBook, settled: HandbookGrade | None, drawn: HandbookSample | None) -> Standing:
    if settled is not None:
        machine, score, lines = settled.machine, settled.score, settled.lines
    elif drawn is not None and drawn.score is None:
        machine, score, lines = None, None, one.quality.lines
    else:
        machine, score, lines = one.quality.score, one.quality.score, one.quality.lines
        if drawn is not None and drawn.score is not None:
            machine, score = drawn.machine, drawn.score
    reached = Grade(settled.grade) if settled else Grade.NONE if score is None else grade(score, lines)
    return Standing(
        person_id=one.person_id,
        name=one.name,
        lines=lines,
        machine=machine,
        score=score,
        grade=reached,
        points=settled.points if settled else 0,
        sampled=drawn is not None,
        settled=settled is not None,
    )


def _mine(actor: Actor) -> QuerySet[HandbookSample]:
    own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return HandbookSample.objects.filter(areas.within(actor, "town")).exclude(own)


def _view(row: HandbookSample, actor: Actor) -> SampleView:
    opinions = list(row.opinions.all())
    mine = any(one.person_id == actor.person_id for one in opinions)
    return SampleView(
        id=row.pk,
        code=row.code,
        quarter=Quarter(year=row.year, number=row.quarter),
        opinions=len(opinions),
        done=row.score is not None,
        mine=mine,
        wanted=row.score is None and not mine,
    )
