"""What the town keeps about people, why, how long, and their rights: one page for everybody.

The times are those by which the timers of the apps delete; none is written down here a second time.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.domain import watch
from fengqiao.cameras.domain.places import PRIVATE
from fengqiao.cameras.forms.words import PLACES
from fengqiao.cameras.selectors.cameras import count_by_place
from fengqiao.centre import services as centre
from fengqiao.centre.selectors import centres
from fengqiao.fieldwork.services import shifts
from fengqiao.fieldwork.services.outbox import forgetting
from fengqiao.incidents.services import limits
from fengqiao.incidents.services.held import KEPT as UNSENT_KEPT


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The page; no account is needed."""
    counts = count_by_place()
    context = {
        **times(),
        "cameras": sum(counts.values()),
        "places": [(PLACES[place], count) for place, count in counts.items()],
        "never": [PLACES[place] for place in sorted(PRIVATE, key=list(PLACES).index)],
        "houses": centres(SYSTEM),
    }
    return render(request, "ui/privacy.html", context)


def times() -> dict[str, str]:
    """How long things are kept, in words; each from where the timer that deletes them takes it."""
    return {
        "unsent": hours(UNSENT_KEPT),
        "tries": days(limits.KEPT),
        "visit": days(timedelta(days=centre.KEEP_DAYS)),
        "signup": days(centre.SIGNUP_KEPT),
        "reader": days(timedelta(days=centre.READER_DAYS)),
        "trail": days(timedelta(days=shifts.KEPT_DAYS)),
        "position": days(forgetting.KEPT),
        "voice": days(timedelta(days=forgetting.VOICE_DAYS)),
        "sign_in": hours(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
        "person": hours(timedelta(hours=watch.MAX_HOURS[watch.CaseKind.PERSON])),
        "vehicle": days(timedelta(hours=watch.MAX_HOURS[watch.CaseKind.VEHICLE])),
        "erased": hours(timedelta(hours=watch.ERASE_HOURS)),
    }


def days(span: timedelta) -> str:
    """A time in whole days, in words."""
    return ngettext("%(count)d day", "%(count)d days", span.days) % {"count": span.days}


def hours(span: timedelta) -> str:
    """A time in whole hours, in words."""
    count = span // timedelta(hours=1)
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
