"""Taking in what a telephone sends: each item once, however often and at once it comes, and never one for another."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import GRID_ROLES, Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import capture
from fengqiao.fieldwork.domain.doubts import Doubt
from fengqiao.fieldwork.models import Conflict, ItemState, OutboxItem
from fengqiao.fieldwork.services.errors import FileMissing
from fengqiao.fieldwork.services.outbox.fields import moment
from fengqiao.fieldwork.services.outbox.items import Handler, Item, Outcome
from fengqiao.fieldwork.services.outbox.kinds import KINDS
from fengqiao.fieldwork.services.uploads import HASH

log = logging.getLogger(__name__)
MOST_AT_ONCE = 20
MOST_PHOTOS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the telephone hears about one item. ``state`` is ``again`` for what was done before."""

    id: UUID
    state: str
    words: str
    url: str


def receive(
    *,
    said: Sequence[Mapping[str, Any]],
    sent: datetime | None,
    actor: Actor,
    as_of: Callable[[datetime], Actor],
    kinds: Mapping[str, Handler] = KINDS,
) -> list[Answer]:
    """Take items in, each in a transaction of its own. ``sent``: the telephone's clock on sending; ``as_of`` gives
    the author with the duties of a moment.

    An item over which the program stumbles has no answer: it stays on the telephone and comes again, and the others
    are not held up. Raises NotYours for an account without a person.
    """
    if actor.person_id is None:
        raise NotYours
    answers: list[Answer] = []
    for one in said[:MOST_AT_ONCE]:
        item_id = ids.uuid_or_none(str(one.get("id", "")))
        if item_id is None:
            continue
        try:
            answers.append(_take(item_id, one, sent, actor, as_of, kinds))
        except Exception:
            log.exception("an item of kind %.40r could not be taken in; it stays on the telephone", one.get("kind"))
    return answers


def _take(
    item_id: UUID,
    one: Mapping[str, Any],
    sent: datetime | None,
    actor: Actor,
    as_of: Callable[[datetime], Actor],
    kinds: Mapping[str, Handler],
) -> Answer:
    assert actor.person_id is not None
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"item:{item_id}"])
        known = OutboxItem.objects.filter(pk=item_id).first()
        author = one.get("author")
        if (known is not None and known.person_id != actor.person_id) or author not in (None, str(actor.person_id)):
            words = _("Somebody else wrote this. It stays here until they sign in on this telephone.")
            return Answer(id=item_id, state=ItemState.REFUSED, words=words, url="")
        if known is not None and known.state == ItemState.DONE:
            return Answer(id=item_id, state="again", words=known.words, url=known.url)
        said_at = moment(one.get("captured_at"))
        when = capture.believed(said_at, sent, clock.now())
        then = as_of(when.at)
        item = _read(item_id, one, when, then)
        outcome = _carry_out(item, then, kinds.get(item.kind))
        return _keep(known, item, said_at, one, outcome, actor.person_id)


def _read(item_id: UUID, one: Mapping[str, Any], when: capture.Capture, then: Actor) -> Item:
    payload = one.get("payload")
    photos = one.get("photos")
    named = [str(sha)[:65] for sha in photos] if isinstance(photos, list) else []
    fields: Mapping[str, Any] = payload if isinstance(payload, Mapping) else {}
    duties = [duty for duty in then.duties if duty.role in GRID_ROLES and duty.grid_id is not None]
    wanted = ids.uuid_or_none(str(fields.get("grid", "")))
    duty = next((one for one in duties if one.grid_id == wanted), duties[0] if duties else None)
    return Item(
        id=item_id,
        kind=str(one.get("kind", ""))[:40].replace("\0", ""),
        captured_at=when.at,
        clock_off=when.clock_off,
        payload=fields,
        photos=tuple(dict.fromkeys(named)),
        grid_id=duty.grid_id if duty else None,
        area_id=duty.area_id if duty else (then.duties[0].area_id if then.duties else None),
    )


def _carry_out(item: Item, then: Actor, handler: Handler | None) -> Outcome:
    """What the handler says; a refusal undoes what it had begun."""
    if handler is None:
        words = _("The server does not know this kind of entry yet. It stays here; try again tomorrow.")
        return Outcome(state=ItemState.REFUSED, words=words)
    if len(item.photos) > MOST_PHOTOS:
        words = _("At most %(count)d photos fit into one entry. Take some out; nothing was lost.")
        return Outcome(state=ItemState.NEEDS_YOU, words=words % {"count": MOST_PHOTOS})
    if not all(HASH.fullmatch(sha) for sha in item.photos):
        return Outcome(state=ItemState.NEEDS_YOU, words=str(FileMissing()))
    try:
        with journal.unit():
            return handler(item, actor=then)
    except NotYours:
        words = _("At that time you had no duty there. It stays here; ask your grid studio.")
        return Outcome(state=ItemState.REFUSED, words=words)
    except Refused as refusal:
        return Outcome(state=ItemState.NEEDS_YOU, words=str(refusal))


def _keep(
    known: OutboxItem | None,
    item: Item,
    said_at: datetime | None,
    one: Mapping[str, Any],
    outcome: Outcome,
    person_id: UUID,
) -> Answer:
    doubts = outcome.doubts | ({Doubt.CLOCK} if item.clock_off else frozenset())
    changed = known is None or known.state != outcome.state
    row = known or OutboxItem(id=item.id, person_id=person_id)
    row.kind, row.state, row.words = item.kind, outcome.state, outcome.words[:500]
    row.url, row.subject, row.voice = outcome.url, outcome.subject, outcome.voice
    row.captured_at, row.said_at, row.answered_at = item.captured_at, said_at, clock.now()
    row.grid_id, row.area_id = item.grid_id, outcome.area_id or item.area_id
    if outcome.fix is not None:
        row.lon, row.lat, row.accuracy = outcome.fix.lon, outcome.fix.lat, outcome.fix.accuracy
    row.photos, row.doubts = list(item.photos[:MOST_PHOTOS]), sorted(doubts)
    row.digest = hashlib.sha256(json.dumps(one, sort_keys=True, default=str).encode()).hexdigest()
    row.save(force_insert=known is None)
    for clash in outcome.clashes:
        Conflict.objects.create(
            person_id=person_id,
            item=row,
            subject=outcome.subject,
            title=outcome.title[:200],
            name=clash.name[:80],
            base=clash.base,
            here=clash.here,
            there=clash.there,
        )
    if changed:
        payload = {"kind": item.kind, "state": str(outcome.state), "doubts": row.doubts, "subject": outcome.subject}
        journal.record(
            Event(kind="fieldwork.item", subject=f"item:{row.pk}", area=row.area_id, payload=payload),
            actor=person_id,
        )
    return Answer(id=row.pk, state=outcome.state, words=row.words, url=row.url)
