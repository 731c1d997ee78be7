"""Fragments of MP4 for live viewing: one picture each, so that a viewer sees it as soon as the engine has it."""

from __future__ import annotations

import struct

from lookout.adapters.media import Packet

_WHOLE = 0x02000000
"""Sample flags: depends on no other picture."""
_PART = 0x01010000
"""Sample flags: depends on others and is no place to start."""
_TRUN = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800
_TFHD_BASE_IS_MOOF = 0x020000


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def fragment(packet: Packet, sequence: int) -> bytes:
    """``moof`` and ``mdat`` of one picture at its place on the camera's own time line (90 kHz, not reset)."""
    decoded = max(0, packet.dts)
    flags = _WHOLE if packet.key else _PART
    sample = struct.pack(">IIIi", max(1, packet.duration), len(packet.data), flags, packet.pts - decoded)
    track = (
        _box(b"tfhd", struct.pack(">II", _TFHD_BASE_IS_MOOF, 1)),
        _box(b"tfdt", struct.pack(">IQ", 1 << 24, decoded)),
    )
    header = _box(b"mfhd", struct.pack(">II", 0, sequence & 0xFFFFFFFF))
    length = 8 + len(header) + 8 + sum(map(len, track)) + 8 + 12 + len(sample)
    run = _box(b"trun", struct.pack(">IIi", 1 << 24 | _TRUN, 1, length + 8), sample)
    return _box(b"moof", header, _box(b"traf", *track, run)) + _box(b"mdat", packet.data)
