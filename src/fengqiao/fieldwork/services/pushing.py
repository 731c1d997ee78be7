"""Giving tasks: one kind of work of the published list, to workers or to grids, until a moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AssignmentView
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain.absence import Days
from fengqiao.fieldwork.domain.load import limit_of, load_of
from fengqiao.fieldwork.domain.tasks import TaskState, TaskStep
from fengqiao.fieldwork.domain.worklist import KindState, Pusher, may_be_pushed
from fengqiao.fieldwork.models import Push, Task, TaskStepRow, WorkKindVersion
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.absences import away_throughout
from fengqiao.fieldwork.selectors.holders import holders
from fengqiao.fieldwork.selectors.load import loads_of
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain
from fengqiao.fieldwork.services.worklist import NotOnTheList

MOST = 500
LONGEST = timedelta(days=366)


class TooMuch(FieldRefused):
    """Some of them have more to do already than a week takes; ``names`` says who. ``sure`` pushes anyway."""

    def __init__(self, names: Sequence[str]) -> None:
        words = ngettext(
            "Nothing was pushed yet: %(names)s would have more than a week takes.",
            "Nothing was pushed yet: these would have more than a week takes: %(names)s.",
            len(names),
        )
        super().__init__(words % {"names": _listed(names)})
        self.names = tuple(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One task to be: for a worker (perhaps in one of their grids), or for a grid. Its own ``words`` and ``due_at``
    stand before those of the push."""

    worker_id: UUID | None = None
    grid_id: UUID | None = None
    words: str = ""
    due_at: datetime | None = None


def push(
    *,
    push_id: UUID,
    version_id: UUID,
    ones: Collection[One],
    due_at: datetime,
    words: str = "",
    sure: bool = False,
    actor: Actor,
) -> UUID:
    """Give the same work to many, all or none; ``push_id`` is made with the form, and sent twice it is one push.

    The kind of work must be on the published list today, and the actor among those who may push it, for each place.
    Raises NotOnTheList, TooMuch (unless ``sure``), InputRefused (nobody chosen, due in the past, a grid that nobody
    holds, somebody without a grid), NotYours.
    """
    said = plain(words, 500)
    with journal.unit():
        if Push.objects.filter(pk=push_id, pushed_by_id=actor.person_id).exists():
            return push_id
        version = _version(version_id, actor)
        wanted = list(dict.fromkeys(ones))
        if not wanted:
            raise InputRefused(_("Choose at least one worker or grid."))
        if len(wanted) > MOST:
            raise InputRefused(_("At most %(most)d tasks at once; push the others separately.") % {"most": MOST})
        for moment in {due_at, *(one.due_at for one in wanted if one.due_at)}:
            check_due(moment)
        places = _places(wanted)
        _demand(version, {area for area, _grid in places.values()}, actor)
        _check_present(wanted, due_at)
        if not sure:
            _check_load(version, wanted, due_at)
        villages = {area for area, _grid in places.values()}
        row = Push.objects.create(
            pk=push_id,
            version=version,
            area_id=villages.pop() if len(villages) == 1 else version.kind.area_id,
            words=said,
            due_at=due_at,
            pushed_by_id=actor.person_id,
            pushed_at=clock.now(),
        )
        _write(row, wanted, places, due_at, actor)
        return row.pk


def check_due(due_at: datetime) -> None:
    """Pass, or raise InputRefused: a task is due after now and within a year."""
    if due_at <= clock.now():
        raise InputRefused(_("This time is over already; choose a later one."))
    if due_at > clock.now() + LONGEST:
        raise InputRefused(_("A task is due within a year."))


def _version(version_id: UUID, actor: Actor) -> WorkKindVersion:
    # The item is locked, so that it is not taken off the list at this very moment.
    rows = WorkKindVersion.objects.select_for_update(of=("self",)).select_related("kind")
    row = rows.filter(scope.above(actor, "kind__area"), pk=version_id).first()
    if row is None:
        raise NotYours
    today = timezone.localdate(clock.now())
    if not may_be_pushed(KindState(row.state), urgent=row.urgent, last_day=row.last_day, day=today):
        raise NotOnTheList(
            _("“%(title)s” is not on the published list today; nothing was pushed.") % {"title": row.title}
        )
    return row


def _demand(version: WorkKindVersion, villages: Collection[UUID], actor: Actor) -> None:
    """The actor needs, over each village, a role that the item names."""
    if actor.system:
        return
    roles = [role for role, pusher in scope.PUSHERS.items() if pusher in {Pusher(one) for one in version.pushers}]
    ways = areas.area_lineages(set(villages))
    if any(version.kind.area_id not in ways.get(village, ()) for village in villages):
        raise NotYours
    if not all(areas.holds(actor, village, *scope.DESK) for village in villages):
        raise NotYours
    if not all(areas.holds(actor, village, *roles) for village in villages):
        raise NotOnTheList(
            _("The task list does not let you push “%(title)s”; it names who may.") % {"title": version.title}
        )


def _places(wanted: Collection[One]) -> dict[One, tuple[UUID, UUID | None]]:
    """Village and grid of each. Raises InputRefused for grids and people that are nobody's."""
    today = timezone.localdate(clock.now())
    people = {one.worker_id for one in wanted if one.worker_id is not None}
    of_person: dict[UUID, list[AssignmentView]] = {}
    for duty in areas.assignments_of_people(people, today, today):
        of_person.setdefault(duty.person_id, []).append(duty)
    grids = {one.grid_id for one in wanted if one.grid_id is not None}
    named, held = areas.grids_named(grids), holders(grids, today)
    if lonely := people - set(of_person):
        names = areas.person_names(lonely)
        raise InputRefused(
            _("These hold no grid today, so nothing can be pushed to them: %(names)s.")
            % {"names": _listed([names.get(one, "?") for one in lonely])}
        )
    if empty := [named[one].name if one in named else "?" for one in grids - set(held)]:
        raise InputRefused(
            _("Nobody holds these grids today: %(names)s. Assign somebody first, or leave them out.")
            % {"names": _listed(empty)}
        )
    return {one: _place(one, of_person, {pk: grid.area_id for pk, grid in named.items()}) for one in wanted}


def _place(
    one: One, of_person: dict[UUID, list[AssignmentView]], villages: dict[UUID, UUID]
) -> tuple[UUID, UUID | None]:
    if one.worker_id is None:
        assert one.grid_id is not None
        return villages[one.grid_id], one.grid_id
    duties = of_person[one.worker_id]
    fitting = next((duty for duty in duties if duty.grid_id == one.grid_id), duties[0])
    return fitting.area_id, one.grid_id


def _check_present(wanted: Collection[One], due_at: datetime) -> None:
    """A task of somebody who is away until its day, with nobody who stands in, would lie there."""
    today = timezone.localdate(clock.now())
    people = {one.worker_id for one in wanted if one.worker_id is not None}
    if gone := away_throughout(people, Days(today, max(today, timezone.localdate(due_at)))):
        names = areas.person_names(gone)
        raise InputRefused(
            _("These are absent until then and nobody stands in: %(names)s. Name a stand-in first, or leave them out.")
            % {"names": _listed(sorted(names.values()))}
        )


def _check_load(version: WorkKindVersion, wanted: Collection[One], due_at: datetime) -> None:
    day = timezone.localdate(due_at)
    grids = {one.grid_id for one in wanted if one.worker_id is None and one.grid_id is not None}
    leads = {held[0].person_id for held in holders(grids, timezone.localdate(clock.now())).values()}
    people = {one.worker_id for one in wanted if one.worker_id is not None} | leads
    today = timezone.localdate(clock.now())
    duties = areas.assignments_of_people(people, today, today)
    full = {one.person_id for one in duties if one.employment == "full"}
    loads = loads_of(people, day)
    heavy = [one for one in people if load_of(loads.get(one, ()), day, limit_of(one in full)).too_much(version.minutes)]
    if heavy:
        names = areas.person_names(heavy)
        raise TooMuch(sorted(names[one] for one in heavy))


def _write(
    row: Push, wanted: Collection[One], places: dict[One, tuple[UUID, UUID | None]], due_at: datetime, actor: Actor
) -> None:
    now = clock.now()
    made = Task.objects.bulk_create(
        Task(
            push=row,
            area_id=places[one][0],
            worker_id=one.worker_id,
            grid_id=places[one][1],
            words=plain(one.words, 500),
            due_at=one.due_at or due_at,
            state=TaskState.OPEN,
            state_since=now,
        )
        for one in wanted
    )
    TaskStepRow.objects.bulk_create(
        TaskStepRow(
            task=task,
            number=1,
            round=1,
            step=TaskStep.PUSH,
            to_state=TaskState.OPEN,
            at=now,
            actor_id=actor.person_id,
        )
        for task in made
    )
    journal.record(
        Event(
            kind="fieldwork.pushed",
            subject=f"push:{row.pk}",
            area=row.area_id,
            payload={
                "version": str(row.version_id),
                "tasks": len(made),
                "due": due_at.isoformat(),
                "people": sorted({str(task.worker_id) for task in made if task.worker_id}),
                "grids": sorted({str(task.grid_id) for task in made if task.worker_id is None}),
            },
        ),
        actor=actor.person_id,
    )


def _listed(names: Sequence[str], most: int = 8) -> str:
    """Some names, and how many more there are."""
    shown = "、".join(names[:most])
    more = len(names) - most
    return shown if more <= 0 else f"{shown} (+{more})"
