"""Tables of the event spine. A state is a projection of the steps, which are only ever added (0002, 0005)."""

from fengqiao.incidents.models.catalogue import (
    Category,
    CategoryDraft,
    CategoryVersion,
    RoutingRule,
    SettingsSheet,
)
from fengqiao.incidents.models.clocks import CalendarVersion, ClockPause, ClockSegment, DeadlineRule
from fengqiao.incidents.models.events import Credit, Draft, Evidence, EvidenceKind, Incident, IncidentStep
from fengqiao.incidents.models.figures import MonthCount, MonthSum
from fengqiao.incidents.models.people import Follower, Rating
from fengqiao.incidents.models.public import Attempt, ReportPlace
from fengqiao.incidents.models.search import SearchRow
from fengqiao.incidents.models.side import ClockRequest, HandOver, Reminder, SampleCheck, Supervision
from fengqiao.incidents.models.tasks import JointTask, JointTaskStep
from fengqiao.incidents.models.tray import TrayView
from fengqiao.incidents.models.verifying import Verification

__all__ = [
    "Attempt",
    "CalendarVersion",
    "Category",
    "CategoryDraft",
    "CategoryVersion",
    "ClockPause",
    "ClockRequest",
    "ClockSegment",
    "Credit",
    "DeadlineRule",
    "Draft",
    "Evidence",
    "EvidenceKind",
    "Follower",
    "HandOver",
    "Incident",
    "IncidentStep",
    "JointTask",
    "JointTaskStep",
    "MonthCount",
    "MonthSum",
    "Rating",
    "Reminder",
    "ReportPlace",
    "RoutingRule",
    "SampleCheck",
    "SearchRow",
    "SettingsSheet",
    "Supervision",
    "TrayView",
    "Verification",
]
