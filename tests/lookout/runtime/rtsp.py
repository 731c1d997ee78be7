"""A camera that speaks RTSP over TCP (RFC 2326, 6184) and shows one H.264 film again and again, in real time."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import re
import socket
import socketserver
import struct
import threading
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from lookout.adapters.media import units

LARGEST = 1200
REALM, NONCE = "camera", "6b1f"


class Camera:
    """``fault``: ``"mute"`` stops sending without a word, ``"garbage"`` sends noise, ``"closed"`` hangs up.

    ``password``: asked for by digest (RFC 2617) of the user ``admin``. ``refuse``: the status that DESCRIBE gets.
    ``speed``: how many times faster than its own clock it sends. ``hold_s``: hangs up after so many seconds of
    sending. ``audio_only``: offers sound and no picture. ``deaf``: accepts, and never answers a word.
    """

    def __init__(
        self,
        path: Path,
        *,
        in_sdp: bool = True,
        password: str = "",
        refuse: str = "",
        speed: float = 1.0,
        hold_s: float | None = None,
        audio_only: bool = False,
        deaf: bool = False,
    ) -> None:
        self.password, self.refuse, self.speed = password, refuse, speed
        self.hold_s, self.audio_only, self.deaf = hold_s, audio_only, deaf
        self.pictures, self.step = _annex_b(path)
        self.in_sdp = in_sdp
        self.fault = ""
        self.players = 0
        self.requests: list[str] = []
        self.ended = threading.Event()
        camera = self

        class Call(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(ConnectionError, TimeoutError):
                    _Session(camera, self).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Call)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"rtsp://admin:geheim@127.0.0.1:{self.port}/stream"

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def sdp(self) -> bytes:
        if self.audio_only:
            return b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\na=control:track1\r\n"
        sets = [unit for unit in units(self.pictures[0]) if unit[0] & 0x1F in (7, 8)]
        sprop = ",".join(base64.b64encode(unit).decode() for unit in sets)
        extra = f"; sprop-parameter-sets={sprop}" if self.in_sdp else ""
        return (
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
            f"a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1{extra}\r\na=control:track1\r\n"
        ).encode()


class _Session:
    def __init__(self, camera: Camera, call: Any) -> None:
        self.camera = camera
        self.reader, self.writer = call.rfile, call.wfile
        self.socket: socket.socket = call.connection

    def run(self) -> None:
        if self.camera.deaf:
            self.camera.ended.wait()
            return
        while (request := self._request()) is not None:
            method, sequence, proof = request
            self.camera.requests.append(method)
            extra, body, status = "", b"", "200 OK"
            if method == "DESCRIBE" and self.camera.refuse:
                status = self.camera.refuse
            elif method == "DESCRIBE" and self.camera.password and not self._proved(method, proof):
                status = "401 Unauthorized"
                extra = f'WWW-Authenticate: Digest realm="{REALM}", nonce="{NONCE}"\r\n'
            elif method == "DESCRIBE":
                body = self.camera.sdp
                extra = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
            elif method == "SETUP":
                extra = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 7\r\n"
            elif method == "OPTIONS":
                extra = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
            else:
                extra = "Session: 7\r\n"
            self.writer.write(f"RTSP/1.0 {status}\r\nCSeq: {sequence}\r\n{extra}\r\n".encode() + body)
            if method == "PLAY":
                self.camera.players += 1
                self._play()
                return
            if method == "TEARDOWN":
                return

    def _proved(self, method: str, proof: dict[str, str]) -> bool:
        def md5(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        secret = md5("admin", REALM, self.camera.password)
        return proof.get("response") == md5(secret, NONCE, md5(method, proof.get("uri", "")))

    def _request(self) -> tuple[str, str, dict[str, str]] | None:
        line = self.reader.readline().decode()
        if not line.strip():
            return None
        sequence, proof = "", {}
        while (header := self.reader.readline().decode().strip()) != "":
            if header.lower().startswith("cseq:"):
                sequence = header.partition(":")[2].strip()
            if header.lower().startswith("authorization: digest"):
                proof = dict(re.findall(r'(\w+)="([^"]*)"', header))
        return line.split()[0], sequence, proof

    def _play(self) -> None:
        number, began, sequence = 0, time.monotonic(), 0
        pace = self.camera.step / self.camera.speed
        while not self.camera.ended.wait(max(0.0, began + number * pace - time.monotonic())):
            held = self.camera.hold_s is not None and time.monotonic() - began > self.camera.hold_s
            if self.camera.fault == "closed" or held:
                return
            data = self.camera.pictures[number % len(self.camera.pictures)]
            stamp = int(number * self.camera.step * 90_000) + 12_345
            number += 1
            if self.camera.fault == "mute":
                continue
            payloads = list(_payloads(data))
            if self.camera.fault == "garbage":
                payloads = [bytes([0x61]) + bytes((number * 31 + at * 7) % 256 for at in range(600))]
            for at, payload in enumerate(payloads):
                last = 0x80 if at == len(payloads) - 1 else 0
                header = struct.pack(">BBHII", 0x80, 96 | last, sequence & 0xFFFF, stamp & 0xFFFFFFFF, 0x5EED)
                sequence += 1
                packet = header + payload
                self.socket.sendall(b"$\x00" + struct.pack(">H", len(packet)) + packet)


def _payloads(data: bytes) -> Any:
    """RTP payloads of one picture: single units, and fragments (FU-A) of long ones."""
    for unit in units(data):
        if len(unit) <= LARGEST:
            yield unit
            continue
        indicator, kind, rest = (unit[0] & 0xE0) | 28, unit[0] & 0x1F, unit[1:]
        pieces = [rest[at : at + LARGEST] for at in range(0, len(rest), LARGEST)]
        for at, piece in enumerate(pieces):
            mark = (0x80 if at == 0 else 0) | (0x40 if at == len(pieces) - 1 else 0)
            yield bytes([indicator, mark | kind]) + piece


def _annex_b(path: Path) -> tuple[list[bytes], float]:
    """Pictures with start codes, parameters in front of every key picture, as cameras send them."""
    buffer = io.BytesIO()
    with av.open(str(path)) as source, av.open(buffer, "w", format="mpegts") as out:
        stream = source.streams.video[0]
        track = out.add_stream_from_template(stream)
        step = float(1 / (stream.average_rate or Fraction(10)))
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = track
                out.mux_one(packet)
    buffer.seek(0)
    with av.open(buffer) as again:
        return [bytes(packet) for packet in again.demux(video=0) if packet.size], step
