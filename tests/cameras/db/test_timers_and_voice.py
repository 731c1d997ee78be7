"""While nobody answers: the warning repeats, the alarm climbs, and a warning that nobody heard calls a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.cameras import services
from fengqiao.cameras.domain.alarm import AlarmState, Step
from fengqiao.cameras.models import Alarm, VoiceCall
from fengqiao.cameras.selectors import alarm, alarm_history, waiting_voice
from fengqiao.cameras.services.adapters.memory import MemorySpeaker
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _silence() -> None:
    MemorySpeaker.reset()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def speak(alarm_id: UUID) -> None:
    """What the worker does with the waiting jobs."""
    for job in ProcrastinateJob.objects.filter(task_name="cameras.speak"):
        services.speak(alarm_id=alarm_id, attempt=job.args["attempt"])


def happened(alarm_id: UUID) -> list[str]:
    return [step.step for step in alarm_history(SYSTEM, alarm_id)]


def test_the_whole_wait_until_the_town_is_called() -> None:
    town = make.town()
    village = make.village(town)
    secretary = make.worker(Role.VILLAGE_SECRETARY, village)
    lead = make.worker(Role.GRID_LEAD, village)
    clerk = make.worker(Role.STUDIO_CLERK, town)
    operator = make.worker(Role.OPERATOR, town)
    river = cam.camera(village)
    with clock.fixed(NOON):
        raised = cam.raise_alarm(river)
        speak(raised.id)
    for seconds in range(1, 200):
        with clock.fixed(at(seconds)):
            services.tick_alarm(raised.id)
            speak(raised.id)
    after = alarm(SYSTEM, raised.id)
    assert (after.state, after.level, after.voices) == (AlarmState.RAISED, 2, 7)
    assert [(one.name, one.level, (one.at - NOON).total_seconds()) for one in after.called] == [
        (secretary.name, 0, 0),
        (lead.name, 1, 45),
        (operator.name, 2, 90),
        (clerk.name, 2, 90),
    ]
    assert [heard.language for heard in MemorySpeaker.heard] == ["cmn", "yue", "hak", "cmn", "yue", "hak", "cmn"]
    assert {heard.text for heard in MemorySpeaker.heard} == {"warning-cmn", "warning-yue", "warning-hak"}
    assert happened(raised.id).count(Step.VOICE) == 7
    assert happened(raised.id).count(Step.ESCALATE) == 2


def test_one_job_waits_for_each_alarm() -> None:
    with clock.fixed(NOON):
        raised = cam.raise_alarm(cam.camera())
        for _ in range(5):
            services.tick_alarm(raised.id)
    job = ProcrastinateJob.objects.get(task_name="cameras.tick")
    assert job.scheduled_at == at(20)
    assert job.args == {"alarm_id": str(raised.id)}


def test_nothing_is_repeated_once_somebody_goes() -> None:
    village = make.village()
    with clock.fixed(NOON):
        raised = cam.raise_alarm(cam.camera(village))
        services.accept(alarm_id=raised.id, actor=make.actor(Role.VILLAGE_SECRETARY, village))
    with clock.fixed(at(300)):
        services.tick_alarm(raised.id)
        assert services.sweep() == 1  # the warning that no worker played is ended, nothing else
    after = alarm(SYSTEM, raised.id)
    assert (after.voices, after.level) == (1, 0)


def test_a_lost_job_is_caught_by_the_sweep() -> None:
    """What remains after kill -9 of the worker, and of its queue: only the rows."""
    with clock.fixed(NOON):
        raised = cam.raise_alarm(cam.camera())
        speak(raised.id)
    ProcrastinateJob.objects.all().delete()
    with clock.fixed(at(10)):
        assert services.sweep() == 0
    with clock.fixed(at(60)):
        assert services.sweep() == 1
    after = alarm(SYSTEM, raised.id)
    assert (after.voices, after.level) == (2, 2)  # nobody is grid lead there, so the town is called at once
    assert ProcrastinateJob.objects.filter(task_name="cameras.tick").count() == 1


def test_a_silent_loudspeaker_calls_a_person_at_once() -> None:
    village = make.village()
    lead = make.worker(Role.GRID_LEAD, village)
    horn = cam.speaker(village)
    MemorySpeaker.broken.add(horn.name)
    with clock.fixed(NOON):
        raised = cam.raise_alarm(cam.camera(village, speakers=[horn]))
        speak(raised.id)
    after = alarm(SYSTEM, raised.id)
    assert (after.voice_state, after.level) == ("failed", 1)
    assert [(one.name, one.level) for one in after.called] == [(lead.name, 1)]
    failed, climbed = alarm_history(SYSTEM, raised.id)[1:]
    assert (failed.step, climbed.step) == (Step.VOICE_FAILED, Step.ESCALATE)
    assert failed.facts["problems"] == [f"{horn.name}: switched off for this rehearsal"]
    assert climbed.facts["why"] == "voice_failed"
    kinds = JournalEntry.objects.filter(subject=f"alarm:{raised.id}").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["cameras.alarm_raised", "cameras.voice_failed", "cameras.alarm_escalated"]


def test_one_of_two_loudspeakers_is_enough() -> None:
    village = make.village()
    good, bad = cam.speaker(village), cam.speaker(village)
    MemorySpeaker.broken.add(bad.name)
    raised = cam.raise_alarm(cam.camera(village, speakers=[good, bad]))
    speak(raised.id)
    after = alarm(SYSTEM, raised.id)
    assert (after.voice_state, after.level) == ("delivered", 0)
    assert sorted(VoiceCall.objects.values_list("speaker__name", "state")) == sorted(
        [(good.name, "delivered"), (bad.name, "failed")]
    )


def test_without_a_loudspeaker_a_person_is_called_at_once() -> None:
    village = make.village()
    make.worker(Role.GRID_LEAD, village)
    raised = cam.raise_alarm(cam.camera(village, speakers=[]))
    assert (raised.voice_state, raised.level) == ("failed", 1)


def test_a_warning_is_played_once_even_when_the_job_runs_twice() -> None:
    raised = cam.raise_alarm(cam.camera())
    services.speak(alarm_id=raised.id, attempt=1)
    services.speak(alarm_id=raised.id, attempt=1)
    assert len(MemorySpeaker.heard) == 1


def test_the_screen_plays_and_says_so() -> None:
    town = make.town()
    village = make.village(town)
    operator = make.actor(Role.OPERATOR, town)
    browser = cam.speaker(village, kind="browser")
    raised = cam.raise_alarm(cam.camera(village, speakers=[browser]))
    (call,) = waiting_voice(operator)
    assert call.text == "warning-cmn"
    wanted = JournalEntry.objects.get(kind="cameras.voice_wanted")
    assert wanted.payload["call"] == str(call.id)
    assert services.voice_played(call_id=call.id, actor=operator)
    assert not services.voice_played(call_id=call.id, problem="late", actor=operator)
    assert alarm(operator, raised.id).voice_state == "delivered"
    assert waiting_voice(operator) == []


def test_a_screen_of_another_town_neither_hears_nor_answers() -> None:
    village = make.village()
    stranger = make.actor(Role.OPERATOR, make.town())
    raised = cam.raise_alarm(cam.camera(village, speakers=[cam.speaker(village, kind="browser")]))
    assert waiting_voice(stranger) == []
    call = VoiceCall.objects.get(alarm_id=raised.id)
    with pytest.raises(NotYours):
        services.voice_played(call_id=call.pk, actor=stranger)


def test_no_screen_within_four_seconds_is_a_failure_and_a_late_one_still_counts() -> None:
    town = make.town()
    village = make.village(town)
    operator = make.actor(Role.OPERATOR, town)
    with clock.fixed(NOON):
        raised = cam.raise_alarm(cam.camera(village, speakers=[cam.speaker(village, kind="browser")]))
    check = ProcrastinateJob.objects.get(task_name="cameras.voice_check")
    assert check.scheduled_at == at(4)
    with clock.fixed(at(3)):
        services.settle_overdue(alarm_id=raised.id)
        assert alarm(SYSTEM, raised.id).voice_state == "waiting"
    with clock.fixed(at(4)):
        services.settle_overdue(alarm_id=raised.id)
        assert alarm(SYSTEM, raised.id).voice_state == "failed"
    with clock.fixed(at(6)):
        services.voice_played(call_id=VoiceCall.objects.get().pk, actor=operator)
    assert alarm(SYSTEM, raised.id).voice_state == "delivered"


def test_a_warning_that_was_interrupted_is_noticed() -> None:
    with clock.fixed(NOON):
        raised = cam.raise_alarm(cam.camera())
    with clock.fixed(at(12)):
        services.sweep()
    assert alarm(SYSTEM, raised.id).voice_state == "failed"
    assert Alarm.objects.get().level == 2
