"""Giving grids to workers: somebody new, another lead from a day on, the end of a duty."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.domain.roles import Employment
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.absence import EARLIEST_DAYS
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused


def give_grid(
    *,
    grid_id: UUID,
    person_id: UUID,
    lead: bool,
    employment: Employment,
    since: date,
    last_day: date | None = None,
    actor: Actor,
) -> UUID:
    """Somebody holds a grid from a day on, as its lead or as a member. A lead before them ends the day before.

    Raises InputRefused (too long ago, holds it already), FieldRefused (the lead before began only then, or another
    follows), AssignmentRefused, NotYours.
    """
    _not_long_ago(since)
    with journal.unit():
        grid = areas.grids_named([grid_id]).get(grid_id)
        if grid is None or not areas.holds(actor, grid.area_id, Role.STUDIO_CLERK):
            raise NotYours
        far = last_day or since + timedelta(days=36_500)
        there = areas.assignments_of_grids([grid_id], since, far)
        if any(one.person_id == person_id and one.lead == lead for one in there):
            raise InputRefused(_("They hold this grid in that time already."))
        for one in there:
            if lead and one.lead:
                if one.since >= since:
                    raise FieldRefused(
                        _("%(name)s becomes lead of this grid on %(day)s; take that back or end it first.")
                        % {"name": one.name, "day": one.since.isoformat()}
                    )
                people.end_assignment(assignment_id=one.id, last_day=since - timedelta(days=1), actor=actor)
        return people.assign(
            person_id=person_id,
            role=Role.GRID_LEAD if lead else Role.GRID_WORKER,
            area_id=grid.area_id,
            grid_id=grid_id,
            employment=employment,
            since=since,
            last_day=last_day,
            actor=actor,
        )


def end_duty(*, assignment_id: UUID, last_day: date, actor: Actor) -> None:
    """A duty in a grid ends with a day; one that has not begun is taken back when that day lies before it. It is never
    made longer. Raises InputRefused, AssignmentRefused, NotYours."""
    _not_long_ago(last_day)
    with journal.unit():
        one = areas.assignment(actor, assignment_id)
        if one is None or not areas.holds(actor, one.area_id, Role.STUDIO_CLERK):
            raise NotYours
        if one.last_day is not None and last_day > one.last_day:
            raise InputRefused(_("This duty ends earlier already. Give the grid anew instead."))
        if last_day < one.since and one.since > timezone.localdate(clock.now()):
            people.take_back_assignment(assignment_id=assignment_id, actor=actor)
        else:
            people.end_assignment(assignment_id=assignment_id, last_day=last_day, actor=actor)


def _not_long_ago(day: date) -> None:
    # Credit of what was done under a duty must not be moved after the fact.
    if day < timezone.localdate(clock.now()) - timedelta(days=EARLIEST_DAYS):
        raise InputRefused(_("That day lies more than 31 days back; what was done since then stays credited."))
