"""The task list and tasks as they go: two people publish, one pushes, one answers, another checks."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from factories import areas as make
from factories import fieldwork as telephones
from factories import studio as making
from factories.incidents import photo
from factories.studio import Studio
from fengqiao.areas import services as people
from fengqiao.areas.selectors import SYSTEM, Actor, Role, assignments_of_people
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.tasks import TaskState
from fengqiao.fieldwork.domain.worklist import KindState, Proof, Pusher
from fengqiao.fieldwork.models import Push, Task, TaskAnswer, TaskPicture, WorkKindVersion
from fengqiao.fieldwork.selectors import load, phone, pushes, tasks, worklist
from fengqiao.fieldwork.services import answering, pushing, reviewing
from fengqiao.fieldwork.services import worklist as listing
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.pushing import One, TooMuch
from fengqiao.fieldwork.services.task_steps import TaskStepNotTaken
from fengqiao.fieldwork.services.worklist import NotOnTheList
from fengqiao.incidents.services import PictureNotKept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk() -> Studio:
    return Studio.open()


def state(task_id: object) -> str:
    return Task.objects.get(pk=task_id).state


# --- the list --------------------------------------------------------------------------------------------


def test_what_has_neither_a_basis_nor_an_end_is_refused_at_once_and_leaves_nothing(desk: Studio) -> None:
    with pytest.raises(NotOnTheList, match="published list"):
        listing.propose_kind(area_id=desk.town.id, words=making.words(basis=""), actor=desk.clerk)
    assert not WorkKindVersion.objects.exists()


def test_who_proposes_does_not_approve_and_before_that_nothing_is_pushed(desk: Studio) -> None:
    worker = desk.worker()
    made = listing.propose_kind(area_id=desk.town.id, words=making.words(), actor=desk.clerk)
    with pytest.raises(NotOnTheList, match="Somebody else"):
        listing.decide_kind(version_id=made.id, publish=True, actor=desk.clerk)
    with pytest.raises(NotOnTheList, match="not on the published list"):
        desk.task(worker, made)
    assert worklist.published_list(desk.town.id) == []
    published = listing.decide_kind(version_id=made.id, publish=True, actor=desk.other)
    assert state(desk.task(worker, published)) == TaskState.OPEN


def test_an_urgent_item_ends_by_itself(desk: Studio) -> None:
    last = timezone.localdate(clock.now()) + timedelta(days=2)
    item = desk.kind(basis="", urgent=True, reason="台风后排查", last_day=last)
    desk.task(desk.worker(), item)
    with clock.fixed(clock.now() + timedelta(days=3)), pytest.raises(NotOnTheList):
        desk.task(desk.worker(), item)


def test_a_new_version_replaces_the_old_one_and_old_tasks_keep_what_they_said(desk: Studio) -> None:
    old = desk.kind(title="每月走访")
    task_id = desk.task(desk.worker(), old)
    made = listing.propose_kind(
        area_id=desk.town.id, kind_id=old.kind_id, words=making.words(title="每周走访"), actor=desk.clerk
    )
    with pytest.raises(FieldRefused, match="waits for approval"):
        listing.propose_kind(area_id=desk.town.id, kind_id=old.kind_id, words=making.words(), actor=desk.clerk)
    listing.decide_kind(version_id=made.id, publish=True, actor=desk.other)
    states = {one.number: one.state for one in worklist.versions_of(desk.clerk, old.kind_id)}
    assert states == {1: KindState.REPLACED, 2: KindState.PUBLISHED}
    assert [one.title for one in worklist.published_list(desk.town.id)] == ["每周走访"]
    assert tasks.task(desk.clerk, task_id).title == "每月走访"


def test_a_refusal_and_taking_off_need_words(desk: Studio) -> None:
    item = desk.kind()
    made = listing.propose_kind(area_id=desk.town.id, words=making.words(), actor=desk.clerk)
    with pytest.raises(InputRefused):
        listing.decide_kind(version_id=made.id, publish=False, actor=desk.other)
    with pytest.raises(InputRefused):
        listing.take_off_kind(kind_id=item.kind_id, words=" ", actor=desk.clerk)
    listing.take_off_kind(kind_id=item.kind_id, words="文件已废止", actor=desk.clerk)
    assert worklist.published_list(desk.town.id) == []
    assert worklist.versions_of(desk.clerk, item.kind_id)[0].decision == "文件已废止"


# --- pushing ---------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_push(desk: Studio) -> None:
    worker, item, form = desk.worker(), desk.kind(), ids.new_id()
    for _time in range(2):
        pushing.push(
            push_id=form,
            version_id=item.id,
            ones=[One(worker_id=worker.person_id)],
            due_at=clock.now() + timedelta(days=1),
            actor=desk.clerk,
        )
    assert (Push.objects.count(), Task.objects.count()) == (1, 1)


def test_bad_pushes_leave_nothing_behind(desk: Studio) -> None:
    worker, item = desk.worker(), desk.kind()
    empty = people.add_grid(code="E1", name="空网格", area_id=desk.village.id, actor=SYSTEM)
    idle = make.person(desk.village, "闲人甲")
    soon = clock.now() + timedelta(days=1)
    for ones, due, why in (
        ([], soon, "at least one"),
        ([One(worker_id=worker.person_id)], clock.now() - timedelta(minutes=1), "over already"),
        ([One(worker_id=worker.person_id)], clock.now() + timedelta(days=400), "within a year"),
        ([One(worker_id=worker.person_id), One(grid_id=empty)], soon, "空网格"),
        ([One(worker_id=worker.person_id), One(worker_id=idle.id)], soon, "闲人甲"),
        ([One(grid_id=ids.new_id())], soon, "Nobody holds"),
    ):
        with pytest.raises(InputRefused, match=why):
            pushing.push(push_id=ids.new_id(), version_id=item.id, ones=ones, due_at=due, actor=desk.clerk)
    assert not Task.objects.exists()


def test_only_who_the_item_names_pushes_it_and_only_where_they_work(desk: Studio) -> None:
    worker, item = desk.worker(), desk.kind(pushers=[Pusher.STUDIO])
    secretary = make.actor(Role.VILLAGE_SECRETARY, desk.village)
    with pytest.raises(NotOnTheList, match="names who may"):
        making.push(item, [worker.person_id], actor=secretary)
    elsewhere = make.worker(Role.GRID_LEAD, make.village())
    with pytest.raises(NotYours):
        making.push(item, [elsewhere.id], actor=desk.clerk)
    with pytest.raises(NotYours):
        making.push(item, [worker.person_id], actor=worker)


def test_a_load_that_is_too_much_is_named_and_pushed_only_when_somebody_is_sure(desk: Studio) -> None:
    part = desk.worker(full_time=False)
    item = desk.kind(minutes=240)
    desk.task(part, item)
    with pytest.raises(TooMuch) as caught:
        desk.task(part, item)
    assert caught.value.names == (part.name,)
    desk.task(part, item, sure=True)
    day = timezone.localdate(clock.now() + timedelta(days=3))
    (line,) = [one for one in load.workers(desk.clerk, day) if one.person_id == part.person_id]
    assert (line.load.open, line.load.minutes, line.load.too_much()) == (2, 480, True)


def test_a_grids_task_goes_with_the_grid(desk: Studio) -> None:
    grid = make.grid(desk.village)
    old = desk.worker(grid_id=grid)
    item = desk.kind()
    pushing.push(
        push_id=ids.new_id(),
        version_id=item.id,
        ones=[One(grid_id=grid)],
        due_at=clock.now() + timedelta(days=10),
        actor=desk.clerk,
    )
    assert [one.who for one in tasks.my_tasks(old)] == [old.name]
    today = timezone.localdate(clock.now())
    people.end_assignment(assignment_id=duty_of(old), last_day=today, actor=SYSTEM)
    new = desk.worker(grid_id=grid, since=today + timedelta(days=1))
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert tasks.my_tasks(old) == []
        assert [one.who for one in tasks.my_tasks(new)] == [new.name]


def duty_of(actor: Actor) -> UUID:
    today = timezone.localdate(clock.now())
    assert actor.person_id is not None
    (found,) = assignments_of_people([actor.person_id], today, today)
    return found.id


# --- answering -------------------------------------------------------------------------------------------


def test_an_answer_brings_all_that_the_item_asks_for_and_sent_twice_it_is_one(desk: Studio) -> None:
    worker = desk.worker()
    task_id = desk.task(worker, desk.kind(proofs=list(Proof)))
    with pytest.raises(TaskStepNotTaken, match="a photo"):
        making.answer(task_id, worker)
    given = answering.Answer(id=ids.new_id(), note="看了", lon=113.6, lat=23.7, photos=[photo(), photo(), photo(9)])
    for _time in range(2):
        answering.answer_task(task_id=task_id, answer=given, actor=worker)
    assert (TaskAnswer.objects.count(), TaskPicture.objects.count()) == (1, 2)
    assert state(task_id) == TaskState.ANSWERED
    (picture,) = [one for answer in tasks.answers_of(task_id) for one in answer.pictures[:1]]
    assert tasks.picture_content(desk.clerk, task_id, picture).startswith(b"\xff\xd8")


def test_who_did_it_without_a_network_keeps_it_after_the_grid_went_to_somebody_else(desk: Studio) -> None:
    grid = make.grid(desk.village)
    old = desk.worker(grid_id=grid)
    item, today = desk.kind(), timezone.localdate(clock.now())
    push = pushing.push(
        push_id=ids.new_id(),
        version_id=item.id,
        ones=[One(grid_id=grid)],
        due_at=clock.now() + timedelta(days=10),
        actor=desk.clerk,
    )
    done_at = clock.now()
    people.end_assignment(assignment_id=duty_of(old), last_day=today, actor=SYSTEM)
    new = desk.worker(grid_id=grid, since=today + timedelta(days=1))
    task_id = Task.objects.get(push=push).pk
    with clock.fixed(clock.now() + timedelta(days=2)):
        making.answer(task_id, old, captured_at=done_at)
        row = Task.objects.get(pk=task_id)
        assert row.doer_id == old.person_id
        assert TaskAnswer.objects.get().captured_at == done_at
        with pytest.raises(FieldRefused, match=old.name):
            making.answer(task_id, new)


def test_a_wrong_clock_of_the_phone_neither_hurries_nor_lags(desk: Studio) -> None:
    worker = desk.worker()
    for shift in (timedelta(days=-40), timedelta(days=40)):
        task_id = desk.task(worker)
        making.answer(task_id, worker, captured_at=clock.now() + shift)
        pushed = Task.objects.get(pk=task_id).push.pushed_at
        assert pushed <= TaskAnswer.objects.get(task=task_id).captured_at <= clock.now()


def test_another_workers_task_is_not_there(desk: Studio) -> None:
    task_id = desk.task(desk.worker())
    stranger = desk.worker()
    with pytest.raises(NotYours):
        making.answer(task_id, stranger)
    with pytest.raises(NotYours):
        tasks.task(stranger, task_id)
    assert tasks.todays(stranger) == []


def test_a_broken_photo_leaves_the_task_as_it_was(desk: Studio) -> None:
    worker = desk.worker()
    task_id = desk.task(worker)
    with pytest.raises(PictureNotKept):
        making.answer(task_id, worker, photos=[photo(), b"no picture"])
    assert state(task_id) == TaskState.OPEN
    assert not TaskAnswer.objects.exists()


# --- checking --------------------------------------------------------------------------------------------


def test_sent_back_with_a_reason_and_another_day_then_accepted(desk: Studio) -> None:
    worker = desk.worker()
    task_id = desk.task(worker, due_at=clock.now() + timedelta(hours=1))
    making.answer(task_id, worker)
    with pytest.raises(TaskStepNotTaken, match="Say why"):
        reviewing.send_back_task(task_id=task_id, words=" ", actor=desk.clerk)
    reviewing.send_back_task(task_id=task_id, words="照片看不清", actor=desk.clerk)
    (back,) = tasks.my_tasks(worker)
    assert back.sent_back == "照片看不清"
    assert back.due_at > clock.now() + timedelta(hours=23)
    making.answer(task_id, worker, "重新拍了")
    reviewing.accept_task(task_id=task_id, actor=desk.clerk)
    assert [one.round for one in tasks.answers_of(task_id)] == [2, 1]
    assert [one.id for one in tasks.my_done(worker)] == [task_id]
    assert journal.verify() == []


def test_a_decision_is_taken_back_by_the_same_person_within_half_an_hour(desk: Studio) -> None:
    worker, second = desk.worker(), make.actor(Role.STUDIO_CLERK, desk.town)
    for decide in (
        lambda pk: reviewing.accept_task(task_id=pk, actor=desk.clerk),
        lambda pk: reviewing.send_back_task(task_id=pk, words="不清楚", actor=desk.clerk),
    ):
        task_id = desk.task(worker)
        making.answer(task_id, worker)
        decide(task_id)
        with pytest.raises(TaskStepNotTaken):
            reviewing.undo_decision(task_id=task_id, actor=second)
        with clock.fixed(clock.now() + timedelta(minutes=31)), pytest.raises(TaskStepNotTaken):
            reviewing.undo_decision(task_id=task_id, actor=desk.clerk)
        reviewing.undo_decision(task_id=task_id, actor=desk.clerk)
        assert state(task_id) == TaskState.ANSWERED
        reviewing.send_back_task(task_id=task_id, words="再来", actor=desk.clerk)
        making.answer(task_id, worker)
        reviewing.accept_task(task_id=task_id, actor=desk.clerk)


def test_nobody_checks_what_they_did_themselves(desk: Studio) -> None:
    people.assign(
        person_id=desk.clerk.person_id,
        role=Role.GRID_WORKER,
        area_id=desk.village.id,
        grid_id=make.grid(desk.village),
        since=make.SINCE,
        actor=SYSTEM,
    )
    task_id = desk.task(desk.clerk)
    making.answer(task_id, desk.clerk)
    with pytest.raises(TaskStepNotTaken, match="Somebody else"):
        reviewing.accept_task(task_id=task_id, actor=desk.clerk)


def test_many_at_once_each_by_itself(desk: Studio) -> None:
    worker, item = desk.worker(), desk.kind()
    done, open_ = desk.task(worker, item), desk.task(worker, item)
    making.answer(done, worker)
    results = reviewing.decide_many("accept", [done, open_, ids.new_id()], actor=desk.clerk)
    assert [one.done for one in results] == [True, False, False]
    assert state(done) == TaskState.ACCEPTED


def test_progress_counts_every_task_once_and_withdrawn_ones_not(desk: Studio) -> None:
    item, workers = desk.kind(), [desk.worker() for _number in range(4)]
    made = making.push(item, [one.person_id for one in workers], actor=desk.clerk)
    making.answer(made[0], workers[0])
    making.answer(made[1], workers[1])
    reviewing.accept_task(task_id=made[0], actor=desk.clerk)
    reviewing.withdraw_task(task_id=made[3], words="已搬走", actor=desk.clerk)
    (line,) = pushes.pushes(desk.clerk)
    assert (line.done, line.total, line.answered, line.left, line.withdrawn) == (1, 3, 1, 1, 1)
    with pytest.raises(TaskStepNotTaken):
        making.answer(made[3], workers[3])
    assert reviewing.withdraw_push(push_id=line.id, words="上级取消", actor=desk.clerk) == 2
    assert pushes.pushes(desk.clerk)[0].total == 1


def test_overdue_is_called_to_mind_once(desk: Studio) -> None:
    worker = desk.worker()
    task_id = desk.task(worker, due_at=clock.now() + timedelta(hours=1))
    assert reviewing.warn_overdue() == 0
    with clock.fixed(clock.now() + timedelta(hours=2)):
        assert [one.id for one in pushes.overdue(desk.clerk)] == [task_id]
        assert (reviewing.warn_overdue(), reviewing.warn_overdue()) == (1, 0)


def test_many_tasks_are_read_in_few_queries(desk: Studio, django_assert_max_num_queries: object) -> None:
    item, workers = desk.kind(), [desk.worker() for _number in range(6)]
    made = making.push(item, [one.person_id for one in workers], actor=desk.clerk)
    for task_id, worker in zip(made, workers, strict=True):
        making.answer(task_id, worker)
    with django_assert_max_num_queries(6):
        assert len(pushes.waiting_for_check(desk.clerk)) == 6


# --- out of an outbox ------------------------------------------------------------------------------------


def test_an_answer_out_of_an_outbox_is_the_authors_once(desk: Studio) -> None:
    worker = desk.worker()
    task_id = desk.task(worker, desk.kind(proofs=["note", "photo", "position"]))
    (known,) = [one for one in phone.bundle(worker)["tasks"] if one.get("id") == str(task_id)]
    assert known["needs"] == ["note", "photo", "position"]
    sha = telephones.upload(photo(), worker)
    payload = {"task": str(task_id), "note": "看过了", "position": {"lon": 113.6, "lat": 23.7, "accuracy": 8}}
    sent = telephones.item(payload, kind="task_answer", photos=[sha])
    assert [telephones.send(worker, sent)[0].state for _time in range(2)] == ["done", "again"]
    assert TaskAnswer.objects.get().pk == UUID(sent["id"])
    (refused,) = telephones.send(worker, telephones.item({"task": "x"}, kind="task_answer"))
    assert refused.state == "needs_you"
    assert state(task_id) == TaskState.ANSWERED
