"""Spoken warnings: wanted inside the alarm's transaction, played outside of it, settled in one of their own.

A warning is delivered when at least one loudspeaker said so. When none did, a person is called at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor, area
from fengqiao.cameras.domain.alarm import TIMERS, AlarmState, Step
from fengqiao.cameras.domain.voice import Text, choose
from fengqiao.cameras.events import AlarmEvent, alarm_event
from fengqiao.cameras.models import Alarm, SpeakerKind, VoiceCall, VoiceState, VoiceText
from fengqiao.cameras.selectors.scope import alarms_in_reach
from fengqiao.cameras.services import speakers, steps
from fengqiao.core import clock, jobs, journal
from fengqiao.core.errors import NotYours

SPEAK = "cameras.speak"
CHECK = "cameras.voice_check"


def want(alarm: Alarm) -> None:
    """Ask for the next warning of a locked alarm at all its camera's loudspeakers; the caller saves the row.

    The screen's browsers learn of it from the journal in the same transaction; the others are played by a job.
    """
    now = clock.now()
    alarm.voices += 1
    alarm.voiced_at = now
    calls = list(_calls(alarm))
    VoiceCall.objects.bulk_create(calls)
    if not calls:
        alarm.voice_state = VoiceState.FAILED
        _failed(alarm, [_("no loudspeaker with a text for this kind of zone")])
        return
    alarm.voice_state = VoiceState.WAITING
    in_browser = [call for call in calls if call.speaker.kind == SpeakerKind.BROWSER]
    for call in in_browser:
        journal.record(
            alarm_event(
                AlarmEvent.VOICE_WANTED,
                alarm,
                call=str(call.pk),
                attempt=call.attempt,
                language=call.language,
                text=call.text,
                repeat=call.speaker.repeat,
            )
        )
    if len(in_browser) < len(calls):
        jobs.defer(SPEAK, lock=f"voice:{alarm.pk}", alarm_id=str(alarm.pk), attempt=alarm.voices)
    if in_browser:
        jobs.defer(CHECK, at=now + timedelta(seconds=TIMERS.voice_answer_s), alarm_id=str(alarm.pk))


def _calls(alarm: Alarm) -> Iterator[VoiceCall]:
    lineage = area(alarm.camera.area_id).lineage
    rows = {
        row.pk: row
        for row in VoiceText.objects.filter(Q(area=None) | Q(area_id__in=lineage), kind=alarm.zone_kind, active=True)
    }
    texts = [
        Text(
            id=row.pk,
            kind=row.kind,
            language=row.language,
            since=row.since,
            until=row.until,
            area_depth=lineage.index(row.area_id) + 1 if row.area_id else 0,
        )
        for row in rows.values()
    ]
    moment = timezone.localtime(clock.now()).time()
    for speaker in alarm.camera.speakers.filter(active=True).order_by("name", "id"):
        chosen = choose(texts, kind=alarm.zone_kind, languages=speaker.languages, attempt=alarm.voices, moment=moment)
        if chosen is not None:
            yield VoiceCall(
                alarm=alarm,
                attempt=alarm.voices,
                speaker=speaker,
                voice_text=rows[chosen.id],
                language=chosen.language,
                text=rows[chosen.id].text,
                started_at=clock.now(),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Played:
    call_id: UUID
    problem: str


def speak(*, alarm_id: UUID, attempt: int) -> None:
    """Play an attempt at the loudspeakers that still wait for it, all at the same time, and settle each.

    Safe to run again after a crash: what was settled is not played again.
    """
    rows = VoiceCall.objects.filter(alarm_id=alarm_id, attempt=attempt, state=VoiceState.WAITING)
    waiting = list(rows.exclude(speaker__kind=SpeakerKind.BROWSER).select_related("speaker", "voice_text"))
    if not waiting:
        return
    with ThreadPoolExecutor(max_workers=min(8, len(waiting))) as pool:
        orders = [pool.submit(_play, call.pk, speakers.order(call.speaker, call.voice_text)) for call in waiting]
        for future in as_completed(orders):
            played = future.result()
            _end_call(played.call_id, problem=played.problem)


def _play(call_id: UUID, order: speakers.Order) -> _Played:
    try:
        speakers.play(order)
    except speakers.SpeakerFailed as failure:
        return _Played(call_id=call_id, problem=str(failure)[:300] or "failed")
    except Exception as error:  # noqa: BLE001 - a broken adapter is a failed warning, and a person is called
        return _Played(call_id=call_id, problem=type(error).__name__)
    return _Played(call_id=call_id, problem="")


def voice_played(*, call_id: UUID, problem: str = "", actor: Actor) -> bool:
    """A screen says that it played a warning (or could not). True when this changed anything. Raises NotYours."""
    row = VoiceCall.objects.filter(pk=call_id, speaker__kind=SpeakerKind.BROWSER).first()
    if row is None or not Alarm.objects.filter(alarms_in_reach(actor), pk=row.alarm_id).exists():
        raise NotYours
    return _end_call(call_id, problem=problem[:300])


def settle_overdue(*, alarm_id: UUID) -> None:
    """End warnings that nobody answered for: browsers after 4 s, others (the program was interrupted) after 12 s."""
    now = clock.now()
    silent = Q(speaker__kind=SpeakerKind.BROWSER, started_at__lte=now - timedelta(seconds=TIMERS.voice_answer_s))
    lost = Q(started_at__lte=now - timedelta(seconds=TIMERS.voice_lost_s))
    rows = VoiceCall.objects.filter(silent | lost, alarm_id=alarm_id, state=VoiceState.WAITING)
    for pk, kind in list(rows.values_list("pk", "speaker__kind")):
        browser = kind == SpeakerKind.BROWSER
        _end_call(pk, problem=_("no screen played it") if browser else _("interrupted before it was played"))


def overdue_alarms() -> list[UUID]:
    """Alarms with warnings that wait for too long. For the sweep."""
    before = clock.now() - timedelta(seconds=TIMERS.voice_answer_s)
    rows = VoiceCall.objects.filter(state=VoiceState.WAITING, started_at__lte=before)
    return list(rows.order_by().values_list("alarm_id", flat=True).distinct())


def _end_call(call_id: UUID, *, problem: str) -> bool:
    """Write one loudspeaker's answer and what follows from it. A late "played" still counts over a failure."""
    with journal.unit():
        alarm_id = VoiceCall.objects.values_list("alarm_id", flat=True).get(pk=call_id)
        alarm = steps.lock(alarm_id, SYSTEM)
        call = VoiceCall.objects.get(pk=call_id)
        if call.state == VoiceState.DELIVERED or (call.state == VoiceState.FAILED and problem):
            return False
        call.state = VoiceState.FAILED if problem else VoiceState.DELIVERED
        call.problem, call.ended_at = problem, clock.now()
        call.save(update_fields=["state", "problem", "ended_at"])
        if call.attempt == alarm.voices:
            _settle(alarm)
            alarm.save()
    return True


def _settle(alarm: Alarm) -> None:
    calls = list(alarm.voice_calls.filter(attempt=alarm.voices).select_related("speaker").order_by("ended_at"))
    delivered = [call for call in calls if call.state == VoiceState.DELIVERED]
    if delivered and alarm.voice_state != VoiceState.DELIVERED:
        alarm.voice_state = VoiceState.DELIVERED
        first = delivered[0]
        took = (first.ended_at - first.started_at).total_seconds() if first.ended_at else 0.0
        facts: dict[str, Any] = {
            "attempt": alarm.voices,
            "language": first.language,
            "text": first.text,
            "speaker": first.speaker.name,
        }
        steps.note(alarm, Step.VOICE, before=alarm.state, took_s=round(took, 2), **facts)
        journal.record(alarm_event(AlarmEvent.VOICED, alarm, **facts))
    elif alarm.voice_state == VoiceState.WAITING and all(call.state == VoiceState.FAILED for call in calls):
        alarm.voice_state = VoiceState.FAILED
        _failed(alarm, [f"{call.speaker.name}: {call.problem}" for call in calls])


def _failed(alarm: Alarm, problems: list[str]) -> None:
    """Nobody heard the warning: say so, and call a person at once."""
    steps.note(alarm, Step.VOICE_FAILED, before=alarm.state, attempt=alarm.voices, problems=problems)
    journal.record(alarm_event(AlarmEvent.VOICE_FAILED, alarm, attempt=alarm.voices))
    if alarm.state == AlarmState.RAISED:
        steps.climb(alarm, to=1, why="voice_failed")
