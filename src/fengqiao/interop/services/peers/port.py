"""What an outside platform is to us: it takes a message under our id and can be asked how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from fengqiao.interop.domain.handover import Answer


class PeerSilent(Exception):
    """No answer; whether the message arrived is not known. It is sent again under the same id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the peer says of a message: where it stands, its own number for it, and words for people."""

    answer: Answer
    receipt: str = ""
    words: str = ""


class Peer(Protocol):
    """Both calls raise PeerSilent. The same id sent twice is one message to the peer."""

    def send(self, message_id: UUID, payload: Mapping[str, object]) -> Reply: ...

    def ask(self, message_id: UUID) -> Reply | None:
        """None: the peer does not know the message."""
        ...
