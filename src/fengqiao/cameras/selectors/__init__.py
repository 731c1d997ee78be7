"""Reading cameras and alarms. Every selector takes the ``Actor`` and shows only what lies in that actor's scope."""

from fengqiao.cameras.domain.alarm import AlarmState, Step
from fengqiao.cameras.domain.places import Missing, PlaceType
from fengqiao.cameras.domain.reasons import FalseReason
from fengqiao.cameras.selectors.alarms import (
    AlarmView,
    CalledPerson,
    StepView,
    alarm,
    alarm_counts,
    alarm_history,
    alarms,
    live_alarms,
)
from fengqiao.cameras.selectors.cameras import (
    CameraPoint,
    CameraView,
    SpeakerView,
    ZoneView,
    camera,
    camera_points,
    cameras,
    speakers,
)
from fengqiao.cameras.selectors.engines import EngineView, autoplay_is_on, engines, live_address, played_alarms
from fengqiao.cameras.selectors.files import Served, alarm_before, alarm_clip, alarm_photo, alarm_picture, sign_photo
from fengqiao.cameras.selectors.health import CameraHealth, health, spans
from fengqiao.cameras.selectors.helpers import Helper, helpers_near
from fengqiao.cameras.selectors.scope import ANSWER, DRAW, REGISTER, SEE, WATCH
from fengqiao.cameras.selectors.tallies import HourCount, counts_at, hour_counts
from fengqiao.cameras.selectors.voice import VoiceCallView, voice_sound, waiting_voice
from fengqiao.cameras.selectors.wall import WallCamera, wall_cameras, wall_choice

__all__ = [
    "ANSWER",
    "DRAW",
    "REGISTER",
    "SEE",
    "WATCH",
    "AlarmState",
    "AlarmView",
    "CalledPerson",
    "CameraHealth",
    "CameraPoint",
    "CameraView",
    "EngineView",
    "FalseReason",
    "Helper",
    "HourCount",
    "Missing",
    "PlaceType",
    "Served",
    "SpeakerView",
    "Step",
    "StepView",
    "VoiceCallView",
    "WallCamera",
    "ZoneView",
    "alarm",
    "alarm_before",
    "alarm_clip",
    "alarm_counts",
    "alarm_history",
    "alarm_photo",
    "alarm_picture",
    "alarms",
    "autoplay_is_on",
    "camera",
    "camera_points",
    "cameras",
    "counts_at",
    "engines",
    "health",
    "helpers_near",
    "hour_counts",
    "live_address",
    "live_alarms",
    "played_alarms",
    "sign_photo",
    "spans",
    "speakers",
    "voice_sound",
    "waiting_voice",
    "wall_cameras",
    "wall_choice",
]
