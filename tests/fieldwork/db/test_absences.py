"""Who holds which grid, who is away, who stands in: and to whom it is credited."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from factories import areas as make
from factories import studio as making
from factories.studio import Studio
from fengqiao.areas import services as people
from fengqiao.areas.domain.roles import Employment
from fengqiao.areas.selectors import SYSTEM, Actor, Role, assignments_of_people
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.models import Task
from fengqiao.fieldwork.selectors import absences, inbox, load, tasks
from fengqiao.fieldwork.selectors.assignments import grid_lines, lonely
from fengqiao.fieldwork.services import absences as services
from fengqiao.fieldwork.services import assigning
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk() -> Studio:
    return Studio.open()


def today() -> date:
    return timezone.localdate(clock.now())


def days(number: int) -> date:
    return today() + timedelta(days=number)


def pid(actor: Actor) -> UUID:
    assert actor.person_id is not None
    return actor.person_id


def held(actor: Actor, day: date) -> set[UUID]:
    return {one.grid_id for one in assignments_of_people([pid(actor)], day, day)}


# --- stand-in --------------------------------------------------------------------------------------------


def test_the_stand_in_has_tasks_and_grids_for_the_time_and_the_credit_is_theirs(desk: Studio) -> None:
    away, other, item = desk.worker(), desk.worker(), desk.kind()
    task_id = desk.task(away, item, due_at=clock.now() + timedelta(days=20))
    absence = making.absence(pid(away), first=0, last=3, stand_in_id=pid(other), actor=desk.clerk)
    (seen,) = tasks.my_tasks(other)
    assert (seen.id, seen.who, seen.stand_in) == (task_id, away.name, other.name)
    assert held(away, days(1)) < held(other, days(1))
    assert held(other, days(4)).isdisjoint(held(away, days(4)))
    making.answer(task_id, other)
    assert Task.objects.get(pk=task_id).doer_id == pid(other)
    assert absences.absence(desk.clerk, absence).nobody == ()
    with clock.fixed(clock.now() + timedelta(days=4)):
        second = desk.task(away, item)
        assert [one.id for one in tasks.my_tasks(away)] == [second]
        assert second not in {one.id for one in tasks.my_tasks(other)}


def test_a_load_stands_with_who_stands_in(desk: Studio) -> None:
    away, other = desk.worker(), desk.worker()
    desk.task(away, due_at=clock.now() + timedelta(days=1))
    making.absence(pid(away), last=5, stand_in_id=pid(other), actor=desk.clerk)
    lines = {one.person_id: one for one in load.workers(desk.clerk, days(1))}
    assert (lines[pid(away)].load.open, lines[pid(other)].load.open) == (0, 1)
    assert lines[pid(away)].absence is not None


def test_absences_of_one_person_do_not_overlap(desk: Studio) -> None:
    away = desk.worker()
    making.absence(pid(away), first=2, last=4, actor=desk.clerk)
    for first, last in ((0, 2), (4, 9), (3, 3), (0, 9)):
        with pytest.raises(FieldRefused, match="away then already"):
            making.absence(pid(away), first=first, last=last, actor=desk.clerk)
    making.absence(pid(away), first=5, last=6, actor=desk.clerk)


def test_who_is_absent_as_well_does_not_stand_in(desk: Studio) -> None:
    away, other = desk.worker(), desk.worker()
    making.absence(pid(other), first=2, last=8, actor=desk.clerk)
    with pytest.raises(InputRefused, match=f"{other.name} is absent as well"):
        making.absence(pid(away), first=0, last=2, stand_in_id=pid(other), actor=desk.clerk)
    with pytest.raises(InputRefused, match="Somebody else"):
        making.absence(pid(away), stand_in_id=pid(away), actor=desk.clerk)
    outsider = make.person(desk.village)
    with pytest.raises(InputRefused, match="holds no grid"):
        making.absence(pid(away), stand_in_id=outsider.id, actor=desk.clerk)


def test_a_stand_in_who_falls_ill_is_written_down_and_the_desk_is_told(desk: Studio) -> None:
    away, other, third = desk.worker(), desk.worker(), desk.worker()
    absence = making.absence(pid(away), first=0, last=5, stand_in_id=pid(other), actor=desk.clerk)
    making.absence(pid(other), first=2, last=3, stand_in_id=pid(third), actor=desk.clerk)
    (gap,) = absences.absence(desk.clerk, absence).nobody
    assert (gap.first, gap.last) == (days(2), days(3))
    rows = [row for row in inbox.inbox(desk.clerk) if row.sort is inbox.Sort.ABSENCE]
    assert [row.who for row in rows] == [away.name]
    with clock.fixed(clock.now() + timedelta(days=2)):
        services.change_stand_in(absence_id=absence, stand_in_id=pid(third), actor=desk.clerk)
        assert not [row for row in inbox.inbox(desk.clerk) if row.sort is inbox.Sort.ABSENCE]
        assert held(away, today()) < held(third, today())
        assert held(other, today()).isdisjoint(held(away, today()))


def test_who_stood_in_before_keeps_what_they_did_without_a_network(desk: Studio) -> None:
    away, first, second = desk.worker(), desk.worker(), desk.worker()
    task_id = desk.task(away, due_at=clock.now() + timedelta(days=9))
    absence = making.absence(pid(away), first=0, last=6, stand_in_id=pid(first), actor=desk.clerk)
    done_at = clock.now()
    with clock.fixed(clock.now() + timedelta(days=2)):
        services.change_stand_in(absence_id=absence, stand_in_id=pid(second), actor=desk.clerk)
        with pytest.raises(NotYours):
            making.answer(task_id, first)
        making.answer(task_id, first, captured_at=done_at)
    assert Task.objects.get(pk=task_id).doer_id == pid(first)


def test_back_earlier_and_not_at_all(desk: Studio) -> None:
    away, other = desk.worker(), desk.worker()
    own = held(other, today())
    coming = making.absence(pid(away), first=3, last=9, stand_in_id=pid(other), actor=desk.clerk)
    services.end_absence(absence_id=coming, last=days(4), actor=desk.clerk)
    assert held(other, days(4)) > own
    assert held(other, days(5)) == own
    services.end_absence(absence_id=coming, last=days(2), actor=desk.clerk)
    assert held(other, days(4)) == own
    assert absences.absences(desk.clerk) == []
    making.absence(pid(away), first=3, last=9, actor=desk.clerk)


def test_a_task_for_somebody_who_is_away_until_then_needs_a_stand_in(desk: Studio) -> None:
    away = desk.worker()
    absence = making.absence(pid(away), first=0, last=9, actor=desk.clerk)
    with pytest.raises(InputRefused, match=f"nobody stands in: {away.name}"):
        desk.task(away)
    services.change_stand_in(absence_id=absence, stand_in_id=pid(desk.worker()), actor=desk.clerk)
    desk.task(away)


def test_absences_are_the_clerks_of_the_place(desk: Studio) -> None:
    away = desk.worker()
    stranger = make.actor(Role.STUDIO_CLERK, make.town())
    for actor in (stranger, away, desk.other):
        with pytest.raises(NotYours):
            making.absence(pid(away), actor=actor)
    with pytest.raises(InputRefused):
        services.record_absence(
            person_id=pid(away), first=days(5), last=days(1), stand_in_id=None, reason=Reason.LEAVE, actor=desk.clerk
        )
    assert journal.verify() == []


# --- assignments -----------------------------------------------------------------------------------------


def test_another_lead_from_a_day_on_ends_the_one_before(desk: Studio) -> None:
    grid = make.grid(desk.village)
    old, new = desk.worker(grid_id=grid), desk.worker()
    assigning.give_grid(
        grid_id=grid,
        person_id=pid(new),
        lead=True,
        employment=Employment.FULL,
        since=days(3),
        actor=desk.clerk,
    )
    (line,) = [one for one in grid_lines(desk.clerk) if one.grid.id == grid]
    assert line.lead is not None
    assert (line.lead.person_id, line.lead.last_day) == (pid(old), days(2))
    assert [one.person_id for one in line.coming] == [pid(new)]
    assert line.gaps == ()
    with pytest.raises(FieldRefused, match=new.name):
        assigning.give_grid(
            grid_id=grid,
            person_id=pid(desk.worker()),
            lead=True,
            employment=Employment.FULL,
            since=days(1),
            actor=desk.clerk,
        )
    assigning.end_duty(assignment_id=line.coming[0].id, last_day=today(), actor=desk.clerk)
    (line,) = [one for one in grid_lines(desk.clerk) if one.grid.id == grid]
    assert (line.coming, [(gap.first) for gap in line.gaps]) == ((), [days(3)])


def test_grids_without_anybody_and_without_a_lead_stand_in_the_inbox(desk: Studio) -> None:
    assert lonely(desk.clerk) == (0, 0)
    empty = people.add_grid(code="E1", name="空网格", area_id=desk.village.id, actor=SYSTEM)
    desk.worker(Role.GRID_WORKER)
    assert lonely(desk.clerk) == (1, 1)
    (row,) = [row for row in inbox.inbox(desk.clerk) if row.sort is inbox.Sort.GRID]
    assert row.what == "1 grid has nobody · 1 grid has no lead"
    with pytest.raises(NotYours):
        assigning.give_grid(
            grid_id=empty,
            person_id=pid(desk.clerk),
            lead=True,
            employment=Employment.FULL,
            since=days(0),
            actor=make.actor(Role.STUDIO_CLERK, make.town()),
        )


def test_a_duty_is_not_moved_far_back_nor_made_longer(desk: Studio) -> None:
    worker, grid = desk.worker(), make.grid(desk.village)
    (duty,) = assignments_of_people([pid(worker)], today(), today())
    for last in (days(-40), days(-32)):
        with pytest.raises(InputRefused, match="31 days"):
            assigning.end_duty(assignment_id=duty.id, last_day=last, actor=desk.clerk)
    assigning.end_duty(assignment_id=duty.id, last_day=days(5), actor=desk.clerk)
    with pytest.raises(InputRefused, match="ends earlier"):
        assigning.end_duty(assignment_id=duty.id, last_day=days(6), actor=desk.clerk)
    with pytest.raises(InputRefused, match="31 days"):
        assigning.give_grid(
            grid_id=grid,
            person_id=pid(worker),
            lead=True,
            employment=Employment.PART,
            since=days(-32),
            actor=desk.clerk,
        )


def test_a_duty_that_has_begun_is_not_taken_back(desk: Studio) -> None:
    (duty,) = assignments_of_people([pid(desk.worker())], today(), today())
    with pytest.raises(people.AssignmentRefused):
        people.take_back_assignment(assignment_id=duty.id, actor=SYSTEM)
