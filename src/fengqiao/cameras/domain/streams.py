"""Stream addresses: they may hold passwords, so they are masked wherever they are shown or logged."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?P<scheme>[a-zA-Z][\w+.-]*://)\S*@")
_SECRET_PARAMETER = re.compile(
    r"(?i)(?P<name>[?&;](?:[\w-]*(?:pass(?:word|wd)?|pwd|token|secret|auth|key|sig(?:n|nature)?))=)[^&;#\s]*"
)
_SCHEMES = ("rtsp://", "rtsps://", "http://", "https://", "file:///", "loop:", "footage:")


def masked(address: str) -> str:
    """``address`` without user, password and secret query parameters. An empty address stays empty.

    >>> masked("rtsp://admin:p@ss/w@10.0.0.3/ch1?token=x")
    'rtsp://***@10.0.0.3/ch1?token=***'
    """
    scheme, separator, rest = address.partition("://")
    if separator and "@" in rest:
        # A password may itself hold '/', '?', '#' or '@' unescaped, so all before the last '@' goes.
        address = f"{scheme}://***@{rest.rpartition('@')[2]}"
    return _SECRET_PARAMETER.sub(r"\g<name>***", address)


def scrubbed(text: str) -> str:
    """Free text, such as an engine's error message, with the secrets of any addresses in it masked."""
    return _SECRET_PARAMETER.sub(r"\g<name>***", _USERINFO.sub(r"\g<scheme>***@", text))


def understood(address: str) -> bool:
    """Whether the engine knows how to open such an address (or it is empty: not connected yet)."""
    return address == "" or address.startswith(_SCHEMES) or address.startswith("/")


def synthetic(address: str) -> bool:
    """Whether the picture is the product's own demonstration footage, which every page then says."""
    return address.startswith("footage:")
