"""What the points for checks and for hazards put right wait for, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from fengqiao.fieldwork.domain.hazards import ENDED
from fengqiao.fieldwork.models import Hazard
from fengqiao.points.selectors import Waiting, key_in


def hazards_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """For evidences of hazards that were reported as put right. One query."""
    due = dict(Hazard.objects.filter(pk__in=[key_in(one) for one in evidences]).values_list("pk", "due_on"))
    words = _("Becomes good when another person has seen that the hazard is gone.")
    return {one: Waiting(words=words, until=_end(due[key])) for one in evidences if (key := key_in(one)) in due}


def checks_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """For evidences of whole checks: the last of what is still open counts. One query."""
    still = Hazard.objects.filter(check_made__in=[key_in(one) for one in evidences]).exclude(state__in=ENDED)
    due = dict(still.order_by("due_on").values_list("check_made_id", "due_on"))
    words = _("Becomes good when everything that this check found is put right and seen by another person.")
    return {one: Waiting(words=words, until=_end(due[key])) for one in evidences if (key := key_in(one)) in due}


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(settings.TIME_ZONE))
