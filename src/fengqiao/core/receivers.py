"""Receivers: how a higher app learns what a lower one announced. At least once, in order, one by one.

Each receiver has a position of its own. An entry that fails is tried again with growing pauses and holds up
only its own receiver; a receiver that touches nothing but the database gets each entry exactly once, because its
position moves in the same transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from fengqiao.core import clock
from fengqiao.core.models import JournalEntry, ReceiverPosition

log = logging.getLogger(__name__)
Entry = JournalEntry  # what apps annotate their handlers with
Handler = Callable[[Entry], None]
BATCH = 100
LONGEST_PAUSE_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """``kinds`` are prefixes of entry kinds; an empty tuple wants all."""

    name: str
    kinds: tuple[str, ...]
    handler: Handler


_registry: dict[str, Receiver] = {}


def receiver(name: str, *, kinds: tuple[str, ...] = ()) -> Callable[[Handler], Handler]:
    """Register a handler. It stands in the app's ``receivers.py``, which is found at start-up."""

    def register(handler: Handler) -> Handler:
        if name in _registry and _registry[name].handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"two receivers are called {name}")
        _registry[name] = Receiver(name=name, kinds=kinds, handler=handler)
        return handler

    return register


def registered() -> list[Receiver]:
    """All receivers, in the order of their names."""
    return [_registry[name] for name in sorted(_registry)]


def deliver_all() -> int:
    """Bring every receiver up to the journal's end as far as possible. Returns how many entries were handled."""
    return sum(deliver(one) for one in registered())


def deliver(one: Receiver) -> int:
    """Hand the waiting entries to one receiver, each in its own transaction; stops at the first failure."""
    handled = 0
    while _deliver_next(one):
        handled += 1
    return handled


def _deliver_next(one: Receiver) -> bool:
    with transaction.atomic():
        ReceiverPosition.objects.get_or_create(name=one.name)
        position = ReceiverPosition.objects.select_for_update(skip_locked=True).filter(name=one.name).first()
        if position is None or (position.retry_at is not None and position.retry_at > clock.now()):
            return False
        wanted = Q()
        for prefix in one.kinds:
            wanted |= Q(kind__startswith=prefix)
        entry = JournalEntry.objects.filter(wanted, seq__gt=position.seq).order_by("seq").first()
        if entry is None:
            return False
        try:
            with transaction.atomic():
                one.handler(entry)
        except Exception as error:
            log.exception("receiver %s failed on entry %s", one.name, entry.seq)
            position.failures += 1
            pause = min(2 ** min(position.failures, 9), LONGEST_PAUSE_S)
            position.retry_at = clock.now() + timedelta(seconds=pause)
            position.problem = f"{entry.seq}: {error!r}"[:2000]
            position.save()
            return False
        position.seq, position.failures, position.retry_at, position.problem = entry.seq, 0, None, ""
        position.save()
        return True
