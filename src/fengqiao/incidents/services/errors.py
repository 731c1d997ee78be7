"""How events refuse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.core.errors import Refused
from fengqiao.incidents.domain.facts import StepRefused


class IncidentRefused(Refused):
    """The base of all refusals of the incidents app."""


class StepNotTaken(IncidentRefused):
    """A step that the table or one of its guards forbids; ``why`` is the guard's own refusal."""

    def __init__(self, why: StepRefused) -> None:
        super().__init__(_(why.message))
        self.why = why


class PictureNotKept(IncidentRefused):
    """A file that is no photo, or too large."""

    status = 422


class NoSuchCategory(IncidentRefused):
    """No category has this code."""

    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no category “%(code)s”. Choose one from the list.") % {"code": code})


class NoRoute(IncidentRefused):
    """No routing rule says who leads."""

    def __init__(self) -> None:
        super().__init__(_("No routing rule says who is responsible here. Add a rule, or choose an organisation."))


class EventOver(IncidentRefused):
    """Nothing more can be added to an event that is over."""

    def __init__(self) -> None:
        super().__init__(_("This event is over; nothing can be added to it. Reopen it or report a new one."))


class CatalogueInvalid(IncidentRefused):
    """A list of categories cannot be read as one."""

    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(_("This catalogue cannot be used: %(why)s") % {"why": why})
