"""Reading the neighbourhood centres."""

from fengqiao.centre.domain.seats import Right, Seat
from fengqiao.centre.selectors.register import (
    STAFF,
    CentreView,
    TermView,
    centre,
    centre_by_key,
    centre_of,
    centres,
    members,
    rights,
)

__all__ = [
    "STAFF",
    "CentreView",
    "Right",
    "Seat",
    "TermView",
    "centre",
    "centre_by_key",
    "centre_of",
    "centres",
    "members",
    "rights",
]
