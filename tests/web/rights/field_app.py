"""The phone app's calls: any account, for what it captured while it had a duty is looked at item by item."""

from __future__ import annotations

from fengqiao.areas.selectors import Role
from rights.kinds import EVERYBODY, SIGNED_IN, Row

PERSON_FILE = "ab" * 32

FIELD = frozenset({Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.VOLUNTEER})

FIELD_APP = [
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
