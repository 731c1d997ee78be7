"""Why a stream gives no pictures: the errors of the codec library in words that help whoever stands at the camera."""

from __future__ import annotations

import errno
import socket
from urllib.parse import urlsplit

import av.error

from lookout.adapters.address import without_password
from lookout.contract import Trouble
from lookout.diagnosis import Finding, found
from lookout.ports import SourceError

NOT_THERE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.ETIMEDOUT})
HUNG_UP = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.EIO})


class NoPictures(SourceError):
    """Base: ``finding`` has the code, what is wrong and what to change; the message is both sentences."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class Unreachable(NoPictures):
    """The camera or file does not answer; another try may succeed."""


class Unreadable(NoPictures):
    """Something answers, and what it sends is no video that can be decoded."""


class Silent(NoPictures):
    """The connection stands and nothing comes."""


def unreachable(trouble: Trouble, **figures: object) -> Unreachable:
    return Unreachable(found(trouble, **figures))


def unreadable(trouble: Trouble, **figures: object) -> Unreadable:
    return Unreadable(found(trouble, **figures))


def told(problem: Exception, *, limit_s: float) -> NoPictures:
    """What an error at opening or reading means. ``limit_s``: how long was waited."""
    if isinstance(problem, av.error.ExitError | av.error.TimeoutError):
        return unreachable(Trouble.NO_ANSWER, why=f"nothing within {limit_s:.0f} seconds")
    if isinstance(problem, av.error.HTTPUnauthorizedError | av.error.HTTPForbiddenError):
        return unreachable(Trouble.PASSWORD)
    if isinstance(problem, av.error.HTTPNotFoundError):
        return unreachable(Trouble.PATH)
    if isinstance(problem, av.error.ConnectionRefusedError):
        return unreachable(Trouble.REFUSED)
    if isinstance(problem, av.error.InvalidDataError):
        return unreadable(Trouble.NOT_VIDEO)
    text = without_password(str(getattr(problem, "strerror", None) or type(problem).__name__))[:120]
    number = getattr(problem, "errno", None)
    if number in NOT_THERE:
        return unreachable(Trouble.NO_ANSWER, why=text)
    if number in HUNG_UP:
        return unreachable(Trouble.ENDED)
    if isinstance(problem, ValueError):
        return unreachable(Trouble.ADDRESS, why=text)
    return unreachable(Trouble.NO_ANSWER, why=text)


def unknown_host(url: str) -> Unreachable | None:
    """FFmpeg says 'I/O error' to a name that nobody knows; asking again tells it from a camera that hung up."""
    host = urlsplit(url).hostname
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return unreachable(Trouble.ADDRESS, why=f"nobody knows the host '{host}'")
    return None
