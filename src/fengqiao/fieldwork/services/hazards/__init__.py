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
from fengqiao.fieldwork.services.hazards.list_sheets import export_list, import_list
from fengqiao.fieldwork.services.hazards.lists import Line, ListRefused, discard_draft, publish_draft, save_draft

__all__ = [
    "HazardRefused",
    "InputRefused",
    "Line",
    "ListRefused",
    "Seen",
    "StepNotTaken",
    "Told",
    "confirm_check",
    "discard_draft",
    "export_list",
    "extend",
    "hand_over_notice",
    "import_list",
    "pass_hazard",
    "publish_draft",
    "raise_overdue",
    "rectify",
    "report_check",
    "save_draft",
    "send_back",
    "withdraw",
]
