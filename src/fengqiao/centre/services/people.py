"""People of a centre come and go: a newcomer with a seat, a seat handed over, an invitation to sign in."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre.domain.seats import Right, Seat
from fengqiao.centre.models import Centre, Term
from fengqiao.centre.selectors.register import TermView, term_view
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.register import end_term, seat
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

SALT = "centre.invitation"
INVITED_DAYS = 7
NAME, PHONE = 80, 30


def seat_newcomer(
    *,
    centre_id: UUID,
    name: str,
    phone: str = "",
    seat_wanted: Seat,
    task: str = "",
    since: date | None = None,
    last_day: date | None = None,
    actor: Actor,
) -> TermView:
    """Bring somebody in who is not known yet, with a seat. Raises InputRefused, CentreRefused, NotYours."""
    called, number = plain(name, NAME), plain(phone, PHONE)
    if not called:
        raise InputRefused(_("Say who gets the seat: a name."))
    with journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        house = Centre.objects.get(pk=centre_id)
        made = people.add_person(
            name=called, phone=number, invented=house.invented, area_id=house.area_id, actor=SYSTEM
        )
        return seat(
            centre_id=centre_id,
            person_id=made.id,
            seat=seat_wanted,
            since=since,
            last_day=last_day,
            task=task,
            actor=actor,
        )


def hand_over_seat(*, term_id: UUID, to: UUID, first_day: date, actor: Actor) -> TermView:
    """End a term with the day before ``first_day`` and give seat and task to another until the same last day.

    Who hands over a term that would only begin then, or that is over by then, is refused. Returns the new term.
    Raises InputRefused, CentreRefused, NotYours.
    """
    with journal.unit():
        term = Term.objects.select_for_update(of=("self",)).select_related("person").filter(pk=term_id).first()
        if term is None:
            raise NotYours
        demand(actor, term.centre_id, Right.PEOPLE)
        old = term_view(term)
        if not old.since < first_day or (old.last_day is not None and first_day > old.last_day):
            raise InputRefused(_("Choose a first day within the term, after it began."))
        if to == old.person_id:
            raise InputRefused(_("Choose somebody else to take the seat over."))
        end_term(term_id=term_id, last_day=first_day - timedelta(days=1), actor=actor)
        return seat(
            centre_id=term.centre_id,
            person_id=to,
            seat=old.seat,
            since=first_day,
            last_day=old.last_day,
            task=old.task,
            actor=actor,
        )


def invite(*, term_id: UUID, actor: Actor) -> str:
    """A secret with which whoever has this seat opens their own account: good once, for a week, while the term lasts.

    Raises CentreRefused (there is an account already, the term is over), NotYours.
    """
    with journal.unit():
        term = Term.objects.select_related("centre").filter(pk=term_id).first()
        if term is None:
            raise NotYours
        demand(actor, term.centre_id, Right.PEOPLE)
        if _over(term):
            raise CentreRefused(_("This term is over; nobody is invited for it."))
        if areas.with_account([term.person_id]):
            raise CentreRefused(_("This person can sign in already."))
        journal.record(
            Event(
                kind="centre.invited",
                subject=f"centre:{term.centre_id}",
                area=term.centre.area_id,
                payload={"term": str(term.pk), "person": str(term.person_id)},
            ),
            actor=actor.person_id,
        )
        return signing.dumps(str(term.pk), salt=SALT)


def accept_invitation(*, token: str, username: str, password: str) -> UUID:
    """Open the account of whoever was invited. Returns its id. Raises AccountRefused, NotYours."""
    term = invited(token)
    with journal.unit():
        return people.open_account(person_id=term.person_id, username=username, password=password, actor=SYSTEM)


def invited(token: str) -> TermView:
    """Who is invited by this secret. Raises NotYours for one that is stale, used or forged."""
    try:
        term_id = UUID(signing.loads(token, salt=SALT, max_age=timedelta(days=INVITED_DAYS)))
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotYours from error
    term = Term.objects.select_related("person", "centre").filter(pk=term_id).first()
    if term is None or _over(term) or areas.with_account([term.person_id]):
        raise NotYours
    return term_view(term)


def _over(term: Term) -> bool:
    today = timezone.localdate(clock.now())
    return term.during.upper is not None and term.during.upper <= today
