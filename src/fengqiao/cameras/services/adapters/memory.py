"""The twin in memory: remembers what it was asked to play. For tests and for rehearsals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fengqiao.cameras.services.adapters.port import SpeakerFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One warning as it was heard."""

    speaker: str
    audio: str
    text: str
    language: str
    repeat: int


class MemorySpeaker:
    """A loudspeaker called ``name``; those in ``broken`` fail."""

    heard: ClassVar[list[Heard]] = []
    broken: ClassVar[set[str]] = set()

    def __init__(self, *, name: str) -> None:
        self.name = name

    def play(self, audio: Path, *, text: str, language: str, repeat: int) -> None:
        if self.name in self.broken:
            raise SpeakerFailed("switched off for this rehearsal")
        self.heard.append(Heard(speaker=self.name, audio=audio.name, text=text, language=language, repeat=repeat))

    @classmethod
    def reset(cls) -> None:
        """Forget everything that was heard, and mend all."""
        cls.heard.clear()
        cls.broken.clear()
