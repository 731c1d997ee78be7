"""The rooms of a centre, and the states of a booking."""

from __future__ import annotations

from enum import StrEnum


class Zone(StrEnum):
    """Office 办公区, multi-purpose activity 多功能活动区, leisure and sharing 休闲分享区."""

    OFFICE = "office"
    ACTIVITY = "activity"
    LEISURE = "leisure"


class Came(StrEnum):
    """How a booking came: by phone page, by the QR at the door, at the desk, from the council, for an activity."""

    PHONE = "phone"
    DOOR = "door"
    DESK = "desk"
    COUNCIL = "council"
    ACTIVITY = "activity"


class Holding(StrEnum):
    """Booked 已预约, waiting 候补, over and checked 已用, did not come 爽约, given back 已取消."""

    BOOKED = "booked"
    WAITING = "waiting"
    OVER = "over"
    MISSED = "missed"
    CANCELLED = "cancelled"


# A room can have one of these at a time; the database guards it.
TAKES = (Holding.BOOKED, Holding.OVER, Holding.MISSED)
