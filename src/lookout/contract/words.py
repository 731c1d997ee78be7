"""The words of the messages: kinds of zones, what was seen, colours and sizes."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a zone is for; decides texts, priorities and who is called."""

    WATER = "water"
    INTRUSION = "intrusion"
    HELMET = "helmet"
    RUBBISH = "rubbish"
    VEHICLE = "vehicle"
    MISSING = "missing"


WATCHED_KINDS = frozenset({Kind.VEHICLE, Kind.MISSING})
"""Kinds for which nothing may be looked for without an authorised list, and nothing else may be kept."""


class What(StrEnum):
    """What was seen, within a kind. A reminder is spoken and kept, and calls nobody."""

    PRESENCE = "presence"
    GROUP = "group"
    LOITERING = "loitering"
    LINE = "line"
    NO_HELMET = "no_helmet"
    REMINDER = "reminder"
    LEFT_BEHIND = "left_behind"
    OVERFULL = "overfull"
    PLATE = "plate"
    LIKENESS = "likeness"


class Colour(StrEnum):
    """Clothing as people describe it; the platform has the words, the engine the ranges."""

    BLACK = "black"
    GREY = "grey"
    WHITE = "white"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"


class Size(StrEnum):
    CHILD = "child"
    ADULT = "adult"
