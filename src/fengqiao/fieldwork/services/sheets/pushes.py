"""Tasks by an Excel list: each row a task; rows of the same item become one push."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.models import Push
from fengqiao.fieldwork.selectors import load, pushes, scope, words, worklist
from fengqiao.fieldwork.selectors.load import WorkerLoad
from fengqiao.fieldwork.services import pushing
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.pushing import One
from fengqiao.fieldwork.services.sheets.checking import Cells, Checked, Sheet, moment_of, refuse_wrong, rows_of
from fengqiao.ui import workbooks
from fengqiao.ui.workbooks import Problem, Table

EVENING = time(18)
COLUMNS = {
    "kind": gettext_lazy("Item No."),
    "worker": gettext_lazy("Worker"),
    "grid": gettext_lazy("Grid code"),
    "due": gettext_lazy("Due"),
    "words": gettext_lazy("What to look at"),
}
NEEDED = ("kind", "due")
GUIDE = (
    ("kind", gettext_lazy("The number of the item on the published list.")),
    ("worker", gettext_lazy("The worker's whole name. Empty: whoever holds the grid does it.")),
    ("grid", gettext_lazy("The grid's code; needed without a worker, and where two workers have the same name.")),
    ("due", gettext_lazy("A day, or a day and a time, like 2026-11-30 18:00. A day alone means 18:00.")),
    ("words", gettext_lazy("What is special this time, at most 500 characters.")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What rows are compared with."""

    kinds: dict[str, UUID]
    workers: dict[str, list[WorkerLoad]]
    grids: dict[str, UUID]
    held: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    table: Table
    right: list[tuple[UUID, One, datetime]]
    problems: tuple[Problem, ...]

    def checked(self) -> Checked:
        return Checked(right=len(self.right), problems=self.problems, table=self.table)


def check(content: bytes, actor: Actor) -> Checked:
    """Look through a list of tasks. Raises InputRefused."""
    return _look(content, actor).checked()


def bring_in(content: bytes, only_right: bool, actor: Actor) -> int:
    """Push the right rows. The same file again pushes nothing more. Raises SheetRefused, InputRefused, NotOnTheList,
    NotYours. Who brings a list in has looked at the load, which its page shows."""
    found = _look(content, actor)
    refuse_wrong(found.checked(), only_right)
    mark = hashlib.sha256(content).hexdigest()
    by_kind: dict[UUID, list[tuple[One, datetime]]] = {}
    for version, one, due in found.right:
        by_kind.setdefault(version, []).append((one, due))
    with journal.unit():
        ids = {version: uuid.uuid5(uuid.NAMESPACE_OID, f"{actor.person_id}:{mark}:{version}") for version in by_kind}
        if Push.objects.filter(pk__in=ids.values()).exists():
            raise FieldRefused(_("This very file was brought in before."))
        for version, ones in by_kind.items():
            last = max(due for _one, due in ones)
            pushing.push(
                push_id=ids[version],
                version_id=version,
                ones=[one for one, _due in ones],
                due_at=last,
                sure=True,
                actor=actor,
            )
    return len(found.right)


def out(actor: Actor) -> bytes:
    """The tasks of the last pushes with how they stand; the first five columns are what is read in."""
    head = [
        *map(str, COLUMNS.values()),
        _("What"),
        _("Village"),
        _("State"),
        _("Done by"),
        _("Since"),
    ]
    rows: dict[int, Sequence[str]] = {}
    for push in pushes.pushes(actor, most=100):
        for one in pushes.tasks_of_push(actor, push.id):
            rows[len(rows) + 2] = [
                one.code,
                one.who if one.worker_id else "",
                _code(one.grid_id, actor),
                f"{timezone.localtime(one.due_at):%Y-%m-%d %H:%M}",
                one.words,
                one.title,
                one.area,
                str(words.STATES[one.state]),
                one.doer,
                f"{timezone.localtime(one.state_since):%Y-%m-%d %H:%M}",
            ]
    return workbooks.write_cells(head, rows, widths=[10, 14, 20, 18, 30, 26, 16, 12, 14, 18])


def _code(grid_id: UUID | None, actor: Actor) -> str:
    if grid_id is None:
        return ""
    found = areas.grids_named([grid_id]).get(grid_id)
    return found.code if found else ""


def _look(content: bytes, actor: Actor) -> _Found:
    if not actor.has(*scope.DESK):
        raise NotYours
    table, rows = rows_of(content, COLUMNS, NEEDED)
    known = _known(actor)
    right: list[tuple[UUID, One, datetime]] = []
    problems: list[Problem] = []
    seen: dict[tuple[UUID, UUID | None, UUID | None], int] = {}
    for cells in rows:
        found = _row(cells, known)
        if isinstance(found, list):
            problems += found
            continue
        version, one, _due = found
        mark = (version, one.worker_id, one.grid_id if one.worker_id is None else None)
        if mark in seen:
            problems.append(cells.wrong(None, _("The same task stands in row %(row)d.") % {"row": seen[mark]}))
            continue
        seen[mark] = cells.number
        right.append(found)
    if len(right) > pushing.MOST:
        raise InputRefused(_("At most %(most)d tasks at once; push the others separately.") % {"most": pushing.MOST})
    return _Found(table=table, right=right, problems=tuple(problems))


def _known(actor: Actor) -> _Known:
    today = timezone.localdate(clock.now())
    by_name: dict[str, list[WorkerLoad]] = {}
    for one in load.workers(actor, today):
        by_name.setdefault(one.name, []).append(one)
    roots = scope.roots(actor, *scope.DESK)
    grids = {grid.code: grid.id for root in roots for grid in areas.grid_names(actor, area_id=root)}
    held = {grid for ones in by_name.values() for one in ones for grid in one.grid_ids}
    kinds = {one.code: one.id for one in worklist.pushable(actor)}
    return _Known(kinds=kinds, workers=by_name, grids=grids, held=frozenset(held))


def _row(cells: Cells, known: _Known) -> tuple[UUID, One, datetime] | list[Problem]:
    """The task that a row asks for, or all that is wrong with it."""
    wrong = cells.lacking(NEEDED, COLUMNS)
    version = known.kinds.get(cells.text("kind")) or known.kinds.get(cells.text("kind").zfill(2))
    if cells.text("kind") and version is None:
        wrong.append(cells.wrong("kind", _("No item of the published list that you may push has this number.")))
    worker, grid = cells.text("worker"), cells.text("grid")
    grid_id = known.grids.get(grid)
    if grid and grid_id is None:
        wrong.append(cells.wrong("grid", _("No grid here has this code.")))
    worker_id = None
    if worker:
        worker_id, why = _worker(worker, grid_id, known)
        wrong += [cells.wrong("worker", why)] if why else []
    elif not grid:
        wrong.append(cells.wrong("worker", _("Name a worker or a grid.")))
    elif grid_id is not None and grid_id not in known.held:
        wrong.append(cells.wrong("grid", _("Nobody holds this grid today.")))
    due: datetime | None = None
    if cells.text("due"):
        try:
            due = moment_of(cells.raw("due"), EVENING)
            pushing.check_due(due)
        except ValueError:
            wrong.append(cells.wrong("due", _("Write it like 2026-11-30 18:00.")))
        except InputRefused as refusal:
            wrong.append(cells.wrong("due", str(refusal)))
    if len(cells.text("words")) > 500:
        wrong.append(cells.wrong("words", _("At most 500 characters fit.")))
    if wrong or version is None or due is None:
        return wrong
    return version, One(worker_id=worker_id, grid_id=grid_id, words=cells.text("words"), due_at=due), due


def _worker(name: str, grid_id: UUID | None, known: _Known) -> tuple[UUID | None, str]:
    there = known.workers.get(name, [])
    if grid_id is not None and there:
        fitting = [one for one in there if grid_id in one.grid_ids]
        if not fitting:
            return None, _("They do not hold this grid today.")
        there = fitting
    if not there:
        return None, _("Nobody with this name holds a grid here today.")
    if len(there) > 1:
        return None, _("Two workers have this name; write the grid's code as well.")
    return there[0].person_id, ""


PUSHES = Sheet(columns=COLUMNS, needed=NEEDED, guide=GUIDE, check=check, bring_in=bring_in, out=out)
