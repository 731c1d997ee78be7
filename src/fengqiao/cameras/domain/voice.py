"""What to say: the choice among texts by zone kind, language, place and time of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from uuid import UUID


class Language(StrEnum):
    """Spoken languages, by ISO 639-3."""

    MANDARIN = "cmn"
    CANTONESE = "yue"
    HAKKA = "hak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text with the time of day when it is meant (local time; ``since`` = ``until`` = None: always)."""

    id: UUID
    kind: str
    language: str
    since: time | None = None
    until: time | None = None
    area_depth: int = 0
    """How near the text's area is to the camera's: 0 for everywhere, larger is nearer."""


def holds_at(text: Text, moment: time) -> bool:
    """Whether ``moment`` lies in the text's hours; a span such as 22:00-06:00 goes over midnight."""
    if text.since is None or text.until is None:
        return True
    if text.since <= text.until:
        return text.since <= moment < text.until
    return moment >= text.since or moment < text.until


def choose(texts: Sequence[Text], *, kind: str, languages: Sequence[str], attempt: int, moment: time) -> Text | None:
    """The text for the ``attempt``-th warning (from 1): languages take turns; nearer area and set hours win.

    A language without a text is passed over, so the village hears something rather than nothing.
    """
    fitting = [text for text in texts if text.kind == kind and holds_at(text, moment)]
    wanted = [language for language in languages if any(text.language == language for text in fitting)]
    if not wanted:
        wanted = sorted({text.language for text in fitting})
    if not wanted:
        return None
    language = wanted[(attempt - 1) % len(wanted)]
    ranked = [text for text in fitting if text.language == language]
    return max(ranked, key=lambda text: (text.area_depth, text.since is not None, str(text.id)))
