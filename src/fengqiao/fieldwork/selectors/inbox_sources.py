"""What comes into the clerk's inbox, from this app and the ones below.

A source is a function that gives the rows of one sort for a reader; a new sort is a function in SOURCES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock
from fengqiao.fieldwork.domain.hazards import Raised
from fengqiao.fieldwork.domain.worklist import KindState
from fengqiao.fieldwork.models import TaskAnswer
from fengqiao.fieldwork.selectors import pushes, sampling, scope, worklist
from fengqiao.fieldwork.selectors.absence_requests import waiting_requests
from fengqiao.fieldwork.selectors.absences import absences
from fengqiao.fieldwork.selectors.assignments import lonely
from fengqiao.fieldwork.selectors.hazards import ledger as hazards
from fengqiao.fieldwork.selectors.inbox_rows import Row, Sort
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors.board import Column, board
from fengqiao.points.domain.quarters import quarter_of
from fengqiao.points.domain.signs import QuestionState
from fengqiao.points.selectors import quarters
from fengqiao.points.selectors.questions import questions

DECIDE_WITHIN = timedelta(days=7)
SAMPLED_WITHIN = timedelta(days=14)  # after the quarter's end
URGENT_WITHIN = timedelta(hours=24)
MOST = 200

Source = Callable[[Actor], Iterable[Row]]


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


def _samples(actor: Actor) -> Iterable[Row]:
    if not actor.has(*sampling.SAMPLERS):
        return
    zone = timezone.get_current_timezone()
    now = quarter_of(clock.now(), zone)
    for quarter in (now.before, now):
        start, end = quarter.span(zone)
        for one in sampling.samples(actor, quarter):
            if not one.wanted:
                continue
            yield Row(
                key=f"{Sort.SAMPLE}:{one.id}",
                sort=Sort.SAMPLE,
                what=_("Handbook %(code)s") % {"code": one.code},
                who="",
                where=str(quarter),
                since=start,
                due_at=end + SAMPLED_WITHIN,
                href=reverse("fieldwork:sample", args=[one.id]),
            )


def _hazards(actor: Actor) -> Iterable[Row]:
    """Put right and to be looked at again, by somebody else than who put it right; and those past their day. The centre
    has those that nobody below has moved in a week."""
    if not actor.has(*scope.DESK):
        return
    checks = actor.has(*hazards.CHECKERS)
    again = hazards.Filter(show="recheck")
    late = hazards.Filter(show="overdue", raised=None if checks else Raised.TOWN)
    for wanted, what in ((again, _("put right, to look at again")), (late, _("not put right in time"))):
        show = wanted.show
        if show == "recheck" and not checks:
            continue
        for one in hazards.hazards(actor, wanted, count=MOST):
            if show == "recheck" and actor.person_id in {one.found_by_id, one.rectified_by_id}:
                continue
            end = datetime.combine(one.due_on, time(23, 59), tzinfo=timezone.get_current_timezone())
            yield Row(
                key=f"{Sort.HAZARD}:{one.id}",
                sort=Sort.HAZARD,
                what=one.said or one.words,
                who=what,
                where=one.place_name,
                since=one.state_since,
                due_at=one.state_since + DECIDE_WITHIN if show == "recheck" else end,
                href=reverse("fieldwork:hazard", args=[one.id]),
                said=one.done_words if show == "recheck" else "",
                about=frozenset(each for each in (one.found_by_id, one.rectified_by_id) if each),
            )


def _leaves(actor: Actor) -> Iterable[Row]:
    for one in waiting_requests(actor) if actor.has(Role.STUDIO_CLERK) else ():
        yield Row(
            key=f"{Sort.LEAVE}:{one.id}",
            sort=Sort.LEAVE,
            what=f"{one.days.first:%Y-%m-%d} – {one.days.last:%Y-%m-%d}",
            who=one.person,
            where=one.area,
            since=one.asked_at,
            due_at=datetime.combine(one.days.first, time(), tzinfo=timezone.get_current_timezone()),
            href=reverse("fieldwork:absences"),
            about=frozenset(each for each in (one.person_id, one.wish_id) if each),
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


SOURCES: tuple[Source, ...] = (
    _answers,
    _overdue,
    _kinds,
    _questions,
    _objections,
    _samples,
    _hazards,
    _leaves,
    _absences,
    _grids,
    _events,
)
