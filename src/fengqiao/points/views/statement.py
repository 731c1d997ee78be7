"""Statements: every point with what it was for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, Role, person, requires
from fengqiao.points import selectors
from fengqiao.points.domain.ledger import Phase
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.selectors import TransferView, quarters
from fengqiao.points.views.shapes import titled

PER_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the statement as the page shows it."""

    view: TransferView
    title: str
    points: str
    phase: str
    tone: str
    why: str
    until: datetime | None = None


@require_GET
@requires()
def mine(request: HttpRequest) -> HttpResponse:
    """One's own statement."""
    actor = cast(ActorRequest, request).actor
    if actor.person_id is None:
        raise Http404
    return _page(request, actor.person_id)


@require_GET
@requires()
def statement(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody's statement, for themselves and for the grid studio's clerk."""
    return _page(request, person_id)


def _page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = cast(ActorRequest, request).actor
    page = Paginator(selectors.lines_for(actor, person_id), PER_PAGE).get_page(request.GET.get("page", 1))
    purse, holds = selectors.purse_of(person_id), selectors.holds_of(person_id)
    held = sum(one.points for one in holds)
    context = {
        "purse": purse,
        "holds": holds,
        "held": held,
        "reserved": purse.reserved - held,
        "page": page,
        "owner": person(person_id),
        "own": actor.person_id == person_id,
        "lines": _lines([selectors.view(row, row.linked.all(), person_id) for row in page]),
        "sheets": quarters.sheets_of(person_id),
        "whole_name": quarters.shows_name(person_id),
        "asked": selectors.questions_waiting(person_id),
        "asks": actor.has(Role.STUDIO_CLERK) and actor.person_id != person_id,
    }
    return render(request, "points/statement.html", context)


def _lines(views: list[TransferView]) -> list[Line]:
    """The lines in words; pending ones say what they wait for and until when, as far as somebody knows."""
    pending = {view.evidence for view in views if view.phase is Phase.PENDING and view.corrects is None}
    known = selectors.waiting(pending)
    lines = [_line(view) for view in views]
    return [
        replace(line, why=found.words, until=found.until)
        if line.view.phase is Phase.PENDING and (found := known.get(line.view.evidence)) is not None
        else line
        for line in lines
    ]


def _line(view: TransferView) -> Line:
    words = {
        Phase.PENDING: (_("pending"), "due", _("Becomes good when the matter is checked and closed.")),
        Phase.POSTED: (_("posted"), "done", ""),
        Phase.VOIDED: (_("void"), "", _("The matter was declared void, so it brings no points.")),
    }
    if view.purpose is not None:
        words = {
            Phase.PENDING: (_("reserved"), "info", _("Kept for this; nothing else can spend these points.")),
            Phase.POSTED: (_("done"), "done", ""),
            Phase.VOIDED: (_("released"), "", _("These points are free again.")),
        }
    if view.purpose is Purpose.FRAUD:
        words[Phase.PENDING] = (_("held"), "due", _("Nothing is taken yet; nobody can spend these points meanwhile."))
    word, tone, why = words[view.phase]
    if view.voided:
        why = f"{why} {view.voided}"
    if view.corrects is not None:
        word, why = _("correction"), _("Puts an earlier line right; that line stays as it was.")
    return Line(
        view=view,
        title=_title(view),
        points=f"{view.points:+d}".replace("-", "−"),
        phase=word,
        tone=tone,
        why=why,
    )


def _title(view: TransferView) -> str:
    """The rule or purpose; who is not heard yet is not said to have deceived anybody."""
    if view.purpose is Purpose.FRAUD and view.phase is not Phase.POSTED:
        return _("Held for a hearing")
    return titled(view.titles)
