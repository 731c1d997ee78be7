"""Why an alarm was false: a short list for thumbs, beside free text."""

from __future__ import annotations

from enum import StrEnum


class FalseReason(StrEnum):
    """What the detector took for something else, or what was harmless. ``other`` needs words."""

    NOBODY = "nobody"
    ANIMAL = "animal"
    SHADOW = "shadow"
    WORKER = "worker"
    ANGLER = "angler"
    ADULT_SAFE = "adult_safe"
    ANOTHER = "another"
    TEST = "test"
    OTHER = "other"
