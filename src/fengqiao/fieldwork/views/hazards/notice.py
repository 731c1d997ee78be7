"""The notice to put hazards right, on A4, and the ledger as an Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.hazards import Severity, State
from fengqiao.fieldwork.forms import hazards as forms
from fengqiao.fieldwork.selectors.hazards import ledger, words
from fengqiao.fieldwork.selectors.hazards.ledger import READERS
from fengqiao.fieldwork.selectors.hazards.shown import CheckView, HazardView
from fengqiao.ui import papers
from fengqiao.ui.sheets import XLSX, Cell, sheet

PAPERS = Path(__file__).resolve().parent.parent.parent / "papers"
MOST_ROWS = 20_000


@require_GET
@requires(*READERS)
def notice(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The notice of a check that found something; ``?large=1`` in large print."""
    found = ledger.check(request.actor, pk)
    hazards = [one for one in ledger.hazards_of(pk) if one.state is not State.VOID]
    if not hazards:
        raise NotYours
    link = request.build_absolute_uri(reverse("fieldwork:hazard_follow", args=[found.code]))
    files = {"qr.svg": papers.qr_picture(link)}
    pictures = ledger.pictures_of([one.id for one in hazards])
    lines = []
    for one in hazards:
        before, _after = ledger.before_and_after(pictures[one.id])
        name = f"{one.number}.svg" if before else ""
        if before:
            files[name] = papers.photo_picture(ledger.picture_content(one.id, before.id))
        lines.append(_line(one, name))
    data = _paper(found, lines, large=request.GET.get("large") == "1")
    made = papers.pdf(PAPERS / "hazard_notice.typ", data, files)
    disposition = f'inline; filename="notice-{found.code}.pdf"'
    return HttpResponse(made, content_type=papers.PDF, headers={"Content-Disposition": disposition})


@require_GET
@requires(*READERS)
def excel(request: ActorRequest) -> HttpResponse:
    """The ledger, filtered as the page is, as an Excel file."""
    found = ledger.every(request.actor, forms.filter_of(request.GET, show="all"), MOST_ROWS)
    head = [
        _("Code"),
        _("Number"),
        _("Village"),
        _("Grid"),
        _("Place"),
        _("Address"),
        _("What"),
        _("The list says"),
        _("What was seen"),
        _("How bad"),
        _("State"),
        _("Found"),
        _("Found by"),
        _("To be put right by"),
        _("Overdue"),
        _("Put right"),
        _("Reported put right by"),
        _("What was done"),
        _("Closed"),
        _("Looked at again by"),
        _("Round"),
    ]
    content = sheet(
        title=_("Hazards"), head=head, rows=[_row(one) for one in found], widths=(13, 8, 14, 14, 20, 24, 10, 30, 36)
    )
    name = f"hazards-{timezone.localdate(clock.now()):%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _line(one: HazardView, picture: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "words": one.words,
        "said": _("The list says: %(said)s") % {"said": one.said},
        "severity": str(words.SEVERITIES[one.severity]),
        "grave": one.severity is Severity.GRAVE,
        "due": one.due_on.isoformat(),
        "picture": picture,
    }


def _paper(found: CheckView, lines: list[dict[str, Any]], *, large: bool) -> dict[str, Any]:
    facts = [
        [_("Checked at"), timezone.localtime(found.at).strftime("%Y-%m-%d %H:%M")],
        [_("Checked by"), found.person or "—"],
        [_("What was checked"), str(words.TOPICS[found.topic])],
        [_("Grid"), f"{found.area} {found.grid}".strip()],
    ]
    if found.owner:
        facts.append([_("Who answers for the place"), found.owner])
    return {
        "large": large,
        "title": _("Notice to put hazards right"),
        "place": found.place_name,
        "address": found.address,
        "facts": facts,
        "code": found.spoken,
        "printed": timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M"),
        "intro": _("At the check these things were not in order. Please put each of them right by its day."),
        "hazards": lines,
        "due_words": _("To be put right by"),
        "what_next": _(
            "When it is done, tell the grid worker: they take a photo, and another person looks at it. "
            "If a day is too short, say so before it has come, and why."
        ),
        "sign_checker": _("Checked by (signature, date)"),
        "sign_place": _("Received for the place (signature, date)"),
        "scan": _("Scan the code to see how far it is; no account is needed. Nobody's name is shown there."),
    }


def _row(one: HazardView) -> list[Cell]:
    return [
        one.code,
        one.number,
        one.area,
        one.grid,
        one.place_name,
        one.address,
        str(words.TOPICS[one.topic]),
        one.said,
        one.words,
        str(words.SEVERITIES[one.severity]),
        str(words.STATES[one.state]),
        one.found_at,
        one.found_by,
        one.due_on.isoformat(),
        str(words.RAISED.get(one.raised, _("yes"))) if one.overdue else "",
        one.rectified_at,
        one.rectified_by,
        one.done_words,
        one.closed_at,
        one.closed_by,
        one.round,
    ]
