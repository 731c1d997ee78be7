"""How often one address may do something without an account. The count is one statement, so it holds in parallel."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.core import clock
from fengqiao.incidents.models import Attempt
from fengqiao.incidents.services.errors import IncidentRefused

KEPT = timedelta(days=2)


class What(StrEnum):
    """What is counted."""

    REPORT = "report"
    GUESS = "guess"
    ACT = "act"


# Per address and hour. Behind one address of a telephone company there may be a whole village.
MOST = {What.REPORT: 60, What.GUESS: 30, What.ACT: 120}


class TooOften(IncidentRefused):
    """This address has done it too often within the hour."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            _("Too many attempts from this network within the hour. What you wrote stays; please try again later.")
        )


def count(what: What, address: str) -> None:
    """Count one more. Raises TooOften beyond the limit. To be called outside the transaction that may be refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_attempt (what, who, hour, count) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (what, who, hour) DO UPDATE SET count = incidents_attempt.count + 1 RETURNING count",
            [what.value, _who(address), _hour()],
        )
        (number,) = cursor.fetchone()
    if number > MOST[what]:
        raise TooOften


def check(what: What, address: str) -> None:
    """Raises TooOften when the limit is reached already; counts nothing."""
    if Attempt.objects.filter(what=what, who=_who(address), hour=_hour(), count__gte=MOST[what]).exists():
        raise TooOften


def forget_attempts() -> int:
    """Delete the counts of former days. For the nightly timer. Returns how many."""
    return Attempt.objects.filter(hour__lt=clock.now() - KEPT).delete()[0]


def _hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _who(address: str) -> str:
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        known = address[:80]
    else:
        # One household has a whole /64 of version 6.
        known = str(ipaddress.ip_network((given, 64), strict=False)) if given.version == 6 else str(given)
    return hmac.new(settings.SECRET_KEY.encode(), known.encode(), hashlib.sha256).hexdigest()
