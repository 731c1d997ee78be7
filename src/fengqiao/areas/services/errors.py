"""What the services of places and people refuse."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.core.errors import Refused


class AreasRefused(Refused):
    """A step with areas, grids or people that is not allowed now; the message says why."""


class OutlineRefused(AreasRefused):
    """An outline that cannot be kept."""

    status = 422


class AssignmentRefused(AreasRefused):
    """A duty that this person cannot have in this place at this time."""


class AccountRefused(AreasRefused):
    """An account that cannot be made or changed so."""

    status = 422


class ListRefused(AreasRefused):
    """An official list with bad rows; nothing was imported. ``problems`` names file, line and what is wrong."""

    status = 422

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
