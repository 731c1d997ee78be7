"""What people do with an alarm: go there, arrive, confirm or reject, send somebody, call those above.

Each verb is one transaction: the row under lock, the actor's reach, the table, the rows, the event on the spine,
the journal. Doing the same thing twice is answered kindly and changes nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, PersonInRole
from fengqiao.cameras.domain.alarm import MAX_LEVEL, AlarmState, Step
from fengqiao.cameras.domain.places import distance_m, is_far
from fengqiao.cameras.domain.reasons import FalseReason
from fengqiao.cameras.events import AlarmEvent, alarm_event
from fengqiao.cameras.models import Alarm
from fengqiao.cameras.selectors.helpers import helpers_near
from fengqiao.cameras.selectors.scope import GUIDE, narrowed
from fengqiao.cameras.services import pictures, spine, steps
from fengqiao.cameras.services.errors import HighestLevel, NobodyToSend, OnlyOnTheSpot, PositionMissing, ReasonMissing
from fengqiao.cameras.services.steps import Answer
from fengqiao.cameras.services.watch import matches
from fengqiao.core import clock, journal


def accept(*, alarm_id: UUID, actor: Actor) -> Answer:
    """ "On my way": the warnings stop, and the alarm becomes an event on the spine. Raises AlarmOver, NotYours."""
    with journal.unit():
        alarm = steps.lock(alarm_id, actor)
        before = alarm.state
        if not steps.take(alarm, Step.ACCEPT):
            return _unchanged(alarm)
        alarm.accepted_by_id, alarm.accepted_at = actor.person_id, clock.now()
        facts = _spine(spine.open_event(alarm, actor))
        return _done(alarm, Step.ACCEPT, AlarmEvent.ACCEPTED, before, actor, _("Noted: you are on the way."), **facts)


def on_site(*, alarm_id: UUID, lon: float | None = None, lat: float | None = None, actor: Actor) -> Answer:
    """ "I am there"; the position (WGS84) is noted with its distance when the phone gives one.

    Raises NotAcceptedYet, AlarmOver, NotYours.
    """
    with journal.unit():
        alarm = _on_the_spot(alarm_id, actor)
        before = alarm.state
        if not steps.take(alarm, Step.ARRIVE):
            return _unchanged(alarm)
        alarm.on_site_by_id, alarm.on_site_at = actor.person_id, clock.now()
        facts: dict[str, Any] = {}
        if lon is not None and lat is not None and _on_the_map(lon, lat):
            facts = {"lon": lon, "lat": lat, "distance_m": round(_distance(alarm, lon, lat), 1)}
        facts |= _spine(spine.somebody_arrived(alarm, actor))
        return _done(alarm, Step.ARRIVE, AlarmEvent.ON_SITE, before, actor, _("Noted: you are on site."), **facts)


def confirm_safe(
    *, alarm_id: UUID, photo: bytes | None, lon: float | None, lat: float | None, note: str = "", actor: Actor
) -> Answer:
    """Everybody has left safely: with a photo and the position where it was taken (WGS84).

    A position far from the camera is flagged, not refused. Raises PhotoMissing, PhotoRefused, PositionMissing,
    NotAcceptedYet, AlarmOver, NotYours.
    """
    with journal.unit(), pictures.undone() as kept:
        alarm = _on_the_spot(alarm_id, actor)
        before = alarm.state
        if not steps.take(alarm, Step.CONFIRM_SAFE):
            return _unchanged(alarm)
        if lon is None or lat is None or not _on_the_map(lon, lat):
            raise PositionMissing
        cleaned = pictures.cleaned(photo)
        now = clock.now()
        alarm.safe_by_id, alarm.safe_at, alarm.safe_lon, alarm.safe_lat = actor.person_id, now, lon, lat
        alarm.distance_m = round(_distance(alarm, lon, lat), 1)
        alarm.far = is_far(alarm.distance_m, alarm.camera.range_m)
        alarm.note = note[:500]
        original = photo or b""
        alarm.photo = kept("photos", "bin", original)
        alarm.photo_sha256 = hashlib.sha256(original).hexdigest()
        alarm.photo_shown = kept("photos", "jpg", cleaned.content)
        said = alarm.note or _("All left safely.")
        problems = _spine(spine.confirmed_safe(alarm, actor, photo=original, at=now, note=said))
        message = _("Thank you. Noted as safe; the command centre checks and closes it.")
        if alarm.far:
            message = _("Noted as safe, but %(metres)s m from the camera; the command centre will look again.") % {
                "metres": round(alarm.distance_m)
            }
        facts: dict[str, Any] = {"distance_m": alarm.distance_m, "far": alarm.far, "photo_sha256": alarm.photo_sha256}
        facts |= problems
        return _done(alarm, Step.CONFIRM_SAFE, AlarmEvent.SAFE, before, actor, message, text=alarm.note, **facts)


def false_alarm(*, alarm_id: UUID, reason: FalseReason | str, note: str = "", actor: Actor) -> Answer:
    """A person says that it was nothing, and why; an event that was opened for it is voided.

    Raises ReasonMissing, AlarmOver, NotYours.
    """
    with journal.unit():
        alarm = steps.lock(alarm_id, actor)
        why = _reason(reason, note)
        before = alarm.state
        if not steps.take(alarm, Step.REJECT):
            return _unchanged(alarm)
        alarm.false_reason, alarm.note, alarm.ended_at = why, note[:500], clock.now()
        matches.rejected(alarm, actor)
        facts = _spine(spine.was_nothing(alarm, actor, why=note.strip() or why.value))
        message = _("Noted as a false alarm.")
        facts |= {"reason": why.value}
        return _done(alarm, Step.REJECT, AlarmEvent.FALSE, before, actor, message, text=note, **facts)


def assign(*, alarm_id: UUID, person_id: UUID, actor: Actor) -> Answer:
    """Send somebody of the alarm's village there; they are called. Raises NobodyToSend, AlarmOver, NotYours."""
    with journal.unit():
        alarm = _guided(alarm_id, actor)
        before = alarm.state
        steps.take(alarm, Step.ASSIGN)
        helper = next((one for one in helpers_near(actor, alarm_id) if one.person_id == person_id), None)
        if helper is None:
            raise NobodyToSend
        message = _("%(name)s has been called.") % {"name": helper.name}
        if alarm.assigned_to_id == person_id:
            return Answer(alarm=steps.view(alarm.pk), changed=False, message=message)
        alarm.assigned_to_id = person_id
        called = PersonInRole(
            person_id=person_id,
            name=helper.name,
            role=helper.role,
            phone_masked=helper.phone_masked,
            area_id=alarm.camera.area_id,
        )
        steps.call_people(alarm, [called], level=alarm.level, at=clock.now())
        facts = {"person": str(person_id), "role": helper.role.value}
        return _done(alarm, Step.ASSIGN, AlarmEvent.ASSIGNED, before, actor, message, **facts)


def escalate(*, alarm_id: UUID, actor: Actor) -> Answer:
    """Call those one level above, by hand. Raises HighestLevel, AlarmOver, NotYours."""
    with journal.unit():
        alarm = _guided(alarm_id, actor)
        steps.take(alarm, Step.ESCALATE)
        if alarm.level >= MAX_LEVEL:
            raise HighestLevel
        steps.climb(alarm, to=alarm.level + 1, why="by_hand", actor=actor)
        alarm.save()
        message = _("The town has been called.") if alarm.level == MAX_LEVEL else _("The grid lead has been called.")
        return Answer(alarm=steps.view(alarm.pk), changed=True, message=message)


def event_ended(*, incident_id: UUID, how: str) -> bool:
    """The event on the spine was closed (or voided there): its alarm shows it. True when this changed anything."""
    with journal.unit():
        alarm = (
            Alarm.objects.select_for_update(of=("self",))
            .select_related("camera__area")
            .filter(incident_id=incident_id)
            .first()
        )
        if alarm is None or alarm.state in {AlarmState.CLOSED, AlarmState.FALSE_ALARM}:
            return False
        before = alarm.state
        steps.take(alarm, Step.CLOSE)
        alarm.ended_at = clock.now()
        alarm.save()
        steps.note(alarm, Step.CLOSE, before=before, how=how)
        journal.record(alarm_event(AlarmEvent.CLOSED, alarm, how=how))
        return True


def _guided(alarm_id: UUID, actor: Actor) -> Alarm:
    """The locked row, for those whose duty it is to guide others in this area."""
    return steps.lock(alarm_id, narrowed(actor, GUIDE))


def _on_the_spot(alarm_id: UUID, actor: Actor) -> Alarm:
    """The locked row, for those who can be there in person. Raises OnlyOnTheSpot."""
    alarm = steps.lock(alarm_id, actor)
    if not spine.is_field(alarm, actor):
        raise OnlyOnTheSpot
    return alarm


def _reason(reason: str, note: str) -> FalseReason:
    """A reason of the list, with words where it needs them. Raises ReasonMissing."""
    try:
        why = FalseReason(reason)
    except ValueError:
        raise ReasonMissing from None
    if why is FalseReason.OTHER and not note.strip():
        raise ReasonMissing
    return why


def _spine(problems: str) -> dict[str, str]:
    return {"event_problem": problems} if problems else {}


def _done(
    alarm: Alarm, step: Step, event: AlarmEvent, before: str, actor: Actor, message: str, text: str = "", **facts: Any
) -> Answer:
    alarm.save()
    steps.note(alarm, step, before=before, actor=actor, text=text, **facts)
    public = {name: value for name, value in facts.items() if name not in {"lon", "lat", "person", "event_problem"}}
    journal.record(alarm_event(event, alarm, **public), actor=actor.person_id)
    return Answer(alarm=steps.view(alarm.pk), changed=True, message=message)


def _unchanged(alarm: Alarm) -> Answer:
    """The step had been done before: say by whom and when, and leave everything."""
    seen = steps.view(alarm.pk)
    done = {
        AlarmState.ACCEPTED: (seen.accepted_by, seen.accepted_at, _("%(who)s is already on the way (%(when)s).")),
        AlarmState.ON_SITE: (seen.on_site_by, seen.on_site_at, _("%(who)s is already on site (%(when)s).")),
        AlarmState.SAFE: (seen.safe_by, seen.safe_at, _("%(who)s already confirmed that it is safe (%(when)s).")),
        AlarmState.CLOSED: (seen.safe_by, seen.ended_at, _("This alarm is already closed (%(when)s).")),
        AlarmState.FALSE_ALARM: ("", seen.ended_at, _("This was already noted as a false alarm (%(when)s).")),
    }
    who, when, words = done[seen.state]
    local = steps.clock_words(when) if when else ""
    return Answer(alarm=seen, changed=False, message=words % {"who": who or _("Somebody"), "when": local})


def _on_the_map(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def _distance(alarm: Alarm, lon: float, lat: float) -> float:
    return distance_m(alarm.camera.lon, alarm.camera.lat, lon, lat)
