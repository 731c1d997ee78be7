"""The coordinator's copies of alerts that wait on other machines: whose machine dies, his alerts go from here."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from lookout.adapters.spool import ALERTS, Spool
from lookout.contract import Alert
from lookout.fleet.messages import Copy
from lookout.runner.inheritance import inherit

REMEMBERED = 20_000
"""Keys that are remembered of a dead worker, should its machine come back with its spool."""

log = logging.getLogger(__name__)


class Ledger:
    """Below ``folder``: ``held/<worker>`` the copies, ``taken`` what is delivered from here, ``settled/<worker>`` its
    keys. One thread at a time a worker. Raises ``SpoolBusy`` at birth when another coordinator has the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken = Spool(folder / "taken")
        self._held: dict[str, Spool] = {}
        self._numbers: dict[str, dict[str, str]] = {}
        (folder / "settled").mkdir(exist_ok=True)
        for left in sorted((folder / "held").glob("*")):
            # of a run before: its workers ended with it
            self._bequeath(left.name)

    def close(self) -> None:
        for spool in self._held.values():
            spool.close()
        self.taken.close()

    def open(self, worker: str) -> frozenset[str]:
        """A worker begins; the keys that were delivered for the one of this name before."""
        self._held[worker] = Spool(self._folder / "held" / worker)
        self._numbers[worker] = {}
        return self._settled(worker)

    def keep(self, worker: str, copies: Iterable[Copy]) -> list[str]:
        """The keys that are on this disk now. Raises ``OSError`` when the disk takes no more."""
        spool, numbers = self._held[worker], self._numbers[worker]
        kept = []
        for copy in copies:
            try:
                spool.put_alert(Alert.model_validate_json(copy.alert), copy.snapshot, copy.before)
            except ValidationError:
                log.exception("a copy from %s cannot be read", worker)
            kept.append(copy.key)
        numbers.update({key: number for number, key in spool.alert_keys().items()})
        return kept

    def drop(self, worker: str, keys: Iterable[str]) -> list[str]:
        """Throws copies away that the platform has."""
        spool, numbers = self._held[worker], self._numbers[worker]
        dropped = []
        for key in keys:
            number = numbers.pop(key, None)
            if number is not None:
                spool.delivered(ALERTS, number)
            dropped.append(key)
        return dropped

    def held(self, worker: str) -> int:
        return self._held[worker].counts()[0] if worker in self._held else 0

    def bequeath(self, worker: str) -> int:
        """The worker is dead: its alerts are delivered from here. How many."""
        self._held.pop(worker).close()
        del self._numbers[worker]
        return self._bequeath(worker)

    def _bequeath(self, worker: str) -> int:
        folder = self._folder / "held" / worker
        spool = Spool(folder)
        keys = [key for key in spool.alert_keys().values() if key]
        spool.close()
        if keys:
            remembered = [*self._settled(worker), *keys][-REMEMBERED:]
            # before they leave: a machine that comes back must not send them again
            (self._folder / "settled" / worker).write_text("\n".join(remembered))
        return inherit(self.taken, folder)

    def _settled(self, worker: str) -> frozenset[str]:
        path = self._folder / "settled" / worker
        return frozenset(path.read_text().split("\n")) if path.exists() else frozenset()
