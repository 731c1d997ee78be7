"""Cameras by GStreamer's RTSP server, for tools/rtsp_trial.py. Runs with the system's Python, which has `gi`.

    /usr/bin/python3 tools/rtsp_server.py PORT [NAME=FILE[,USER,PASSWORD] ...]

FILE holds encoded pictures (H.264 with start codes), each behind its length in four bytes; the first four bytes are
pictures a second. They are sent again and again in real time. Prints "ready"; reads from stdin `remove NAME` (whoever
watches it is cut off, its path becomes unknown) and `add NAME`. Debian: gir1.2-gst-rtsp-server-1.0, python3-gi,
gstreamer1.0-plugins-good, gstreamer1.0-plugins-bad.
"""

from __future__ import annotations

import struct
import sys
import threading
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 - after the versions are chosen

ROLE, ANYBODY = "keyholder", "anybody"
PIPELINE = (
    "( appsrc name=source is-live=true format=time do-timestamp=false max-bytes=400000 "
    "caps=video/x-h264,stream-format=byte-stream,alignment=au "
    "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)


class Film:
    """Encoded pictures and their rate."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        (self.fps,) = struct.unpack_from(">I", data)
        self.pictures: list[bytes] = []
        at = 4
        while at < len(data):
            (length,) = struct.unpack_from(">I", data, at)
            self.pictures.append(data[at + 4 : at + 4 + length])
            at += 4 + length


class Camera:
    """One path of the server: whoever connects sees the same film at the same moment."""

    def __init__(self, server: Any, name: str, film: Film, role: str) -> None:
        self._server, self._path, self._film = server, f"/{name}", film
        self._media: list[Any] = []
        self.factory = GstRtspServer.RTSPMediaFactory()
        self.factory.set_launch(PIPELINE)
        self.factory.set_shared(True)
        permissions = GstRtspServer.RTSPPermissions()
        for known in (ROLE, ANYBODY):
            # who may see that it is there and not open it is asked for the password; others would hear "unknown"
            permissions.add_permission_for_role(known, "media.factory.access", True)
            permissions.add_permission_for_role(known, "media.factory.construct", known in (role, ROLE))
        self.factory.set_permissions(permissions)
        self.factory.connect("media-configure", self._configure)
        self.add()

    def add(self) -> None:
        self._server.get_mount_points().add_factory(self._path, self.factory)

    def remove(self) -> None:
        self._server.get_mount_points().remove_factory(self._path)
        self._server.client_filter(self._turn_out)

    def _turn_out(self, server: Any, client: Any) -> Any:
        """Only the clients of this path."""
        mine: list[bool] = []

        def look(client: Any, session: Any) -> Any:
            mine.extend(bool(media.matches(self._path)[0]) for media in session.filter(None) or [])
            return GstRtspServer.RTSPFilterResult.KEEP

        client.session_filter(look)
        return GstRtspServer.RTSPFilterResult.REMOVE if any(mine) else GstRtspServer.RTSPFilterResult.KEEP

    def _configure(self, factory: Any, media: Any) -> None:
        source = media.get_element().get_by_name("source")
        sent = [0]
        step = Gst.SECOND // self._film.fps

        def feed(source: Any, wanted: int) -> None:
            data = self._film.pictures[sent[0] % len(self._film.pictures)]
            buffer = Gst.Buffer.new_wrapped(data)
            buffer.pts = buffer.dts = sent[0] * step
            buffer.duration = step
            sent[0] += 1
            source.emit("push-buffer", buffer)

        source.connect("need-data", feed)


def authority(keys: dict[str, str]) -> Any:
    """Digest authentication for these users; whoever has no key is anybody."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    for user, password in keys.items():
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", ROLE)
        auth.add_digest(user, password, token)
    anybody = GstRtspServer.RTSPToken()
    anybody.set_string("media.factory.role", ANYBODY)
    auth.set_default_token(anybody)
    return auth


def main(port: str, words: list[str]) -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    films: dict[str, Film] = {}
    cameras: dict[str, Camera] = {}
    keys: dict[str, str] = {}
    for word in words:
        name, _, rest = word.partition("=")
        path, *key = rest.split(",")
        films.setdefault(path, Film(Path(path)))
        cameras[name] = Camera(server, name, films[path], ROLE if key else ANYBODY)
        if key:
            keys[key[0]] = key[1]
    server.set_auth(authority(keys))
    if not server.attach(None):
        sys.exit(f"port {port} cannot be used")
    loop = GLib.MainLoop()

    def listen() -> None:
        for line in sys.stdin:
            verb, name = line.split()
            GLib.idle_add(lambda verb=verb, name=name: getattr(cameras[name], verb)())
        GLib.idle_add(loop.quit)

    threading.Thread(target=listen, daemon=True).start()
    print("ready", flush=True)
    loop.run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
