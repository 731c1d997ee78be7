"""Tables of field work."""

from fengqiao.fieldwork.models.hazards import ChecklistVersion, Hazard, HazardCheck, HazardPicture, HazardStep
from fengqiao.fieldwork.models.outbox import Conflict, ItemState, OutboxItem, PhoneKey, Upload, UploadPiece
from fengqiao.fieldwork.models.tasks import Push, Task, TaskAnswer, TaskPicture, TaskStepRow
from fengqiao.fieldwork.models.worklist import WorkKind, WorkKindVersion

__all__ = [
    "ChecklistVersion",
    "Conflict",
    "Hazard",
    "HazardCheck",
    "HazardPicture",
    "HazardStep",
    "ItemState",
    "OutboxItem",
    "PhoneKey",
    "Push",
    "Task",
    "TaskAnswer",
    "TaskPicture",
    "TaskStepRow",
    "Upload",
    "UploadPiece",
    "WorkKind",
    "WorkKindVersion",
]
