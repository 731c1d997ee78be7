"""What may be done at a neighbourhood centre."""

from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.register import change_centre, end_term, open_centre, seat

__all__ = [
    "CentreRefused",
    "InputRefused",
    "change_centre",
    "end_term",
    "open_centre",
    "seat",
]
