"""Alerts, clips and notes on disk until the platform has them. Survives kill -9 and a full day without a network.

::

    spool/alerts/<number>.json   an alert; it counts from the moment this name exists
    spool/alerts/<number>.jpg    its snapshot, written before
    spool/alerts/<number>.before.jpg   a picture of the same place earlier, where the alert has one
    spool/clips/<number>.json    the key and size of a clip; written after the clip
    spool/clips/<number>.mp4
    spool/notes/<number>.json    a departure or a tally
    spool/refused/               what the platform will never take, with <number>.reason.txt
    spool/making/                unfinished; emptied at the start

Numbers rise; alerts leave in their order. Every file is written beside, synced and renamed, so that a name never
shows half a file.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from lookout.adapters import whole
from lookout.adapters.notes import Note, Notes
from lookout.contract import MAX_CLIP_BYTES, Alert
from lookout.ports import LookoutError

ALERTS, CLIPS, NOTES, REFUSED, MAKING = "alerts", "clips", "notes", "refused", "making"
MAX_REFUSED = 500


class SpoolBusy(LookoutError):
    """Another engine works with this folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One alert in the spool."""

    number: str
    alert: Alert
    snapshot: bytes
    before: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingClip:
    """One clip in the spool; its alert has left."""

    number: str
    key: str
    data: bytes


class Spool:
    """The folder. ``max_bytes`` bounds alerts and clips together: the oldest clips give way, alerts never.

    Any thread may call; ``changed`` is notified whenever something new can be sent.
    Raises ``SpoolBusy`` when another process has it.
    """

    def __init__(self, folder: Path, *, max_bytes: int = 2 * 1024**3, spare_bytes: int = 256 * 1024**2) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._spare_bytes = spare_bytes
        self.changed = threading.Condition()
        self.dropped_clips = 0
        self.dropped_tallies = 0
        for name in (ALERTS, CLIPS, REFUSED, MAKING):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._guard = self._locked()
        self._number = 0
        self._sizes: dict[str, int] = {}
        self._alerts: dict[str, str] = {}
        self._clips: dict[str, str] = {}
        self._notes = Notes(folder / NOTES, self._write)
        self._recover()

    def close(self) -> None:
        self._guard.close()

    def making(self, name: str) -> Path:
        """A place for an unfinished file, on the same disk as the rest."""
        return self.folder / MAKING / name

    # --- in -----------------------------------------------------------------------------------------------------

    def put_alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> bool:
        """Keeps it for ever until sent; False when this key waits already. Raises ``OSError`` when even that fails."""
        with self.changed:
            if alert.key in self._alerts.values():
                return False
            number = self._next()
            text = alert.model_dump_json(by_alias=True).encode()
            size = len(snapshot) + len(before or b"") + len(text)
            self._make_room(size)
            try:
                self._write_alert(number, text, snapshot, before)
            except OSError:
                # A full disk: clips are worth less than the alert itself.
                while self._drop_oldest_clip():
                    pass
                self._write_alert(number, text, snapshot, before)
            self._alerts[number] = alert.key
            self._sizes[f"{ALERTS}/{number}"] = size
            self.changed.notify_all()
            return True

    def put_note(self, note: Note) -> bool:
        """Keeps a departure or a tally until sent; False when its key waits already. Raises ``OSError``."""
        with self.changed:
            if self._notes.holds(note):
                return False
            self.dropped_tallies += self._notes.put(self._next(), note)
            self.changed.notify_all()
            return True

    def put_clip(self, key: str, made: Path) -> bool:
        """Takes over a finished file from ``making``; False when there is no room even after dropping older ones."""
        size = made.stat().st_size
        if not 0 < size <= MAX_CLIP_BYTES:
            made.unlink()
            return False
        with self.changed:
            self._make_room(size)
            if self._total() + size > self._max_bytes or self._free() < self._spare_bytes:
                self.dropped_clips += 1
                made.unlink()
                return False
            number = self._next()
            whole.sync(made)
            made.rename(self._path(CLIPS, number, "mp4"))
            self._write(self._path(CLIPS, number, "json"), json.dumps({"key": key, "bytes": size}).encode())
            self._clips[number] = key
            self._sizes[f"{CLIPS}/{number}"] = size
            self.changed.notify_all()
            return True

    # --- out ----------------------------------------------------------------------------------------------------

    def alerts_waiting(self) -> list[str]:
        """Numbers in the order of their birth."""
        with self.changed:
            return sorted(self._alerts)

    def alert_keys(self) -> dict[str, str]:
        """Keys of the waiting alerts by their numbers, in the order of their birth."""
        with self.changed:
            return dict(sorted(self._alerts.items()))

    def clips_waiting(self) -> list[str]:
        """Numbers of clips whose alerts are no longer here, oldest first."""
        with self.changed:
            pending = set(self._alerts.values())
            return [number for number in sorted(self._clips) if self._clips[number] not in pending]

    def notes_waiting(self) -> list[str]:
        """Numbers of departures whose alerts are no longer here, and of tallies, oldest first."""
        with self.changed:
            return self._notes.waiting(set(self._alerts.values()))

    def note(self, number: str) -> Note | None:
        """None when it cannot be read any more; it is then set aside."""
        with self.changed:
            note = self._notes.read(number)
            if note is None:
                self.refuse(NOTES, number, "unreadable in the spool")
            return note

    def alert(self, number: str) -> Waiting | None:
        """None when it cannot be read any more (a broken disk); it is then set aside."""
        try:
            alert = Alert.model_validate_json(self._path(ALERTS, number, "json").read_bytes())
            snapshot = self._path(ALERTS, number, "jpg").read_bytes()
            before = None if alert.before_sha256 is None else self._path(ALERTS, number, "before.jpg").read_bytes()
            return Waiting(number=number, alert=alert, snapshot=snapshot, before=before)
        except (OSError, ValidationError) as problem:
            self.refuse(ALERTS, number, f"unreadable in the spool: {type(problem).__name__}")
            return None

    def clip(self, number: str) -> WaitingClip | None:
        with self.changed:
            key = self._clips.get(number)
            try:
                data = self._path(CLIPS, number, "mp4").read_bytes()
            except OSError:
                data = b""
            if key is None or len(data) != self._sizes.get(f"{CLIPS}/{number}"):
                self._forget(CLIPS, number)
                return None
            return WaitingClip(number=number, key=key, data=data)

    def delivered(self, folder: str, number: str) -> None:
        """``folder``: ``alerts``, ``clips``, ``notes``. The JSON goes first: without it the rest is swept."""
        with self.changed:
            self._forget(folder, number)
            self.changed.notify_all()

    def refuse(self, folder: str, number: str, reason: str) -> None:
        """Keeps it aside with the reason; of very many refused ones the oldest go."""
        with self.changed:
            aside = self.folder / REFUSED
            self._write(aside / f"{number}.reason.txt", f"{folder}: {reason}\n".encode())
            for suffix in ("jpg", "before.jpg", "mp4", "json"):
                path = self._path(folder, number, suffix)
                if path.exists():
                    path.rename(aside / path.name)
            refused_key = self._alerts.get(number) if folder == ALERTS else None
            self._forget(folder, number)
            for clip in [clip for clip, key in self._clips.items() if key == refused_key]:
                self.refuse(CLIPS, clip, "its alert was refused")
            for departure in self._notes.of_alert(refused_key) if refused_key else ():
                self.refuse(NOTES, departure, "its alert was refused")
            numbers = sorted({path.name.partition(".")[0] for path in aside.iterdir()})
            for old in numbers[:-MAX_REFUSED]:
                for path in aside.glob(f"{old}.*"):
                    path.unlink(missing_ok=True)
            self.changed.notify_all()

    def counts(self) -> tuple[int, int]:
        """Alerts and clips that wait."""
        with self.changed:
            return len(self._alerts), len(self._clips)

    # --- files --------------------------------------------------------------------------------------------------

    def _locked(self) -> IO[bytes]:
        guard = (self.folder / "lock").open("ab")
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            guard.close()
            raise SpoolBusy(f"another engine already works with {self.folder}; stop it first") from problem
        return guard

    def _recover(self) -> None:
        shutil.rmtree(self.folder / MAKING)
        (self.folder / MAKING).mkdir()
        for folder, known in ((ALERTS, self._alerts), (CLIPS, self._clips)):
            here = self.folder / folder
            for path in sorted(here.glob("*.json")):
                try:
                    known[path.stem] = json.loads(path.read_bytes())["key"]
                except (ValueError, KeyError, TypeError):
                    # Kept in sight: an alert is set aside with a reason when its turn comes.
                    known[path.stem] = ""
                size = sum(part.stat().st_size for part in here.glob(f"{path.stem}.*") if part.suffix != ".json")
                self._sizes[f"{folder}/{path.stem}"] = size
            for path in here.iterdir():
                if path.name.partition(".")[0] not in known:
                    path.unlink()
        notes = self._notes.recover()
        numbers = [
            *self._alerts,
            *self._clips,
            *notes,
            *(p.name.partition(".")[0] for p in (self.folder / REFUSED).iterdir()),
        ]
        self._number = max((int(number) for number in numbers if number.isdigit()), default=0)

    def _next(self) -> str:
        """Later than all before, also when the clock of the machine was set back."""
        self._number = max(self._number + 1, time.time_ns() // 1000)
        return f"{self._number:018d}"

    def _path(self, folder: str, number: str, suffix: str) -> Path:
        return self.folder / folder / f"{number}.{suffix}"

    def _write_alert(self, number: str, text: bytes, snapshot: bytes, before: bytes | None) -> None:
        self._write(self._path(ALERTS, number, "jpg"), snapshot)
        if before is not None:
            self._write(self._path(ALERTS, number, "before.jpg"), before)
        self._write(self._path(ALERTS, number, "json"), text)

    def _write(self, path: Path, data: bytes) -> None:
        whole.write(path, data, by_way_of=self.making(path.name))

    def _forget(self, folder: str, number: str) -> None:
        if folder == NOTES:
            self._notes.forget(number)
            return
        (self._alerts if folder == ALERTS else self._clips).pop(number, None)
        self._sizes.pop(f"{folder}/{number}", None)
        for suffix in ("json", "jpg", "before.jpg", "mp4"):
            self._path(folder, number, suffix).unlink(missing_ok=True)

    def _total(self) -> int:
        return sum(self._sizes.values())

    @property
    def cramped(self) -> bool:
        """The disk has less left than is to stay free: there is no room for clips."""
        return self._free() < self._spare_bytes

    def _free(self) -> int:
        return shutil.disk_usage(self.folder).free

    def _make_room(self, size: int) -> None:
        while self._total() + size > self._max_bytes or self._free() < self._spare_bytes:
            if not self._drop_oldest_clip():
                return

    def _drop_oldest_clip(self) -> bool:
        if not self._clips:
            return False
        self._forget(CLIPS, min(self._clips))
        self.dropped_clips += 1
        return True
