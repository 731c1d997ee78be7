"""Effect figures, points beside opportunities, questions about points."""

from __future__ import annotations

from fengqiao.areas.selectors import Role
from rights.kinds import NO_ONE, Row

READERS = {Role.STUDIO_CLERK, Role.ANALYST}

EFFECTS = [
    Row("screen:effects", allow=READERS),
    Row("screen:effects_sheet", allow=READERS),
    Row("screen:effects_people", allow=READERS),
    Row("screen:fairness", allow={Role.STUDIO_CLERK}),
    Row("screen:effects_events", allow=READERS, args=lambda village: {"name": "closed"}, scoped=False),
    Row("screen:effects_events", allow=NO_ONE, args=lambda village: {"name": "use"}, scoped=False),
]
