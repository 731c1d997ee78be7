"""Forms without an account are for people: a field that nobody sees, and no answer faster than one can read."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fengqiao.centre.services import InputRefused
from fengqiao.centre.views.common import address_of
from fengqiao.core import clock
from fengqiao.incidents.services import What, limits

SALT = "centre.form"
SOONEST, LATEST = 2, 12 * 3600  # seconds between a form and its answer


def seal() -> str:
    """When a form was shown, sealed, for its field ``shown``."""
    return signing.dumps(int(clock.now().timestamp()), salt=SALT)


def refuse_robots(request: HttpRequest) -> None:
    """Count the attempt and pass, or raise InputRefused (a robot) or TooOften. To be called before any transaction."""
    limits.count(What.ACT, address_of(request))
    try:
        shown = int(signing.loads(request.POST.get("shown", ""), salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        shown = 0
    waited = clock.now().timestamp() - shown
    if request.POST.get("website") or not SOONEST <= waited <= LATEST:
        raise InputRefused(_("Please load the page again, take your time and send it once more."))
