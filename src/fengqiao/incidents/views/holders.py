"""Who has what, and since when."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents import selectors
from fengqiao.incidents.selectors.holders import AGES, holders
from fengqiao.incidents.views.board import as_uuid, filters


@require_GET
@requires(*selectors.BOARD)
def index(request: HttpRequest) -> HttpResponse:
    """One line for each holder: how much, how old, how much of it too late."""
    actor = cast(ActorRequest, request).actor
    chosen = filters(request)
    lines = holders(actor, area_id=as_uuid(str(chosen["area"])), category=str(chosen["category"]))
    shown = [line for line in lines if line.leads or line.parts]
    ages = [sum(line.ages[number] for line in shown) for number in range(len(AGES) + 1)]
    context: dict[str, object] = {
        **chosen,
        "lines": shown,
        "total": sum(line.leads for line in shown),
        "overdue": sum(line.overdue for line in shown),
        "ages": ages,
        "top": max((max(line.ages) for line in shown), default=0),
    }
    return render(request, "incidents/board/holders.html", context)
