"""Tables of field work."""

from fengqiao.fieldwork.models.absence import Absence, AbsenceRequest
from fengqiao.fieldwork.models.handbook import (
    CareRecord,
    HandbookGrade,
    HandbookSample,
    Household,
    KeyContact,
    SampleOpinion,
    Visit,
)
from fengqiao.fieldwork.models.hazards import ChecklistVersion, Hazard, HazardCheck, HazardPicture, HazardStep
from fengqiao.fieldwork.models.outbox import Conflict, ItemState, OutboxItem, PhoneKey, Upload, UploadPiece
from fengqiao.fieldwork.models.patrol import (
    CheckIn,
    Cover,
    Finding,
    PatrolPlace,
    PatrolRoute,
    RouteRound,
    RouteStop,
    Shift,
    TrailPoint,
)
from fengqiao.fieldwork.models.tasks import Push, Task, TaskAnswer, TaskPicture, TaskStepRow
from fengqiao.fieldwork.models.volunteers import CallOut, CallOutPart, Volunteer
from fengqiao.fieldwork.models.worklist import WorkKind, WorkKindVersion

__all__ = [
    "Absence",
    "AbsenceRequest",
    "CallOut",
    "CallOutPart",
    "CareRecord",
    "CheckIn",
    "ChecklistVersion",
    "Conflict",
    "Cover",
    "Finding",
    "HandbookGrade",
    "HandbookSample",
    "Hazard",
    "HazardCheck",
    "HazardPicture",
    "HazardStep",
    "Household",
    "ItemState",
    "KeyContact",
    "OutboxItem",
    "PatrolPlace",
    "PatrolRoute",
    "PhoneKey",
    "Push",
    "RouteRound",
    "RouteStop",
    "SampleOpinion",
    "Shift",
    "Task",
    "TaskAnswer",
    "TaskPicture",
    "TaskStepRow",
    "TrailPoint",
    "Upload",
    "UploadPiece",
    "Visit",
    "Volunteer",
    "WorkKind",
    "WorkKindVersion",
]
