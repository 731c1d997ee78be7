"""The narrow door: who may open it, what the engine is told, and that nothing is left when it closes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from factories import areas as make_areas
from factories import cameras as make_cameras
from factories import watch as make
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.cameras import selectors, services
from fengqiao.cameras.domain.alarm import AlarmState
from fengqiao.cameras.domain.watch import CaseKind, CaseState
from fengqiao.cameras.models import Alarm, Alert, WatchApproval, WatchCase
from fengqiao.cameras.selectors import watch as reading
from fengqiao.cameras.services import watch
from fengqiao.cameras.services.confirming import answer_match
from fengqiao.cameras.services.watch.errors import (
    ClipUnwanted,
    ForeignCamera,
    ReasonNeeded,
    TemplateNotUsable,
    TooManyCameras,
)
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from lookout.contract import Kind

pytestmark = pytest.mark.django_db

FACE = base64.b64encode(bytes(512)).decode()


def kinds(world: make.World) -> list[str]:
    rows = JournalEntry.objects.filter(subject=f"watch:{world.case.id}").order_by("seq")
    return [row.kind.removeprefix("cameras.watch_") for row in rows]


def config(world: make.World) -> dict[str, object]:
    cameras = json.loads(services.engine_config().model_dump_json())["cameras"]
    return next(one for one in cameras if one["camera"] == world.camera.code)


def evidence(folder: str = "") -> set[str]:
    """The names of all files that are kept."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    below = (evidence(f"{folder}{name}/") for name in folders)
    return {f"{folder}{name}" for name in files}.union(*below)


# --- opening ----------------------------------------------------------------------------------------------------------


def test_two_others_approve_and_every_step_is_in_the_journal() -> None:
    world = make.active()
    assert world.case.state is CaseState.ACTIVE
    assert world.case.expires_at is not None
    assert world.case.active_at is not None
    assert world.case.expires_at - world.case.active_at == timedelta(hours=24)
    assert {one.person for one in world.case.approvals} == {world.clerk.name, world.guardian.name}
    assert kinds(world) == ["drafted", "asked", "approved", "approved", "active"]
    told = json.dumps(list(JournalEntry.objects.values_list("payload", flat=True)), ensure_ascii=False)
    assert "老李" not in told
    assert '"red"' not in told


def test_who_asked_cannot_approve_even_with_the_duty() -> None:
    home = make_areas.village()
    world = make.asked(home)
    WatchCase.objects.filter(pk=world.case.id).update(state="draft")
    WatchCase.objects.filter(pk=world.case.id).update(requested_by_id=world.clerk.person_id)
    WatchCase.objects.filter(pk=world.case.id).update(state="asked")
    with pytest.raises(watch.OwnCase):
        watch.approve_case(case_id=world.case.id, actor=world.clerk)


def test_nobody_approves_twice_and_two_of_one_kind_are_not_enough() -> None:
    world = make.asked()
    other = make_areas.actor(Role.OPERATOR, world.case.area_id)
    watch.approve_case(case_id=world.case.id, actor=world.clerk)
    with pytest.raises(watch.DecidedBefore):
        watch.approve_case(case_id=world.case.id, actor=world.clerk)
    with pytest.raises(watch.SeatTaken):
        watch.approve_case(case_id=world.case.id, actor=other)
    assert make.row(world).state == CaseState.HALF
    assert config(world)["searches"] == []


@pytest.mark.parametrize("role", [Role.GRID_LEAD, Role.VILLAGE_SECRETARY])
def test_other_duties_decide_nothing(role: Role) -> None:
    world = make.asked()
    with pytest.raises((NotYours, watch.SeatTaken)):
        watch.approve_case(case_id=world.case.id, actor=make_areas.actor(role, world.case.area_id))


def test_the_database_itself_wants_two_others() -> None:
    world = make.asked()
    now = clock.now()
    with pytest.raises(IntegrityError, match="two other people"), transaction.atomic():
        WatchCase.objects.filter(pk=world.case.id).update(
            state="active", active_at=now, expires_at=now + timedelta(hours=1)
        )
    watch.approve_case(case_id=world.case.id, actor=world.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchApproval.objects.filter(case_id=world.case.id).update(note="anders")


def test_the_database_itself_ends_a_search_after_72_hours() -> None:
    world = make.active()
    case = make.row(world)
    assert case.active_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchCase.objects.filter(pk=case.pk).update(expires_at=case.active_at + timedelta(hours=73))


def test_what_was_asked_for_is_not_changed_afterwards() -> None:
    world = make.asked()
    with pytest.raises(watch.CaseRefused):
        watch.change_case(case_id=world.case.id, entry=make.entry(CaseKind.PERSON, world.camera), actor=world.asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchCase.objects.filter(pk=world.case.id).update(upper="green")
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchCase.objects.filter(pk=world.case.id).delete()


@pytest.mark.parametrize("missing", [{"consent": None}, {"reference": ""}, {"upper": "", "lower": ""}, {"cameras": []}])
def test_an_incomplete_case_is_asked_of_nobody(missing: dict[str, object]) -> None:
    world = make.draft(**missing)
    with pytest.raises(watch.CaseIncomplete):
        watch.ask_for_case(case_id=world.case.id, actor=world.asker)


def test_a_face_needs_an_impact_assessment_and_a_template_that_is_one() -> None:
    world = make.draft(face=True)
    with pytest.raises(watch.CaseIncomplete):
        watch.ask_for_case(case_id=world.case.id, actor=world.asker)
    with pytest.raises(TemplateNotUsable):
        make.draft(face=True, face_template="bm9uZQ==")


def test_cameras_are_those_of_the_area_and_not_too_many() -> None:
    world = make.draft()
    foreign = make_cameras.camera(make_areas.village())
    for cameras in ([foreign.pk], [world.camera.pk, foreign.pk]):
        entry = make.entry(CaseKind.PERSON, world.camera, cameras=cameras)
        with pytest.raises(ForeignCamera):
            watch.change_case(case_id=world.case.id, entry=entry, actor=world.asker)
    with pytest.raises(TooManyCameras):
        watch.draft_case(
            entry=make.entry(CaseKind.PERSON, world.camera, cameras=[uuid4() for _ in range(61)]), actor=world.asker
        )


@pytest.mark.parametrize("text", ["LV42DY", "粤A", "粤AO2345", "粤A123456789"])
def test_a_slip_in_the_plate_is_refused(text: str) -> None:
    with pytest.raises(watch.NotAPlate):
        watch.plain_plate(text)
    assert watch.plain_plate("粤a·12b34") == "粤A12B34"
    assert watch.plain_plate("粤B1234警") == "粤B1234警"


def test_one_no_ends_it() -> None:
    world = make.asked()
    with pytest.raises(ReasonNeeded):
        watch.refuse_case(case_id=world.case.id, note=" ", actor=world.guardian)
    refused = watch.refuse_case(case_id=world.case.id, note="无正式立案", actor=world.guardian)
    assert refused.state is CaseState.REFUSED
    with pytest.raises(watch.CaseRefused):
        watch.approve_case(case_id=world.case.id, actor=world.clerk)


def test_a_draft_is_its_writer_s_and_a_case_is_not_seen_elsewhere() -> None:
    world = make.draft()
    assert [one.id for one in reading.cases(world.asker)] == [world.case.id]
    assert reading.cases(world.guardian) == []
    watch.ask_for_case(case_id=world.case.id, actor=world.asker)
    assert [one.id for one in reading.cases(world.guardian)] == [world.case.id]
    stranger = make_areas.actor(Role.OPERATOR, make_areas.county())
    assert reading.cases(stranger) == []
    for role in (Role.ANALYST, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.GRID_WORKER):
        with pytest.raises(NotYours):
            reading.case(make_areas.actor(role, world.case.area_id), world.case.id)


# --- the engine -------------------------------------------------------------------------------------------------------


def test_the_engine_is_told_only_of_active_cases_and_only_at_the_named_camera() -> None:
    world = make.asked(kind=CaseKind.VEHICLE)
    other = make_cameras.camera(make_areas.village())
    assert config(world)["plates"] == []
    watch.approve_case(case_id=world.case.id, actor=world.clerk)
    watch.approve_case(case_id=world.case.id, actor=world.guardian)
    told = config(world)
    assert [one["plate"] for one in told["plates"]] == [make.PLATE]
    assert {zone["kind"] for zone in told["zones"]} == {"water", "vehicle"}
    assert make.PLATE in services.engine_config().model_dump_json()
    elsewhere = next(one for one in services.engine_config().cameras if one.camera == other.code)
    assert elsewhere.plates == ()
    assert {zone.kind for zone in elsewhere.zones} == {"water"}


def test_a_camera_without_ai_looks_for_the_case_and_for_nothing_else() -> None:
    world = make.active()
    services.set_operation(camera_id=world.camera.pk, in_operation=True, ai=False, actor=SYSTEM)
    told = config(world)
    assert told["analyse"] is True
    assert [zone["kind"] for zone in told["zones"]] == ["missing"]
    watch.close_case(case_id=world.case.id, note="已找到", actor=world.asker)
    assert config(world)["analyse"] is False


def test_it_ends_by_itself() -> None:
    world = make.active(hours=500)
    began = world.case.active_at
    assert began is not None
    with clock.fixed(began + timedelta(hours=72, seconds=-1)):
        assert watch.sweep_cases() == 0
        assert config(world)["searches"]
    with clock.fixed(began + timedelta(hours=72)):
        # even before the sweep has come
        assert config(world)["searches"] == []
        assert watch.sweep_cases() == 1
        assert make.row(world).state == CaseState.EXPIRED
        assert watch.sweep_cases() == 0


def test_what_nobody_decides_on_ends_too() -> None:
    world = make.asked()
    with clock.fixed(clock.now() + timedelta(hours=73)):
        watch.sweep_cases()
    assert make.row(world).state == CaseState.EXPIRED


# --- matches ----------------------------------------------------------------------------------------------------------


def test_a_match_is_an_alarm_of_its_case() -> None:
    world = make.active()
    alarm = make.match(world)
    assert alarm.zone_kind == "missing"
    (match,) = reading.case_matches(world.asker, world.case.id)
    assert match.alarm_id == alarm.id
    assert match.facts["upper"] == "red 0.82"
    again = make.match(world)
    assert again.id == alarm.id
    assert again.count == 2
    assert kinds(world)[-1] == "match"


def test_two_cases_at_one_camera_have_alarms_of_their_own() -> None:
    one = make.active()
    entry = make.entry(CaseKind.PERSON, one.camera, upper="green")
    made = watch.draft_case(entry=entry, actor=one.asker)
    watch.ask_for_case(case_id=made.id, actor=one.asker)
    for who in (one.clerk, one.guardian):
        watch.approve_case(case_id=made.id, actor=who)
    two = make.World(
        case=reading.case_view(made.id), asker=one.asker, clerk=one.clerk, guardian=one.guardian, camera=one.camera
    )
    assert make.match(one).id != make.match(two).id


def no_case(world: make.World) -> None:
    pass


def closed(world: make.World) -> None:
    watch.close_case(case_id=world.case.id, note="已找到", actor=world.asker)


@pytest.mark.parametrize(
    ("more", "before"),
    [
        ({"watch": ""}, no_case),
        ({"watch": "not-a-case"}, no_case),
        ({"watch": "00000000-0000-0000-0000-000000000000"}, no_case),
        ({"kind": Kind.VEHICLE}, no_case),
        ({}, closed),
    ],
)
def test_an_alert_without_an_active_case_leaves_nothing(
    more: dict[str, object], before: Callable[[make.World], None]
) -> None:
    world = make.active()
    before(world)
    files, entries = evidence(), JournalEntry.objects.count()
    with pytest.raises(watch.NoActiveCase) as refusal:
        make.match(world, **more)
    assert refusal.value.status == 422
    assert not Alert.objects.exists()
    assert not Alarm.objects.exists()
    assert evidence() == files
    assert JournalEntry.objects.count() == entries


def test_another_camera_an_earlier_picture_and_an_expired_case_are_refused() -> None:
    world = make.active()
    other = make_cameras.camera(make_areas.village())
    assert world.case.active_at is not None
    assert world.case.expires_at is not None
    with pytest.raises(watch.NoActiveCase):
        make.match(world, camera=other)
    with pytest.raises(watch.NoActiveCase):
        make.match(world, at=world.case.active_at - timedelta(seconds=1))
    with clock.fixed(world.case.expires_at), pytest.raises(watch.NoActiveCase):
        make.match(world)


def test_no_clip_of_a_match_is_kept() -> None:
    world = make.active()
    make.match(world)
    key = Alert.objects.values_list("key", flat=True).get()
    files = evidence()
    with pytest.raises(ClipUnwanted):
        services.receive_clip(key=key, data=make_cameras.clip(), received_at=clock.now())
    assert evidence() == files


def test_no_deletes_the_picture_and_yes_keeps_it(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    world = make.active()
    before = evidence()
    alarm = make.match(world)
    kept = evidence() - before
    assert len(kept) == 1
    with django_capture_on_commit_callbacks(execute=True):
        answered = answer_match(alarm_id=alarm.id, yes=False, actor=world.asker)
    assert answered.alarm.state is AlarmState.FALSE_ALARM
    assert not answered.alarm.has_picture
    assert evidence() == before
    second = make.match(world)
    answer = answer_match(alarm_id=second.id, yes=True, actor=world.asker)
    assert answer.changed
    assert not answer_match(alarm_id=second.id, yes=True, actor=world.asker).changed
    assert selectors.alarm_picture(world.asker, second.id).name
    assert kinds(world)[-2:] == ["match", "confirmed"]


def test_the_event_gets_no_copy_of_the_picture() -> None:
    world = make.active()
    before = evidence()
    alarm = make.match(world)
    kept = evidence()
    assert len(kept - before) == 1
    services.accept(alarm_id=alarm.id, actor=world.asker)
    assert evidence() == kept


def test_only_those_who_may_see_the_alarm_answer() -> None:
    world = make.active()
    alarm = make.match(world)
    stranger = make_areas.actor(Role.VILLAGE_SECRETARY, make_areas.village())
    for yes in (True, False):
        with pytest.raises(NotYours):
            answer_match(alarm_id=alarm.id, yes=yes, actor=stranger)
    plain = make_cameras.raise_alarm(world.camera)
    with pytest.raises(NotYours):
        answer_match(alarm_id=plain.id, yes=True, actor=world.asker)


# --- closing ----------------------------------------------------------------------------------------------------------


def test_after_closing_nobody_can_ask_where_somebody_was() -> None:
    world = make.active()
    alarm = make.match(world)
    assert [one.id for one in selectors.alarms(world.asker)] == [alarm.id]
    watch.close_case(case_id=world.case.id, note="已找到，平安", actor=world.asker)
    assert selectors.alarms(world.asker) == []
    assert selectors.live_alarms(world.asker) == []
    assert reading.case_matches(world.asker, world.case.id) == []
    with pytest.raises(NotYours):
        selectors.alarm(world.asker, alarm.id)
    with pytest.raises(NotYours):
        selectors.alarm_picture(world.asker, alarm.id)
    assert Alarm.objects.get().state == AlarmState.FALSE_ALARM, "nobody is called any more"
    services.tick_alarm(alarm.id)


def test_the_template_goes_at_once_and_the_rest_within_24_hours() -> None:
    files = evidence()
    world = make.active(face=True, face_template=FACE, impact_note="评估编号 3，2026-11-20")
    assert config(world)["searches"][0]["face"] == FACE
    make.match(world)
    assert len(evidence() - files) == 4, "sign photo, consent, photo and the picture of the match"
    signs = {name for name in evidence() if name.startswith("signs/")}
    closed_at = clock.now()
    with clock.fixed(closed_at):
        watch.close_case(case_id=world.case.id, note="已找到", actor=world.asker)
    assert make.row(world).face_template == ""
    with clock.fixed(closed_at + timedelta(hours=1)):
        watch.sweep_cases()
        assert make.row(world).who == "老李"
    with clock.fixed(closed_at + timedelta(hours=23)):
        watch.sweep_cases()
        watch.sweep_cases()
    case = make.row(world)
    assert case.erased_at is not None
    texts = [case.who, case.upper, case.lower, case.marks, case.consent_by, case.plate, case.face_template]
    assert texts == [""] * 7
    assert evidence() == files | signs
    assert kinds(world)[-1] == "erased"
    assert kinds(world).count("erased") == 1
    assert "老李" not in json.dumps(list(WatchCase.objects.values()), ensure_ascii=False, default=str)


def test_of_a_vehicle_the_masked_plate_remains() -> None:
    world = make.active(kind=CaseKind.VEHICLE)
    watch.close_case(case_id=world.case.id, note="已处理", actor=world.clerk)
    with clock.fixed(clock.now() + timedelta(hours=23)):
        watch.sweep_cases()
    case = make.row(world)
    assert (case.plate, case.plate_masked) == ("", "粤A···34")
    with pytest.raises(watch.CaseRefused):
        watch.ask_again(case_id=case.pk, actor=world.asker)


def test_longer_is_a_new_case_with_new_approvals_and_new_consent() -> None:
    world = make.active()
    fresh = watch.ask_again(case_id=world.case.id, actor=world.asker)
    assert fresh.is_draft
    assert (fresh.upper, fresh.who) == ("red", "老李")
    assert not fresh.has_consent
    assert [one.id for one in fresh.cameras] == [world.camera.pk]
    with pytest.raises(watch.CaseIncomplete):
        watch.ask_for_case(case_id=fresh.id, actor=world.asker)


def test_reading_leaves_a_line() -> None:
    world = make.active()
    watch.note_reading(case_id=world.case.id, what="photo", actor=world.guardian)
    assert kinds(world)[-1] == "read"
    lines = reading.case_history(world.asker, world.case.id)
    assert (lines[-1].kind, lines[-1].person) == ("cameras.watch_read", world.guardian.name)
