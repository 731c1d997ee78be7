"""The loudspeaker port: one verb, ``play``, and the adapters behind it.

An adapter returns when the warning is on its way out of the loudspeaker, or raises SpeakerFailed with words for
the record. It knows nothing of alarms and touches no table.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from fengqiao.cameras.models import Speaker, VoiceText
from fengqiao.cameras.selectors.voice import SoundSource, source_of
from fengqiao.cameras.services.adapters import adapter_of
from fengqiao.cameras.services.adapters.port import SpeakerFailed

SOUNDS = Path(__file__).resolve().parent.parent / "sounds"

__all__ = ["Order", "SpeakerFailed", "order", "play", "sound_bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """All that playing needs, read from the tables beforehand, so that a thread can do it without them."""

    kind: str
    address: str = field(repr=False)
    options: Mapping[str, Any] = field(repr=False)
    source: SoundSource
    text: str
    language: str
    repeat: int


def order(speaker: Speaker, voice_text: VoiceText | None) -> Order:
    """What has to be played at a loudspeaker."""
    return Order(
        kind=speaker.kind,
        address=speaker.address,
        options={"folder": str(settings.HOME / "voice"), **speaker.options},
        source=source_of(voice_text) if voice_text else SoundSource(),
        text=voice_text.text if voice_text else "",
        language=voice_text.language if voice_text else "",
        repeat=speaker.repeat,
    )


def play(wanted: Order) -> None:
    """Play it now. Raises SpeakerFailed."""
    adapter = adapter_of(wanted.kind, wanted.address, wanted.options)
    if wanted.source.recording:
        with tempfile.NamedTemporaryFile(suffix=Path(wanted.source.recording).suffix or ".mp3") as file:
            file.write(sound_bytes(wanted.source))
            file.flush()
            adapter.play(Path(file.name), text=wanted.text, language=wanted.language, repeat=wanted.repeat)
        return
    path = shipped(wanted.source.sound)
    adapter.play(path, text=wanted.text, language=wanted.language, repeat=wanted.repeat)


def shipped(name: str) -> Path:
    """The file of a shipped recording. Raises SpeakerFailed when there is none of that name."""
    path = SOUNDS / name
    if not name or path.parent != SOUNDS or not path.is_file():
        raise SpeakerFailed(f"there is no recording {name or '(none)'}")
    return path


def sound_bytes(source: SoundSource) -> bytes:
    """A recording's bytes, from the storage or from the shipped ones. Raises SpeakerFailed."""
    if source.recording:
        try:
            with default_storage.open(source.recording) as file:
                return bytes(file.read())
        except OSError as error:
            raise SpeakerFailed("the recording's file is missing") from error
    return shipped(source.sound).read_bytes()
