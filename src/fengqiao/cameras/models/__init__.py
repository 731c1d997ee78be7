"""Tables of cameras, loudspeakers, alerts and alarms.

Alerts are kept as they were posted and alarm steps as they happened: migrations 0002 and 0004 let the database refuse
changes.
"""

from fengqiao.cameras.models.alarms import Alarm, AlarmCall, AlarmStep, Alert, Departure, VoiceCall
from fengqiao.cameras.models.engines import ConditionSpan, DemoSwitch, EngineBeat, Tally, WallChoice
from fengqiao.cameras.models.kinds import Condition, SpeakerKind, VoiceState
from fengqiao.cameras.models.register import Camera, Speaker, VoiceText, Zone
from fengqiao.cameras.models.watch import WatchApproval, WatchCase, WatchMatch

__all__ = [
    "Alarm",
    "AlarmCall",
    "AlarmStep",
    "Alert",
    "Camera",
    "Condition",
    "ConditionSpan",
    "DemoSwitch",
    "Departure",
    "EngineBeat",
    "Speaker",
    "SpeakerKind",
    "Tally",
    "VoiceCall",
    "VoiceState",
    "VoiceText",
    "WallChoice",
    "WatchApproval",
    "WatchCase",
    "WatchMatch",
    "Zone",
]
