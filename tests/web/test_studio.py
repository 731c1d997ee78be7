"""The studio's pages as a browser without a script gets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import areas as make
from factories import hazards as make_hazards
from factories import studio as making
from factories.incidents import photo
from factories.studio import Studio
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, ids
from fengqiao.fieldwork.domain.tasks import TaskState
from fengqiao.fieldwork.models import HandbookSample, Task
from fengqiao.fieldwork.selectors import inbox
from fengqiao.fieldwork.services import reviewing
from fengqiao.fieldwork.services import worklist as listing
from fengqiao.points.domain.quarters import quarter_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Studio:
    return Studio.open()


def browser(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def state(task_id: object) -> str:
    return Task.objects.get(pk=task_id).state


def form(kind_id: object, workers: list[Actor], **more: object) -> dict[str, object]:
    due = timezone.localdate(clock.now()) + timedelta(days=2)
    people = [one.person_id for one in workers]
    return {
        "push_id": ids.new_id(),
        "kind": kind_id,
        "due_day": due.isoformat(),
        "due_time": "18:00",
        "worker": people,
        **more,
    }


def test_a_push_from_the_page_to_the_answer_to_the_check(desk: Studio) -> None:
    worker, clerk = desk.worker(), browser(desk.clerk)
    item = desk.kind(proofs=["note", "photo"])
    page = clerk.get(reverse("fieldwork:push_new"), {"kind": item.id}).content.decode()
    assert f'value="{item.id}" selected' in page
    assert f'value="{timezone.localdate(clock.now()) + timedelta(days=3)}"' in page
    made = clerk.post(reverse("fieldwork:push_new"), form(item.id, [worker]))
    assert made.status_code == 302
    assert "0 of 1 done" in clerk.get(made["Location"]).content.decode()
    task = Task.objects.get()
    phone = browser(worker)
    (kept,) = phone.get(reverse("fieldwork:my_tasks_today")).json()["tasks"]
    assert (kept["id"], kept["needs"]) == (str(task.pk), ["note", "photo"])
    address = reverse("fieldwork:my_task", args=[task.pk])
    lacking = phone.post(address, {"answer_id": ids.new_id(), "note": "老人很好"})
    assert lacking.status_code == 409
    assert "a photo" in lacking.content.decode()
    assert "老人很好" in lacking.content.decode()
    sent = {"answer_id": ids.new_id(), "note": "老人很好", "lon": "113.6", "lat": "23.7"}
    sent |= {"photo": make_file(photo())}
    assert phone.post(address, sent).status_code == 302
    desk_page = clerk.get(reverse("fieldwork:studio")).content.decode()
    assert "老人很好" in desk_page
    assert ".jpg" in desk_page
    clerk.post(reverse("fieldwork:studio_act"), {"one": f"task:{task.pk}"})
    assert state(task.pk) == TaskState.ACCEPTED


def make_file(content: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")


def test_what_was_chosen_stays_when_a_push_is_refused(desk: Studio) -> None:
    worker, clerk = desk.worker(), browser(desk.clerk)
    late = form(desk.kind().id, [worker], due_day="2020-01-01", words="看灶")
    page = clerk.post(reverse("fieldwork:push_new"), late)
    assert page.status_code == 422
    text = page.content.decode()
    assert "over already" in text
    assert "看灶" in text
    assert f'value="{worker.person_id}" checked' in text


def test_too_much_is_asked_about_once(desk: Studio) -> None:
    worker, clerk = desk.worker(full_time=False), browser(desk.clerk)
    item = desk.kind(minutes=400)
    asked = form(item.id, [worker])
    page = clerk.post(reverse("fieldwork:push_new"), asked)
    assert page.status_code == 422
    assert 'name="sure"' in page.content.decode()
    assert clerk.post(reverse("fieldwork:push_new"), {**asked, "sure": "on"}).status_code == 302


def test_many_are_accepted_sent_back_and_all_of_it_taken_back(desk: Studio) -> None:
    workers, item, clerk = [desk.worker(), desk.worker()], desk.kind(), browser(desk.clerk)
    tasks = [desk.task(one, item) for one in workers]
    for task_id, worker in zip(tasks, workers, strict=True):
        making.answer(task_id, worker)
    rows = [f"task:{one}" for one in tasks]
    act, page = reverse("fieldwork:studio_act"), reverse("fieldwork:studio")
    clerk.post(act, {"row": rows, "action": "send_back"})
    assert "what is missing" in clerk.get(page).content.decode()
    assert {state(one) for one in tasks} == {TaskState.ANSWERED}
    for doing in ("accept", "send_back"):
        clerk.post(act, {"row": rows, "action": doing, "note": "照片"})
        assert {state(one) for one in tasks} <= {TaskState.ACCEPTED, TaskState.SENT_BACK}
        undo = clerk.get(page).content.decode()
        assert undo.count("data-undo") == 1
        clerk.post(act, {"row": rows, "action": "undo"})
        assert {state(one) for one in tasks} == {TaskState.ANSWERED}


def test_one_that_fails_holds_up_nobody_and_says_why(desk: Studio) -> None:
    worker, item, clerk = desk.worker(), desk.kind(), browser(desk.clerk)
    done, gone = desk.task(worker, item), desk.task(worker, item)
    for one in (done, gone):
        making.answer(one, worker)
    reviewing.withdraw_task(task_id=gone, words="取消", actor=desk.clerk)
    rows = [f"task:{done}", f"task:{gone}", f"task:{ids.new_id()}", "task:x", "kind:1", "'; DROP"]
    clerk.post(reverse("fieldwork:studio_act"), {"row": rows, "action": "accept"})
    page = clerk.get(reverse("fieldwork:studio")).content.decode()
    assert "1 answer accepted" in page
    assert "gone on in the meantime" in page
    assert state(done) == TaskState.ACCEPTED


def test_the_inbox_has_all_that_the_reader_decides_the_most_urgent_first(desk: Studio) -> None:
    worker = desk.worker()
    answered, late = desk.task(worker), desk.task(worker, due_at=clock.now() + timedelta(minutes=1))
    making.answer(answered, worker)
    urgent = making.words(
        basis="", urgent=True, reason="台风", last_day=timezone.localdate(clock.now()) + timedelta(days=3)
    )
    listing.propose_kind(area_id=desk.town.id, words=urgent, actor=desk.clerk)
    with clock.fixed(clock.now() + timedelta(hours=1)):
        mine = inbox.inbox(desk.clerk)
        assert [row.sort for row in mine] == [inbox.Sort.OVERDUE, inbox.Sort.TASK]
        assert [row.late for row in mine] == [True, False]
        assert mine[0].href == reverse("fieldwork:push", args=[Task.objects.get(pk=late).push_id])
        others = inbox.inbox(desk.other)
        assert [row.sort for row in others] == [inbox.Sort.OVERDUE, inbox.Sort.KIND]
        assert inbox.inbox(make.actor(Role.STUDIO_CLERK, make.town())) == []
        assert len(inbox.found(desk.clerk, mine, "csr")) == 1  # 测试人, by the initials of the pinyin
        assert inbox.found(desk.clerk, mine, "zzz") == []


def test_an_item_is_proposed_refused_and_approved_on_its_page(desk: Studio) -> None:
    clerk, other = browser(desk.clerk), browser(desk.other)
    given = {
        "area": desk.town.id,
        "title": "巡查河道",
        "frequency": "weekly",
        "minutes": 60,
        "proofs": ["note"],
        "pushers": ["studio"],
    }
    page = clerk.post(reverse("fieldwork:kind_new"), given)
    assert page.status_code == 422
    assert "published list" in page.content.decode()
    made = clerk.post(reverse("fieldwork:kind_new"), {**given, "basis": "佛综治3号"})
    assert made.status_code == 302
    assert "somebody else" in clerk.get(made["Location"]).content.decode()
    pk = made["Location"].rstrip("/").rsplit("/", 1)[1]
    own = clerk.post(reverse("fieldwork:kind_act", args=[pk, "publish"]))
    assert own.status_code == 422
    assert "Somebody else must approve" in own.content.decode()
    assert other.post(reverse("fieldwork:kind_act", args=[pk, "refuse"])).status_code == 422
    other.post(reverse("fieldwork:kind_act", args=[pk, "publish"]))
    public = Client().get(reverse("fieldwork:worklist", args=[desk.town.code]), headers={"accept-language": "en"})
    assert "巡查河道" in public.content.decode()
    paper = Client().get(reverse("fieldwork:worklist_paper", args=[desk.town.code]))
    assert paper.content.startswith(b"%PDF")


def test_no_list_of_a_place_that_is_none() -> None:
    assert Client().get(reverse("fieldwork:worklist", args=["000"])).status_code == 404


def test_samples_and_hazards_come_into_the_inbox_of_who_can_see_to_them(desk: Studio) -> None:
    found = make_hazards.hazard(desk.village)
    here = quarter_of(clock.now(), timezone.get_current_timezone())
    HandbookSample.objects.create(
        code="KX7Q2M",
        town_id=desk.town.id,
        person_id=desk.worker().person_id,
        year=here.year,
        quarter=here.number,
        machine=80,
    )
    rows = {row.sort: row for row in inbox.inbox(desk.clerk)}
    assert "KX7Q2M" in rows[inbox.Sort.SAMPLE].what
    assert rows[inbox.Sort.SAMPLE].who == ""  # a sample is blind
    assert inbox.Sort.HAZARD not in rows
    with clock.fixed(clock.now() + timedelta(days=60)):
        late = next(row for row in inbox.inbox(desk.clerk) if row.sort is inbox.Sort.HAZARD)
        assert late.late
        assert late.href == reverse("fieldwork:hazard", args=[found.id])
        assert inbox.Sort.SAMPLE not in {row.sort for row in inbox.inbox(desk.other)}
