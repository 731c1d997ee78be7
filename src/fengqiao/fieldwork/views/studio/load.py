"""How much lies on every worker, this week and the next."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.core import clock
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.load import workers


@require_GET
@requires(*scope.DESK)
def load(request: HttpRequest) -> HttpResponse:
    """Everybody's open tasks and the minutes of two weeks; who has too much stands first."""
    actor = cast(ActorRequest, request).actor
    today = timezone.localdate(clock.now())
    next_week = {one.person_id: one.load for one in workers(actor, today + timedelta(days=7))}
    lines = [(one, next_week[one.person_id], one.load.too_much()) for one in workers(actor, today)]
    lines.sort(key=lambda line: (not line[2], -line[0].load.minutes / line[0].load.limit.minutes))
    context = {
        "lines": lines,
        "heavy": sum(1 for _one, _next, heavy in lines if heavy),
        "open": sum(one.load.open for one, _next, _heavy in lines),
        "clerk": actor.has(Role.STUDIO_CLERK),
        "monday": today - timedelta(days=today.weekday()),
    }
    return render(request, "fieldwork/studio/load.html", context)
