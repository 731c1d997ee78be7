"""The duties that a person may have, and what they exclude."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is there for. The value is what the database keeps."""

    GRID_WORKER = "grid_worker"
    GRID_LEAD = "grid_lead"
    VILLAGE_SECRETARY = "village_secretary"
    STUDIO_CLERK = "studio_clerk"
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    MEDIATOR = "mediator"
    COUNCIL_MEMBER = "council_member"
    VOLUNTEER = "volunteer"
    ANALYST = "analyst"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


class Duty(StrEnum):
    """The place that a worker has in a grid."""

    NONE = ""
    LEAD = "lead"
    MEMBER = "member"


class Employment(StrEnum):
    """Full-time 专职 or part-time 兼职."""

    NONE = ""
    FULL = "full"
    PART = "part"


# One person holds at most one of them at a time: who runs the system must not be who reads its audit.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
GRID_ROLES = frozenset({Role.GRID_WORKER, Role.GRID_LEAD})
