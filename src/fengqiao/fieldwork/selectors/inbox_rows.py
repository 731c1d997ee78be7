"""One row of the clerk's inbox, and the words for its sorts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.core import clock
from fengqiao.fieldwork.domain.tasks import tone_of


class Sort(StrEnum):
    """What a row is about."""

    TASK = "task"
    OVERDUE = "overdue"
    KIND = "kind"
    QUESTION = "question"
    OBJECTION = "objection"
    SAMPLE = "sample"
    HAZARD = "hazard"
    LEAVE = "leave"
    ABSENCE = "absence"
    GRID = "grid"
    EVENT = "event"


SORTS = {
    Sort.TASK: pgettext_lazy("inbox", "Answer to check"),
    Sort.OVERDUE: pgettext_lazy("inbox", "Not answered in time"),
    Sort.KIND: pgettext_lazy("inbox", "Item to approve"),
    Sort.QUESTION: pgettext_lazy("inbox", "Question about points"),
    Sort.OBJECTION: pgettext_lazy("inbox", "Objection"),
    Sort.SAMPLE: pgettext_lazy("inbox", "Handbook sample"),
    Sort.HAZARD: pgettext_lazy("inbox", "Hazard"),
    Sort.LEAVE: pgettext_lazy("inbox", "Asks to be away"),
    Sort.ABSENCE: pgettext_lazy("inbox", "Nobody stands in"),
    Sort.GRID: pgettext_lazy("inbox", "Grid without a worker"),
    Sort.EVENT: pgettext_lazy("inbox", "Event to check"),
}
ACTIONS = {
    Sort.TASK: gettext_lazy("Look closely"),
    Sort.OVERDUE: gettext_lazy("See who"),
    Sort.KIND: gettext_lazy("Approve or refuse"),
    Sort.QUESTION: gettext_lazy("Decide"),
    Sort.OBJECTION: gettext_lazy("Hear and answer"),
    Sort.SAMPLE: gettext_lazy("Read and grade"),
    Sort.HAZARD: gettext_lazy("See to it"),
    Sort.LEAVE: gettext_lazy("Grant or refuse"),
    Sort.ABSENCE: gettext_lazy("Name a stand-in"),
    Sort.GRID: gettext_lazy("Assign somebody"),
    Sort.EVENT: gettext_lazy("Check"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to decide. ``decides``: accepted or sent back by one key, here; others open ``href``.

    ``said`` and ``pictures`` (addresses) are what is decided about; ``about``: people by whom it is found.
    """

    key: str
    sort: Sort
    what: str
    who: str
    where: str
    since: datetime
    due_at: datetime | None
    href: str
    decides: bool = False
    said: str = ""
    pictures: tuple[str, ...] = ()
    about: frozenset[UUID] = frozenset()

    @property
    def tone(self) -> str:
        """The colour of its due time."""
        return tone_of(self.due_at, clock.now())

    @property
    def late(self) -> bool:
        """True when it should have been decided by now."""
        return self.tone == "danger"
