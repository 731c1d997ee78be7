"""A patrol out of a telephone's outbox: the shift's start and end, its way, check-ins and visits; sent twice is once.

Payloads: shift_start {grid}; shift_end {shift}; trail {shift, said, fixes [{at, lon, lat, accuracy, mock}]};
checkin {place (id) or token, position {lon, lat, accuracy}, no_position, why, note}; visit {household, care, about,
note, position}. The first photo of a check-in or a visit is kept.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.capture import TOLERANCE
from fengqiao.fieldwork.domain.care import VisitAbout
from fengqiao.fieldwork.domain.fixes import fixes_of
from fengqiao.fieldwork.domain.visits import NoPosition
from fengqiao.fieldwork.selectors import places
from fengqiao.fieldwork.services import checkins, shifts, uploads, visits
from fengqiao.fieldwork.services.checkins import Seen
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.outbox import fields
from fengqiao.fieldwork.services.outbox.items import Item, Outcome
from fengqiao.fieldwork.services.visits import Told


def shift_start(item: Item, *, actor: Actor) -> Outcome:
    """Begin the shift; the item's own id is the shift's."""
    grid = uuid_or_none(fields.words(item.payload, "grid")) or item.grid_id
    if grid is None:
        raise NotYours
    made = shifts.start_shift(shift_id=item.id, grid_id=grid, at=item.captured_at, actor=actor)
    return Outcome(
        words=_("On duty in %(grid)s.") % {"grid": made.grid},
        url=reverse("fieldwork:shift", args=[made.id]),
        subject=f"shift:{made.id}",
    )


def shift_end(item: Item, *, actor: Actor) -> Outcome:
    """End the shift as of when the telephone said so."""
    made = shifts.end_shift(shift_id=_named(item, "shift"), at=item.captured_at, actor=actor)
    return Outcome(
        words=_("Your shift is over."), url=reverse("fieldwork:shift", args=[made.id]), subject=f"shift:{made.id}"
    )


def trail(item: Item, *, actor: Actor) -> Outcome:
    """Keep the positions that lie within the shift. A clock that is wrong by a constant is put right in all of them."""
    given = item.payload.get("fixes")
    found, broken = fixes_of(given if isinstance(given, list) else ())
    said = fields.moment(item.payload.get("said"))
    off = item.captured_at - said if said is not None else None
    if off is not None and abs(off) > TOLERANCE:
        found = [replace(one, at=one.at + off) for one in found]
    shift_id = _named(item, "shift")
    taken = shifts.add_trail(shift_id=shift_id, fixes=found, actor=actor)
    words = _("Your way: %(kept)d positions kept, %(left)d outside the shift were not.")
    return Outcome(
        words=words % {"kept": taken.kept + taken.known, "left": taken.outside + taken.broken + broken},
        url=reverse("fieldwork:shift", args=[shift_id]),
        subject=f"shift:{shift_id}",
    )


def checkin(item: Item, *, actor: Actor) -> Outcome:
    """Check in at the place that was chosen, or whose code was scanned."""
    token = fields.words(item.payload, "token")
    place = places.place_of(actor, token) if token else places.place(actor, _named(item, "place"))
    reason = fields.words(item.payload, "no_position")
    seen = Seen(
        fix=fields.fix(item.payload, item.captured_at),
        no_position=NoPosition(reason) if reason in set(NoPosition) else None,
        why=fields.words(item.payload, "why"),
        note=fields.words(item.payload, "note"),
        photo=_photo(item, actor),
        scanned=bool(token),
    )
    done = checkins.check_in(checkin_id=item.id, place_id=place.id, seen=seen, at=item.captured_at, actor=actor)
    return Outcome(
        words=_("Checked in at “%(place)s”: %(near)s.") % {"place": done.place, "near": done.near_words},
        url=reverse("fieldwork:handbook", args=[place.grid_id]),
        subject=f"patrol_place:{place.id}",
        area_id=place.area_id,
    )


def visit(item: Item, *, actor: Actor) -> Outcome:
    """Write the visit down."""
    about = fields.words(item.payload, "about")
    if about not in set(VisitAbout):
        raise InputRefused(_("Choose what the visit was about; everything else stays as it is."))
    told = Told(
        about=VisitAbout(about),
        household_id=uuid_or_none(fields.words(item.payload, "household")),
        care_id=uuid_or_none(fields.words(item.payload, "care")),
        note=fields.words(item.payload, "note"),
        photo=_photo(item, actor),
        fix=fields.fix(item.payload, item.captured_at),
    )
    made = visits.record_visit(visit_id=item.id, told=told, at=item.captured_at, actor=actor)
    return Outcome(words=_("The visit stands in the handbook."), subject=f"visit:{made}")


def _named(item: Item, name: str) -> UUID:
    found = uuid_or_none(fields.words(item.payload, name))
    if found is None:
        raise NotYours
    return found


def _photo(item: Item, actor: Actor) -> bytes | None:
    return uploads.content(item.photos[0], actor) if item.photos else None
