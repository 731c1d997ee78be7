"""Tables of the neighbourhood centres."""

from fengqiao.centre.models.centre import Centre, Term
from fengqiao.centre.models.reception import DeskDuty, Matter, MatterPicture, MatterStep, Visit

__all__ = ["Centre", "DeskDuty", "Matter", "MatterPicture", "MatterStep", "Term", "Visit"]
