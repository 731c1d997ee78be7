"""Points that end without a gift. Each is a transfer with its reason; for fraud it only begins here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Level, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Account, Closing
from fengqiao.points.services import spending
from fengqiao.points.services.endings import carry_out, note
from fengqiao.points.services.errors import LedgerRefused, NotEnoughPoints
from fengqiao.points.services.hearings import hold
from fengqiao.points.services.ledger import book_of

# What a clerk may let points end for; expiry has its own verb.
ENDINGS = (Purpose.LEAVING, Purpose.MOVE_OUT, Purpose.DEATH, Purpose.FRAUD)
AT_ONCE = frozenset({Purpose.LEAVING, Purpose.MOVE_OUT, Purpose.DEATH})


def close_account(
    *,
    person_id: UUID,
    town_id: UUID,
    purpose: Purpose,
    reason: str,
    points: int | None = None,
    to_town_id: UUID | None = None,
    hearing: str = "",
    actor: Actor,
) -> UUID:
    """Let somebody's points end: on leaving or death all that can be spent, on moving all of it goes along. For fraud
    ``points`` of it are held at once; they end when a second person agrees after a ``hearing``, which may still be to
    come. Reserved points stay with their gift. Returns the decision's id.

    For the studio's clerk of the town, never about oneself. Raises NotYours, LedgerRefused, NotEnoughPoints.
    """
    _may(actor, person_id, town_id)
    if purpose not in ENDINGS:
        raise LedgerRefused(_("Points do not end like this."))
    if not reason.strip():
        raise LedgerRefused(_("Give a reason; the person concerned will read it."))
    with journal.unit():
        held = spending.locked_purse(book_of(person_id)).available
        row = Closing(
            person_id=person_id,
            town_id=town_id,
            to_town_id=_destination(purpose, town_id, to_town_id),
            purpose=purpose,
            points=points if purpose is Purpose.FRAUD else held,
            reason=reason.strip()[:300],
            hearing=hearing.strip() if purpose is Purpose.FRAUD else "",
            asked_by_id=actor.person_id,
        )
        if not 0 < (row.points or 0) <= held:
            raise NotEnoughPoints(wanted=row.points or 1, available=held)
        try:
            row.save(force_insert=True)
        except IntegrityError as error:
            raise LedgerRefused(_("Points of this person are held for a hearing already.")) from error
        note(row, "points.closing_asked", actor)
        if purpose in AT_ONCE:
            carry_out(row, actor)
        else:
            hold(row, actor)
        return row.pk


def expire(*, town_id: UUID, earned_before: datetime, actor: Actor) -> dict[UUID, int]:
    """Let what was earned before a moment and not spent since end, the oldest spent first. Returns who lost how many.

    A second call with the same moment takes nothing more. For the studio's clerk and the system.
    """
    if not (actor.system or areas.holds(actor, town_id, Role.STUDIO_CLERK)):
        raise NotYours
    gone: dict[UUID, int] = {}
    for person_id in sorted(selectors.lapsing_in(town_id, earned_before)):
        if person_id == actor.person_id:
            continue
        with journal.unit():
            if not Account.objects.select_for_update().filter(person_id=person_id).exists():
                continue
            points = selectors.lapsing_of(person_id, earned_before)
            if not points:
                continue
            row = Closing.objects.create(
                person_id=person_id,
                town_id=town_id,
                purpose=Purpose.EXPIRY,
                points=points,
                reason=_("Earned before %(day)s and not spent") % {"day": f"{earned_before:%Y-%m-%d}"},
                asked_by_id=actor.person_id,
            )
            carry_out(row, actor)
            gone[person_id] = points
    return gone


def _destination(purpose: Purpose, town_id: UUID, to_town_id: UUID | None) -> UUID | None:
    if purpose is not Purpose.MOVE_OUT:
        return None
    if to_town_id is None or to_town_id == town_id or areas.area(to_town_id).level is not Level.TOWN:
        raise LedgerRefused(_("Name the other town."))
    return to_town_id


def _may(actor: Actor, person_id: UUID, town_id: UUID) -> None:
    if actor.system:
        return
    over = areas.holds(actor, town_id, Role.STUDIO_CLERK)
    if not over or person_id == actor.person_id or person_id not in selectors.members(town_id):
        raise NotYours
