"""Loudspeaker adapters, chosen by the kind that the register names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.cameras.services.adapters.files import FileSpeaker
from fengqiao.cameras.services.adapters.go2rtc import Go2rtcSpeaker
from fengqiao.cameras.services.adapters.http import HttpSpeaker
from fengqiao.cameras.services.adapters.memory import MemorySpeaker
from fengqiao.cameras.services.adapters.port import Loudspeaker, SpeakerFailed
from fengqiao.cameras.services.adapters.sound import SoundSpeaker


def adapter_of(kind: str, address: str, options: Mapping[str, Any]) -> Loudspeaker:
    """The adapter for a register entry. Raises SpeakerFailed for a kind that cannot be played from here."""
    match kind:
        case "sound":
            return SoundSpeaker(device=address or "default")
        case "file":
            return FileSpeaker(folder=address or str(options["folder"]))
        case "http":
            return HttpSpeaker(address=address, options=options)
        case "go2rtc":
            return Go2rtcSpeaker(address=address, options=options)
        case "memory":
            return MemorySpeaker(name=address)
        case _:
            raise SpeakerFailed(f"a loudspeaker of kind {kind} is not played by the server")
