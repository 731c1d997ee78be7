"""Spoken warnings: what the command screen has to play, and the recordings themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.models import Alarm, SpeakerKind, VoiceCall, VoiceState, VoiceText
from fengqiao.cameras.selectors.scope import alarms_in_reach
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCallView:
    """A warning that the screen should play now: fetch ``cameras:voice_sound``, then post ``cameras:voice_played``."""

    id: UUID
    alarm_id: UUID
    attempt: int
    language: str
    text: str
    repeat: int
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSource:
    """Where a recording lies: a name in the default storage, or the name of a shipped one."""

    recording: str = ""
    sound: str = ""


def waiting_voice(actor: Actor) -> list[VoiceCallView]:
    """The warnings that wait for a screen of this actor, oldest first."""
    rows = (
        VoiceCall.objects.filter(
            alarm__in=Alarm.objects.filter(alarms_in_reach(actor)),
            state=VoiceState.WAITING,
            speaker__kind=SpeakerKind.BROWSER,
        )
        .select_related("speaker")
        .order_by("started_at")
    )
    return [
        VoiceCallView(
            id=row.pk,
            alarm_id=row.alarm_id,
            attempt=row.attempt,
            language=row.language,
            text=row.text,
            repeat=row.speaker.repeat,
            started_at=row.started_at,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenText:
    """A text of one's own village: what is said for a kind of zone in a language."""

    kind: str
    language: str
    text: str


def own_texts(area_id: UUID) -> list[SpokenText]:
    """The texts in force that were made for this area itself, by kind and language."""
    rows = VoiceText.objects.filter(area_id=area_id, active=True).order_by("kind", "language", "created_at")
    return [SpokenText(kind=row.kind, language=row.language, text=row.text) for row in rows]


def voice_sound(actor: Actor, call_id: UUID) -> SoundSource:
    """The recording of a warning. Raises NotYours when its alarm is outside the actor's scope."""
    row = (
        VoiceCall.objects.filter(alarm__in=Alarm.objects.filter(alarms_in_reach(actor)), pk=call_id)
        .select_related("voice_text")
        .first()
    )
    if row is None or row.voice_text is None:
        raise NotYours
    return source_of(row.voice_text)


def source_of(row: VoiceText) -> SoundSource:
    """A text's own recording, else its shipped sound."""
    if row.recording:
        return SoundSource(recording=str(row.recording))
    return SoundSource(sound=row.sound)
