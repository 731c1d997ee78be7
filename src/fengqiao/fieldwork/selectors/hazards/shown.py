"""Checks and hazards as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from fengqiao.areas.selectors import mask_phone
from fengqiao.core import clock
from fengqiao.fieldwork.domain.hazards import TO_DO, Answer, Raised, Severity, State, Step, Topic, steps_from
from fengqiao.fieldwork.models import Hazard, HazardCheck
from fengqiao.fieldwork.selectors.hazards import lists


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


def hazard_rows() -> QuerySet[Hazard]:
    """Hazards with all that ``hazard_view`` reads."""
    return Hazard.objects.select_related(
        "check_made__checklist",
        "check_made__area",
        "check_made__grid",
        "found_by",
        "rectified_by",
        "closed_by",
    )


def check_rows() -> QuerySet[HazardCheck]:
    """Checks with all that ``check_view`` reads."""
    return HazardCheck.objects.select_related("checklist", "area", "grid", "person", "confirmed_by")
