"""What the engine tells the platform, and how a message is signed. The only door between the two packages.

Everything here is data: frozen, checked at birth, the same on both sides. All times are aware and UTC; all
positions in a picture are fractions (0–1) of its width and height, origin at the top left. The JSON schemas
in ``contracts/`` are made from these classes.
"""

from __future__ import annotations

from lookout.contract.base import (
    Box,
    Fact,
    Fraction,
    Frozen,
    MonthDay,
    Name,
    Point,
    Seconds,
    Sha256,
)
from lookout.contract.messages import (
    MAX_CLIP_BYTES,
    MAX_SNAPSHOT_BYTES,
    Alert,
    CameraHealth,
    CameraState,
    Departure,
    Heartbeat,
    ModelStamp,
    Tally,
    alert_key,
)
from lookout.contract.settings import (
    CameraConfig,
    EngineConfig,
    Search,
    WatchedPlate,
)
from lookout.contract.troubles import Trouble
from lookout.contract.wire import (
    ALERT_PATH,
    CLIP_PATH,
    DEPARTURE_PATH,
    HEADER_ENGINE,
    HEADER_SIGNATURE,
    HEADER_TIME,
    HEARTBEAT_PATH,
    SIGNATURE_MAX_SKEW_S,
    TALLY_PATH,
    sign,
    verify,
)
from lookout.contract.words import (
    WATCHED_KINDS,
    Colour,
    Kind,
    Size,
    What,
)
from lookout.contract.zones import (
    HelmetRule,
    Line,
    RubbishRule,
    Zone,
    crossing,
)

__all__ = [
    "ALERT_PATH",
    "CLIP_PATH",
    "DEPARTURE_PATH",
    "HEADER_ENGINE",
    "HEADER_SIGNATURE",
    "HEADER_TIME",
    "HEARTBEAT_PATH",
    "MAX_CLIP_BYTES",
    "MAX_SNAPSHOT_BYTES",
    "SIGNATURE_MAX_SKEW_S",
    "TALLY_PATH",
    "WATCHED_KINDS",
    "Alert",
    "Box",
    "CameraConfig",
    "CameraHealth",
    "CameraState",
    "Colour",
    "Departure",
    "EngineConfig",
    "Fact",
    "Fraction",
    "Frozen",
    "Heartbeat",
    "HelmetRule",
    "Kind",
    "Line",
    "ModelStamp",
    "MonthDay",
    "Name",
    "Point",
    "RubbishRule",
    "Search",
    "Seconds",
    "Sha256",
    "Size",
    "Tally",
    "Trouble",
    "WatchedPlate",
    "What",
    "Zone",
    "alert_key",
    "crossing",
    "sign",
    "verify",
]
