"""The phone app's calls: any account, for what it captured while it had a duty is looked at item by item."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from factories import areas as make
from factories import fieldwork as phone
from factories import incidents as make_incidents
from factories.incidents import PLAIN
from fengqiao.areas.selectors import AreaView, Role
from rights.kinds import EVERYBODY, SIGNED_IN, Row

PERSON_FILE = "ab" * 32

FIELD = frozenset({Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.VOLUNTEER})

DESK = frozenset({Role.STUDIO_CLERK, Role.VILLAGE_SECRETARY, Role.DISPATCHER})


def _entry(village: AreaView) -> dict[str, Any]:
    """A report with a memo and a photo of another day, of a worker of the village who is nobody of the table."""
    make_incidents.categories()
    worker = make.actor(Role.GRID_WORKER, village)
    memo = phone.upload(b"OggS" + uuid4().bytes, worker)
    shot = phone.upload(make_incidents.photo(), worker)
    taken = {shot: {"taken_at": "2026-01-01T00:00:00+08:00"}}
    sent = phone.item({"category": PLAIN, "voice": memo, "pictures": taken}, photos=[shot, memo])
    (answer,) = phone.send(worker, sent)
    assert answer.state == "done", answer.words
    return {"pk": answer.id}


FIELD_APP = [
    Row("fieldwork:entries", allow=DESK),
    Row("fieldwork:entry_voice", allow=DESK, args=_entry),
    Row("fieldwork:entry_looked", "POST", allow=DESK, status=302, args=_entry),
    Row("fieldwork:app", allow=FIELD),
    Row("fieldwork:worker", allow=FIELD),
    Row("fieldwork:manifest", allow=EVERYBODY),
    Row("fieldwork:state", allow=SIGNED_IN),
    # An empty body is no parcel of items; a piece without a size is none.
    Row("fieldwork:items", "POST", allow=SIGNED_IN, status=422),
    Row("fieldwork:upload", allow=SIGNED_IN, args=lambda village: {"sha256": PERSON_FILE}, scoped=False),
    Row(
        "fieldwork:upload",
        "POST",
        allow=SIGNED_IN,
        status=404,
        args=lambda village: {"sha256": PERSON_FILE},
        scoped=False,
    ),
    Row("fieldwork:key", "POST", allow=SIGNED_IN),
]
