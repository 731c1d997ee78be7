"""What a line of the table is made of, and the sets of roles that several modules name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from fengqiao.areas.selectors import AreaView, Role

ANONYMOUS = "anonymous"
NOBODY = "nobody"
Visitor = Role | Literal["anonymous", "nobody"]

ROLES: frozenset[Visitor] = frozenset(Role)
SIGNED_IN: frozenset[Visitor] = ROLES | {NOBODY}
EVERYBODY: frozenset[Visitor] = SIGNED_IN | {ANONYMOUS}
NO_ONE: frozenset[Visitor] = frozenset()


@dataclass(frozen=True)
class Row:
    """One line of the table; the module's docstring explains it."""

    name: str
    method: str = "GET"
    _: KW_ONLY
    allow: frozenset[Visitor] | frozenset[Role] | set[Role]
    status: int = 200
    anonymous: int = 302
    others: int = 404
    args: Callable[[AreaView], Mapping[str, Any]] | None = None
    data: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    scoped: bool = True
    htmx: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def expected(self, visitor: Visitor) -> int:
        """The status that this visitor gets for a thing of the home village."""
        if visitor in self.allow:
            return self.status
        return self.anonymous if visitor == ANONYMOUS else self.others


# Addresses of libraries, by the beginning of their names. They are tested where they come from, and here in
# tests/areas/db/test_signing_in.py as far as we set them up.
GROUPS: dict[str, str] = {
    "account_": "allauth: signing in and out, one's own password; signing up is closed",
    "mfa_": "allauth: one's own second factor",
}

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
DESK = {Role.OPERATOR, Role.DISPATCHER}
WATCHERS = DESK | {
    Role.GRID_WORKER,
    Role.GRID_LEAD,
    Role.VILLAGE_SECRETARY,
    Role.STUDIO_CLERK,
    Role.ANALYST,
}
