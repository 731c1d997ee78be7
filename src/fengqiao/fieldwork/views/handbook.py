"""The handbook of a grid: its pages, its paper and its workbook. It fills itself; here it is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.cover import PERIODS
from fengqiao.fieldwork.domain.quality import Dimension
from fengqiao.fieldwork.selectors import books, coverage, grids, handbook, households, places, sampling
from fengqiao.fieldwork.selectors.grids import READERS
from fengqiao.fieldwork.selectors.handbook import Handbook, LogLine
from fengqiao.fieldwork.selectors.handbook_ledgers import withheld_words
from fengqiao.fieldwork.selectors.handbook_words import DIMENSIONS
from fengqiao.fieldwork.services.exports import handbook_sheet, note_export
from fengqiao.points.domain.quarters import Quarter, quarter_of
from fengqiao.ui import papers
from fengqiao.ui.sheets import XLSX

PAPERS = Path(__file__).resolve().parent.parent / "papers"
SHOWN = 60


@never_cache
@require_GET
@requires(*READERS)
def page(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A grid's handbook of a quarter."""
    now = clock.now()
    quarter = handbook.quarter_in(request.GET.get("quarter", ""), now)
    book = handbook.handbook(request.actor, pk, quarter)
    present = quarter_of(now, handbook.zone())
    cover = coverage.coverage(request.actor, pk, period=PERIODS[-1], today=timezone.localdate(now))
    own = grids.works_in(request.actor, pk)
    context = {
        "grid": cover.grid,
        "village": areas.area(cover.grid.area_id).name,
        "book": book,
        "lines": book.lines[:SHOWN],
        "more": max(0, len(book.lines) - SHOWN),
        "cover": cover,
        "dots": [(dot.x, dot.y, dot.place) for dot in cover.dots],
        "quarters": [present, present.before, present.before.before],
        "households": households.households(request.actor, pk),
        "contacts": households.contacts(request.actor, pk),
        "withheld": withheld_words(book.withheld) if book.withheld else "",
        "own": own,
        "care": len([one for one in households.care(request.actor, pk) if not one.withdrawn]) if own else None,
        "may_plan": grids.may_plan(request.actor, cover.grid),
    }
    return render(request, "fieldwork/handbook/page.html", context)


@require_GET
@requires(*READERS)
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The handbook of a quarter as a PDF for the shelf: everything but who asked for care, and names masked."""
    quarter = handbook.quarter_in(request.GET.get("quarter", ""), clock.now())
    book = handbook.handbook(request.actor, pk, quarter)
    note_export(grid_id=pk, quarter=str(quarter), form="pdf", actor=request.actor)
    content = papers.pdf(PAPERS / "handbook.typ", _sheet_of(request, pk, book))
    return _file(content, papers.PDF, f"handbook-{quarter}.pdf")


@require_GET
@requires(*READERS)
def workbook(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The same as a workbook."""
    quarter = handbook.quarter_in(request.GET.get("quarter", ""), clock.now())
    book = handbook.handbook(request.actor, pk, quarter)
    note_export(grid_id=pk, quarter=str(quarter), form="xlsx", actor=request.actor)
    content = handbook_sheet(
        book, places.places(request.actor, grid_ids=[pk]), households.households(request.actor, pk)
    )
    return _file(content, XLSX, f"handbook-{quarter}.xlsx")


@require_GET
@requires(*READERS)
def photo(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The photo of a visit."""
    return HttpResponse(handbook.photo(request.actor, pk), content_type="image/jpeg")


@never_cache
@require_GET
@requires(*READERS)
def quality(request: ActorRequest, person: UUID, quarter: str) -> HttpResponse:
    """How good a worker's quarter is, counted out: for the worker, and for the studio."""
    wanted = handbook.quarter_in(quarter, clock.now())
    found = _book_of(request, person, wanted)
    settled = sampling.grade_of(person, wanted)
    open_sample = settled is None and person != request.actor.person_id and sampling.sample_open(person, wanted)
    shares = settled.shares if settled else {
        name: (share.got, share.of, share.score) for name, share in found.quality.shares.items()
    }  # fmt: skip
    present = quarter_of(clock.now(), handbook.zone())
    context = {
        "name": found.name,
        "person": person,
        "quarter": wanted,
        "quarters": [present, present.before],
        "settled": settled,
        "hidden": open_sample,
        "quality": found.quality,
        "rows": [] if open_sample else [(*DIMENSIONS[one], *shares[one]) for one in Dimension],
    }
    return render(request, "fieldwork/handbook/quality.html", context)


def _book_of(request: ActorRequest, person: UUID, quarter: Quarter) -> books.WorkerBook:
    for area_id in request.actor.area_ids:
        for one in books.books(area_id, quarter, only=[person]):
            if sampling.may_read(request.actor, person, one.area_id):
                return one
    raise NotYours


def _sheet_of(request: ActorRequest, pk: UUID, book: Handbook) -> dict[str, Any]:
    """What the paper says."""
    grid = grids.grid(request.actor, pk)
    sums = book.sums
    figures = (
        (_("Shifts"), sums.shifts), (_("Hours on duty"), sums.hours), (_("Check-ins"), sums.checkins),
        (pgettext("handbook", "Visits"), sums.visits), (_("Events"), sums.events), (_("Closed"), sums.closed),
    )  # fmt: skip
    return {
        "title": _("Grid handbook"),
        "grid": grid.name,
        "village": areas.area(grid.area_id).name,
        "quarter": str(book.quarter),
        "span": f"{timezone.localtime(book.start):%Y-%m-%d} – "
        f"{timezone.localtime(book.end) - timedelta(days=1):%Y-%m-%d}",
        "figures": [[str(name), str(value)] for name, value in figures],
        "places_head": [_("Places of the patrol"), _("Kind"), _("Every … days"), _("Last visit")],
        "places": [
            [one.name, one.kind_words, str(one.every or "—"), _day(one.last)]
            for one in places.places(request.actor, grid_ids=[pk])
        ],
        "households_head": [_("Households"), _("Whom to ask for"), pgettext("handbook", "Visits"), _("Last visit")],
        "households": [
            [one.address, _("not in the handbook") if one.opted_out else one.name, str(one.visits),
             _day(one.last)]
            for one in households.households(request.actor, pk)
        ],
        "hazards_title": _("Hazard ledger"),
        "hazards_head": [_("Found on"), _("Place"), _("What"), _("How bad"), _("To be put right by"), _("State"),
                         _("Looked at again")],
        "hazards": [
            [f"{one.found_on:%m-%d}", one.place, one.words, one.severity, f"{one.due_on:%m-%d}", one.state,
             one.again or "—"]
            for one in book.hazards
        ],
        "hazards_empty": _("Checks in this grid found nothing in this quarter."),
        "disputes_title": _("Dispute ledger"),
        "disputes_head": [_("Since"), _("Code"), _("Category"), _("State"), _("Outcome"), _("Closed on")],
        "disputes": [
            [f"{one.happened_on:%m-%d}", one.code, one.category, one.state, one.outcome or "—",
             f"{one.closed_on:%m-%d}" if one.closed_on else "—"]
            for one in book.disputes
        ],
        "disputes_empty": "" if book.withheld else _("No dispute is known in this grid in this quarter."),
        "withheld": withheld_words(book.withheld) if book.withheld else "",
        "log_title": pgettext("handbook", "What was done"),
        "log_head": [_("When"), _("Who"), _("What"), _("Note"), ""],
        "log": [_row(one) for one in reversed(book.lines)],
        "empty": _("Nothing was written in this quarter."),
        "printed": _("Printed %(at)s. Names of households are masked; people in care are not in it.")
        % {"at": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"},
    }  # fmt: skip


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%m-%d}" if at else "—"


def _row(one: LogLine) -> list[str]:
    return [f"{timezone.localtime(one.at):%m-%d %H:%M}", one.person, one.words, one.note, one.mark]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
