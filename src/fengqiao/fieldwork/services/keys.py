"""The key of a telephone's outbox: one for each person, so that what waits can be read after a new sign-in."""

from __future__ import annotations

import secrets

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.models import PhoneKey


def phone_key(*, actor: Actor) -> bytes:
    """The person's own key, 256 random bits. Its release is in the journal. Raises NotYours."""
    if actor.person_id is None:
        raise NotYours
    with journal.unit():
        row, _made = PhoneKey.objects.get_or_create(
            person_id=actor.person_id, defaults={"secret": secrets.token_bytes(32)}
        )
        journal.record(Event(kind="fieldwork.key_released", subject=f"person:{actor.person_id}"), actor=actor.person_id)
        return bytes(row.secret)
