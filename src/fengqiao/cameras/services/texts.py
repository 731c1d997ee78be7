"""Texts and recordings of the spoken warnings."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.db.models import Q

from fengqiao.areas.selectors import Actor, holds
from fengqiao.cameras.domain.voice import Language
from fengqiao.cameras.models import VoiceText
from fengqiao.cameras.selectors.scope import REGISTER
from fengqiao.cameras.services import pictures
from fengqiao.cameras.services.errors import SpeakerNotUsable
from fengqiao.core import journal
from fengqiao.core.errors import NotYours

MAX_RECORDING = 4 * 1024 * 1024
ENDINGS = {
    b"ID3": "mp3",
    b"\xff\xfb": "mp3",
    b"\xff\xf3": "mp3",
    b"OggS": "ogg",
    b"RIFF": "wav",
    b"\x1aE\xdf\xa3": "webm",
}


def set_voice_text(
    *,
    kind: str,
    language: Language | str,
    text: str,
    area_id: UUID | None = None,
    since: time | None = None,
    until: time | None = None,
    sound: str = "",
    recording: bytes | None = None,
    actor: Actor,
) -> UUID:
    """Say what is spoken for a kind of zone in a language; replaces the one for the same area and hours.

    ``sound`` names a shipped recording; ``recording`` is one's own (MP3, Ogg, WAV or WebM, at most 4 MB). Without an
    area it holds everywhere, which only the system may say. Returns the text's id. Raises SpeakerNotUsable, NotYours.
    """
    if not (actor.system if area_id is None else holds(actor, area_id, *REGISTER)):
        raise NotYours
    kept = ""
    if recording is not None:
        ending = next((end for magic, end in ENDINGS.items() if recording.startswith(magic)), None)
        if ending is None or len(recording) > MAX_RECORDING:
            raise SpeakerNotUsable(problem="MP3, Ogg, WAV or WebM up to 4 MB")
        kept = pictures.keep("voices", ending, recording)
    with journal.unit():
        place = Q(area=None) if area_id is None else Q(area_id=area_id)
        same = VoiceText.objects.filter(place, kind=kind, language=language, since=since, until=until, active=True)
        same.update(active=False)
        row = VoiceText.objects.create(
            kind=kind,
            language=Language(language),
            text=text.strip()[:200],
            area_id=area_id,
            since=since,
            until=until,
            sound=sound,
            recording=kept,
        )
    return row.pk
