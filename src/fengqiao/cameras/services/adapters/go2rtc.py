"""Cameras and loudspeakers behind go2rtc: two-way audio by ``POST /api/streams?dst=…&src=ffmpeg:…#audio=…``.

Options: ``dst`` (the stream's name in go2rtc), ``audio`` (codec that the loudspeaker takes, pcma unless named),
``folder_there`` (where go2rtc finds this machine's recordings, when it runs elsewhere).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from fengqiao.cameras.services.adapters.http import call
from fengqiao.cameras.services.adapters.port import SpeakerFailed


class Go2rtcSpeaker:
    """go2rtc's API at ``address``, such as http://127.0.0.1:1984."""

    def __init__(
        self, *, address: str, options: Mapping[str, Any], transport: httpx.BaseTransport | None = None
    ) -> None:
        self.address, self.options, self.transport = address.rstrip("/"), options, transport

    def play(self, audio: Path, *, text: str, language: str, repeat: int) -> None:
        if not (destination := str(self.options.get("dst", ""))):
            raise SpeakerFailed("the name of go2rtc's stream (dst) is not set")
        folder = self.options.get("folder_there")
        path = f"{str(folder).rstrip('/')}/{audio.name}" if folder else str(audio.resolve())
        source = f"ffmpeg:{path}#audio={self.options.get('audio', 'pcma')}#input=file"
        query = httpx.QueryParams({"dst": destination, "src": source})
        call("POST", f"{self.address}/api/streams?{query}", options=self.options, transport=self.transport)
