"""Handing events to an outside platform: an outbox that sends until there is an answer, and a watch over it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.journal import Event
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents import services as spine
from fengqiao.incidents.selectors import IncidentView
from fengqiao.interop import events
from fengqiao.interop.domain import handover
from fengqiao.interop.domain.handover import OVER, Stage, Watch
from fengqiao.interop.models import Message
from fengqiao.interop.selectors.messages import MessageView, view
from fengqiao.interop.services.errors import AlreadyHandedOver, NoSuchPeer, ReasonMissing
from fengqiao.interop.services.peers import Peer, PeerSilent, Reply, SimulatedPeer

YUEPINGAN = "yuepingan"
NAMES = {YUEPINGAN: "粤平安"}
OUTSIDE = {
    Stage.RECEIVED: spine.OutsideStep.RECEIVED,
    Stage.TAKEN: spine.OutsideStep.TAKEN,
    Stage.FINISHED: spine.OutsideStep.FINISHED,
    Stage.RETURNED: spine.OutsideStep.RETURNED,
    Stage.REFUSED: spine.OutsideStep.REFUSED,
}
ASK_EVERY = timedelta(minutes=5)
"""How often the peer is asked about what it has received."""
AT_ONCE = 50

log = logging.getLogger(__name__)
_peers: dict[str, Peer] = {}


def peer(name: str) -> Peer:
    """The connection to the platform of that name. Raises NoSuchPeer."""
    if not connected(name):
        raise NoSuchPeer(name)
    return _peers.setdefault(name, SimulatedPeer())


def connected(name: str = YUEPINGAN) -> bool:
    """True when there is a connection to the platform of that name."""
    return name == YUEPINGAN and settings.YUEPINGAN == "simulated"


def connect(name: str, other: Peer) -> None:
    """Talk to the platform of that name through ``other`` from now on; tests and a future adapter use it."""
    _peers[name] = other


def hand_over(*, incident_id: UUID, reason: str, to: str = YUEPINGAN, actor: Actor) -> MessageView:
    """Put the event into the outbox for the platform ``to``. Raises AlreadyHandedOver, ReasonMissing, NoSuchPeer,
    NotYours."""
    peer(to)
    if not reason.strip():
        raise ReasonMissing
    event = incidents.incident(actor, incident_id)
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hand-over:{to}:{event.id}"])
        if Message.objects.filter(incident_id=event.id, peer=to).exclude(stage__in=OVER).exists():
            raise AlreadyHandedOver
        payload = _payload(event, reason.strip())
        row = Message.objects.create(
            incident_id=event.id,
            peer=to,
            payload=payload,
            payload_sha256=hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest(),
            reason=reason.strip()[:500],
            by_id=actor.person_id,
            next_at=clock.now(),
        )
        _announce(events.HANDED_OVER, row, event, actor.person_id, peer=to)
        step = spine.OutsideStep.HANDED
        spine.note_outside(incident_id=event.id, step=step, by=NAMES[to], note=row.reason, actor=actor)
        return view(row, event)


def sweep() -> int:
    """Send and ask what is due, and tell of what is late. Returns how many messages were worked on."""
    now = clock.now()
    due = Message.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]
    worked = sum(_work(message_id) for message_id in list(due))
    _tell_of_late()
    return worked


def _work(message_id: UUID) -> bool:
    """One try with one message. It is claimed first, so that two workers never send at the same time; who dies in
    between leaves a message that is due again, under the same id."""
    with journal.unit():
        row = Message.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
        if row is None or row.next_at is None or row.next_at > clock.now():
            return False
        stage = Stage(row.stage)
        row.next_at = clock.now() + handover.wait(row.attempts)
        row.attempts += 1
        row.save(update_fields=["attempts", "next_at"])
    try:
        reply = _talk(peer(row.peer), row, stage)
    except (PeerSilent, NoSuchPeer) as problem:
        Message.objects.filter(pk=row.pk).update(last_problem=str(problem)[:300])
        return True
    _record(row.pk, reply)
    return True


def _talk(other: Peer, row: Message, stage: Stage) -> Reply:
    if stage is not Stage.WAITING:
        known = other.ask(row.pk)
        if known is not None:
            return known
        log.warning("the platform %s no longer knows message %s; it is sent again", row.peer, row.pk)
    return other.send(row.pk, row.payload)


def _record(message_id: UUID, reply: Reply) -> None:
    with journal.unit():
        row = Message.objects.select_for_update().get(pk=message_id)
        before = Stage(row.stage)
        stage = handover.after(before, reply.answer)
        row.attempts, row.last_problem = 0, ""
        row.receipt = row.receipt or reply.receipt[:80]
        row.next_at = None if stage in OVER else clock.now() + ASK_EVERY
        if stage is not before:
            row.stage, row.words, row.answered_at = stage, reply.words[:500], clock.now()
        row.save()
        if stage is not before:
            event = incidents.incident(SYSTEM, row.incident_id)
            _announce(events.ANSWERED, row, event, None, stage=str(stage), receipt=row.receipt)
            _tell_spine(row, stage)


def _tell_of_late() -> None:
    for row in Message.objects.exclude(stage__in=[*OVER, Stage.TAKEN]).order_by("created_at"):
        watch = handover.overdue(Stage(row.stage), row.created_at, clock.now(), row.told)
        if watch is None:
            continue
        with journal.unit():
            # only who raises the mark tells of it
            if not Message.objects.filter(pk=row.pk, told__lt=watch.level).update(told=watch.level):
                continue
            event = incidents.incident(SYSTEM, row.incident_id)
            _announce(events.OVERDUE, row, event, None, hours=watch.hours, level=watch.level)
            _urge(row, watch)


def _tell_spine(row: Message, stage: Stage) -> None:
    """What the peer says, in the event's own history; what comes back is awaited of whoever holds the event."""
    step, by = OUTSIDE[stage], NAMES[row.peer]
    receipt = row.receipt if stage is Stage.RECEIVED else ""
    spine.note_outside(incident_id=row.incident_id, step=step, by=by, note=row.words, receipt=receipt, actor=SYSTEM)
    if stage in (Stage.RETURNED, Stage.REFUSED):
        text = _("%(by)s has given it back; decide how it goes on.") % {"by": by}
        with suppress(spine.IncidentRefused):  # it is over, then nothing goes on
            spine.remind(incident_id=row.incident_id, text=text, actor=SYSTEM)


def _urge(row: Message, watch: Watch) -> None:
    """The first mark reminds whoever holds the event here, each later one supervises it one level higher."""
    text = _("%(by)s has not taken it up for %(hours)d hours.") % {"by": NAMES[row.peer], "hours": watch.hours}
    with suppress(spine.IncidentRefused):  # it is over, or supervised as high already
        if watch.level == 1:
            spine.remind(incident_id=row.incident_id, text=text, actor=SYSTEM)
        else:
            spine.supervise(incident_id=row.incident_id, level=watch.level - 1, reason=text, actor=SYSTEM)


def _payload(event: IncidentView, reason: str) -> dict[str, object]:
    """What the other platform is told: the matter and its place, nobody's name or number."""
    place = areas.area(event.area_id)
    return {
        "code": event.code,
        "category": event.category,
        "area": place.code,
        "area_name": place.name,
        "place": event.place,
        "lon": event.lon,
        "lat": event.lat,
        "title": event.title,
        "state": str(event.state),
        "happened_at": event.happened_at.isoformat(),
        "reason": reason,
        "pictures": [picture.sha256 for picture in incidents.evidence_of(event.id)],
    }


def _announce(kind: str, row: Message, event: IncidentView, actor: UUID | None, **more: object) -> None:
    payload: Mapping[str, object] = {
        "message": str(row.pk),
        "incident": str(event.id),
        "code": event.code,
        "peer": row.peer,
        **more,
    }
    journal.record(Event(kind=kind, subject=f"message:{row.pk}", area=event.area_id, payload=payload), actor=actor)
