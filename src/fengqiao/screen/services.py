"""The screen's own acts; everything else on it is other apps' doing. And what needs both events and points: looking
for signs of padding among the reports, of which the points ask what they mean."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import GRID_ROLES, SYSTEM, Actor, Level, area_lineages, areas, people
from fengqiao.cameras.selectors import alarm
from fengqiao.core import clock, journal
from fengqiao.core.errors import Refused
from fengqiao.incidents.selectors.reported import reported
from fengqiao.incidents.services import check, close
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.domain.signs import Report, findings
from fengqiao.points.services import raise_questions
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


def look_for_signs() -> int:
    """Ask about unusual reports of yesterday's quarter, in every town whose grids are worked. What was asked before is
    not asked again. Photos are looked for a year back. Returns how many questions are new."""
    now, zone = clock.now(), ZoneInfo(settings.TIME_ZONE)
    yesterday = (now - timedelta(days=1)).astimezone(zone)
    start, end = Quarter(year=yesterday.year, number=(yesterday.month - 1) // 3 + 1).span(zone)
    ways = area_lineages({one.area_id for one in people(SYSTEM) if one.role in GRID_ROLES})
    worked = {up for way in ways.values() for up in way}
    asked = 0
    for town in areas(SYSTEM, level=Level.TOWN):
        if town.id not in worked:
            continue
        reports = [
            Report(
                key=str(one.id),
                person=one.reporter_id,
                link=reverse("incidents:page", args=[one.code]),
                label=f"{one.spoken} {one.title}",
                seen_at=one.seen_at,
                lon=one.lon,
                lat=one.lat,
                photos=one.photos,
                closer=one.closer_id,
            )
            for one in reported(town.id, start=end - timedelta(days=366), end=end)
        ]
        asked += raise_questions(town.id, findings(reports, start=start, end=end, now=now))
    return asked
