"""The pages of the narrow door: what each reads and can press, in words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import areas as make_areas
from factories import cameras as make_cameras
from factories import watch as make
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor, Role
from fengqiao.cameras.domain.watch import CaseKind, CaseState
from fengqiao.cameras.models import Alert, WatchCase
from fengqiao.cameras.services import watch
from fengqiao.core.models import JournalEntry

pytestmark = pytest.mark.django_db


def client_of(actor: Actor, language: str = "zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(actor: Actor, world: make.World, language: str = "zh-hans") -> str:
    return client_of(actor, language).get(reverse("cameras:watch_case", args=[world.case.id])).content.decode()


def press(actor: Actor, world: make.World, step: str, **form: object) -> int:
    return client_of(actor).post(reverse("cameras:watch_step", args=[world.case.id, step]), form).status_code


def filled(camera: object, **more: object) -> dict[str, object]:
    paper = SimpleUploadedFile("consent.jpg", make_cameras.picture(), "image/jpeg")
    fields: dict[str, object] = {
        **make.PAPERS,
        "hours": 24,
        "who": "老李",
        "upper": "red",
        "consent_by": "李某之女",
        "consent": paper,
        "cameras": [str(camera)],
    }
    return fields | more


def test_from_the_form_to_the_search_and_back() -> None:
    home = make_areas.village()
    camera = make_cameras.camera(home)
    secretary = make_areas.actor(Role.VILLAGE_SECRETARY, home)
    clerk = make_areas.actor(Role.STUDIO_CLERK, home.lineage[1])
    guardian = make_areas.actor(Role.SECURITY_ADMIN, home.lineage[0])
    hers = client_of(secretary)
    page = hers.get(reverse("cameras:watch_new"), {"kind": "person"}).content.decode()
    assert camera.name in page
    assert "swatch--red" in page
    answer = hers.post(reverse("cameras:watch_new") + "?kind=person", filled(camera.pk))
    assert answer.status_code == 302
    case = WatchCase.objects.get()
    assert case.state == CaseState.DRAFT
    assert hers.get(answer["Location"]).status_code == 200
    steps = [(secretary, "ask", 302), (secretary, "approve", 404), (clerk, "approve", 302), (guardian, "approve", 302)]
    for who, step, status in steps:
        got = client_of(who).post(reverse("cameras:watch_step", args=[case.pk, step])).status_code
        assert got == status, (step, who.name)
    case.refresh_from_db()
    assert case.state == CaseState.ACTIVE
    assert case.upper == "red"
    closed = client_of(clerk).post(reverse("cameras:watch_step", args=[case.pk, "close"]), {"note": "已找到"})
    assert closed.status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": 73},
        {"hours": "x"},
        {"cameras": ["00000000-0000-0000-0000-000000000000"]},
        {"upper": "turquoise"},
        {"consent": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")},
        {"face": "on"},
        {"purpose": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(wrong: dict[str, object]) -> None:
    home = make_areas.village()
    camera = make_cameras.camera(home)
    hers = client_of(make_areas.actor(Role.VILLAGE_SECRETARY, home))
    answer = hers.post(reverse("cameras:watch_new") + "?kind=person", filled(camera.pk) | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not WatchCase.objects.exists()


def test_a_plate_with_its_dot_is_taken_and_a_slip_is_told() -> None:
    home = make_areas.village()
    camera = make_cameras.camera(home)
    his = client_of(make_areas.actor(Role.OPERATOR, home.lineage[0]))
    form = {**make.PAPERS, "hours": 72, "plate": "粤a·12b34", "cameras": [str(camera.pk)]}
    address = reverse("cameras:watch_new") + "?kind=vehicle"
    assert his.post(address, form | {"plate": "粤AI2345"}).status_code == 422
    assert his.post(address, form).status_code == 302
    assert WatchCase.objects.get().plate == "粤A12B34"


def test_the_draft_is_changed_and_the_photo_stays() -> None:
    world = make.draft()
    before = make.row(world).photo.name
    address = reverse("cameras:watch_edit", args=[world.case.id])
    page = client_of(world.asker).get(address).content.decode()
    assert "老李" in page
    form = filled(world.camera.pk, upper="green")
    del form["consent"]
    assert client_of(world.asker).post(address, form).status_code == 302
    row = make.row(world)
    assert (row.upper, row.photo.name) == ("green", before)
    assert row.consent_file
    watch.ask_for_case(case_id=world.case.id, actor=world.asker)
    assert client_of(world.asker).get(address).status_code == 404


def test_who_decides_sees_the_buttons_and_who_asked_does_not() -> None:
    world = make.asked()
    assert 'name="note"' not in read(world.asker, world)
    assert "/approve/" in read(world.clerk, world)
    assert press(world.clerk, world, "approve") == 302
    assert "/approve/" not in read(world.clerk, world)
    assert "/approve/" in read(world.guardian, world)


def test_the_match_asks_its_question_and_no_deletes_the_picture() -> None:
    world = make.active()
    alarm = make.match(world)
    page = client_of(world.asker).get(reverse("cameras:alarm", args=[alarm.id])).content.decode()
    address = reverse("cameras:match_answer", args=[alarm.id])
    assert address in page
    assert "老李" in page
    assert client_of(world.asker).post(address, {"answer": "perhaps"}).status_code == 404
    assert client_of(world.asker).post(address, {"answer": "no"}).status_code == 302
    assert not Alert.objects.get().picture
    assert client_of(world.asker).get(reverse("cameras:alarm_picture", args=[alarm.id])).status_code == 404
    plain = make_cameras.raise_alarm(world.camera)
    page = client_of(world.asker).get(reverse("cameras:alarm", args=[plain.id])).content.decode()
    assert "/match/" not in page


def test_after_the_end_its_pages_show_nobody() -> None:
    world = make.active()
    alarm = make.match(world)
    watch.close_case(case_id=world.case.id, note="已找到", actor=world.asker)
    for name in ("watch_photo", "watch_consent"):
        assert client_of(world.asker).get(reverse(f"cameras:{name}", args=[world.case.id])).status_code == 404
    assert client_of(world.asker).get(reverse("cameras:alarm", args=[alarm.id])).status_code == 404
    watch.erase_case(case_id=world.case.id)
    page = read(world.asker, world)
    assert "老李" not in page
    ended = client_of(world.asker).get(reverse("cameras:watch"), {"over": "1"}).content.decode()
    assert world.case.code in ended
    assert "老李" not in ended


def test_looking_at_a_case_and_its_photo_is_in_the_journal() -> None:
    world = make.active()
    read(world.guardian, world)
    client_of(world.guardian).get(reverse("cameras:watch_photo", args=[world.case.id]))
    lines = JournalEntry.objects.filter(kind="cameras.watch_read", actor=world.guardian.person_id)
    assert [line.payload["what"] for line in lines.order_by("seq")] == ["page", "photo"]


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "自动结束"), ("zh-hant", "自動結束"), ("en", "Ends by itself")]
)
def test_every_tongue(language: str, word: str) -> None:
    world = make.active(kind=CaseKind.PERSON)
    assert word in read(world.asker, world, language)
