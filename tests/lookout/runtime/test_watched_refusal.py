"""A match that the platform refuses is kept by nobody, not even aside; other refused alerts are."""

from __future__ import annotations

from pathlib import Path

from twins import JPEG, MemoryDelivery, an_alert, until

from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.spool import Spool
from lookout.contract import Alert, Kind
from lookout.ports import Refused
from lookout.runner.outbox import Outbox


class Closed(MemoryDelivery):
    """A platform without any case."""

    refused = 0

    def alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        self.refused += 1
        raise Refused("no case is active")


def test_a_refused_match_is_deleted(tmp_path: Path) -> None:
    spool, door = Spool(tmp_path), Closed()
    outbox = Outbox(spool, door, EngineMetrics(), first_wait_s=0.01)
    match = an_alert(1).model_copy(update={"kind": Kind.MISSING, "watch": "case-1"})
    outbox.keep(match, JPEG)
    outbox.keep(an_alert(2), JPEG)
    outbox.start()
    until(lambda: door.refused == 2 and spool.counts() == (0, 0))
    outbox.stop(10)
    spool.close()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(match.key.encode() in data for data in kept)
    assert any(an_alert(2).key.encode() in data for data in kept), "what is no match waits for a person to look at it"
