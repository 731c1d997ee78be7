"""Alerts come in once, are kept as posted, and are gathered into alarms."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.cameras import services
from fengqiao.cameras.domain.alarm import AlarmState, Step
from fengqiao.cameras.models import Alarm, AlarmStep, Alert, VoiceCall
from fengqiao.cameras.selectors import alarm_history
from fengqiao.cameras.services.errors import (
    ClipDiffers,
    FromTheFuture,
    NotAClip,
    NotAPicture,
    PictureTooLarge,
    UnknownAlert,
    UnknownCamera,
    WrongHash,
)
from fengqiao.core import clock
from fengqiao.core.models import JournalEntry
from lookout.contract import Kind

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def kinds() -> list[str]:
    rows = JournalEntry.objects.filter(kind__startswith="cameras.", subject__startswith="alarm:")
    return list(rows.order_by("seq").values_list("kind", flat=True))


def test_an_alert_raises_an_alarm_and_asks_for_a_warning() -> None:
    village = make.village()
    secretary = make.worker(Role.VILLAGE_SECRETARY, village)
    river = cam.camera(village)
    shot = cam.picture()
    posted = cam.alert(river.code, snapshot=shot)
    with clock.fixed(posted.at + timedelta(seconds=1)):
        alarm, created = services.receive_alert(alert=posted, snapshot=shot, received_at=clock.now(), engine="edge-1")
    assert created
    assert (alarm.state, alarm.count, alarm.zone_kind, alarm.score) == (AlarmState.RAISED, 1, "water", 0.81)
    assert [(one.name, one.level) for one in alarm.called] == [(secretary.name, 0)]
    row = Alert.objects.get()
    assert row.body["key"] == posted.key
    assert row.picture_sha256 == hashlib.sha256(shot).hexdigest()
    assert default_storage.open(row.picture.name).read() == shot
    assert kinds() == ["cameras.alarm_raised"]
    jobs = ProcrastinateJob.objects.values_list("task_name", flat=True)
    assert sorted(jobs) == ["cameras.speak", "cameras.tick"]


def test_the_same_key_again_is_the_same_alarm() -> None:
    river = cam.camera()
    posted = cam.alert(river.code)
    first, created = services.receive_alert(alert=posted, snapshot=None, received_at=clock.now())
    again, created_again = services.receive_alert(alert=posted, snapshot=None, received_at=clock.now())
    assert (created, created_again) == (True, False)
    assert (first.id, again.id, again.count) == (first.id, first.id, 1)
    assert Alert.objects.count() == 1


def test_alerts_of_one_zone_are_one_card_with_the_newest_picture() -> None:
    river = cam.camera()
    with clock.fixed(NOON):
        first = cam.raise_alarm(river)
    with clock.fixed(NOON + timedelta(seconds=3)):
        second = cam.raise_alarm(river)
    with clock.fixed(NOON + timedelta(seconds=4)):
        late_picture, _ = services.receive_alert(
            alert=cam.alert(river.code, at=NOON + timedelta(seconds=1)), snapshot=None, received_at=clock.now()
        )
    assert first.id == second.id == late_picture.id
    assert late_picture.count == 3
    assert late_picture.newest_id == second.newest_id
    assert late_picture.last_at == NOON + timedelta(seconds=3)
    assert kinds() == ["cameras.alarm_raised", "cameras.alarm_again", "cameras.alarm_again"]


def test_another_zone_is_another_alarm() -> None:
    river = cam.camera()
    first = cam.raise_alarm(river)
    second = cam.raise_alarm(river, rule="bridge", kind=Kind.INTRUSION)
    assert first.id != second.id


def test_after_the_end_a_new_alarm_is_raised() -> None:
    village = make.village()
    river = cam.camera(village)
    first = cam.raise_alarm(river)
    services.false_alarm(alarm_id=first.id, reason="animal", actor=make.actor(Role.VILLAGE_SECRETARY, village))
    assert cam.raise_alarm(river).id != first.id


def test_a_silent_half_hour_makes_a_new_alarm() -> None:
    river = cam.camera()
    with clock.fixed(NOON):
        first = cam.raise_alarm(river)
    with clock.fixed(NOON + timedelta(minutes=31)):
        second = cam.raise_alarm(river)
    assert first.id != second.id


def test_somebody_new_is_warned_again_but_not_at_once() -> None:
    river = cam.camera()
    with clock.fixed(NOON):
        cam.raise_alarm(river)
    with clock.fixed(NOON + timedelta(seconds=10)):
        assert cam.raise_alarm(river).voices == 1
    with clock.fixed(NOON + timedelta(seconds=21)):
        assert cam.raise_alarm(river).voices == 2


def test_an_alert_that_waited_in_the_spool_calls_people_but_speaks_to_nobody() -> None:
    river = cam.camera()
    alarm = cam.raise_alarm(river, after_s=3600)
    assert alarm.late
    assert alarm.voices == 0
    assert not VoiceCall.objects.exists()


@pytest.mark.parametrize(
    ("snapshot", "refusal"),
    [
        (b"GIF89a not a picture", NotAPicture),
        (b"\xff\xd8\xff broken", NotAPicture),
        (cam.picture()[:300], NotAPicture),
        (b"\xff\xd8\xff" + bytes(4 * 1024 * 1024), PictureTooLarge),
    ],
)
def test_only_whole_bearable_jpegs_are_kept(snapshot: bytes, refusal: type[Exception]) -> None:
    river = cam.camera()
    with pytest.raises(refusal):
        services.receive_alert(
            alert=cam.alert(river.code, snapshot=snapshot), snapshot=snapshot, received_at=clock.now()
        )
    assert not Alert.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    river = cam.camera()
    bomb = cam.picture(6000, 5000)
    with pytest.raises(PictureTooLarge):
        services.receive_alert(alert=cam.alert(river.code, snapshot=bomb), snapshot=bomb, received_at=clock.now())


def test_wrong_alerts_are_refused_in_words() -> None:
    river = cam.camera()
    now = clock.now()
    with pytest.raises(UnknownCamera, match="NO-SUCH"):
        services.receive_alert(alert=cam.alert("NO-SUCH"), snapshot=None, received_at=now)
    with pytest.raises(FromTheFuture, match="180"):
        services.receive_alert(
            alert=cam.alert(river.code, at=now + timedelta(seconds=180)), snapshot=None, received_at=now
        )
    with pytest.raises(WrongHash):
        services.receive_alert(
            alert=cam.alert(river.code, snapshot=cam.picture()), snapshot=cam.picture(colour="red"), received_at=now
        )
    with pytest.raises(WrongHash):
        services.receive_alert(alert=cam.alert(river.code, snapshot=cam.picture()), snapshot=None, received_at=now)
    assert not Alarm.objects.exists()


def test_nobody_rewrites_what_was_posted() -> None:
    river = cam.camera()
    alarm = cam.raise_alarm(river)
    for change in (
        "UPDATE cameras_alert SET body = '{}'",
        "UPDATE cameras_alert SET key = 'other:water:1:1'",
        "DELETE FROM cameras_alert",
        "UPDATE cameras_alarmstep SET note = 'x'",
        "DELETE FROM cameras_alarmstep",
        "UPDATE cameras_zone SET polygon = '[]'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert [step.step for step in alarm_history(SYSTEM, alarm.id)] == [Step.RAISE]


def test_a_clip_is_kept_once_and_hashed() -> None:
    river = cam.camera()
    alarm = cam.raise_alarm(river)
    key = Alert.objects.get().key
    data = cam.clip()
    seen, created = services.receive_clip(key=key, data=data, received_at=clock.now())
    assert created
    assert seen.has_clip
    assert Alert.objects.get().clip_sha256 == hashlib.sha256(data).hexdigest()
    _, created_again = services.receive_clip(key=key, data=data, received_at=clock.now())
    assert not created_again
    with pytest.raises(ClipDiffers):
        services.receive_clip(key=key, data=cam.clip(5000), received_at=clock.now())
    assert kinds().count("cameras.clip_arrived") == 1
    assert alarm.id == seen.id


def test_a_clip_needs_its_alert_and_must_be_one() -> None:
    with pytest.raises(UnknownAlert):
        services.receive_clip(key="CAM:water:1:1", data=cam.clip(), received_at=clock.now())
    with pytest.raises(NotAClip):
        services.receive_clip(key="CAM:water:1:1", data=b"RIFF" + bytes(50), received_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_key_at_the_same_time_make_one_row_and_one_warning() -> None:
    river = cam.camera()
    shot = cam.picture()
    posted = cam.alert(river.code, snapshot=shot)
    results: list[bool] = []
    problems: list[BaseException] = []
    gate = threading.Barrier(50)

    def post() -> None:
        try:
            gate.wait(60)
            results.append(services.receive_alert(alert=posted, snapshot=shot, received_at=clock.now())[1])
        except BaseException as error:  # noqa: BLE001 - told below
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert problems == []
    assert (len(results), sum(results)) == (50, 1)
    assert Alert.objects.count() == Alarm.objects.count() == VoiceCall.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="cameras.speak").count() == 1
    assert AlarmStep.objects.count() == 1
    assert kinds() == ["cameras.alarm_raised"]
