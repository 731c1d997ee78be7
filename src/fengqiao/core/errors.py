"""The root of all refusals. Each app has one base below it; the message is what the person reads."""

from __future__ import annotations


class Refused(Exception):
    """A step that is not allowed now. ``str()`` says what happened and what to do next; it is shown as it is."""

    status = 409


class NotYours(Refused):
    """The thing is outside the actor's area or duties; to them it does not exist."""

    status = 404
