"""Reading checks and hazards: the ledger with its filters and figures, one check, one hazard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone

from fengqiao.areas.selectors import Actor, Role, within
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.hazards import OPEN, TO_DO, Raised, Severity, State, Step, Topic
from fengqiao.fieldwork.models import Hazard, HazardCheck, HazardPicture
from fengqiao.fieldwork.selectors.hazards.shown import (
    CheckView,
    HazardView,
    PictureView,
    StepView,
    check_rows,
    check_view,
    hazard_rows,
    hazard_view,
)

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


def pressing(actor: Actor, grid_ids: Collection[UUID], until: date, *, count: int = PER_PAGE) -> list[HazardView]:
    """The hazards of these grids that are to be put right by ``until`` or should have been: what burns first."""
    rows = hazard_rows().filter(within(actor, "check_made__area"), check_made__grid__in=grid_ids)
    return [hazard_view(row) for row in _ordered(rows.filter(state__in=TO_DO, due_on__lte=until))[:count]]


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
    rows = check_rows().filter(within(actor)).filter(_conditions(wanted, ""))
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
    row = check_rows().filter(within(actor), pk=check_id).first()
    if row is None:
        raise NotYours
    return check_view(row)


def check_by_code(code: str) -> CheckView | None:
    """The check on whose notice this code stands; for the place, which has no account."""
    row = check_rows().filter(code=code).first()
    return check_view(row) if row is not None else None


def hazards_of(check_id: UUID) -> list[HazardView]:
    """What a check found, in the list's order."""
    return [hazard_view(row) for row in hazard_rows().filter(check_made=check_id).order_by("number")]


def hazard(actor: Actor, hazard_id: UUID) -> HazardView:
    """One hazard in the actor's scope. Raises NotYours."""
    row = hazard_rows().filter(within(actor, "check_made__area"), pk=hazard_id).first()
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
    rows = hazard_rows().filter(within(actor, "check_made__area")).filter(_conditions(wanted, "check_made__"))
    rows = rows.filter(shows.get(wanted.show, Q()))
    if wanted.severity is not None:
        rows = rows.filter(severity=wanted.severity)
    if wanted.raised is not None:
        rows = rows.filter(raised=wanted.raised)
    return rows


def _ordered(rows: QuerySet[Hazard]) -> QuerySet[Hazard]:
    over = Case(When(state__in=OPEN, then=0), default=1)
    return rows.annotate(over=over).order_by("over", "due_on", "-created_at", "pk")
