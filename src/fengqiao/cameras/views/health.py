"""How the cameras are: problems first, each with a plain sentence of what is wrong and what to do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import Actor, requires
from fengqiao.cameras import selectors
from fengqiao.cameras.domain import outages
from fengqiao.cameras.forms import words
from fengqiao.cameras.forms.search import fits
from fengqiao.cameras.forms.troubles import MINOR, sentences
from fengqiao.cameras.selectors import CameraHealth
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.views.answering import actor_of
from fengqiao.cameras.views.duty import wants_fragment
from fengqiao.core import clock
from fengqiao.ui.sheets import XLSX, Cell, sheet

PER_PAGE = 50
DAYS = 30


@require_GET
@requires(*KNOW)
def health(request: HttpRequest) -> HttpResponse:
    """The page; for a script's call only figures and rows, which are drawn again every quarter of a minute."""
    actor, now = actor_of(request), clock.now()
    everything = selectors.health(actor, now=now)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "village", "state")}
    found = [one for one in everything if _wanted(one, asked)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    villages = sorted({(str(one.area_id), one.area_name) for one in everything}, key=lambda village: village[1])
    context = {
        "page": page,
        "rows": _rows(actor, list(page.object_list), now),
        "figures": figures(everything),
        "query": urlencode({name: value for name, value in asked.items() if value}) + "&",
        "here": request.get_full_path(),
        "filtered": any(asked.values()),
        "asked": asked,
        "villages": villages,
        "states": [("problem", _("With a problem")), *((value, face.word) for value, face in words.CONDITIONS.items())],
        "now": now,
    }
    return render(request, "cameras/_health.html" if wants_fragment(request) else "cameras/health.html", context)


def figures(everything: list[CameraHealth]) -> dict[str, int]:
    """How many there are, are connected, live, have a problem, and are watched."""
    states = Counter(one.condition for one in everything)
    return {
        "total": len(everything),
        "connected": len(everything) - states["unconnected"],
        "live": states["live"],
        "out": len(everything) - states["unconnected"] - states["live"],
        "minor": sum(_troubled(one) for one in everything if one.condition == "live"),
    }


def _troubled(one: CameraHealth) -> bool:
    if one.condition == "live":
        return bool(set(one.troubles) - MINOR)
    return one.condition != "unconnected"


def _wanted(one: CameraHealth, asked: dict[str, str]) -> bool:
    if asked["village"] and str(one.area_id) != asked["village"]:
        return False
    if asked["state"] == "problem" and not _troubled(one):
        return False
    if asked["state"] not in {"", "problem", one.condition}:
        return False
    return fits(asked["q"], one.name, one.code, one.area_name)


def _rows(actor: Actor, shown: list[CameraHealth], now: datetime) -> list[dict[str, Any]]:
    history = selectors.spans(actor, (one.id for one in shown), since=now - timedelta(days=DAYS))
    zone = timezone.get_current_timezone()
    return [
        {
            "camera": one,
            "told": sentences(one.condition, one.troubles, one.detail),
            "days": outages.days(history.get(one.id, []), count=DAYS, now=now, zone=zone),
        }
        for one in shown
    ]


@require_GET
@requires(*KNOW)
def health_sheet(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file, all cameras, with the outages of the last 30 days."""
    actor, now = actor_of(request), clock.now()
    everything = selectors.health(actor, now=now)
    history = selectors.spans(actor, (one.id for one in everything), since=now - timedelta(days=DAYS))
    head = [
        _("Code"),
        _("Camera"),
        _("Village"),
        _("State"),
        _("State since"),
        _("Last picture, seconds ago"),
        _("Pictures a second"),
        _("Format"),
        _("Size"),
        _("Engine"),
        _("What is wrong"),
        _("What to do"),
        _("Outages in 30 days"),
        _("Minutes without a picture in 30 days"),
    ]
    content = sheet(
        title=_("Cameras"),
        head=head,
        rows=(_line(one, history.get(one.id, []), now) for one in everything),
        widths=[18, 22, 16, 14, 19, 12, 10, 8, 12, 14, 40, 40, 10, 14],
    )
    name = f"cameras-{timezone.localtime(now):%Y-%m-%d-%H%M}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _line(one: CameraHealth, history: list[outages.Span], now: datetime) -> list[Cell]:
    told = sentences(one.condition, one.troubles, one.detail)
    gone = outages.outages(history, now=now)
    days = outages.days(history, count=DAYS, now=now, zone=timezone.get_current_timezone())
    return [
        one.code,
        one.name,
        one.area_name,
        str(words.CONDITIONS.get(one.condition, words.CONDITIONS["unknown"]).word),
        one.since,
        None if one.age_s is None else round(one.age_s, 1),
        round(one.fps, 1) or None,
        one.codec,
        f"{one.width} × {one.height}" if one.width else "",
        one.engine,
        "\n".join(each.wrong for each in told),
        "\n".join(each.do for each in told),
        len(gone),
        round(sum(day.out_s for day in days) / 60),
    ]
