"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Scripts of the telephone app read and write it without a network: it is not hidden from them.
ELDER_COOKIE = "fengqiao_elder"
# The root text size in pixels, "" for the standard one, and how each is called.
TEXT_SIZES: dict[str, str | Promise] = {
    "": _("Standard"),
    "20": _("Large, for tired eyes"),
    "24": _("Larger"),
    "30": _("Largest"),
}


def page(request: HttpRequest) -> dict[str, Any]:
    """``demo``: true when the people and places are invented, which every page then says.

    ``elder``: the text size that was chosen on this device, one of ``text_sizes``.
    """
    size = request.COOKIES.get(ELDER_COOKIE, "")
    return {"demo": settings.DEMO, "elder": size if size in TEXT_SIZES else "", "text_sizes": TEXT_SIZES.items()}
