"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

ELDER_COOKIE = "fengqiao_elder"
ELDER_SIZES = ("20", "24", "30")


def page(request: HttpRequest) -> dict[str, Any]:
    """``demo``: true when the people and places are invented, which every page then says.

    ``elder``: the root text size in pixels as text, or "" for the standard size.
    """
    size = request.COOKIES.get(ELDER_COOKIE, "")
    return {"demo": settings.DEMO, "elder": size if size in ELDER_SIZES else ""}
