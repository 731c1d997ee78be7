"""Figures of the events."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Role
from rights.kinds import DESK, NO_ONE, Row

ANY = UUID(int=1)
READERS = DESK | {Role.STUDIO_CLERK, Role.ANALYST, Role.VILLAGE_SECRETARY}

FIGURES = [
    Row("incidents:figures", allow=READERS),
    Row("incidents:figures_sheet", allow=READERS),
    Row("incidents:figures_routing", allow=READERS),
    Row("incidents:figures_routing_sheet", allow=READERS),
    Row("incidents:figures_evidence", allow=NO_ONE),  # without a suggestion that the record speaks for
    Row(
        "incidents:figures_accept",
        "POST",
        allow={Role.DISPATCHER},
        status=302,
        data=lambda args: {"category": "H01", "place": str(ANY), "to": str(ANY)},
    ),
    Row("incidents:figures_ways", allow=READERS, args=lambda village: {"kind": "bounced"}, scoped=False),
    Row("incidents:figures_ways", allow=NO_ONE, args=lambda village: {"kind": "guessed"}, scoped=False),
    Row("incidents:figure", allow=READERS, args=lambda village: {"name": "closing"}, scoped=False),
    Row("incidents:figure_card", allow=READERS, args=lambda village: {"name": "closing"}, scoped=False),
    Row("incidents:figure", allow=NO_ONE, args=lambda village: {"name": "guessed"}, scoped=False),
]
