"""Matters as the desk and the neighbour read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import matters, slip
from fengqiao.centre.domain.matters import Sort, State, Step
from fengqiao.centre.models import Matter, MatterPicture, MatterStep, Visit
from fengqiao.centre.selectors.register import centres
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.duplicates import words_alike

LIKELY = 0.3
COMPARED = timedelta(days=90)
MOST_COMPARED = 300
PER_LIST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterView:
    """A matter. ``doer`` is a name or the words for somebody outside. ``late``: the promised day is over."""

    id: UUID
    centre_id: UUID
    code: str
    title: str
    sort: Sort | None
    place: str
    state: State
    state_since: datetime
    round: int
    opened_at: datetime
    taker_id: UUID | None
    follower_id: UUID | None
    doer_id: UUID | None
    taker: str
    follower: str
    doer: str
    promised_on: date
    due: bool
    late: bool
    solved_at: datetime | None
    told_at: datetime | None
    content: bool | None
    joined_into: UUID | None
    incident_id: UUID | None

    @property
    def spoken(self) -> str:
        """The code in two groups."""
        return slip.spoken(self.code)

    @property
    def hours(self) -> int | None:
        """How long it took from the visit to the solution, in whole hours."""
        return None if self.solved_at is None else round((self.solved_at - self.opened_at).total_seconds() / 3600)

    @property
    def steps(self) -> frozenset[Step]:
        """What the table has from here."""
        return matters.steps_from(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step that was taken, by whom."""

    step: Step
    to: State
    round: int
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture of a matter."""

    id: UUID
    round: int
    after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyMatter:
    """An open matter that may be the same, and how many visits it has."""

    matter: MatterView
    likeness: float
    visits: int


# What a list shows, by name. The figures open to the same lists.
LISTS: dict[str, Q] = {
    "new": Q(state=State.NEW),
    "open": Q(state__in=[State.OPEN, State.AGENDA, State.HANDED]),
    "tell": Q(state=State.SOLVED),
    "told": Q(state=State.TOLD),
    "agenda": Q(state=State.AGENDA),
    "handed": Q(state=State.HANDED),
    "solved": Q(state__in=sorted(matters.DONE)),
    "problems": ~Q(state__in=sorted(matters.NO_PROBLEM)),
    "confirmed": Q(state=State.CONFIRMED),
    "content": Q(content=True),
    "not_content": Q(content=False),
    "said": Q(content__isnull=False),
    "answered": Q(state=State.ANSWERED),
    "all": Q(),
}


def matter(actor: Actor, matter_id: UUID) -> MatterView:
    """One matter of a centre that the actor sees. Raises NotYours."""
    row = _rows().filter(pk=matter_id, centre_id__in=[one.id for one in centres(actor)]).first()
    if row is None:
        raise NotYours
    return matter_view(row)


def matters_of(
    centre_id: UUID,
    *,
    show: str = "all",
    sort: Sort | None = None,
    since: date | None = None,
    until: date | None = None,
    solved: tuple[date, date] | None = None,
    first: int = 0,
    limit: int = PER_LIST,
) -> list[MatterView]:
    """The matters of a centre by the name of a list (``LISTS``, or "due": promises whose day has come), the newest
    first; ``since`` and ``until`` are local days on which they were opened, ``solved`` the days of the solution."""
    rows = listed(centre_id, show=show, sort=sort, since=since, until=until, solved=solved)
    return [matter_view(row) for row in rows[first : first + limit]]


def listed(
    centre_id: UUID,
    *,
    show: str = "all",
    sort: Sort | None = None,
    since: date | None = None,
    until: date | None = None,
    solved: tuple[date, date] | None = None,
) -> QuerySet[Matter]:
    """The rows behind ``matters_of`` and behind the figures."""
    rows = _rows().filter(centre_id=centre_id)
    if show == "due":
        rows = rows.filter(promised_on__lte=timezone.localdate(clock.now())).exclude(state__in=sorted(matters.KEPT))
        rows = rows.order_by("promised_on", "opened_at")
    else:
        rows = rows.filter(LISTS.get(show, Q())).order_by("-opened_at", "-id")
    if sort is not None:
        rows = rows.filter(sort=sort)
    if since is not None:
        rows = rows.filter(opened_at__date__gte=since)
    if until is not None:
        rows = rows.filter(opened_at__date__lte=until)
    if solved is not None:
        rows = rows.filter(solved_at__date__range=solved)
    return rows


def counts(centre_id: UUID) -> dict[str, int]:
    """How many matters the desk's lists have. One query."""
    today = timezone.localdate(clock.now())
    asked = {name: Count("id", filter=LISTS[name]) for name in ("new", "open", "tell", "told", "agenda")}
    due = Count("id", filter=Q(promised_on__lte=today) & ~Q(state__in=sorted(matters.KEPT)))
    found: dict[str, int] = Matter.objects.filter(centre_id=centre_id).aggregate(**asked, due=due)
    return found


def family(matter_id: UUID) -> list[UUID]:
    """The matter and those that joined it."""
    return [matter_id, *Matter.objects.filter(joined_into_id=matter_id).values_list("pk", flat=True)]


def steps_of(matter_id: UUID) -> list[StepView]:
    """What was done with a matter, oldest first."""
    rows = MatterStep.objects.filter(matter_id=matter_id).select_related("actor").order_by("number")
    return [
        StepView(
            step=Step(row.step),
            to=State(row.to_state),
            round=row.round,
            at=row.at,
            by=row.actor.name if row.actor else "",
            note=row.note,
        )
        for row in rows
    ]


def pictures_of(matter_id: UUID) -> list[PictureView]:
    """The pictures of a matter, oldest first."""
    rows = MatterPicture.objects.filter(matter_id=matter_id).order_by("created_at", "id")
    return [PictureView(id=row.pk, round=row.round, after=row.after) for row in rows]


def picture_content(matter_ids: Iterable[UUID], picture_id: UUID) -> bytes:
    """The JPEG of a picture of one of the matters. Raises NotYours."""
    row = MatterPicture.objects.filter(pk=picture_id, matter_id__in=list(matter_ids)).first()
    if row is None or not default_storage.exists(row.file):
        raise NotYours
    with default_storage.open(row.file) as file:
        content: bytes = file.read()
        return content


def likely_the_same(one: MatterView) -> list[LikelyMatter]:
    """Open matters of the centre whose visitors say nearly the same, the likeliest first. Two queries."""
    said: dict[UUID, list[str]] = {}
    rows = (
        _rows()
        .filter(centre_id=one.centre_id, state__in=sorted(matters.OPEN), opened_at__gte=one.opened_at - COMPARED)
        .exclude(pk=one.id)
        .order_by("-opened_at")[:MOST_COMPARED]
    )
    candidates = {row.pk: row for row in rows}
    wanted = [one.id, *candidates]
    for matter_id, text in Visit.objects.filter(matter_id__in=wanted).values_list("matter_id", "words"):
        said.setdefault(matter_id, []).append(text)
    mine = [f"{one.title} {one.place}", *said.get(one.id, [])]
    found = []
    for pk, row in candidates.items():
        theirs = [f"{row.title} {row.place}", *said.get(pk, [])]
        share = max(words_alike(a, b) for a in mine for b in theirs)
        if share >= LIKELY:
            found.append(LikelyMatter(matter=matter_view(row), likeness=share, visits=len(said.get(pk, []))))
    return sorted(found, key=lambda each: -each.likeness)[:5]


def by_slip(code: str) -> tuple[MatterView, Visit] | None:
    """The matter that a slip's holder follows (where theirs was joined, the other one), and their visit."""
    parsed = slip.parse(code)
    row = Visit.objects.select_related("matter", "centre").filter(code=parsed).first() if parsed else None
    if row is None:
        return None
    followed = row.matter.joined_into_id or row.matter_id
    return matter_view(_rows().get(pk=followed)), row


def matter_view(row: Matter) -> MatterView:
    """A stored matter with its people."""
    today = timezone.localdate(clock.now())
    state = State(row.state)
    open_promise = state not in matters.KEPT
    return MatterView(
        id=row.pk,
        centre_id=row.centre_id,
        code=row.code,
        title=row.title,
        sort=Sort(row.sort) if row.sort else None,
        place=row.place,
        state=state,
        state_since=row.state_since,
        round=row.round,
        opened_at=row.opened_at,
        taker_id=row.taker_id,
        follower_id=row.follower_id,
        doer_id=row.doer_id,
        taker=row.taker.name if row.taker else "",
        follower=row.follower.name if row.follower else "",
        doer=row.doer.name if row.doer else row.doer_words,
        promised_on=row.promised_on,
        due=open_promise and row.promised_on <= today,
        late=open_promise and row.promised_on < today,
        solved_at=row.solved_at,
        told_at=row.told_at,
        content=row.content,
        joined_into=row.joined_into_id,
        incident_id=row.incident,
    )


def _rows() -> QuerySet[Matter]:
    return Matter.objects.select_related("taker", "follower", "doer")
