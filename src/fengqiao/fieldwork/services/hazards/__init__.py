"""What may be done with safety hazards."""

from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.hazards.checks import Seen, Told, confirm_check, hand_over_notice, report_check
from fengqiao.fieldwork.services.hazards.errors import HazardRefused, StepNotTaken
from fengqiao.fieldwork.services.hazards.following import (
    extend,
    pass_hazard,
    raise_overdue,
    rectify,
    send_back,
    withdraw,
)

__all__ = [
    "HazardRefused",
    "InputRefused",
    "Seen",
    "StepNotTaken",
    "Told",
    "confirm_check",
    "extend",
    "hand_over_notice",
    "pass_hazard",
    "raise_overdue",
    "rectify",
    "report_check",
    "send_back",
    "withdraw",
]
