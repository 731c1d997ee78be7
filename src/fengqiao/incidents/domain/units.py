"""What a deadline is counted in, and which stretches of an event's way have one."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """Working hours 工作时, working days 工作日, calendar days 自然日, hours by the clock 小时."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


class ClockKind(StrEnum):
    """A stretch of the way that somebody answers for."""

    ACCEPT = "accept"
    VERIFY = "verify"
    DISPATCH = "dispatch"
    SIGN = "sign"
    HANDLE = "handle"
    CHECK = "check"
    CLOSE = "close"
    JOINT_ANSWER = "joint_answer"
    JOINT_WORK = "joint_work"


class Basis(StrEnum):
    """Why an organisation is responsible: it is the place's own (属地), or the object is its own (属主)."""

    PLACE = "place"
    OWNER = "owner"


class Part(StrEnum):
    """What a routing rule gives an organisation: the lead, a joint task, or the ability to be chosen."""

    LEAD = "lead"
    JOINT = "joint"
    ABLE = "able"
