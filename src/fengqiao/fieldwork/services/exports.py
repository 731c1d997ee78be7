"""A handbook as a workbook; that it was taken out is written down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.fieldwork.selectors import grids
from fengqiao.fieldwork.selectors.handbook import Handbook
from fengqiao.fieldwork.selectors.handbook_ledgers import withheld_words
from fengqiao.fieldwork.selectors.households import HouseholdView
from fengqiao.fieldwork.selectors.places import PlaceView
from fengqiao.ui.sheet_books import Sheet, workbook


def note_export(*, grid_id: UUID, quarter: str, form: str, actor: Actor) -> None:
    """Somebody took a handbook out. Raises NotYours."""
    grid = grids.grid(actor, grid_id)
    with journal.unit():
        payload = {"quarter": quarter, "form": form}
        event = Event(kind="fieldwork.handbook_exported", subject=f"grid:{grid_id}", area=grid.area_id, payload=payload)
        journal.record(event, actor=actor.person_id)


def handbook_sheet(book: Handbook, places: Sequence[PlaceView], households: Sequence[HouseholdView]) -> bytes:
    """The quarter's log, the places and the households (masked) on three pages; text never becomes a formula."""
    moment = "%Y-%m-%d %H:%M"
    log = Sheet(
        title=str(book.quarter),
        head=(_("When"), _("Who"), _("What"), _("Note"), _("State"), _("Photo")),
        rows=[
            (f"{timezone.localtime(one.at):{moment}}", one.person, one.words, one.note, one.mark,
             _("yes") if one.photo else "")
            for one in reversed(book.lines)
        ],
        widths=(17, 12, 30, 50, 16, 8),
    )  # fmt: skip
    spots = Sheet(
        title=_("Places of the patrol"),
        head=(_("Name of the place"), _("Kind"), _("Every … days"), _("Last visit"), _("Due")),
        rows=[
            (one.name, one.kind_words, one.every, f"{timezone.localtime(one.last):{moment}}" if one.last else "",
             one.due.isoformat() if one.due else "")
            for one in places
        ],
        widths=(26, 18, 12, 17, 12),
    )  # fmt: skip
    houses = Sheet(
        title=_("Households"),
        head=(
            _("Address"),
            _("Whom to ask for"),
            pgettext("household", "How many people"),
            pgettext("handbook", "Visits"),
            _("Last visit"),
        ),
        rows=[
            (one.address, _("not in the handbook") if one.opted_out else one.name, one.people, one.visits,
             f"{timezone.localtime(one.last):{moment}}" if one.last else "")
            for one in households
        ],
        widths=(26, 14, 12, 8, 17),
    )  # fmt: skip
    return workbook((log, spots, houses, _hazards(book), _disputes(book)))


def _hazards(book: Handbook) -> Sheet:
    head = (
        _("Found on"),
        _("Place"),
        _("What"),
        _("How bad"),
        _("To be put right by"),
        _("State"),
        _("Looked at again"),
    )
    rows = [
        (one.found_on.isoformat(), one.place, one.words, one.severity, one.due_on.isoformat(), one.state, one.again)
        for one in book.hazards
    ]
    empty = [(_("Checks in this grid found nothing in this quarter."), "", "", "", "", "", "")]
    return Sheet(title=_("Hazard ledger"), head=head, rows=rows or empty, widths=(12, 24, 40, 10, 16, 26, 44))


def _disputes(book: Handbook) -> Sheet:
    head = (_("Since"), _("Code"), _("Category"), _("State"), _("Outcome"), _("Closed on"))
    rows = [
        (one.happened_on.isoformat(), one.code, one.category, one.state, one.outcome,
         one.closed_on.isoformat() if one.closed_on else "")
        for one in book.disputes
    ]  # fmt: skip
    if book.withheld:
        rows.append((withheld_words(book.withheld), "", "", "", "", ""))
    empty = [(_("No dispute is known in this grid in this quarter."), "", "", "", "", "")]
    return Sheet(title=_("Dispute ledger"), head=head, rows=rows or empty, widths=(12, 16, 24, 16, 16, 12))
