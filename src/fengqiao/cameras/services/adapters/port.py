"""The port that every loudspeaker adapter fits."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class SpeakerFailed(Exception):
    """The loudspeaker did not take the warning; the message says why, without addresses or passwords."""


class Loudspeaker(Protocol):
    """One way of being heard."""

    def play(self, audio: Path, *, text: str, language: str, repeat: int) -> None:
        """Let ``audio`` (a readable MP3, Ogg or WAV file; the words are ``text``) be heard ``repeat`` times.

        Returns when the loudspeaker has taken it; raises SpeakerFailed otherwise, within a few seconds.
        """
