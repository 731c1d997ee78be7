"""Departures and tallies in the spool: small messages without pictures that follow the alerts.

::

    spool/notes/<number>.json    {"what": "departure" or "tally", "key": …, "message": {…}}

The owner of the numbers, the lock and the disk is ``spool.Spool``; here is what waits and what it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path

from pydantic import ValidationError

from lookout.contract import Departure, Tally

Note = Departure | Tally

MOST = 20_000
"""More wait only after days without a network; then the oldest tallies give way, departures never."""

_KINDS: dict[str, type[Departure] | type[Tally]] = {"departure": Departure, "tally": Tally}


class Notes:
    """The folder ``notes``. Not safe by itself: the spool's lock is held around every call."""

    def __init__(self, folder: Path, write: Callable[[Path, bytes], None]) -> None:
        self._folder = folder
        self._write = write
        self._waiting: dict[str, tuple[str, str]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __len__(self) -> int:
        return len(self._waiting)

    def recover(self) -> list[str]:
        """Reads what a former run left, and gives its numbers."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                entry = json.loads(path.read_bytes())
                self._waiting[path.stem] = str(entry["what"]), str(entry["key"])
            except (OSError, ValueError, KeyError, TypeError):
                # kept in sight: set aside with a reason when its turn comes
                self._waiting[path.stem] = "", ""
        return list(self._waiting)

    def holds(self, note: Note) -> bool:
        return (_what(note), note.key) in self._waiting.values()

    def put(self, number: str, note: Note) -> int:
        """Writes it; gives how many older tallies had to go for it."""
        what = _what(note)
        entry = {"what": what, "key": note.key, "message": note.model_dump(mode="json", by_alias=True)}
        self._write(self.path(number), json.dumps(entry, ensure_ascii=False).encode())
        self._waiting[number] = what, note.key
        spare = [old for old in sorted(self._waiting) if self._waiting[old][0] == "tally"]
        spare = spare[: max(0, len(self._waiting) - MOST)]
        for old in spare:
            self.forget(old)
        return len(spare)

    def waiting(self, pending: Collection[str]) -> list[str]:
        """Numbers that may leave, oldest first: a departure only when its alert (``pending``: keys) has left."""
        return [
            number for number, (what, key) in sorted(self._waiting.items()) if what != "departure" or key not in pending
        ]

    def of_alert(self, key: str) -> list[str]:
        """Numbers of the departures that belong to this alert."""
        return [number for number, entry in self._waiting.items() if entry == ("departure", key)]

    def read(self, number: str) -> Note | None:
        """None when it cannot be read any more."""
        try:
            entry = json.loads(self.path(number).read_bytes())
            return _KINDS[entry["what"]].model_validate(entry["message"])
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            return None

    def forget(self, number: str) -> None:
        self._waiting.pop(number, None)
        self.path(number).unlink(missing_ok=True)

    def path(self, number: str) -> Path:
        return self._folder / f"{number}.json"


def _what(note: Note) -> str:
    return "departure" if isinstance(note, Departure) else "tally"
