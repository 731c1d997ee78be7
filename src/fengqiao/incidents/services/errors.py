"""How events refuse."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fengqiao.core.errors import Refused
from fengqiao.incidents.domain.facts import StepRefused
from fengqiao.incidents.domain.forms import Complaint


class IncidentRefused(Refused):
    """The base of all refusals of the incidents app."""


class StepNotTaken(IncidentRefused):
    """A step that the table or one of its guards forbids; ``why`` is the guard's own refusal."""

    def __init__(self, why: StepRefused) -> None:
        super().__init__(_(why.message))
        self.why = why


class InputRefused(IncidentRefused):
    """Something that was filled in cannot be kept as it is; the words say how to mend it."""

    status = 422


class PositionOutside(InputRefused):
    """A position that is none, or outside the county."""


class AnswersNotKept(InputRefused):
    """Answers that do not fit the category's form; ``complaints`` by the field's name."""

    def __init__(self, complaints: Mapping[str, Complaint], words: str) -> None:
        super().__init__(words)
        self.complaints = dict(complaints)


class CategoryWithdrawn(InputRefused):
    """The category is not used for new events any more."""

    def __init__(self, title: str) -> None:
        super().__init__(_("“%(title)s” is not used any more. Choose another category.") % {"title": title})


class CalendarRefused(InputRefused):
    """A calendar or a deadline that cannot be counted with."""


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


class SheetRefused(InputRefused):
    """An uploaded sheet with rows that cannot be used; ``annotated`` is a copy of it that says why, row by row."""

    def __init__(self, words: str, annotated: bytes, wrong: int) -> None:
        super().__init__(words)
        self.annotated = annotated
        self.wrong = wrong


class OrganisationDissolved(IncidentRefused):
    """Nothing is given to an organisation that is no more."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” was dissolved. Choose another organisation.") % {"name": name})


class EventOver(IncidentRefused):
    """Nothing more can be added to an event that is over."""

    def __init__(self) -> None:
        super().__init__(_("This event is over; nothing can be added to it. Reopen it or report a new one."))


class CatalogueInvalid(IncidentRefused):
    """A list of categories cannot be read as one."""

    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(_("This catalogue cannot be used: %(why)s") % {"why": why})
        self.why = why
