"""The published task list, for everybody: what grid workers may be asked to do, and on what basis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import AreaView
from fengqiao.core import clock
from fengqiao.fieldwork.selectors import words, worklist
from fengqiao.fieldwork.selectors.worklist import KindView
from fengqiao.ui import papers

PAPERS = Path(__file__).resolve().parent.parent / "papers"


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The list as a page. A place that has no list has an empty one; a place that is none is not there."""
    place = areas.area_by_code(code)
    lines = [_line(one) for one in worklist.published_list(place.id)]
    context = {"place": place, "lines": lines, "since": worklist.listed_since(place.id)}
    return render(request, "fieldwork/public/worklist.html", context)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The list on A4, to put up."""
    place = areas.area_by_code(code)
    found = worklist.published_list(place.id)
    address = request.build_absolute_uri(reverse("fieldwork:worklist", args=[code]))
    made = papers.pdf(PAPERS / "worklist.typ", _paper(place, found, address), {"qr.svg": papers.qr_picture(address)})
    return HttpResponse(made, content_type=papers.PDF, headers={"Content-Disposition": 'inline; filename="list.pdf"'})


def _line(one: KindView) -> dict[str, Any]:
    return {
        "kind": one,
        "frequency": words.FREQUENCIES[one.frequency],
        "proofs": [words.PROOFS[each] for each in one.proofs],
        "pushers": [words.PUSHERS[each] for each in one.pushers],
    }


def _paper(place: AreaView, found: list[KindView], address: str) -> dict[str, Any]:
    since = worklist.listed_since(place.id)
    rows = [
        [
            one.code,
            one.title,
            str(words.FREQUENCIES[one.frequency]),
            "、".join(str(words.PROOFS[each]) for each in one.proofs),
            "、".join(str(words.PUSHERS[each]) for each in one.pushers),
            _("urgent until %(day)s: %(why)s") % {"day": one.last_day.isoformat(), "why": one.reason}
            if one.urgent and one.last_day
            else one.basis,
        ]
        for one in found
    ]
    return {
        "title": _("Task list of grid workers"),
        "place": place.name,
        "rule": _("Grid workers are given only what stands here. Whoever is asked for anything else may say no."),
        "head": [_("No."), _("What"), _("How often"), _("Must be shown"), _("Who may push it"), _("Basis")],
        "rows": rows,
        "empty": _("Nothing is published yet."),
        "published": _("Published on %(day)s") % {"day": date_format(timezone.localtime(since))} if since else "",
        "printed": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}",
        "address": address,
    }
