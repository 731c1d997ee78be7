"""Other systems."""

from __future__ import annotations

from fengqiao.areas.selectors import Role
from rights.kinds import EVERYBODY, Row

NO_PLACE = {"form": "json"}
INTEROP: list[Row] = [
    Row("interop:open311_discovery", allow=EVERYBODY, args=lambda village: NO_PLACE, scoped=False),
    *(
        Row(f"interop:open311_{name}", allow=EVERYBODY, status=404, args=lambda village: NO_PLACE, scoped=False)
        for name in ("services", "requests", "updates")
    ),
    *(
        Row(f"interop:open311_{name}", "POST", allow=EVERYBODY, status=404, args=lambda village: NO_PLACE, scoped=False)
        for name in ("requests", "updates")
    ),
    *(
        Row(
            f"interop:open311_{name}",
            allow=EVERYBODY,
            status=404,
            args=lambda village, key=key: {**NO_PLACE, key: "x"},
            scoped=False,
        )
        for name, key in (("service", "code"), ("request", "number"), ("token", "token"))
    ),
    Row("interop:messages", allow={Role.DISPATCHER, Role.OPERATOR, Role.ANALYST}),
    Row("interop:messages", "POST", allow={Role.DISPATCHER, Role.OPERATOR, Role.ANALYST}, status=422),
]
