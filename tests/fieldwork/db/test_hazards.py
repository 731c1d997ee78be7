"""From a check on the phone to a hazard that another person has seen to be gone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from factories import areas as make
from factories import hazards as make_hazards
from factories import incidents as make_incidents
from factories import studio as making
from factories.studio import Studio
from fengqiao.areas.selectors import Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.domain.hazards import Answer, State
from fengqiao.fieldwork.models import Hazard, HazardCheck, Task
from fengqiao.fieldwork.selectors import inbox
from fengqiao.fieldwork.selectors.hazards import ledger
from fengqiao.fieldwork.services import hazards as services
from fengqiao.fieldwork.services.hazards import InputRefused, Seen, StepNotTaken
from fengqiao.points import services as points
from fengqiao.points.models import Transfer

pytestmark = pytest.mark.django_db
PHOTO = make_incidents.photo()


def kinds(evidence: str) -> list[str]:
    return list(Transfer.objects.filter(evidence=evidence).order_by("number").values_list("kind", flat=True))


def test_sent_twice_it_is_one_check_with_its_hazards() -> None:
    where = make.village()
    worker = make.actor(Role.GRID_WORKER, where)
    told = make_hazards.told(where, ("fire-exit", "fire-lights"))
    first = services.report_check(told=told, actor=worker)
    assert services.report_check(told=told, actor=worker) == first
    assert HazardCheck.objects.count() == 1
    found = ledger.hazards_of(first)
    today = timezone.localdate(clock.now())
    assert [(one.number, one.due_on - today) for one in found] == [(1, timedelta(days=1)), (2, timedelta(days=15))]
    assert len(ledger.pictures_of([found[0].id])[found[0].id]) == 1
    with pytest.raises(NotYours):
        services.report_check(told=told, actor=make.actor(Role.GRID_WORKER, where))


def test_what_is_overdue_stands_first_in_the_inbox_and_goes_up_to_the_town() -> None:
    desk = Studio.open()
    with clock.fixed(clock.now() - timedelta(days=24)):
        old = make_hazards.hazard(desk.village, "fire-lights")  # within 15 days: nine days late
    with clock.fixed(clock.now() - timedelta(days=4)):
        late = make_hazards.hazard(desk.village, "fire-exit")  # within one day: three days late
    with clock.fixed(clock.now() - timedelta(days=2)):
        task = desk.task(desk.worker(), due_at=clock.now() + timedelta(days=1))  # a day late
        making.answered(desk.village)  # to be checked by tomorrow
    services.raise_overdue()
    rows = inbox.inbox(desk.clerk)
    assert [row.late for row in rows] == sorted((row.late for row in rows), reverse=True)
    assert [row.key.partition(":")[2] for row in rows[:2]] == [str(old.id), str(late.id)]
    assert rows[2].key == f"overdue:{Task.objects.get(pk=task).push_id}"
    # The centre has what nobody below has moved.
    assert [row.key for row in inbox.inbox(desk.other) if row.sort == "hazard"] == [f"hazard:{old.id}"]


def test_nothing_is_kept_of_a_check_that_is_not_whole() -> None:
    where = make.village()
    worker = make.actor(Role.GRID_WORKER, where)
    seen = make_hazards.seen()
    for wrong in (
        {key: one for key, one in seen.items() if key != "fire-exit"},
        {**seen, "fire-exit": Seen(answer=Answer.BAD, words="堵了")},
        {**seen, "fire-exit": Seen(answer=Answer.BAD, photos=(PHOTO,))},
    ):
        with pytest.raises(InputRefused):
            services.report_check(told=make_hazards.told(where, seen=wrong), actor=worker)
    broken = {**seen, "fire-exit": Seen(answer=Answer.BAD, words="堵了", photos=(b"GIF89a",))}
    with pytest.raises(Refused):
        services.report_check(told=make_hazards.told(where, seen=broken), actor=worker)
    with pytest.raises(InputRefused):
        services.report_check(told=make_hazards.told(where, place_name=" "), actor=worker)
    with pytest.raises(NotYours):
        services.report_check(told=make_hazards.told(make.village()), actor=worker)
    with pytest.raises(NotYours):
        services.report_check(told=make_hazards.told(where, grid_id=uuid4()), actor=worker)
    assert not HazardCheck.objects.exists()


def test_another_person_looks_and_the_points_are_posted() -> None:
    points.load_rules(points.seed_rules(), valid_from=clock.now() - timedelta(days=1), actor=make_hazards.SYSTEM)
    where = make.village()
    finder, other = make.actor(Role.GRID_WORKER, where), make.actor(Role.GRID_LEAD, where)
    secretary = make.actor(Role.VILLAGE_SECRETARY, where)
    one = make_hazards.hazard(where, actor=finder)
    services.hand_over_notice(check_id=one.check_id, told="店主", actor=finder)
    with pytest.raises(StepNotTaken):
        services.rectify(hazard_id=one.id, photos=(), actor=other)
    services.rectify(hazard_id=one.id, photos=(PHOTO,), words="搬走了", actor=other)
    for same in (finder, other):
        with pytest.raises(StepNotTaken):
            services.pass_hazard(hazard_id=one.id, actor=same)
    check, round1, round2 = f"hazard_check:{one.check_id}", f"hazard:{one.id}:1", f"hazard:{one.id}:2"
    assert (kinds(check), kinds(round1)) == (["pending"], ["pending"])
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    services.send_back(hazard_id=one.id, words="还有两箱", due_on=tomorrow, actor=secretary)
    assert kinds(round1) == ["pending", "void"]
    with pytest.raises(StepNotTaken):  # the photo of the round before shows nothing of this one
        services.rectify(hazard_id=one.id, photos=(), actor=other)
    services.rectify(hazard_id=one.id, photos=(PHOTO,), actor=other)
    services.pass_hazard(hazard_id=one.id, actor=secretary)
    assert (kinds(check), kinds(round2)) == (["pending", "post"], ["pending", "post"])
    now = ledger.hazard(secretary, one.id)
    assert (now.state, now.round, now.closed_by) == (State.CLOSED, 2, secretary.name)
    assert [entry.payload["step"] for entry in journal.history(f"hazard:{one.id}")] == [
        "find", "notify", "rectify", "send_back", "rectify", "pass"
    ]  # fmt: skip


def test_a_check_that_found_nothing_is_confirmed_by_another() -> None:
    points.load_rules(points.seed_rules(), valid_from=clock.now() - timedelta(days=1), actor=make_hazards.SYSTEM)
    where = make.village()
    worker, lead = make.actor(Role.GRID_WORKER, where), make.actor(Role.GRID_LEAD, where)
    pk = make_hazards.check(where, actor=worker)
    with pytest.raises(Refused):
        services.confirm_check(check_id=pk, actor=worker)
    services.confirm_check(check_id=pk, actor=lead)
    services.confirm_check(check_id=pk, actor=lead)
    assert kinds(f"hazard_check:{pk}") == ["pending", "post"]


def test_withdrawn_takes_the_points_back_and_needs_a_reason() -> None:
    points.load_rules(points.seed_rules(), valid_from=clock.now() - timedelta(days=1), actor=make_hazards.SYSTEM)
    where = make.village()
    worker, lead = make.actor(Role.GRID_WORKER, where), make.actor(Role.GRID_LEAD, where)
    one = make_hazards.hazard(where, actor=worker)
    with pytest.raises(NotYours):
        services.withdraw(hazard_id=one.id, words="看错", actor=worker)
    with pytest.raises(StepNotTaken):
        services.withdraw(hazard_id=one.id, words=" ", actor=lead)
    services.withdraw(hazard_id=one.id, words="看错了", actor=lead)
    assert kinds(f"hazard_check:{one.check_id}") == ["pending", "void"]


def test_overdue_goes_up_once_a_level_and_more_time_starts_anew() -> None:
    where = make.village()
    lead = make.actor(Role.GRID_LEAD, where)
    one = make_hazards.hazard(where)
    start = clock.now()
    seen = []
    for days in (1, 2, 2, 4, 8, 9):
        with clock.fixed(start + timedelta(days=days)):
            seen.append((services.raise_overdue(), ledger.hazard(lead, one.id).raised.value))
            assert ledger.came_up(lead) == int(seen[-1][1] == "lead")
    assert seen == [(0, ""), (1, "lead"), (0, "lead"), (1, "studio"), (1, "town"), (0, "town")]
    with clock.fixed(start + timedelta(days=9)):
        later = timezone.localdate(clock.now()) + timedelta(days=5)
        services.extend(hazard_id=one.id, words="等配件", due_on=later, actor=lead)
        assert ledger.hazard(lead, one.id).raised == ""
        assert services.raise_overdue() == 0


def test_the_ledger_keeps_to_the_scope_and_its_figures_to_its_rows() -> None:
    where, elsewhere = make.village(), make.village()
    lead = make.actor(Role.GRID_LEAD, where)
    for place in (where, where, elsewhere):
        make_hazards.check(place, ("fire-exit", "fire-lights"))
    make_hazards.check(where)
    late = Hazard.objects.filter(check_made__area=where.id, item="fire-exit").first()
    assert late is not None
    Hazard.objects.filter(pk=late.pk).update(due_on=timezone.localdate(clock.now()) - timedelta(days=2))
    told = ledger.figures(lead, ledger.Filter())
    assert (told.checks, told.found, told.open, told.overdue) == (3, 4, 4, 1)
    for show, count in (("found", told.found), ("due", told.open), ("overdue", told.overdue), ("closed", told.closed)):
        assert len(ledger.hazards(lead, ledger.Filter(show=show))) == count
    assert ledger.hazards(lead, ledger.Filter(show="due"))[0].id == late.pk
    assert len(ledger.checks(lead, ledger.Filter(), unconfirmed=True)) == 1
    foreign = Hazard.objects.filter(check_made__area=elsewhere.id).first()
    assert foreign is not None
    with pytest.raises(NotYours):
        ledger.hazard(lead, foreign.pk)
