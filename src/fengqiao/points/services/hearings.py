"""Points said to be earned by deceit: held at once, heard in time, decided by a second person.

A hold is a reservation in the ledger like any other, so nothing else can spend the points, and nothing is taken before
the decision. It cannot last: where nobody was heard in time it ends by itself.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.spending import HEARING_DAYS, Purpose
from fengqiao.points.models import Closing
from fengqiao.points.services import spending
from fengqiao.points.services.endings import carry_out, evidence_of, note, set_aside
from fengqiao.points.services.errors import LedgerRefused

SECOND = (Role.STUDIO_CLERK, Role.AUDIT_ADMIN)


def hold(row: Closing, actor: Actor) -> None:
    """Hold the points of a new ``row``; the person's book is locked. Without a hearing it lasts ``HEARING_DAYS``."""
    if row.hearing:
        row.heard_by_id = actor.person_id
    else:
        row.hear_by = clock.now() + timedelta(days=HEARING_DAYS)
    row.save(update_fields=["heard_by", "hear_by"])
    set_aside(row, actor)
    note(row, "points.points_held", actor)


def write_hearing(*, closing_id: UUID, hearing: str, actor: Actor) -> None:
    """Write down what was said at the hearing; from then on the second person decides. For the studio's clerk of the
    town, never about oneself. Raises NotYours, LedgerRefused."""
    with journal.unit():
        row = _waiting(closing_id, actor)
        if row.hearing:
            raise LedgerRefused(_("The hearing is written down already."))
        if not hearing.strip():
            raise LedgerRefused(_("Write down when it was, who was there and what the person said."))
        row.hearing, row.heard_by_id, row.hear_by = hearing.strip()[:2000], actor.person_id, None
        row.save()
        note(row, "points.hearing_written", actor)


def let_go(*, closing_id: UUID, reason: str, actor: Actor) -> None:
    """Nothing in it: the held points are free again, without a hearing. For the studio's clerk of the town, never about
    oneself. Raises NotYours, LedgerRefused."""
    with journal.unit():
        row = _waiting(closing_id, actor)
        if row.hearing:
            raise LedgerRefused(_("The hearing was held; a second person decides."))
        if not reason.strip():
            raise LedgerRefused(_("Give a reason; the person concerned will read it."))
        row.decided_by_id = actor.person_id
        _free(row, reason.strip(), actor)


def let_go_overdue() -> int:
    """End the holds whose time for the hearing is over. Returns how many. For a timer; a second run ends no more."""
    now = clock.now()
    overdue = Closing.objects.filter(purpose=Purpose.FRAUD, granted__isnull=True, hearing="", hear_by__lte=now)
    ended = 0
    for pk in list(overdue.order_by("pk").values_list("pk", flat=True)):
        with journal.unit():
            row = Closing.objects.select_for_update().filter(pk=pk).first()
            if row is None or row.granted is not None or row.hearing or row.hear_by is None or row.hear_by > now:
                continue
            _free(row, _("Nobody was heard in time, so the points are free again."), SYSTEM)
            ended += 1
    return ended


def decide_fraud(*, closing_id: UUID, granted: bool, reason: str = "", actor: Actor) -> None:
    """The second person's word: take the held points back, or let them go. Not who asked or wrote the hearing down, and
    not who is concerned. Raises NotYours, LedgerRefused."""
    with journal.unit():
        row = Closing.objects.select_for_update().filter(pk=closing_id, purpose=Purpose.FRAUD).first()
        if row is None or not areas.holds(actor, row.town_id, *SECOND):
            raise NotYours
        if row.granted is not None:
            raise LedgerRefused(_("This is decided already."))
        if actor.person_id in (row.asked_by_id, row.heard_by_id, row.person_id):
            raise LedgerRefused(_("A second person has to decide: not who asked, and not who is concerned."))
        if not row.hearing:
            raise LedgerRefused(_("Points are taken away only after a hearing. Write down what the person said."))
        if not granted and not reason.strip():
            raise LedgerRefused(_("Give a reason; who asked and the person concerned will read it."))
        row.decided_by_id = actor.person_id
        if granted:
            row.answer = reason.strip()[:300]
            carry_out(row, actor)
        else:
            _free(row, reason.strip(), actor)


def _free(row: Closing, reason: str, actor: Actor) -> None:
    row.granted, row.answer = False, reason[:300]
    # The book first, as everywhere: who asks for the next hold at this moment has locked it.
    spending.release(
        person_id=row.person_id, purpose=Purpose.FRAUD, evidence=evidence_of(row), reason=row.answer, actor=actor
    )
    row.decided_at = clock.now()
    row.save()
    note(row, "points.closing_refused", actor)


def _waiting(closing_id: UUID, actor: Actor) -> Closing:
    row = Closing.objects.select_for_update().filter(pk=closing_id, purpose=Purpose.FRAUD).first()
    if row is None or not areas.holds(actor, row.town_id, Role.STUDIO_CLERK) or actor.person_id == row.person_id:
        raise NotYours
    if row.granted is not None:
        raise LedgerRefused(_("This is decided already."))
    return row
