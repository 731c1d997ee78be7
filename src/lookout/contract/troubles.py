"""What can be wrong with a camera, as codes: stable for whoever translates them, next to the engine's own sentence."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """One kind of trouble. The values are kept for ever; new ones may be added."""

    # no connection
    ADDRESS = "address"
    """the address in the settings is none, or its host is not known"""
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    """the host is there and nothing listens on that port"""
    PASSWORD = "password"  # noqa: S105 - a code, no password
    PATH = "path"
    """the camera does not know this path"""
    SILENT = "silent"
    """the connection stands and nothing comes"""
    ENDED = "ended"
    """the connection was closed by the camera"""
    KEEPS_ENDING = "keeps_ending"
    """closed again and again"""
    NO_FILE = "no_file"

    # no picture
    AUDIO_ONLY = "audio_only"
    NOT_VIDEO = "not_video"
    """something else is answered: a page, an error, noise"""
    NO_KEY = "no_key"
    """no key picture came, so nothing can be decoded"""
    UNDECODABLE = "undecodable"
    CHANGED = "changed"
    """codec or size changed while it was sending"""
    STALLED = "stalled"
    FROZEN = "frozen"
    """the same picture to the last bit"""

    # it works, and could be better
    SINGLE_PICTURE = "single_picture"
    DAMAGED = "damaged"
    """parts of pictures are missing or wrong"""
    UNSTEADY = "unsteady"
    """the connection broke several times lately"""
    CLOCK = "clock"
    """its time stamps jump"""
    FAST = "fast"
    """more pictures come than it announces, or its clock runs ahead"""
    SLOW = "slow"
    """too few pictures a second"""
    UNEVEN = "uneven"
    """the distance of pictures varies widely"""
    JITTER = "jitter"
    """pictures arrive in bursts"""
    LONG_GOP = "long_gop"
    H265 = "h265"
    CODEC = "codec"
    """neither H.264 nor H.265"""
    B_FRAMES = "b_frames"
    LARGE = "large"
    """many more pixels than the analysis uses"""
    SMALL = "small"
    BITRATE = "bitrate"
    """so few bits that people dissolve into blocks"""
    DARK = "dark"
    BRIGHT = "bright"
    FLAT = "flat"
    """hardly any contrast"""
    NOISY = "noisy"
    BLURRED = "blurred"
    SMALL_PEOPLE = "small_people"
    MISCUT = "miscut"
    """people are cut off by the edge of the picture"""

    # the engine itself
    SETTINGS = "settings"
    ENGINE = "engine"
    MODEL = "model"
    """the model of a zone's function is damaged; the camera's other zones are watched"""
    DISK = "disk"
    """evidence cannot be kept; alerts still go out"""
