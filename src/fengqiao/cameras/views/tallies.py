"""Counting lines: who crossed, by the hour, as a chart and as an Excel file."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import requires
from fengqiao.cameras import selectors
from fengqiao.cameras.forms import words
from fengqiao.cameras.forms.charts import day_charts
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.views.answering import actor_of
from fengqiao.core import clock
from fengqiao.ui.sheets import XLSX, sheet

SHEET_DAYS = 31


@require_GET
@requires(*KNOW)
def tallies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day's counts of a camera's lines: ?day=2026-11-24, else today."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    day, today = _day(request), timezone.localdate(clock.now())
    context = {
        "camera": camera,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "charts": day_charts(selectors.hour_counts(actor, pk, first=day, last=day)),
        "lines": [zone for zone in camera.zones if (zone.settings.get("line") or {}).get("count")],
        "draws": actor.has(*selectors.DRAW),
    }
    return render(request, "cameras/tallies.html", context)


@require_GET
@requires(*KNOW)
def tallies_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The 31 days up to ?day= by the hour as an Excel file."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    last = _day(request)
    counts = selectors.hour_counts(actor, pk, first=last - timedelta(days=SHEET_DAYS - 1), last=last)
    content = sheet(
        title=_("Counts"),
        head=[_("Line"), _("Who or what"), _("Hour"), _("As the arrow"), _("Against it")],
        rows=(
            [one.rule, str(words.CLASSES.get(one.cls, one.cls)), one.hour, one.forward, one.backward] for one in counts
        ),
        widths=[24, 16, 20, 14, 14],
    )
    name = f"counts-{camera.id}-{last:%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _day(request: HttpRequest) -> date:
    today = timezone.localdate(clock.now())
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    if asked is None or not date(2000, 1, 1) <= asked <= today:
        return today
    return asked
