"""The screen's two acts. Everything else on it is other apps' doing."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.selectors import alarm
from fengqiao.core import journal
from fengqiao.core.errors import Refused
from fengqiao.incidents.services import check, close
from fengqiao.screen.selectors.focus import may_close

SNOOZE_MINUTES = (5, 15, 30)
SNOOZE_REASONS = ("call", "briefing", "drill")


class ScreenRefused(Refused):
    """This is not possible on the screen now."""


class NotReadyToClose(ScreenRefused):
    """Somebody has to confirm on site that everybody is safe before the event is closed."""


class NoSuchSnooze(ScreenRefused):
    """Choose one of the offered times and reasons."""


def check_and_close(*, alarm_id: UUID, note: str, actor: Actor) -> None:
    """Pass the check of an alarm's event and close it, in one go. Raises NotYours, NotReadyToClose, or the event's
    own refusal (for example when the checker is the one who was there)."""
    view = alarm(actor, alarm_id)
    if view.incident_id is None or not may_close(actor, view):
        raise NotReadyToClose(_("Somebody has to confirm on site that everybody is safe; then you can close it."))
    with journal.unit():
        check(incident_id=view.incident_id, passed=True, note=note, actor=actor)
        close(incident_id=view.incident_id, actor=actor)


def silence(*, minutes: int, reason: str, actor: Actor) -> None:
    """Write into the journal that somebody silenced the sound, for how long and why. The alarms themselves go on."""
    if minutes not in SNOOZE_MINUTES or reason not in SNOOZE_REASONS:
        raise NoSuchSnooze(_("Choose how long and why."))
    with journal.unit():
        journal.record(
            journal.Event(
                kind="screen.sound_silenced",
                subject=f"user:{actor.user_id}",
                area=actor.area_ids[0] if actor.area_ids else None,
                payload={"minutes": minutes, "reason": reason},
            ),
            actor=actor.person_id,
        )
