"""Cameras that speak HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from films import film

from lookout.adapters.refusals import Unreachable, Unreadable
from lookout.adapters.stream import Stream

Serve = Callable[[int, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def begin(status: int, body: bytes) -> str:
        class Call(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "video/mp2t")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Call)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://admin:geheim@127.0.0.1:{server.server_address[1]}/stream"

    yield begin
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_stream(serve: Serve, tmp_path: Path) -> None:
    stream = Stream(serve(200, film(tmp_path / "a.ts", container="mpegts", seconds=2).read_bytes()))
    assert stream.live
    assert len(list(stream.frames())) == 20


def test_refused(serve: Serve) -> None:
    with pytest.raises(Unreachable) as refusal:
        Stream(serve(401, b""))
    assert "geheim" not in str(refusal.value)


def test_no_video(serve: Serve) -> None:
    with pytest.raises(Unreadable):
        Stream(serve(200, bytes(n * 37 % 251 for n in range(300_000))))


def test_a_playlist_cannot_reach_files(serve: Serve, tmp_path: Path) -> None:
    """A camera address that answers with a playlist of local files gets nothing of them."""
    inner = film(tmp_path / "secret.ts", container="mpegts", seconds=1)
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{inner}\n#EXT-X-ENDLIST\n"
    with pytest.raises((Unreachable, Unreadable)):
        list(Stream(serve(200, playlist.encode())).frames())
