"""What pending points wait for, and until when. Who knows what an evidence is says so: the points never learn it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.core import ids
from fengqiao.points.models import Booking, Redemption, RedemptionDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What has to happen, in words, and until when the next step is due (aware; None: nobody set a time)."""

    words: str
    until: datetime | None


Reader = Callable[[Sequence[str]], Mapping[str, Waiting]]
_READERS: dict[str, Reader] = {}
_CLOSER: dict[str, list[Reader]] = {}


def explain_waiting(prefix: str, reader: Reader, *, closer: bool = False) -> None:
    """Let ``reader`` say what evidences of the form ``prefix:…`` wait for. For the ``ready`` of an app.

    ``closer``: another app made the evidences, and this one knows more about some of them; what it says of those holds.
    """
    if closer:
        _CLOSER.setdefault(prefix, []).append(reader)
    else:
        _READERS[prefix] = reader


def waiting(evidences: Collection[str]) -> dict[str, Waiting]:
    """What some evidences wait for; those of which nobody knows are left out. A few queries a kind."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for evidence in evidences:
        kinds[evidence.partition(":")[0]].append(evidence)
    found: dict[str, Waiting] = {}
    for prefix, own in kinds.items():
        for reader in (*([_READERS[prefix]] if prefix in _READERS else ()), *_CLOSER.get(prefix, ())):
            found |= reader(own)
    return found


def key_in(evidence: str) -> UUID | None:
    """The id in an evidence like ``event:01a2…`` or ``event:01a2…:1``."""
    return ids.uuid_or_none(evidence.split(":")[1]) if ":" in evidence else None


def gifts_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """Points for a gift that was chosen wait for the redemption day. One query."""
    rows = Redemption.objects.filter(pk__in=_keys(evidences), booking__isnull=False)
    return _kept(evidences, {row.pk: row.booking.day for row in rows.select_related("booking__day") if row.booking})


def purses_waiting(evidences: Sequence[str]) -> dict[str, Waiting]:
    """Points that a counter may give out to somebody without a network wait for the same. One query."""
    rows = Booking.objects.filter(pk__in=_keys(evidences)).select_related("day")
    return _kept(evidences, {row.pk: row.day for row in rows})


def _keys(evidences: Sequence[str]) -> list[UUID]:
    return [key for evidence in evidences if (key := key_in(evidence)) is not None]


def _kept(evidences: Sequence[str], days: Mapping[UUID, RedemptionDay]) -> dict[str, Waiting]:
    words = _("Kept until the redemption day “%(day)s” ends.")
    return {
        evidence: Waiting(words=words % {"day": day.title}, until=day.ends_at)
        for evidence in evidences
        if (key := key_in(evidence)) is not None and (day := days.get(key)) is not None
    }
