"""Which process watches which camera: decided from names alone, the same everywhere, without anybody asking."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from lookout.ports import LookoutError

MOST = 64


def owner(camera: str, watchers: Collection[str]) -> str:
    """The watcher of a camera: the one whose name mixes highest with the camera's (rendezvous hashing).

    When a watcher goes, only its cameras move, spread over all that are left; when one comes, it takes its share from
    all others and nothing else moves. Raises ``ValueError`` without watchers.
    """
    return max(watchers, key=lambda watcher: (_mixed(camera, watcher), watcher))


def _mixed(camera: str, watcher: str) -> bytes:
    return hashlib.blake2b(f"{watcher}\x00{camera}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the cameras that process ``number`` (from 1) of ``count`` watches."""

    number: int
    count: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.count <= MOST:
            raise LookoutError(f"{self} is no share; write 1/4 for the first of four (at most {MOST})")

    @classmethod
    def parse(cls, text: str) -> Share:
        """From ``1/4``. Raises ``LookoutError``."""
        match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
        if match is None:
            raise LookoutError(f"'{text}' is no share; write 1/4 for the first of four")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @property
    def name(self) -> str:
        """Of its spool folder."""
        return f"shard-{self.number}"

    def has(self, camera: str) -> bool:
        return owner(camera, [str(number) for number in range(1, self.count + 1)]) == str(self.number)
