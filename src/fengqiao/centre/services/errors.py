"""What the services of a centre refuse."""

from __future__ import annotations

from fengqiao.core.errors import Refused


class CentreRefused(Refused):
    """A step at a neighbourhood centre that is not allowed now; the message says why."""


class InputRefused(CentreRefused):
    """Something that was written does not fit; the message says what."""

    status = 422
