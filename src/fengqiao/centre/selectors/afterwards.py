"""Photos that may be shown, what people said, how many came, who gave how much time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet, Sum

from fengqiao.centre.domain import activities as table
from fengqiao.centre.domain.activities import Kind, Mark, Seat
from fengqiao.centre.models import Activity, Feedback, HelperHours, Photo, SignUp
from fengqiao.core import clock
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoView:
    """A photo. ``people``: ids of the sign-ups ticked on it; ``shown``: everybody may see it now."""

    id: UUID
    at: datetime
    nobody: bool
    people: frozenset[UUID]
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackView:
    """What somebody said, without a name."""

    id: UUID
    mark: Mark
    words: str
    at: datetime
    hidden: bool
    hidden_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFigures:
    """Activities of one kind that were held: how many, places offered, signed up, came (people), children among the
    sign-ups, and who said anything, and who said good."""

    kind: Kind | None
    held: int
    places: int
    signed: int
    came: int
    children: int
    said: int
    good: int

    @property
    def share(self) -> int | None:
        """Of those with a place, how many came, in percent."""
        return round(100 * self.came / self.signed) if self.signed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """One line of somebody's time."""

    id: UUID
    person_id: UUID
    name: str
    day: date
    minutes: int
    what: str
    taken_back: bool


def photos(activity_id: UUID, *, shown_only: bool = False) -> list[PhotoView]:
    """The photos of an activity; ``shown_only``: those that everybody may see. Two queries."""
    rows = Photo.objects.filter(activity_id=activity_id, removed_at=None).order_by("created_at")
    views = [_photo_view(row) for row in rows.prefetch_related("people")]
    return [one for one in views if one.shown or not shown_only]


def photo_file(activity_id: UUID, photo_id: UUID, *, public: bool) -> bytes:
    """A photo itself; for the public only while it may be shown. Raises NotYours."""
    row = Photo.objects.filter(pk=photo_id, activity_id=activity_id, removed_at=None).first()
    if row is None or not row.file or (public and not _photo_view(row).shown):
        raise NotYours
    with default_storage.open(row.file) as file:
        content: bytes = file.read()
    return content


def feedback(activity_id: UUID) -> list[FeedbackView]:
    """What people said of an activity, the last first."""
    rows = Feedback.objects.filter(signup__activity_id=activity_id).order_by("-at")
    return [_feedback_view(row) for row in rows]


def feedback_of(code: str) -> FeedbackView | None:
    """What the holder of this code said."""
    row = Feedback.objects.filter(signup__code=code).first()
    return None if row is None else _feedback_view(row)


def figures(centre_id: UUID) -> list[KindFigures]:
    """By kind, what was held and how many came. Three queries."""
    held = Activity.objects.filter(centre_id=centre_id, cancelled_at=None, ends_at__lte=clock.now())
    rows = {kind: (count, places) for kind, count, places in _by_kind(held)}
    signs = SignUp.objects.filter(activity__in=held, seat=Seat.PLACE).values_list(
        "activity__kind", "people", "came_at", "child"
    )
    said = Feedback.objects.filter(signup__activity__in=held).values_list("signup__activity__kind", "mark")
    people = list(signs)
    marks = list(said)
    return [
        KindFigures(
            kind=kind,
            held=rows[kind][0],
            places=rows[kind][1],
            signed=sum(count for one, count, _came, _child in people if one == kind),
            came=sum(count for one, count, came, _child in people if one == kind and came),
            children=sum(child for one, _count, _came, child in people if one == kind),
            said=sum(one == kind for one, _mark in marks),
            good=sum(one == kind and mark == Mark.GOOD for one, mark in marks),
        )
        for kind in Kind
        if kind in rows
    ]


def total(rows: Sequence[KindFigures]) -> KindFigures:
    """All kinds together."""
    return KindFigures(
        kind=None,
        held=sum(one.held for one in rows),
        places=sum(one.places for one in rows),
        signed=sum(one.signed for one in rows),
        came=sum(one.came for one in rows),
        children=sum(one.children for one in rows),
        said=sum(one.said for one in rows),
        good=sum(one.good for one in rows),
    )


def hours(centre_id: UUID, *, since: date | None = None) -> list[HoursLine]:
    """The lines of time given, the last first, those taken back among them."""
    rows = HelperHours.objects.filter(centre_id=centre_id).select_related("person", "activity")
    if since is not None:
        rows = rows.filter(day__gte=since)
    return [
        HoursLine(
            id=row.pk,
            person_id=row.person_id,
            name=row.person.name,
            day=row.day,
            minutes=row.minutes,
            what=row.what or (row.activity.title if row.activity else ""),
            taken_back=row.taken_back_at is not None,
        )
        for row in rows.order_by("-day", "-created_at")
    ]


def hours_by_person(lines: Sequence[HoursLine]) -> list[tuple[str, float]]:
    """Hours of each, by name: thanks, not a ranking."""
    sums: dict[tuple[str, UUID], int] = {}
    for one in lines:
        if not one.taken_back:
            sums[one.name, one.person_id] = sums.get((one.name, one.person_id), 0) + one.minutes
    return [(name, round(minutes / 60, 1)) for (name, _person), minutes in sorted(sums.items())]


def _by_kind(held: QuerySet[Activity]) -> list[tuple[str, int, int]]:
    return list(held.values_list("kind").annotate(number=Count("id"), offered=Sum("places")))


def _photo_view(row: Photo) -> PhotoView:
    ticked = list(row.people.all())
    return PhotoView(
        id=row.pk,
        at=row.created_at,
        nobody=row.nobody,
        people=frozenset(one.pk for one in ticked),
        shown=table.shown(nobody=row.nobody, ticked=[one.pictured for one in ticked]),
    )


def _feedback_view(row: Feedback) -> FeedbackView:
    return FeedbackView(
        id=row.pk,
        mark=Mark(row.mark),
        words=row.words,
        at=row.at,
        hidden=row.hidden_at is not None,
        hidden_reason=row.hidden_reason,
    )
