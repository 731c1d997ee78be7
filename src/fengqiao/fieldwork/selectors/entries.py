"""What came from telephones, for whoever knows the place: above all what was odd about it, and the voice memos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.doubts import Doubt
from fengqiao.fieldwork.models import ItemState, OutboxItem
from fengqiao.fieldwork.selectors import scope
from fengqiao.incidents import selectors as events

MOST = 200
SHOWN = timedelta(days=60)
DOUBTS: dict[Doubt, str | Promise] = {
    Doubt.NO_POSITION: _("no position"),
    Doubt.OUTSIDE: _("position outside the county"),
    Doubt.JUMP: _("position too far from the one before"),
    Doubt.SPEED: _("position too far away for the time since the one before"),
    Doubt.MOCK: _("position looks made up"),
    Doubt.CLOCK: _("the telephone's clock was wrong"),
    Doubt.OTHER_DAY: _("photo taken on another day"),
    Doubt.SEEN_BEFORE: _("photo was sent before"),
}
# What the author could not help: worth a word, not a look.
HARMLESS = (Doubt.NO_POSITION, Doubt.CLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A report that came from a telephone. ``doubts`` in words; ``looked_by``: who found it in order."""

    id: UUID
    person: str
    grid: str
    area: str
    captured_at: datetime
    answered_at: datetime
    title: str
    words: str
    url: str
    doubts: tuple[str, ...]
    voice: bool
    looked_by: str

    @property
    def late(self) -> bool:
        """True when it waited on the telephone for more than an hour."""
        return self.answered_at - self.captured_at > timedelta(hours=1)


def entries(actor: Actor, *, show: str) -> list[EntryView]:
    """Reports of the last two months from the actor's places, the newest first. ``show``: "odd" (what somebody should
    look at), "voice" (with a memo), or all."""
    rows = OutboxItem.objects.filter(
        scope.under(actor, *scope.DESK), kind="report", state=ItemState.DONE, captured_at__gt=clock.now() - SHOWN
    )
    if show == "odd":
        odd = Q()
        for doubt in Doubt:
            if doubt not in HARMLESS:
                odd |= Q(doubts__contains=[doubt.value])
        rows = rows.filter(odd, looked_at=None)
    elif show == "voice":
        rows = rows.exclude(voice="")
    found = rows.select_related("person", "grid", "area", "looked_by").order_by("-captured_at")
    shown = list(found[:MOST])
    known = events.of_ids(actor, [one for row in shown if (one := _event(row)) is not None])
    titles: dict[UUID | None, str] = {key: event.title for key, event in known.items()}
    return [_view(row, titles.get(_event(row))) for row in shown]


def voice(actor: Actor, item_id: UUID) -> tuple[bytes, str]:
    """A memo with its media type, for its author and for the desk. Raises NotYours."""
    own = Q(person_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    row = OutboxItem.objects.filter(own | scope.under(actor, *scope.DESK), pk=item_id).exclude(voice="").first()
    if row is None:
        raise NotYours
    try:
        with default_storage.open(row.voice) as stored:
            content = bytes(stored.read())
    except FileNotFoundError as error:
        raise NotYours from error
    if content.startswith(b"OggS"):
        return content, "audio/ogg"
    return content, "audio/mp4" if content[4:8] == b"ftyp" else "audio/webm"


def _event(row: OutboxItem) -> UUID | None:
    return ids.uuid_or_none(row.subject.removeprefix("incident:"))


def _view(row: OutboxItem, title: str | None) -> EntryView:
    return EntryView(
        id=row.pk,
        person=row.person.name,
        grid=row.grid.name if row.grid else "",
        area=row.area.name if row.area else "",
        captured_at=row.captured_at,
        answered_at=row.answered_at,
        title=title or row.words,
        words=row.words,
        url=row.url,
        doubts=tuple(str(DOUBTS[Doubt(one)]) for one in row.doubts if one in set(Doubt)),
        voice=bool(row.voice),
        looked_by=row.looked_by.name if row.looked_by else "",
    )
