"""The small money: donations in, repairs out, each with its receipt; lines are only ever added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Centre, MoneyLine
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.files import storing
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

MOST = Decimal(1_000_000)


def enter_money(
    *,
    centre_id: UUID,
    amount: Decimal,
    came_in: bool,
    what: str,
    party: str = "",
    day: date | None = None,
    receipt: bytes | None = None,
    actor: Actor,
) -> UUID:
    """Enter a line, ``amount`` in yuan with at most two places. What goes out needs a receipt and cannot be more than
    there is. Returns its id. Raises InputRefused, CentreRefused, PictureNotKept, NotYours."""
    words = what.replace("\0", "").strip()[:120]
    try:
        cents = int(amount.scaleb(2).to_integral_exact())
    except (InvalidOperation, ValueError) as error:
        raise InputRefused(_("Write the amount in yuan, such as 12.50.")) from error
    if amount.scaleb(2) != cents or not 0 < amount <= MOST:
        raise InputRefused(_("Write the amount in yuan, such as 12.50."))
    if not words:
        raise InputRefused(_("Say what the money was for."))
    if not came_in and not receipt:
        raise InputRefused(_("What goes out needs a photo of its receipt."))
    today = timezone.localdate(clock.now())
    when = day or today
    if when > today:
        raise InputRefused(_("This day has not come yet."))
    with storing() as stored, journal.unit():
        centre = _locked(centre_id, actor)
        if not came_in and cents > _balance(centre):
            raise CentreRefused(_("There is less in the box than that; enter first what came in."))
        line = MoneyLine(
            day=when,
            cents=cents if came_in else -cents,
            what=words,
            party=party.replace("\0", "").strip()[:80],
            receipt=stored.picture("receipts", receipt) if receipt else "",
        )
        return _add(centre, line, actor)


def take_back_money(*, line_id: UUID, reason: str, actor: Actor) -> UUID:
    """Take a wrong line back by a new one that says why. Returns its id. Raises InputRefused, CentreRefused."""
    with journal.unit():
        wrong = MoneyLine.objects.filter(pk=line_id).first()
        if wrong is None:
            raise NotYours
        centre = _locked(wrong.centre_id, actor)
        if wrong.corrects_id is not None or MoneyLine.objects.filter(corrects=wrong).exists():
            raise CentreRefused(_("This line was taken back already, or takes another one back."))
        words = reason.replace("\0", "").strip()[:120]
        if not words:
            raise InputRefused(_("Say what was wrong with the line."))
        today = timezone.localdate(clock.now())
        return _add(centre, MoneyLine(day=today, cents=-wrong.cents, what=words, corrects=wrong), actor)


def _locked(centre_id: UUID, actor: Actor) -> Centre:
    demand(actor, centre_id, Right.MONEY)
    return Centre.objects.select_for_update().get(pk=centre_id)


def _balance(centre: Centre) -> int:
    return MoneyLine.objects.filter(centre=centre).aggregate(total=Sum("cents"))["total"] or 0


def _add(centre: Centre, line: MoneyLine, actor: Actor) -> UUID:
    line.centre, line.by_id = centre, actor.person_id
    line.number = (MoneyLine.objects.filter(centre=centre).aggregate(last=Max("number"))["last"] or 0) + 1
    line.save(force_insert=True)
    journal.record(
        Event(
            kind="centre.money",
            subject=f"centre:{centre.pk}",
            area=centre.area_id,
            payload={"line": str(line.pk), "number": line.number, "cents": line.cents},
        ),
        actor=actor.person_id,
    )
    return line.pk
