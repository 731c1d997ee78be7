"""What a source is, as written in the settings: kinds of addresses, and how they are shown without passwords."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from urllib.parse import parse_qsl, unquote, urlsplit

from lookout.ports import SourceError

NETWORK = frozenset({"rtsp", "rtsps", "http", "https"})


@dataclass(frozen=True, slots=True)
class Address:
    """A source as written in the settings, taken apart."""

    kind: str
    target: str
    quiet_s: float = 0.0
    lead_s: float = 0.0
    from_s: float = 0.0

    @property
    def live(self) -> bool:
        """Whether a camera sends it, which cannot be asked to wait."""
        return self.kind in NETWORK


def parse(url: str) -> Address:
    """Raises ``SourceError`` for what is not one of the forms above."""
    scheme = url.partition(":")[0].lower() if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", url) else ""
    if scheme in NETWORK:
        return Address(scheme, url)
    if scheme in {"loop", "footage"}:
        path, _, query = url.partition(":")[2].partition("?")
        settings = dict(parse_qsl(query))
        try:
            quiet, lead, begin = (float(settings.pop(name, "0")) for name in ("quiet", "lead", "from"))
        except ValueError as problem:
            raise SourceError("quiet, lead and from are numbers of seconds, such as ?quiet=60") from problem
        if settings or not all(0 <= seconds < 86_400 for seconds in (quiet, lead, begin)):
            raise SourceError(f"a {scheme} source knows only ?quiet=, &lead= and &from= (seconds up to a day)")
        if scheme == "footage":
            if not re.fullmatch(r"[a-z0-9_-]+", path):
                raise SourceError("footage: is followed by the name of a clip, such as footage:river")
            path = str(resources.files("lookout") / "footage" / f"{path}.mp4")
        return Address("loop", path, quiet, lead, begin)
    if scheme == "file":
        return Address("file", unquote(urlsplit(url).path))
    if scheme:
        raise SourceError(f"'{scheme}:' is no kind of source; use rtsp, http, file, loop, footage or a path")
    return Address("file", url)


def without_password(text: str) -> str:
    """For logs and screens: addresses without the name and password of the camera."""
    return re.sub(r"(\w+://)[^/@\s]*@", r"\1", text)
