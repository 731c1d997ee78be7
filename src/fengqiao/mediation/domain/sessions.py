"""Mediation sessions: planned, then held with minutes and attendance, or fallen through."""

from __future__ import annotations

from enum import StrEnum


class SessionState(StrEnum):
    """Planned 已约定, held 已召开, fallen through 未开成."""

    PLANNED = "planned"
    HELD = "held"
    OFF = "off"


class RoomState(StrEnum):
    """Whether a room of a centre was asked for: not at all, asked 已申请, booked 已订到, none free 没有."""

    NONE = ""
    ASKED = "asked"
    BOOKED = "booked"
    REFUSED = "refused"
