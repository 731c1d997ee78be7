"""Tables of the neighbourhood centres."""

from fengqiao.centre.models.centre import Centre, Term
from fengqiao.centre.models.council import (
    AgendaItem,
    Attendance,
    CouncilTask,
    Meeting,
    MoneyLine,
    Signature,
    Vote,
)
from fengqiao.centre.models.reception import DeskDuty, Matter, MatterPicture, MatterStep, Visit

__all__ = [
    "AgendaItem",
    "Attendance",
    "Centre",
    "CouncilTask",
    "DeskDuty",
    "Matter",
    "MatterPicture",
    "MatterStep",
    "Meeting",
    "MoneyLine",
    "Signature",
    "Term",
    "Visit",
    "Vote",
]
