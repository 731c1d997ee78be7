"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """``demo``: true when the people and places are invented, which every page then says."""
    return {"demo": settings.DEMO}
