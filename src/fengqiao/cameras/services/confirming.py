"""Is it this person, is it this vehicle? A match is a question, and people answer it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.reasons import FalseReason
from fengqiao.cameras.services import answers, steps
from fengqiao.cameras.services.steps import Answer
from fengqiao.cameras.services.watch import matches
from fengqiao.core import journal
from fengqiao.core.errors import NotYours


def answer_match(*, alarm_id: UUID, yes: bool, actor: Actor) -> Answer:
    """Yes: confirmed, and somebody goes there as with any alarm. No: it was another; the pictures are deleted.

    Raises AlarmOver, NotYours.
    """
    if not yes:
        return answers.false_alarm(alarm_id=alarm_id, reason=FalseReason.ANOTHER, actor=actor)
    with journal.unit():
        alarm = steps.lock(alarm_id, actor)
        if not hasattr(alarm, "watch_match"):
            raise NotYours
        changed = matches.answered(alarm, actor, yes=True)
        message = _("Confirmed. Somebody should go there now; tell the police.")
        return Answer(alarm=steps.view(alarm.pk), changed=changed, message=message)
