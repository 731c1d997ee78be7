"""Who has what, and since when."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents import selectors
from fengqiao.incidents.selectors.holders import holders
from fengqiao.incidents.views.board import as_uuid, filters


@require_GET
@requires(*selectors.BOARD)
def index(request: HttpRequest) -> HttpResponse:
    """One line for each holder: how much, how old, how much of it too late."""
    actor = cast(ActorRequest, request).actor
    chosen = filters(request)
    lines = holders(actor, area_id=as_uuid(str(chosen["area"])), category=str(chosen["category"]))
    shown = [line for line in lines if line.leads or line.parts]
    words = (_("to 1 day"), _("to 3 days"), _("to 7 days"), _("to 30 days"), _("longer"))
    sums = [sum(counts) for counts in zip(*(line.ages for line in shown), strict=True)]
    context: dict[str, object] = {
        **chosen,
        "lines": [(line, list(zip(words, line.ages, strict=True))) for line in shown],
        "total": sum(line.leads for line in shown),
        "overdue": sum(line.overdue for line in shown),
        "ages": list(zip(words, sums or [0] * len(words), strict=True)),
        "top": max((max(line.ages) for line in shown), default=0),
    }
    return render(request, "incidents/board/holders.html", context)
