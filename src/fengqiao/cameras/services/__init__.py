"""What may be done with cameras, loudspeakers and alarms. Verbs are keyword-only; ``actor`` is who acts."""

from fengqiao.cameras.services.answers import accept, assign, confirm_safe, escalate, event_ended, false_alarm, on_site
from fengqiao.cameras.services.beats import notice_silence, receive_heartbeat
from fengqiao.cameras.services.demo import note_playing, set_autoplay
from fengqiao.cameras.services.departures import receive_departure
from fengqiao.cameras.services.engine import engine_config, write_engine_config
from fengqiao.cameras.services.errors import AlertRefused, CameraRefused, CamerasRefused, SceneRefused, ZoneRefused
from fengqiao.cameras.services.intake import receive_alert, receive_clip
from fengqiao.cameras.services.register import (
    CameraEntry,
    add_speaker,
    change_camera,
    missing_words,
    register_camera,
    register_cameras,
    set_operation,
)
from fengqiao.cameras.services.scene import set_scene
from fengqiao.cameras.services.setup import SHIPPED, set_up
from fengqiao.cameras.services.speakers import SpeakerFailed, sound_bytes
from fengqiao.cameras.services.steps import Answer, state_words
from fengqiao.cameras.services.tallies import receive_tally
from fengqiao.cameras.services.texts import set_voice_text
from fengqiao.cameras.services.timers import sweep, tick_alarm
from fengqiao.cameras.services.voice import settle_overdue, speak, voice_played
from fengqiao.cameras.services.wall import save_wall
from fengqiao.cameras.services.zones import draw_zones

__all__ = [
    "SHIPPED",
    "AlertRefused",
    "Answer",
    "CameraEntry",
    "CameraRefused",
    "CamerasRefused",
    "SceneRefused",
    "SpeakerFailed",
    "ZoneRefused",
    "accept",
    "add_speaker",
    "assign",
    "change_camera",
    "confirm_safe",
    "draw_zones",
    "engine_config",
    "escalate",
    "event_ended",
    "false_alarm",
    "missing_words",
    "note_playing",
    "notice_silence",
    "on_site",
    "receive_alert",
    "receive_clip",
    "receive_departure",
    "receive_heartbeat",
    "receive_tally",
    "register_camera",
    "register_cameras",
    "save_wall",
    "set_autoplay",
    "set_operation",
    "set_scene",
    "set_up",
    "set_voice_text",
    "settle_overdue",
    "sound_bytes",
    "speak",
    "state_words",
    "sweep",
    "tick_alarm",
    "voice_played",
    "write_engine_config",
]
