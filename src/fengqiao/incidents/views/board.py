"""The governance centre's board, on a desk or on the wall, and the same as an Excel file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, Level, requires
from fengqiao.core import clock
from fengqiao.incidents import selectors
from fengqiao.incidents.selectors import Court, story
from fengqiao.incidents.selectors import board as boards
from fengqiao.incidents.selectors.board import Age, Card, Column, Lane
from fengqiao.ui import sheets

EXPORTED = 2000


@require_GET
@requires(*selectors.BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """Every open event in the column of what the centre has to do with it."""
    lanes = _lanes(request, boards.PER_COLUMN)
    words = _words()
    context: dict[str, object] = {
        "lanes": [(lane, *words[lane.column], [_card(card) for card in lane.cards]) for lane in lanes],
        "total": sum(lane.count for lane in lanes),
        "now": clock.now(),
        "here": request.get_full_path(),
        **filters(request),
    }
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "incidents/board/_lanes.html" if fragment else "incidents/board/board.html", context)


@require_GET
@requires(*selectors.BOARD)
def export(request: HttpRequest) -> HttpResponse:
    """What the board shows, as an Excel file: up to 2000 events of each column."""
    words = _words()

    def rows() -> Iterator[list[sheets.Cell]]:
        for lane in _lanes(request, EXPORTED):
            for card in lane.cards:
                event, held = card.event, card.held
                yield [
                    words[lane.column][0],
                    event.code,
                    event.title,
                    event.category_title,
                    card.area,
                    event.place,
                    event.state_words,
                    story.holder(held),
                    selectors.in_words(held.awaited),
                    held.since,
                    held.due_at,
                    _age_words(card)[0],
                ]

    head = [
        _("Column"),
        _("Code"),
        _("What"),
        _("Category"),
        _("Area"),
        _("Where"),
        _("State"),
        _("Who has it"),
        _("Awaited"),
        _("Since"),
        _("Due"),
        _("How it stands"),
    ]
    content = sheets.sheet(
        title=_("Board"), head=head, rows=rows(), widths=[12, 18, 36, 20, 16, 24, 12, 26, 20, 20, 20, 14]
    )
    name = f"board-{timezone.localtime(clock.now()):%Y-%m-%d-%H%M}.xlsx"
    return HttpResponse(
        content, content_type=sheets.XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _lanes(request: HttpRequest, limit: int) -> list[Lane]:
    actor = cast(ActorRequest, request).actor
    chosen = filters(request)
    area = chosen["area"]
    return boards.board(
        actor,
        area_id=as_uuid(str(area)),
        category=str(chosen["category"]),
        holder=_holder(str(chosen["holder"])),
        text=str(chosen["text"]),
        limit=limit,
    )


def filters(request: HttpRequest) -> dict[str, object]:
    """What of the board is wanted, with the lists to choose from; what names nothing is left out."""
    actor = cast(ActorRequest, request).actor
    area = request.GET.get("area", "")
    try:
        area = str(UUID(area)) if area and areas.may_see_area(actor, UUID(area)) else ""
    except ValueError:
        area = ""
    text = request.GET.get("q", "").replace("\0", "")[:100]
    category = request.GET.get("category", "")[:40]
    known = {one.code for one in selectors.categories()}
    category = category if category in known else ""
    holder, holder_name = _known_holder(request.GET.get("holder", ""))
    return {
        "area": area,
        "area_name": areas.area(UUID(area)).name if area else "",
        "category": category,
        "holder": holder,
        "holder_name": holder_name,
        "text": text,
        "areas": [one for level in (Level.TOWN, Level.VILLAGE) for one in areas.areas(actor, level=level)],
        "categories": [one for one in selectors.categories() if one.parent is None],
        "query": urlencode({"area": area, "category": category, "holder": holder, "q": text}),
    }


def as_uuid(given: str) -> UUID | None:
    """The id that a filter holds; None for an empty one."""
    return UUID(given) if given else None


def _known_holder(given: str) -> tuple[str, str]:
    """Whose events are wanted, and the name; two empty texts for everybody's and for what names nobody."""
    if given == Court.CENTRE:
        return given, _("the command centre")
    try:
        key = UUID(given)
    except ValueError:
        return "", ""
    name = areas.organisation_names({key}).get(key, "")
    return (str(key), name) if name else ("", "")


def _holder(given: str) -> UUID | Court | None:
    return Court.CENTRE if given == Court.CENTRE else as_uuid(given)


def _card(card: Card) -> dict[str, object]:
    words, tone = _age_words(card)
    return {
        "event": card.event,
        "area": card.area,
        "held": card.held,
        "holder": story.holder(card.held),
        "awaited": selectors.in_words(card.held.awaited),
        "age": words,
        "tone": tone,
        "joint": len(card.held.shares),
    }


def _age_words(card: Card) -> tuple[str, str]:
    if card.age is Age.OVERDUE:
        return _("overdue"), "danger"
    if card.age is Age.TODAY:
        return _("due within a day"), "due"
    if card.age is Age.STANDS:
        return _("suspended"), ""
    if card.days < 1:
        return _("since today"), ""
    return ngettext("for %(days)s day", "for %(days)s days", card.days) % {"days": card.days}, ""


def _words() -> dict[Column, tuple[str, str]]:
    return {
        Column.REGISTER: (_("Register"), _("Accept it, have it verified, or say why not.")),
        Column.MEDIATE: (_("Mediate first"), _("Disputes: mediate, then judge.")),
        Column.JUDGE: (_("Judge the risk"), _("How severe is it, how many people does it touch?")),
        Column.SORT: (_("Sort and pass on"), _("Send it to who leads, ask others to join.")),
        Column.FOLLOW: (_("Follow"), _("With the agencies: remind, supervise, decide requests.")),
        Column.CLOSE: (_("Settle and close"), _("Check what was done, and close.")),
    }
