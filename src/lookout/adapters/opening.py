"""Opening a source with limits on waiting, and what it means when that or the reading fails."""

from __future__ import annotations

import os
import time
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

from lookout.adapters.address import Address
from lookout.adapters.refusals import NoPictures, Silent, told, unknown_host, unreachable, unreadable
from lookout.contract import Trouble
from lookout.diagnosis import found

OPEN_LIMIT_S = 8.0
SILENCE_LIMIT_S = 6.0

_RTSP = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "timeout": str(int(SILENCE_LIMIT_S * 1e6)),
    "analyzeduration": "2000000",
}
_HTTP = {
    "protocol_whitelist": "http,https,tcp,tls,crypto,hls",
    "rw_timeout": str(int(SILENCE_LIMIT_S * 1e6)),
    "analyzeduration": "2000000",
}
_OPTIONS = {"rtsp": _RTSP, "rtsps": _RTSP, "http": _HTTP, "https": _HTTP}


def opened(address: Address) -> tuple[InputContainer, VideoStream]:
    """The source and its video. Raises ``Unreachable`` or ``Unreadable``."""
    container = _container(address)
    video = container.streams.video
    if not video:
        # Over RTSP only the video was asked for: what else the camera offers is not seen here.
        audible = bool(container.streams.audio) or address.kind in {"rtsp", "rtsps"}
        container.close()
        raise unreadable(Trouble.AUDIO_ONLY if audible else Trouble.NOT_VIDEO)
    return container, video[0]


def broken_off(problem: Exception, address: Address) -> NoPictures:
    """What an error while reading means."""
    if isinstance(problem, av.error.ExitError):
        return Silent(found(Trouble.SILENT, why=f"for {SILENCE_LIMIT_S:.0f} seconds"))
    return _told(problem, address, SILENCE_LIMIT_S)


def _container(address: Address) -> InputContainer:
    if not address.live and not os.path.isfile(address.target):
        raise unreachable(Trouble.NO_FILE, why=f"there is no file {address.target}")
    began = time.monotonic()
    try:
        return av.open(
            address.target if address.live else Path(address.target),
            "r",
            options=_OPTIONS.get(address.kind, {"protocol_whitelist": "file"}),
            timeout=(OPEN_LIMIT_S, SILENCE_LIMIT_S) if address.live else None,
        )
    except (av.error.FFmpegError, OSError, ValueError) as problem:
        waited = time.monotonic() - began
        if address.live and waited >= 0.9 * min(OPEN_LIMIT_S, SILENCE_LIMIT_S):
            # The library has several names for having waited in vain.
            raise unreachable(Trouble.NO_ANSWER, why=f"nothing within {waited:.0f} seconds") from None
        raise _told(problem, address, OPEN_LIMIT_S) from None


def _told(problem: Exception, address: Address, limit_s: float) -> NoPictures:
    reason = told(problem, limit_s=limit_s)
    if address.live and reason.finding.trouble in (Trouble.ENDED, Trouble.NO_ANSWER):
        return unknown_host(address.target) or reason
    return reason
