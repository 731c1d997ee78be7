"""Reading checks and hazards: the ledger with its filters and figures, one check, one hazard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone

from fengqiao.areas.selectors import Actor, Role, mask_phone, within
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.hazards import OPEN, TO_DO, Answer, Raised, Severity, State, Step, Topic, steps_from
from fengqiao.fieldwork.models import Hazard, HazardCheck, HazardPicture
from fengqiao.fieldwork.selectors.hazards import lists

CHECKERS = (Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK)
MANAGERS = (Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK)
READERS = (*CHECKERS, Role.OPERATOR, Role.DISPATCHER, Role.ANALYST)
PER_PAGE = 50
# Who is told when something overdue has gone up so far.
UP_TO = {
    Raised.LEAD: (Role.GRID_LEAD, Role.VILLAGE_SECRETARY),
    Raised.STUDIO: (Role.STUDIO_CLERK,),
    Raised.TOWN: (Role.DISPATCHER, Role.OPERATOR),
}
# What a list shows: the tabs of the ledger.
LISTS = ("due", "recheck", "overdue", "closed", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which hazards are wanted. ``show``: one of LISTS; days are local ones on which they were found."""

    show: str = "all"
    topic: Topic | None = None
    severity: Severity | None = None
    raised: Raised | None = None
    area_id: UUID | None = None
    grid_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A photo of a hazard."""

    id: UUID
    after: bool
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One line of a hazard's history."""

    step: Step
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardView:
    """A hazard as a page shows it. ``said`` in the reader's language. ``overdue``: to be put right, past its day."""

    id: UUID
    check_id: UUID
    number: int
    topic: Topic
    said: str
    words: str
    severity: Severity
    state: State
    state_since: datetime
    round: int
    due_on: date
    overdue: bool
    raised: Raised
    place_name: str
    address: str
    area_id: UUID
    area: str
    grid: str
    found_at: datetime
    found_by_id: UUID | None
    found_by: str
    rectified_by_id: UUID | None
    rectified_by: str
    rectified_at: datetime | None
    done_words: str
    closed_by: str
    closed_at: datetime | None
    code: str

    @property
    def steps(self) -> frozenset[Step]:
        """What the table has from here."""
        return steps_from(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A check as a page shows it; ``lines``: (the item's words, answer) in the list's order."""

    id: UUID
    code: str
    topic: Topic
    list_number: int
    area_id: UUID
    area: str
    grid: str
    place_name: str
    address: str
    owner: str
    owner_phone: str
    at: datetime
    person_id: UUID | None
    person: str
    note: str
    told: str
    told_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime | None
    late: bool
    lines: tuple[tuple[str, Answer], ...]

    @property
    def spoken(self) -> str:
        """The code in two groups."""
        return f"{self.code[:5]} {self.code[5:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The ledger in numbers, each of which opens to its rows."""

    checks: int
    found: int
    open: int
    recheck: int
    overdue: int
    closed: int


def hazards(actor: Actor, wanted: Filter, *, start: int = 0, count: int = PER_PAGE) -> list[HazardView]:
    """The hazards in the actor's scope that the filter wants: what burns first, what is closed last."""
    return [hazard_view(row) for row in _ordered(_filtered(actor, wanted))[start : start + count]]


def how_many(actor: Actor, wanted: Filter) -> int:
    """How many hazards the filter wants."""
    return _filtered(actor, wanted).count()


def every(actor: Actor, wanted: Filter, most: int) -> list[HazardView]:
    """All of them, at most ``most``, for the Excel file."""
    return [hazard_view(row) for row in _ordered(_filtered(actor, wanted))[:most]]


def figures(actor: Actor, wanted: Filter) -> Figures:
    """The numbers behind the filter, whatever its ``show`` is."""
    rows = Hazard.objects.filter(within(actor, "check_made__area")).filter(_conditions(wanted, "check_made__"))
    if wanted.severity is not None:
        rows = rows.filter(severity=wanted.severity)
    checks = HazardCheck.objects.filter(within(actor)).filter(_conditions(wanted, ""))
    today = timezone.localdate(clock.now())
    told = rows.aggregate(
        found=Count("pk", filter=~Q(state=State.VOID)),
        open=Count("pk", filter=Q(state__in=TO_DO)),
        recheck=Count("pk", filter=Q(state=State.RECTIFIED)),
        overdue=Count("pk", filter=Q(state__in=TO_DO, due_on__lt=today)),
        closed=Count("pk", filter=Q(state=State.CLOSED)),
    )
    return Figures(checks=checks.count(), **told)


def came_up(actor: Actor) -> int:
    """How many overdue hazards have gone up as far as this actor's duty: those that now wait for them."""
    mine = {raised for raised, roles in UP_TO.items() if actor.has(*roles)}
    return Hazard.objects.filter(within(actor, "check_made__area"), state__in=TO_DO, raised__in=mine).count()


def checks(
    actor: Actor, wanted: Filter, *, unconfirmed: bool = False, start: int = 0, count: int = PER_PAGE
) -> list[tuple[CheckView, int, int]]:
    """Checks in the actor's scope, the newest first, each with how many hazards it found and how many are open.

    ``unconfirmed``: only those that found nothing and wait for a second person.
    """
    rows = _checks().filter(within(actor)).filter(_conditions(wanted, ""))
    rows = rows.annotate(
        found=Count("hazards", filter=~Q(hazards__state=State.VOID)),
        waiting=Count("hazards", filter=Q(hazards__state__in=OPEN)),
    )
    if unconfirmed:
        rows = rows.filter(~Exists(Hazard.objects.filter(check_made=OuterRef("pk"))), confirmed_at=None)
    found = rows.order_by("-at", "-pk")[start : start + count]
    return [(check_view(row), row.found, row.waiting) for row in found]


def check(actor: Actor, check_id: UUID) -> CheckView:
    """One check in the actor's scope. Raises NotYours."""
    row = _checks().filter(within(actor), pk=check_id).first()
    if row is None:
        raise NotYours
    return check_view(row)


def check_by_code(code: str) -> CheckView | None:
    """The check on whose notice this code stands; for the place, which has no account."""
    row = _checks().filter(code=code).first()
    return check_view(row) if row is not None else None


def hazards_of(check_id: UUID) -> list[HazardView]:
    """What a check found, in the list's order."""
    return [hazard_view(row) for row in _hazards().filter(check_made=check_id).order_by("number")]


def hazard(actor: Actor, hazard_id: UUID) -> HazardView:
    """One hazard in the actor's scope. Raises NotYours."""
    row = _hazards().filter(within(actor, "check_made__area"), pk=hazard_id).first()
    if row is None:
        raise NotYours
    return hazard_view(row)


def steps_of(hazard_id: UUID) -> list[StepView]:
    """The history of a hazard, oldest first."""
    rows = Hazard.objects.get(pk=hazard_id).steps.select_related("actor").order_by("number")
    return [
        StepView(step=Step(row.step), at=row.at, by=row.actor.name if row.actor else "", note=row.note) for row in rows
    ]


def pictures_of(hazard_ids: Sequence[UUID]) -> dict[UUID, list[PictureView]]:
    """The photos of hazards, oldest first."""
    found: dict[UUID, list[PictureView]] = {pk: [] for pk in hazard_ids}
    for row in HazardPicture.objects.filter(hazard__in=hazard_ids).order_by("created_at", "pk"):
        found[row.hazard_id].append(PictureView(id=row.pk, after=row.after, round=row.round))
    return found


def picture_content(hazard_id: UUID, picture_id: UUID) -> bytes:
    """A photo's bytes. The caller has asked for the hazard before. Raises NotYours."""
    row = HazardPicture.objects.filter(hazard=hazard_id, pk=picture_id).first()
    if row is None:
        raise NotYours
    with default_storage.open(row.file) as file:
        content: bytes = file.read()
    return content


def before_and_after(pictures: Sequence[PictureView]) -> tuple[PictureView | None, PictureView | None]:
    """The first photo before and the newest after: the pair for the slider."""
    before = next((one for one in pictures if not one.after), None)
    after = next((one for one in reversed(pictures) if one.after), None)
    return before, after


def hazard_view(row: Hazard) -> HazardView:
    """A stored hazard; its check, area, grid and people are at hand."""
    check_row = row.check_made
    state = State(row.state)
    return HazardView(
        id=row.pk,
        check_id=row.check_made_id,
        number=row.number,
        topic=Topic(check_row.checklist.topic),
        said=row.said.get(lists.language()) or next(iter(row.said.values()), ""),
        words=row.words,
        severity=Severity(row.severity),
        state=state,
        state_since=row.state_since,
        round=row.round,
        due_on=row.due_on,
        overdue=state in TO_DO and row.due_on < timezone.localdate(clock.now()),
        raised=Raised(row.raised),
        place_name=check_row.place_name,
        address=check_row.address,
        area_id=check_row.area_id,
        area=check_row.area.name,
        grid=check_row.grid.name if check_row.grid else "",
        found_at=check_row.at,
        found_by_id=row.found_by_id,
        found_by=row.found_by.name if row.found_by else "",
        rectified_by_id=row.rectified_by_id,
        rectified_by=row.rectified_by.name if row.rectified_by else "",
        rectified_at=row.rectified_at,
        done_words=row.done_words,
        closed_by=row.closed_by.name if row.closed_by else "",
        closed_at=row.closed_at,
        code=check_row.code,
    )


def check_view(row: HazardCheck) -> CheckView:
    """A stored check."""
    checklist = lists.content(row.checklist)
    return CheckView(
        id=row.pk,
        code=row.code,
        topic=Topic(row.checklist.topic),
        list_number=row.checklist.number or 0,
        area_id=row.area_id,
        area=row.area.name,
        grid=row.grid.name if row.grid else "",
        place_name=row.place_name,
        address=row.address,
        owner=row.owner,
        owner_phone=mask_phone(row.owner_phone) if row.owner_phone else "",
        at=row.at,
        person_id=row.person_id,
        person=row.person.name if row.person else "",
        note=row.note,
        told=row.told,
        told_at=row.told_at,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
        confirmed_at=row.confirmed_at,
        late=row.late,
        lines=tuple(
            (item.said(lists.language()), Answer(row.answers[item.key]))
            for item in checklist.items
            if item.key in row.answers
        ),
    )


def _conditions(wanted: Filter, path: str) -> Q:
    found = Q()
    if wanted.topic is not None:
        found &= Q(**{f"{path}checklist__topic": wanted.topic})
    if wanted.area_id is not None:
        found &= Q(**{f"{path}area__lineage__contains": [wanted.area_id]})
    if wanted.grid_id is not None:
        found &= Q(**{f"{path}grid": wanted.grid_id})
    if wanted.since is not None:
        found &= Q(**{f"{path}at__date__gte": wanted.since})
    if wanted.until is not None:
        found &= Q(**{f"{path}at__date__lte": wanted.until})
    if text := wanted.text.replace("\0", "").strip():
        found &= Q(**{f"{path}place_name__contains": text}) | Q(**{f"{path}address__contains": text})
    return found


def _filtered(actor: Actor, wanted: Filter) -> QuerySet[Hazard]:
    today = timezone.localdate(clock.now())
    shows = {
        "due": Q(state__in=TO_DO),
        "recheck": Q(state=State.RECTIFIED),
        "overdue": Q(state__in=TO_DO, due_on__lt=today),
        "closed": Q(state=State.CLOSED),
        "found": ~Q(state=State.VOID),
    }
    rows = _hazards().filter(within(actor, "check_made__area")).filter(_conditions(wanted, "check_made__"))
    rows = rows.filter(shows.get(wanted.show, Q()))
    if wanted.severity is not None:
        rows = rows.filter(severity=wanted.severity)
    if wanted.raised is not None:
        rows = rows.filter(raised=wanted.raised)
    return rows


def _ordered(rows: QuerySet[Hazard]) -> QuerySet[Hazard]:
    over = Case(When(state__in=OPEN, then=0), default=1)
    return rows.annotate(over=over).order_by("over", "due_on", "-created_at", "pk")


def _hazards() -> QuerySet[Hazard]:
    return Hazard.objects.select_related(
        "check_made__checklist",
        "check_made__area",
        "check_made__grid",
        "found_by",
        "rectified_by",
        "closed_by",
    )


def _checks() -> QuerySet[HazardCheck]:
    return HazardCheck.objects.select_related("checklist", "area", "grid", "person", "confirmed_by")
