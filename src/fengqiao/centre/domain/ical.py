"""Calendar files as RFC 5545 wants them: escaped, folded at 75 octets, lines ended by CR LF, times in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a calendar. ``uid`` stays the same for ever. ``alarm``: minutes before, 0 for none.
    ``sequence``: how often it was moved, so that telephones take the newest time."""

    uid: str
    start: datetime
    end: datetime
    title: str
    place: str = ""
    about: str = ""
    link: str = ""
    cancelled: bool = False
    alarm: int = 0
    sequence: int = 0


def calendar(name: str, entries: Iterable[Entry], *, made: datetime) -> str:
    """The whole file. ``made``: when this state of it was read (aware)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fengqiao//Neighbourhood centre//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for one in entries for line in _event(one, made)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line break escaped, other control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\n", "\\n")
    return "".join(one for one in text if one == "\t" or (ord(one) >= 32 and ord(one) != 127))


def folded(line: str) -> str:
    """The line cut so that no piece is longer than 75 octets and no character is torn; pieces begin with a blank."""
    pieces, piece, size = [], "", 0
    for one in line:
        octets = len(one.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + one, size + octets
    return "\r\n".join([*pieces, piece])


def _event(one: Entry, made: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(one.uid)}",
        f"DTSTAMP:{_moment(made)}",
        f"SEQUENCE:{one.sequence}",
        f"DTSTART:{_moment(one.start)}",
        f"DTEND:{_moment(one.end)}",
        f"SUMMARY:{escaped(one.title)}",
    ]
    lines += [f"{name}:{escaped(text)}" for name, text in (("LOCATION", one.place), ("DESCRIPTION", one.about)) if text]
    if one.link and all(32 < ord(each) < 127 for each in one.link):
        lines.append(f"URL:{one.link}")
    lines.append(f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}")
    if one.alarm:
        said = f"DESCRIPTION:{escaped(one.title)}"
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", said, f"TRIGGER:-PT{one.alarm}M", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
