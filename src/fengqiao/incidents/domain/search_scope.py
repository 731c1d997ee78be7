"""Who may find what, as labels in the index: an event carries what it is, a reader's condition asks for it.

The condition says the same as ``selectors.events.visible_to``; the index only makes it fast, and whatever is shown is
asked once more of that.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fengqiao.incidents.domain.search import label

ZONE = UTC  # in which months are counted
SENSITIVE, OVER, OPEN = "sensitive", "over", "open"


def key(of: UUID) -> str:
    """The random part of an id, 64 bits, as it stands in a label."""
    return of.hex[-16:]


def blind(digits: str, secret: str) -> str:
    """A telephone number as it stands in a label: nobody without the installation's secret can tell which it is."""
    return hmac.new(secret.encode(), digits.encode(), hashlib.sha256).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What decides who finds an event. ``area``: the way from the root down to its area; ``lead_area``: the same for
    the area of the organisation that leads. ``phones``: blinded."""

    area: Collection[UUID]
    lead_area: Collection[UUID]
    organisations: Collection[UUID]
    people: Collection[UUID]
    phones: Collection[str]
    sensitive: bool
    over: bool
    category: str
    source: str
    opened_at: datetime

    def labels(self) -> list[str]:
        """The event's labels."""
        found = [f"a:{key(one)}" for one in self.area]
        found += [f"l:{key(one)}" for one in self.lead_area]
        found += [f"g:{key(one)}" for one in self.organisations]
        found += [f"p:{key(one)}" for one in self.people]
        found += [f"h:{one}" for one in self.phones]
        found += [f"k:{self.category}", f"s:{self.source}", month(self.opened_at), OVER if self.over else OPEN]
        return [*found, SENSITIVE] if self.sensitive else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks. ``desks``: areas of which they see everything; ``places``: areas of which they see what is not
    sensitive. ``everything``: the program itself."""

    desks: Collection[UUID] = ()
    places: Collection[UUID] = ()
    organisations: Collection[UUID] = ()
    person: UUID | None = None
    everything: bool = False

    def condition(self) -> str | None:
        """The condition on an event's labels; empty for everything, None for nothing."""
        if self.everything:
            return ""
        ways = []
        if self.desks:
            ways.append(any_of(f"a:{key(one)}" for one in self.desks))
        if self.places:
            here = any_of(f"a:{key(one)}" for one in self.places)
            led = any_of(f"l:{key(one)}" for one in self.places)
            ways.append(f"({here} & (!{label(SENSITIVE)} | {led}))")
        if self.organisations:
            ways.append(any_of(f"g:{key(one)}" for one in self.organisations))
        if self.person is not None:
            ways.append(label(f"p:{key(self.person)}"))
        return f"({' | '.join(ways)})" if ways else None

    def phone_condition(self, blinded: str) -> str | None:
        """The condition for a telephone number: only at the desks, for those are called back by it."""
        number = label(f"h:{blinded}")
        if self.everything:
            return number
        return f"({number} & {any_of(f'a:{key(one)}' for one in self.desks)})" if self.desks else None


def any_of(labels: Iterable[str]) -> str:
    """One of these labels."""
    return f"({' | '.join(map(label, sorted(labels)))})"


def month(at: datetime) -> str:
    """The label of the month (UTC) of a moment."""
    return f"m:{at.astimezone(ZONE):%Y%m}"


def months_back(newest: datetime, spans: Collection[int]) -> list[list[str]]:
    """From the month of ``newest`` back: the labels of so many months each."""
    found = []
    first = newest.astimezone(ZONE).replace(day=1)
    for span in spans:
        labels = []
        for _ in range(span):
            labels.append(month(first))
            first = (first - timedelta(days=1)).replace(day=1)
        found.append(labels)
    return found
