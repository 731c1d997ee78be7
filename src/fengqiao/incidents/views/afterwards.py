"""What the centre still does after an event was closed."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents import selectors
from fengqiao.incidents.selectors.afterwards import MOST
from fengqiao.incidents.selectors.afterwards import afterwards as found_for


@require_GET
@requires(*selectors.BOARD)
def index(request: HttpRequest) -> HttpResponse:
    """Whom to call back, which samples to look at, who was not content."""
    actor = cast(ActorRequest, request).actor
    return render(request, "incidents/board/afterwards.html", {"found": found_for(actor), "most": MOST})
