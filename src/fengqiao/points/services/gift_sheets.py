"""Lots by Excel: out with where the pieces are, in as new lots; a sheet with a wrong row brings nothing in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.points.models import Gift
from fengqiao.points.selectors import LotView
from fengqiao.points.services import gifts
from fengqiao.points.services.errors import GiftRefused, LotsRefused
from fengqiao.ui import workbooks
from fengqiao.ui.workbooks import Problem

COLUMNS = {
    "gift": gettext_lazy("Gift"),
    "supplier": gettext_lazy("Supplier"),
    "received_on": gettext_lazy("Received on"),
    "pieces": gettext_lazy("Pieces"),
    "yuan": gettext_lazy("Cost of one piece, yuan"),
    "note": gettext_lazy("Note"),
}
NEEDED = ("gift", "supplier", "received_on", "pieces", "yuan")


def export_lots(lots: Sequence[LotView]) -> bytes:
    """The lots as a workbook; its first six columns are what ``import_lots`` reads."""
    head = [*map(str, COLUMNS.values()), _("In store"), _("Reserved"), _("Handed over"), _("Missing")]
    rows = {
        number: [
            lot.gift,
            lot.supplier,
            lot.received_on.isoformat(),
            lot.pieces,
            lot.yuan,
            lot.note,
            lot.free,
            lot.held,
            lot.out,
            lot.missing,
        ]
        for number, lot in enumerate(lots, start=2)
    }
    return workbooks.write_cells(head, rows, widths=[20, 24, 14, 8, 14, 24, 10, 10, 12, 10])


def import_lots(*, town_id: UUID, content: bytes, actor: Actor) -> int:
    """Bring new lots in, all or none. The same file twice is refused. Returns how many.

    Raises NotYours, GiftRefused, LotsRefused with the annotated copy.
    """
    gifts.keeper(actor, town_id)
    try:
        table = workbooks.table(content)
    except workbooks.Unreadable as error:
        raise GiftRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    at = workbooks.places(table.head, COLUMNS)
    if lacking := [str(COLUMNS[name]) for name in NEEDED if name not in at]:
        raise GiftRefused(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(lacking)})
    mark = f"lots:{hashlib.sha256(content).hexdigest()[:32]}"
    if journal.history(mark):
        raise GiftRefused(_("This very file was brought in before."))
    names = dict(Gift.objects.filter(town=town_id, retired_at__isnull=True).values_list("name", "pk"))
    problems: list[Problem] = []
    with journal.unit():
        count = 0
        for number, row in table.rows.items():
            wrong = _one(number, row, at, names, actor)
            problems += wrong
            count += not wrong
        if problems:
            copy = workbooks.write_cells(table.head, table.rows, problems=problems)
            bad = len({one.row for one in problems})
            words = ngettext(
                "Nothing was brought in: %(count)d row is wrong. The copy of your file says why.",
                "Nothing was brought in: %(count)d rows are wrong. The copy of your file says why.",
                bad,
            ) % {"count": bad}
            raise LotsRefused(words, copy)
        if not count:
            raise GiftRefused(_("There is no row in this file."))
        event = Event(kind="points.lots_imported", subject=mark, area=town_id, payload={"lots": count})
        journal.record(event, actor=actor.person_id)
    return count


def _one(number: int, row: Sequence[Any], at: dict[str, int], names: dict[str, UUID], actor: Actor) -> list[Problem]:
    """Bring one row in; or what is wrong with it."""

    def cell(name: str) -> str:
        place = at.get(name)
        return workbooks.text(row[place]) if place is not None and place < len(row) else ""

    def wrong(name: str | None, words: str) -> list[Problem]:
        return [Problem(row=number, column=at[name] if name else None, words=words)]

    if cell("gift") not in names:
        return wrong("gift", _("No gift of the catalogue has this name."))
    try:
        day = date.fromisoformat(cell("received_on").replace("/", "-"))
    except ValueError:
        return wrong("received_on", _("Write the day like 2026-11-26."))
    if not cell("pieces").isdecimal():
        return wrong("pieces", _("A whole number from 1."))
    try:
        cents = Decimal(cell("yuan")) * 100
    except InvalidOperation:
        cents = Decimal(-1)
    if not cents.is_finite() or cents < 0 or cents != int(cents):
        return wrong("yuan", _("An amount in yuan from 0, like 12.50."))
    try:
        gifts.receive_lot(
            gift_id=names[cell("gift")],
            supplier=cell("supplier"),
            received_on=day,
            pieces=int(cell("pieces")),
            cents=int(cents),
            note=cell("note")[:200],
            actor=actor,
        )
    except GiftRefused as refusal:
        return wrong(None, str(refusal))
    return []
