"""What the functions report beside somebody at the water: reminders, bare heads, rubbish, who left, who was counted."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pydantic import ValidationError

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.cameras import selectors, services
from fengqiao.cameras.domain.alarm import AlarmState, Step
from fengqiao.cameras.models import AlarmCall, Alert, Departure, Tally, VoiceCall
from fengqiao.cameras.selectors import alarm_history, alarms, live_alarms
from fengqiao.cameras.selectors.figures import day_figures
from fengqiao.cameras.services.errors import (
    AlarmOver,
    BeforeRefused,
    FromTheFuture,
    NotStorable,
    OnlyNoted,
    TallyRefused,
    UnknownCamera,
)
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from lookout.contract import Kind, What
from lookout.contract import Tally as PostedTally

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def kinds() -> list[str]:
    return list(
        JournalEntry.objects.filter(subject__startswith="alarm:").order_by("seq").values_list("kind", flat=True)
    )


@pytest.fixture
def village() -> AreaView:
    home = make.village()
    make.worker(Role.VILLAGE_SECRETARY, home)
    return home


def test_a_reminder_is_spoken_and_kept_and_calls_nobody(village: AreaView) -> None:
    bins = cam.camera(village, kind=Kind.RUBBISH)
    with clock.fixed(NOON):
        noted = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.REMINDER)
        assert (noted.state, noted.is_open, noted.severity) == (AlarmState.NOTED, False, 0)
        assert not AlarmCall.objects.exists()
        assert live_alarms(SYSTEM) == []
        assert alarms(SYSTEM) == []
        assert [one.id for one in alarms(SYSTEM, noted=True)] == [noted.id]
        assert day_figures(SYSTEM, NOON - timedelta(hours=1)).total == 0
        assert VoiceCall.objects.get().text == "warning-cmn"
    assert kinds() == ["cameras.alarm_noted"]
    assert [step.step for step in alarm_history(SYSTEM, noted.id)] == [Step.NOTE]
    assert "cameras.tick" not in ProcrastinateJob.objects.values_list("task_name", flat=True)


def test_each_who_comes_to_the_bins_is_reminded_and_the_entry_grows(village: AreaView) -> None:
    bins = cam.camera(village, kind=Kind.RUBBISH)
    seen = []
    for seconds in (0, 5, 60, 60 + 601):
        with clock.fixed(NOON + timedelta(seconds=seconds)):
            seen.append(cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.REMINDER))
    assert len({one.id for one in seen[:3]}) == 1
    assert [one.voices for one in seen[:3]] == [1, 1, 2]
    assert seen[3].id != seen[0].id


def test_when_nobody_heard_a_reminder_nobody_is_woken(village: AreaView) -> None:
    bins = cam.camera(village, kind=Kind.RUBBISH, spoken=False)
    noted = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.REMINDER)
    assert noted.voice_state == "failed"
    assert not AlarmCall.objects.exists()
    assert noted.state is AlarmState.NOTED


def test_a_bare_head_is_noted_and_may_be_called_nothing_by_a_person(village: AreaView) -> None:
    road = cam.camera(village, kind=Kind.HELMET)
    facts = {"head_px": 31, "sure": 0.93}
    noted = cam.raise_alarm(road, kind=Kind.HELMET, what=What.NO_HELMET, facts=facts)
    assert (noted.what, noted.facts) == ("no_helmet", facts)
    secretary = make.actor(Role.VILLAGE_SECRETARY, village)
    with pytest.raises(OnlyNoted):
        services.accept(alarm_id=noted.id, actor=secretary)
    answer = services.false_alarm(alarm_id=noted.id, reason="worker", actor=secretary)
    assert (answer.changed, answer.alarm.state) == (True, AlarmState.FALSE_ALARM)
    with pytest.raises(AlarmOver):
        services.accept(alarm_id=noted.id, actor=secretary)


def test_something_left_behind_comes_with_the_place_before_and_goes_to_the_grid_worker(village: AreaView) -> None:
    worker = make.worker(Role.GRID_WORKER, village)
    bins = cam.camera(village, kind=Kind.RUBBISH)
    before = cam.picture(colour="white")
    left = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.LEFT_BEHIND, before=before)
    assert left.has_before
    assert [one.name for one in left.called] == [worker.name]
    assert not VoiceCall.objects.exists()  # whoever left it is gone
    row = Alert.objects.get()
    assert row.before_sha256 == hashlib.sha256(before).hexdigest()
    assert default_storage.open(row.before.name).read() == before
    served = selectors.alarm_before(SYSTEM, left.id)
    assert (served.name, served.sha256) == (row.before.name, row.before_sha256)
    with pytest.raises(NotYours):
        selectors.alarm_before(make.actor(Role.OPERATOR, make.village()), left.id)


def test_without_a_grid_worker_the_next_one_of_the_village_is_called(village: AreaView) -> None:
    bins = cam.camera(village, kind=Kind.RUBBISH)
    full = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.OVERFULL)
    assert [one.role for one in full.called] == ["village_secretary"]
    other = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.LEFT_BEHIND)
    assert other.id != full.id


def test_somebody_who_becomes_a_group_is_one_card(village: AreaView) -> None:
    river = cam.camera(village)
    with clock.fixed(NOON):
        alone = cam.raise_alarm(river)
    with clock.fixed(NOON + timedelta(seconds=5)):
        group = cam.raise_alarm(river, what=What.GROUP, people=4)
    assert (group.id, group.what, group.people) == (alone.id, "group", 4)
    assert group.happening != alone.happening


def test_the_picture_from_before_is_believed_by_its_hash_and_its_bytes(village: AreaView) -> None:
    bins = cam.camera(village, kind=Kind.RUBBISH)
    posted = cam.alert(bins.code, kind=Kind.RUBBISH, before=cam.picture())
    for given in (None, cam.picture(colour="red")):
        with pytest.raises(BeforeRefused):
            services.receive_alert(alert=posted, snapshot=None, before=given, received_at=clock.now())
    assert not Alert.objects.exists()


def test_a_nul_in_the_facts_is_refused_in_words(village: AreaView) -> None:
    river = cam.camera(village)
    posted = cam.alert(river.code, facts={"colour": "re\x00d"})
    with pytest.raises(NotStorable, match="NUL"):
        services.receive_alert(alert=posted, snapshot=None, received_at=clock.now())


def test_who_left_is_told_and_safety_is_not_confirmed_by_it(village: AreaView) -> None:
    river = cam.camera(village)
    with clock.fixed(NOON):
        first, second = cam.alert(river.code), cam.alert(river.code)
        for posted in (first, second):
            services.receive_alert(alert=posted, snapshot=None, received_at=clock.now())
    with clock.fixed(NOON + timedelta(minutes=1)):
        assert services.receive_departure(departure=cam.leave(first), received_at=clock.now())
        half = live_alarms(SYSTEM)[0]
        assert (half.inside, half.left_at) == (1, None)
        assert services.receive_departure(departure=cam.leave(second, after_s=50, stayed_s=50), received_at=clock.now())
        gone = live_alarms(SYSTEM)[0]
    assert (gone.state, gone.inside, gone.stayed_s) == (AlarmState.RAISED, 0, 50)
    assert gone.left_at == NOON + timedelta(seconds=50)
    steps = [step for step in alarm_history(SYSTEM, gone.id) if step.step is Step.LEFT]
    assert [step.facts["inside"] for step in steps] == [1, 0]
    assert kinds()[-1] == "cameras.alarm_left"
    with clock.fixed(NOON + timedelta(minutes=2)):
        again = cam.raise_alarm(river)
    assert (again.id, again.inside, again.left_at) == (gone.id, 1, None)


def test_a_replayed_departure_changes_nothing(village: AreaView) -> None:
    river = cam.camera(village)
    posted = cam.alert(river.code, at=NOON)
    services.receive_alert(alert=posted, snapshot=None, received_at=NOON)
    later = NOON + timedelta(minutes=1)
    told = [services.receive_departure(departure=cam.leave(posted), received_at=later) for _ in range(3)]
    assert told == [True, False, False]
    assert kinds().count("cameras.alarm_left") == 1


def test_a_departure_waits_for_its_alert(village: AreaView) -> None:
    river = cam.camera(village)
    posted = cam.alert(river.code, at=NOON)
    later = NOON + timedelta(minutes=1)
    assert services.receive_departure(departure=cam.leave(posted), received_at=later)
    assert Departure.objects.get().alert is None
    alarm, _ = services.receive_alert(alert=posted, snapshot=None, received_at=later)
    assert (alarm.inside, alarm.stayed_s) == (0, 41)
    assert Departure.objects.get().alert is not None


def test_a_departure_under_another_cameras_name_finds_no_alert(village: AreaView) -> None:
    river, other = cam.camera(village), cam.camera(village)
    posted = cam.alert(river.code, at=NOON)
    services.receive_alert(alert=posted, snapshot=None, received_at=NOON)
    wrong = cam.leave(posted).model_copy(update={"camera": other.code})
    services.receive_departure(departure=wrong, received_at=NOON + timedelta(minutes=1))
    assert live_alarms(SYSTEM)[0].inside is None
    with pytest.raises(UnknownCamera):
        services.receive_departure(departure=wrong.model_copy(update={"camera": "NO"}), received_at=NOON)
    with pytest.raises(FromTheFuture):
        services.receive_departure(departure=cam.leave(posted, after_s=999), received_at=NOON)


def tally(code: str, **more: object) -> PostedTally:
    fields: dict[str, object] = {
        "key": f"{code}:gate:person:1",
        "camera": code,
        "rule": "gate",
        "begin": NOON - timedelta(minutes=15),
        "end": NOON,
        "cls": "person",
        "forward": 7,
        "backward": 3,
    }
    return PostedTally(**(fields | more))


def test_the_first_tally_of_a_key_counts(village: AreaView) -> None:
    river = cam.camera(village)
    told = [services.receive_tally(tally=tally(river.code, forward=n), received_at=NOON) for n in (7, 8)]
    assert told == [True, False]
    assert Tally.objects.get().forward == 7


@pytest.mark.parametrize(
    "more",
    [
        {"begin": NOON + timedelta(minutes=1)},
        {"begin": NOON - timedelta(days=2)},
    ],
)
def test_impossible_moments_are_refused_in_words(village: AreaView, more: dict[str, object]) -> None:
    river = cam.camera(village)
    with pytest.raises(TallyRefused):
        services.receive_tally(tally=tally(river.code, **more), received_at=NOON)
    with pytest.raises(NotStorable):
        services.receive_tally(tally=tally(river.code, key="abcdefgh\x00"), received_at=NOON)


def test_a_count_beyond_all_belief_is_no_message() -> None:
    with pytest.raises(ValidationError, match="forward"):
        tally("CAM-X", forward=10**30)


def test_nobody_rewrites_departures_tallies_or_what_a_zone_was_for(village: AreaView) -> None:
    river = cam.camera(village)
    posted = cam.alert(river.code, at=NOON)
    services.receive_alert(alert=posted, snapshot=None, received_at=NOON)
    services.receive_departure(departure=cam.leave(posted), received_at=NOON + timedelta(minutes=1))
    services.receive_tally(tally=tally(river.code), received_at=NOON)
    for change in (
        "UPDATE cameras_departure SET stayed_s = 1",
        "DELETE FROM cameras_departure",
        "UPDATE cameras_tally SET forward = 99",
        "DELETE FROM cameras_tally",
        "UPDATE cameras_alert SET before_sha256 = 'x'",
        "UPDATE cameras_zone SET settings = '{\"people\": 2}'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
