"""What people told of themselves goes again: at their wish at once, and by itself when nobody needs it any more.

The visit and its matter stay, for they are counted; who came, their handwriting and their voice go. The journal keeps
that something was there, not what.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre.domain import words
from fengqiao.centre.domain.matters import KEPT
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Booking, Loan, ReadingCard, Visit
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.books import close_card
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

KEEP_DAYS = 365
# Who read what is nobody's business: known for so long after the book came back, should its state be asked about.
READER_DAYS = 30
_AT_ONCE = 200
_TOLD = ~Q(name="", phone="", photo="", voice="")


def forget_visitor(*, visit_id: UUID, actor: Actor) -> None:
    """At the visitor's wish: name, telephone, words, handwriting and voice go at once, and the title out of the words.

    Again changes nothing. Raises NotYours.
    """
    with journal.unit():
        row = (
            Visit.objects.select_for_update(of=("self",)).select_related("matter", "centre").filter(pk=visit_id).first()
        )
        if row is None:
            raise NotYours
        demand(actor, row.centre_id, Right.SETTLE)
        if row.words and row.matter.title == words.title(row.words):
            row.matter.title = _("Deleted at the visitor's wish")
            row.matter.save(update_fields=["title"])
        row.words, row.hurtful = "", False
        _empty(row)
        journal.record(
            Event(
                kind="centre.visitor_forgotten",
                subject=f"visit:{row.pk}",
                area=row.centre.area_id,
                payload={"centre": str(row.centre_id), "wish": True},
            ),
            actor=actor.person_id,
        )


def forget_old() -> int:
    """Who came a year ago with something that is over, and who had a room a year ago, is forgotten. For the morning's
    timer. Returns how many."""
    last = timezone.localdate(clock.now()) - timedelta(days=KEEP_DAYS)
    visits = Visit.objects.filter(_TOLD, day__lt=last, matter__state__in=sorted(KEPT)).values_list("pk", flat=True)
    count = 0
    for pk in list(visits[:_AT_ONCE]):
        with journal.unit():
            _empty(Visit.objects.select_for_update(of=("self",)).get(pk=pk))
            count += 1
    ended = datetime.combine(last, time.min, tzinfo=timezone.get_current_timezone())
    bookings = Booking.objects.filter(~Q(name="", phone=""), during__endswith__lt=ended).values_list("pk", flat=True)
    for pk in list(bookings[:_AT_ONCE]):
        with journal.unit():
            Booking.objects.filter(pk=pk).update(name="", phone="")
            journal.redact(subject=f"booking:{pk}")
            count += 1
    return count


def forget_readers() -> int:
    """Who had a book is forgotten some weeks after it came back, and a card with which nothing was borrowed for a year
    is closed and emptied. How often a book was lent stays. For the morning's timer. Returns how many of both."""
    now = clock.now()
    back = Loan.objects.filter(card__isnull=False, returned_at__lt=now - timedelta(days=READER_DAYS))
    count = back.update(card=None)
    long_ago = now - timedelta(days=KEEP_DAYS)
    idle = ReadingCard.objects.filter(
        Q(used_at=None) | Q(used_at__lt=long_ago), closed_at=None, created_at__lt=long_ago
    )
    idle = idle.exclude(pk__in=Loan.objects.filter(returned_at=None).values("card"))
    for pk in list(idle.values_list("pk", flat=True)[:_AT_ONCE]):
        close_card(card_id=pk, actor=SYSTEM)
        count += 1
    return count


def _empty(row: Visit) -> None:
    """Without a name, a telephone number, handwriting and a voice, also in the journal."""
    files = [one for one in (row.photo, row.voice) if one]
    row.name = row.phone = row.photo = row.voice = row.voice_type = ""
    row.save()
    journal.redact(subject=f"visit:{row.pk}")
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
