"""The clerk's inbox: all that somebody at the desk has to decide, from this app and the ones below, by due time.

A source is a function that gives the rows of one sort for a reader; a new sort is a function in SOURCES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock
from fengqiao.fieldwork.domain.tasks import tone_of
from fengqiao.fieldwork.domain.worklist import KindState
from fengqiao.fieldwork.models import TaskAnswer
from fengqiao.fieldwork.selectors import pushes, scope, worklist
from fengqiao.fieldwork.selectors.absences import absences
from fengqiao.fieldwork.selectors.assignments import lonely
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors.board import Column, board
from fengqiao.points.domain.signs import QuestionState
from fengqiao.points.selectors import quarters
from fengqiao.points.selectors.questions import questions

DECIDE_WITHIN = timedelta(days=7)
URGENT_WITHIN = timedelta(hours=24)
MOST = 200


class Sort(StrEnum):
    """What a row is about."""

    TASK = "task"
    OVERDUE = "overdue"
    KIND = "kind"
    QUESTION = "question"
    OBJECTION = "objection"
    ABSENCE = "absence"
    GRID = "grid"
    EVENT = "event"


SORTS = {
    Sort.TASK: pgettext_lazy("inbox", "Answer to check"),
    Sort.OVERDUE: pgettext_lazy("inbox", "Not answered in time"),
    Sort.KIND: pgettext_lazy("inbox", "Item to approve"),
    Sort.QUESTION: pgettext_lazy("inbox", "Question about points"),
    Sort.OBJECTION: pgettext_lazy("inbox", "Objection"),
    Sort.ABSENCE: pgettext_lazy("inbox", "Nobody stands in"),
    Sort.GRID: pgettext_lazy("inbox", "Grid without a worker"),
    Sort.EVENT: pgettext_lazy("inbox", "Event to check"),
}
ACTIONS = {
    Sort.TASK: gettext_lazy("Look closely"),
    Sort.OVERDUE: gettext_lazy("See who"),
    Sort.KIND: gettext_lazy("Approve or refuse"),
    Sort.QUESTION: gettext_lazy("Decide"),
    Sort.OBJECTION: gettext_lazy("Hear and answer"),
    Sort.ABSENCE: gettext_lazy("Name a stand-in"),
    Sort.GRID: gettext_lazy("Assign somebody"),
    Sort.EVENT: gettext_lazy("Check"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to decide. ``decides``: accepted or sent back by one key, here; others open ``href``.

    ``said`` and ``pictures`` (addresses) are what is decided about; ``about``: people by whom it is found.
    """

    key: str
    sort: Sort
    what: str
    who: str
    where: str
    since: datetime
    due_at: datetime | None
    href: str
    decides: bool = False
    said: str = ""
    pictures: tuple[str, ...] = ()
    about: frozenset[UUID] = frozenset()

    @property
    def tone(self) -> str:
        """The colour of its due time."""
        return tone_of(self.due_at, clock.now())

    @property
    def late(self) -> bool:
        """True when it should have been decided by now."""
        return self.tone == "danger"


Source = Callable[[Actor], Iterable[Row]]


def inbox(actor: Actor) -> list[Row]:
    """All rows for this reader, the most urgent first."""
    rows = [row for source in SOURCES for row in source(actor)]
    far = datetime.max.replace(tzinfo=clock.now().tzinfo)
    return sorted(rows, key=lambda row: (row.due_at or far, row.since))


def found(actor: Actor, rows: Iterable[Row], text: str) -> list[Row]:
    """The rows in whose words ``text`` stands, or that are about somebody found by it (name, pinyin, initials)."""
    wanted = text.strip().lower()
    if not wanted:
        return list(rows)
    people = {one.person_id for one in areas.people(actor, text=wanted)}
    return [
        row for row in rows if wanted in f"{row.what} {row.who} {row.where} {row.said}".lower() or people & row.about
    ]


def _answers(actor: Actor) -> Iterable[Row]:
    waiting = pushes.waiting_for_check(actor, most=MOST)
    rows = TaskAnswer.objects.filter(task__in=[one.id for one in waiting]).prefetch_related("pictures")
    last = {row.task_id: row for row in rows.order_by("round")}
    for one in waiting:
        if one.doer_id == actor.person_id:
            continue
        answer = last.get(one.id)
        pictures = [picture.pk for picture in answer.pictures.all()] if answer else []
        yield Row(
            key=f"{Sort.TASK}:{one.id}",
            sort=Sort.TASK,
            what=one.title,
            who=one.doer,
            where=one.grid or one.area,
            since=one.state_since,
            due_at=one.review_due_at,
            href=reverse("fieldwork:desk_task", args=[one.id]),
            decides=True,
            said=answer.note if answer else "",
            pictures=tuple(reverse("fieldwork:task_picture", args=[one.id, picture]) for picture in pictures),
            about=frozenset(each for each in (one.doer_id, one.worker_id) if each),
        )


def _overdue(actor: Actor) -> Iterable[Row]:
    for one in pushes.pushes(actor):
        if not one.late:
            continue
        late = ngettext("%(late)d of %(total)d task not answered", "%(late)d of %(total)d tasks not answered", one.late)
        yield Row(
            key=f"{Sort.OVERDUE}:{one.id}",
            sort=Sort.OVERDUE,
            what=one.title,
            who=late % {"late": one.late, "total": one.total},
            where=one.area,
            since=one.pushed_at,
            due_at=one.due_at,
            href=reverse("fieldwork:push", args=[one.id]),
        )


def _kinds(actor: Actor) -> Iterable[Row]:
    for one in worklist.kinds(actor):
        own = one.proposed_by_id is not None and one.proposed_by_id == actor.person_id
        if one.state is not KindState.PROPOSED or own or not areas.holds(actor, one.area_id, *scope.APPROVERS):
            continue
        yield Row(
            key=f"{Sort.KIND}:{one.id}",
            sort=Sort.KIND,
            what=f"{one.code} {one.title}",
            who=one.proposed_by,
            where=_("urgent") if one.urgent else "",
            since=one.created_at,
            due_at=one.created_at + (URGENT_WITHIN if one.urgent else DECIDE_WITHIN),
            href=reverse("fieldwork:kind", args=[one.kind_id]),
            said=one.reason if one.urgent else one.basis,
        )


def _questions(actor: Actor) -> Iterable[Row]:
    if not actor.has(Role.STUDIO_CLERK):
        return
    for row in questions(actor).filter(state=QuestionState.EXPLAINED)[:MOST]:
        if row.person_id == actor.person_id or row.answered_at is None:
            continue
        yield Row(
            key=f"{Sort.QUESTION}:{row.pk}",
            sort=Sort.QUESTION,
            what=_("A sign of padding was explained"),
            who=row.person.name,
            where="",
            since=row.answered_at,
            due_at=row.answered_at + DECIDE_WITHIN,
            href=reverse("points:question", args=[row.pk]),
            said=row.answer,
            about=frozenset({row.person_id}),
        )


def _objections(actor: Actor) -> Iterable[Row]:
    if not actor.has(Role.STUDIO_CLERK):
        return
    for book in quarters.quarters(actor).filter(state="draft")[:4]:
        for row in quarters.objections(book):
            if row.state != "open" or not areas.holds(actor, book.town_id, Role.STUDIO_CLERK):
                continue
            yield Row(
                key=f"{Sort.OBJECTION}:{row.pk}",
                sort=Sort.OBJECTION,
                what=_("Points of quarter %(number)d of %(year)d") % {"number": book.number, "year": book.year},
                who=row.person.name,
                where=book.town.name,
                since=row.created_at,
                due_at=book.objections_until,
                href=reverse("points:objection", args=[row.pk]),
                said=row.words,
                about=frozenset({row.person_id}),
            )


def _absences(actor: Actor) -> Iterable[Row]:
    if not actor.has(Role.STUDIO_CLERK):
        return
    for one in absences(actor):
        if one.over or not one.nobody:
            continue
        first = datetime.combine(one.nobody[0].first, time(), tzinfo=timezone.get_current_timezone())
        yield Row(
            key=f"{Sort.ABSENCE}:{one.id}",
            sort=Sort.ABSENCE,
            what=_("Away, and nobody stands in"),
            who=one.person,
            where=one.area,
            since=first,
            due_at=first,
            href=reverse("fieldwork:absences"),
            said=f"{one.nobody[0].first:%Y-%m-%d} – {one.nobody[-1].last:%Y-%m-%d}",
            about=frozenset(each for each in (one.person_id, one.stand_in_id) if each),
        )


def _grids(actor: Actor) -> Iterable[Row]:
    if not actor.has(Role.STUDIO_CLERK):
        return
    empty, without_lead = lonely(actor)
    if not empty and not without_lead:
        return
    nobody = ngettext("%(count)d grid has nobody", "%(count)d grids have nobody", empty) % {"count": empty}
    no_lead = ngettext("%(count)d grid has no lead", "%(count)d grids have no lead", without_lead)
    parts = [nobody] if empty else []
    yield Row(
        key=f"{Sort.GRID}:all",
        sort=Sort.GRID,
        what=" · ".join([*parts, *([no_lead % {"count": without_lead}] if without_lead else [])]),
        who="",
        where="",
        since=clock.now(),
        due_at=None,
        href=f"{reverse('fieldwork:assignments')}?only=gaps",
    )


def _events(actor: Actor) -> Iterable[Row]:
    if not actor.has(Role.OPERATOR, Role.DISPATCHER):
        return
    for lane in board(actor, limit=60):
        if lane.column is not Column.CLOSE:
            continue
        for card in lane.cards:
            if card.event.state is not incidents.State.HANDLED or card.event.handler_id == actor.person_id:
                continue
            yield Row(
                key=f"{Sort.EVENT}:{card.event.id}",
                sort=Sort.EVENT,
                what=card.event.title,
                who=card.event.spoken,
                where=card.area,
                since=card.event.state_since,
                due_at=card.held.due_at,
                href=reverse("incidents:page", args=[card.event.code]),
            )


SOURCES: tuple[Source, ...] = (_answers, _overdue, _kinds, _questions, _objections, _absences, _grids, _events)
