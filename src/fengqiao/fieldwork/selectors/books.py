"""The workers' quarters as the rules of quality see them: a few queries for a whole town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import WorkerUse
from fengqiao.core import clock
from fengqiao.fieldwork.domain.quality import Book, Line, Quality, quality
from fengqiao.fieldwork.domain.visits import Nearness
from fengqiao.fieldwork.models import CheckIn, PatrolPlace, Visit
from fengqiao.fieldwork.selectors.handbook import zone
from fengqiao.incidents import selectors as incidents
from fengqiao.points.domain.quarters import Quarter

# A visit so far from where the house is drawn does not agree; outlines of hamlets are rough.
HOUSE_M = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerBook:
    """A worker's quarter: the lines that were judged, and what they came to. ``told``: id and source of each line."""

    person_id: UUID
    name: str
    area_id: UUID
    book: Book
    told: tuple[tuple[str, UUID], ...]
    quality: Quality


def books(area_id: UUID, quarter: Quarter, *, only: Collection[UUID] | None = None) -> list[WorkerBook]:
    """The quarters of everybody who worked in a grid of the area, or of ``only`` some, by name, as far as it is
    over. Not scoped: the caller decides what of it a reader may see."""
    start, end = quarter.span(zone())
    until = min(end, clock.now())
    first, last = timezone.localdate(start), timezone.localdate(max(start, until - timedelta(microseconds=1)))
    workers = areas.use_of_workers(area_id, first, last)
    if only is not None:
        workers = {one: workers[one] for one in only if one in workers}
    lines = _lines(set(workers), start, end)
    due = _due({grid for one in workers.values() for grid in one.grids}, start, until)
    return [_book(worker, lines.get(person, []), due) for person, worker in workers.items()]


_Told = tuple[str, UUID, Line]


def _book(worker: WorkerUse, told: list[_Told], due: Mapping[UUID, tuple[int, int]]) -> WorkerBook:
    told = sorted(told, key=lambda one: one[2].happened_at)
    weeks = {timezone.localtime(line.happened_at).isocalendar()[:2] for _kind, _pk, line in told}
    counts = [due.get(grid, (0, 0)) for grid in worker.grids]
    book = Book(
        lines=[line for _kind, _pk, line in told],
        weeks=max(1, worker.use.duty // 7),
        active=len(weeks),
        due=sum(one for one, _met in counts),
        met=sum(met for _one, met in counts),
    )
    return WorkerBook(
        person_id=worker.person_id,
        name=worker.name,
        area_id=worker.area_id,
        book=book,
        told=tuple((kind, pk) for kind, pk, _line in told),
        quality=quality(book),
    )


def _lines(person_ids: set[UUID], start: datetime, end: datetime) -> Mapping[UUID, list[_Told]]:
    found: defaultdict[UUID, list[_Told]] = defaultdict(list)
    for check in _checkins(person_ids, start, end):
        agrees = None if check.nearness == Nearness.UNKNOWN else check.nearness == Nearness.THERE and not check.doubts
        line = Line(
            happened_at=check.at, written_at=check.created_at, text=check.note, agrees=agrees,
            photo=bool(check.photo), late=(check.late_by or 0) > 0,
        )  # fmt: skip
        found[check.shift.person_id].append(("checkin", check.pk, line))
    for visit in _visits(person_ids, start, end):
        known = False if visit.doubts else None if visit.distance is None else visit.distance <= HOUSE_M
        line = Line(
            happened_at=visit.at, written_at=visit.created_at, text=visit.note, agrees=known, photo=bool(visit.photo)
        )
        found[visit.shift.person_id].append(("visit", visit.pk, line))
    for event in incidents.reports_of(person_ids, start=start, end=end):
        line = Line(
            happened_at=event.seen_at, written_at=event.written_at, text=f"{event.title} {event.description}",
            agrees=event.valid, photo=event.photo,
        )  # fmt: skip
        found[event.reporter_id].append(("event", event.id, line))
    return found


def _checkins(person_ids: set[UUID], start: datetime, end: datetime) -> Iterable[CheckIn]:
    rows = CheckIn.objects.filter(shift__person_id__in=person_ids, at__gte=start, at__lt=end)
    return rows.select_related("shift")


def _visits(person_ids: set[UUID], start: datetime, end: datetime) -> Iterable[Visit]:
    """Without those whose notes had to go: nobody is judged by what others asked to have deleted."""
    rows = Visit.objects.filter(shift__person_id__in=person_ids, at__gte=start, at__lt=end)
    rows = rows.exclude(household__opted_out_at__isnull=False).exclude(care__withdrawn_at__isnull=False)
    return rows.select_related("shift")


def _due(grid_ids: set[UUID], start: datetime, until: datetime) -> Mapping[UUID, tuple[int, int]]:
    """How many visits the places of each grid were due in [start, until), and how many of them were made: on so many
    different days somebody was there, but never more than were due."""
    done = dict(_days_at(grid_ids, start, until))
    sums: defaultdict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = PatrolPlace.objects.filter(grid_id__in=grid_ids, every__isnull=False, created_at__lt=until)
    for pk, grid, every, made, ended in rows.values_list("pk", "grid_id", "every", "created_at", "ended_at"):
        days = (min(until, ended or until) - max(start, made)).days
        wanted = max(0, days) // (every or 1)
        due, met = sums[grid]
        sums[grid] = (due + wanted, met + min(wanted, done.get(pk, 0)))
    return sums


def _days_at(grid_ids: set[UUID], start: datetime, until: datetime) -> QuerySet[CheckIn, tuple[UUID, int]]:
    rows = CheckIn.objects.filter(place__grid_id__in=grid_ids, at__gte=start, at__lt=until)
    day = TruncDate("at", tzinfo=zone())
    return rows.values("place_id").annotate(days=Count(day, distinct=True)).values_list("place_id", "days")


def last_moment(quarter: Quarter) -> datetime:
    """Noon of a quarter's last day, to which its grade belongs."""
    end: date = timezone.localdate(quarter.span(zone())[1] - timedelta(seconds=1))
    return datetime.combine(end, time(12), tzinfo=zone())
