"""The council's meetings, tasks and money as its members and the neighbours read them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import council, slip
from fengqiao.centre.domain.council import Choice, Phase
from fengqiao.centre.domain.matters import State
from fengqiao.centre.domain.seats import VOTING
from fengqiao.centre.models import AgendaItem, CouncilTask, Matter, Meeting, MoneyLine
from fengqiao.centre.selectors.register import centres, members
from fengqiao.core import clock
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task out of a meeting. ``late``: its day is over and it is not done."""

    id: UUID
    what: str
    owner_id: UUID
    owner: str
    due: date
    done_at: datetime | None
    late: bool
    meeting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """A point of the agenda and what became of it. ``passed`` None: not put to the vote."""

    id: UUID
    number: int
    title: str
    matter_id: UUID | None
    matter_code: str
    said: str
    proposal: str
    passed: bool | None
    yes: int
    no: int
    abstain: int
    votes: tuple[tuple[str, Choice], ...]
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting. ``present`` and ``signed`` are names; ``quorum``: how many must be there."""

    id: UUID
    centre_id: UUID
    number: int
    title: str
    at: datetime
    place: str
    phase: Phase
    seats: int
    quorum: int
    has_quorum: bool
    chair: str
    present_ids: frozenset[UUID]
    present: tuple[str, ...]
    signed_ids: frozenset[UUID]
    signed: tuple[str, ...]
    minutes: str
    published_at: datetime | None
    points: tuple[PointView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyView:
    """A line of the book, with what was in the box after it. Amounts in yuan, negative for what went out."""

    id: UUID
    number: int
    day: date
    amount: Decimal
    balance: Decimal
    what: str
    party: str
    has_receipt: bool
    by: str
    corrects: int | None
    taken_back: bool


def voters(centre_id: UUID, day: date) -> dict[UUID, str]:
    """Who has a vote in the council on a local day, by id, with names."""
    return {one.person_id: one.name for one in members(centre_id, day=day) if one.seat in VOTING}


def meetings(centre_id: UUID, *, published: bool = False) -> list[MeetingView]:
    """The meetings of a centre, the newest first; ``published``: only those that everybody may read."""
    rows = Meeting.objects.filter(centre_id=centre_id).select_related("chair").order_by("-at", "-number")
    if published:
        rows = rows.filter(phase=Phase.PUBLISHED)
    return [_view(row) for row in rows[:60]]


def meeting(actor: Actor, meeting_id: UUID) -> MeetingView:
    """One meeting of a centre that the actor sees. Raises NotYours."""
    allowed = [one.id for one in centres(actor)]
    row = Meeting.objects.select_related("chair").filter(pk=meeting_id, centre_id__in=allowed).first()
    if row is None:
        raise NotYours
    return _view(row)


def published_meeting(meeting_id: UUID) -> MeetingView:
    """One meeting whose minutes everybody may read. Raises NotYours."""
    row = Meeting.objects.select_related("chair").filter(pk=meeting_id, phase=Phase.PUBLISHED).first()
    if row is None:
        raise NotYours
    return _view(row)


def waiting_matters(centre_id: UUID) -> list[Matter]:
    """Matters that were put on the council's agenda and are on that of no meeting that is not over, oldest first."""
    rows = Matter.objects.filter(centre_id=centre_id, state=State.AGENDA)
    return list(rows.exclude(items__meeting__phase__in=[Phase.PLANNED, Phase.OPEN]).order_by("opened_at"))


def open_tasks(centre_id: UUID) -> list[TaskView]:
    """What members of the council still have to do, the earliest first."""
    rows = CouncilTask.objects.filter(item__meeting__centre_id=centre_id, done_at__isnull=True)
    return [_task(row) for row in rows.select_related("owner", "item").order_by("due", "created_at")]


def money(centre_id: UUID) -> list[MoneyView]:
    """The book of the small money, the newest line first, each with the balance after it. Two queries."""
    rows = MoneyLine.objects.filter(centre_id=centre_id).select_related("by", "corrects").order_by("number")
    corrected = {row.corrects_id for row in rows if row.corrects_id is not None}
    lines, cents = [], 0
    for row in rows:
        cents += row.cents
        lines.append(
            MoneyView(
                id=row.pk,
                number=row.number,
                day=row.day,
                amount=Decimal(row.cents).scaleb(-2),
                balance=Decimal(cents).scaleb(-2),
                what=row.what,
                party=row.party,
                has_receipt=bool(row.receipt),
                by=row.by.name if row.by else "",
                corrects=row.corrects.number if row.corrects else None,
                taken_back=row.pk in corrected,
            )
        )
    return lines[::-1]


def receipt(centre_id: UUID, line_id: UUID) -> bytes:
    """The photo of a line's receipt. Raises NotYours."""
    row = MoneyLine.objects.filter(pk=line_id, centre_id=centre_id).exclude(receipt="").first()
    if row is None or not default_storage.exists(row.receipt):
        raise NotYours
    with default_storage.open(row.receipt) as file:
        content: bytes = file.read()
        return content


def _view(row: Meeting) -> MeetingView:
    present = list(row.attendances.select_related("person").order_by("created_at", "id"))
    signed = list(row.signatures.select_related("person").order_by("created_at", "id"))
    seats = row.seats if row.phase != Phase.PLANNED else len(voters(row.centre_id, timezone.localdate(row.at)))
    points = row.items.select_related("matter").prefetch_related("votes__person", "tasks__owner").order_by("number")
    return MeetingView(
        id=row.pk,
        centre_id=row.centre_id,
        number=row.number,
        title=row.title,
        at=row.at,
        place=row.place,
        phase=Phase(row.phase),
        seats=seats,
        quorum=council.quorum(seats),
        has_quorum=council.has_quorum(len(present), seats),
        chair=row.chair.name if row.chair else "",
        present_ids=frozenset(one.person_id for one in present),
        present=tuple(one.person.name for one in present),
        signed_ids=frozenset(one.person_id for one in signed),
        signed=tuple(one.person.name for one in signed),
        minutes=row.minutes,
        published_at=row.published_at,
        points=tuple(_point(one) for one in points),
    )


def _point(row: AgendaItem) -> PointView:
    votes = sorted(row.votes.all(), key=lambda one: one.created_at)
    counted = Counter(one.choice for one in votes)
    return PointView(
        id=row.pk,
        number=row.number,
        title=row.title,
        matter_id=row.matter_id,
        matter_code=slip.spoken(row.matter.code) if row.matter else "",
        said=row.said,
        proposal=row.proposal,
        passed=row.passed,
        yes=counted[Choice.YES],
        no=counted[Choice.NO],
        abstain=counted[Choice.ABSTAIN],
        votes=tuple((one.person.name, Choice(one.choice)) for one in votes),
        tasks=tuple(_task(one, row.meeting_id) for one in sorted(row.tasks.all(), key=lambda one: one.due)),
    )


def _task(row: CouncilTask, meeting_id: UUID | None = None) -> TaskView:
    return TaskView(
        id=row.pk,
        what=row.what,
        owner_id=row.owner_id,
        owner=row.owner.name,
        due=row.due,
        done_at=row.done_at,
        late=row.done_at is None and row.due < timezone.localdate(clock.now()),
        meeting_id=meeting_id or row.item.meeting_id,
    )
