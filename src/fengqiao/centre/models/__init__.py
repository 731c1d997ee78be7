"""Tables of the neighbourhood centres."""

from fengqiao.centre.models.activities import Activity, ActivityMove, Feedback, HelperHours, Photo, SignUp
from fengqiao.centre.models.books import Book, Loan, ReadingCard
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
from fengqiao.centre.models.rooms import Booking, Room

__all__ = [
    "Activity",
    "ActivityMove",
    "AgendaItem",
    "Attendance",
    "Book",
    "Booking",
    "Centre",
    "CouncilTask",
    "DeskDuty",
    "Feedback",
    "HelperHours",
    "Loan",
    "Matter",
    "MatterPicture",
    "MatterStep",
    "Meeting",
    "MoneyLine",
    "Photo",
    "ReadingCard",
    "Room",
    "SignUp",
    "Signature",
    "Term",
    "Visit",
    "Vote",
]
