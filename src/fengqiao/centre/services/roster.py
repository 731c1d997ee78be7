"""The roster of the desk: somebody on every working morning, planned weeks ahead, swapped without the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Centre, DeskDuty
from fengqiao.centre.selectors.register import rights_on
from fengqiao.centre.selectors.roster import works
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

LONGEST = timedelta(days=400)


def put_on_duty(*, centre_id: UUID, day: date, person_id: UUID, actor: Actor) -> UUID:
    """Put somebody at the desk on a working morning (local day). Once more changes nothing. Returns the duty's id.

    Raises CentreRefused (a day of rest, a term that does not reach that day), NotYours.
    """
    with journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        return _put(Centre.objects.select_for_update().get(pk=centre_id), day, person_id, actor)


def plan_roster(
    *, centre_id: UUID, weekdays: Mapping[int, UUID], since: date, until: date, actor: Actor
) -> tuple[int, list[date]]:
    """Fill the empty working mornings from ``since`` to ``until`` by weekday (Monday is 0); make-up days at a weekend
    go round among the same people. Days that somebody has are left alone.

    Returns how many were filled, and the days that stay empty. Raises InputRefused (longer than 400 days), NotYours.
    """
    if not since <= until <= since + LONGEST:
        raise InputRefused(_("Plan from a day to a later one, at most a year ahead."))
    with journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        row = Centre.objects.select_for_update().get(pk=centre_id)
        taken = set(
            DeskDuty.objects.filter(centre=row, day__range=(since, until), swapped_at__isnull=True).values_list(
                "day", flat=True
            )
        )
        turn = list(dict.fromkeys(weekdays.values()))
        filled, empty, extra = 0, [], 0
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            if day in taken or not works(day):
                continue
            person_id = weekdays.get(day.weekday())
            if person_id is None and turn and day.weekday() > 4:
                person_id, extra = turn[extra % len(turn)], extra + 1
            if person_id is None or Right.RECEIVE not in rights_on(row.pk, person_id, day):
                empty.append(day)
                continue
            _put(row, day, person_id, actor)
            filled += 1
        return filled, empty


def take_off_duty(*, duty_id: UUID, actor: Actor) -> None:
    """Leave a morning open that was planned, from today on. Raises CentreRefused (it is over), NotYours."""
    with journal.unit():
        row = _locked(duty_id)
        demand(actor, row.centre_id, Right.PEOPLE)
        _must_lie_ahead(row)
        row.swapped_at = clock.now()
        row.save(update_fields=["swapped_at"])
        _announce(row, "centre.duty_dropped", actor)


def ask_swap(*, duty_id: UUID, reason: str, actor: Actor) -> None:
    """As who has the duty, ask the others to take it over. Raises CentreRefused, NotYours."""
    with journal.unit():
        row = _locked(duty_id)
        if row.person_id != actor.person_id:
            raise NotYours
        _must_lie_ahead(row)
        row.asked_at, row.asked_reason = clock.now(), reason.replace("\0", "").strip()[:200]
        row.save(update_fields=["asked_at", "asked_reason"])
        _announce(row, "centre.swap_asked", actor)


def take_over(*, duty_id: UUID, actor: Actor) -> UUID:
    """Take over a duty for which somebody asked. Returns the new duty's id.

    Raises CentreRefused (it is over, nobody asked, one's own, one is there that day already), NotYours.
    """
    with journal.unit():
        row = _locked(duty_id)
        demand(actor, row.centre_id, Right.RECEIVE)
        _must_lie_ahead(row)
        if row.asked_at is None or row.person_id == actor.person_id or actor.person_id is None:
            raise CentreRefused(_("Nobody asked you to take over this morning."))
        row.swapped_at = clock.now()
        row.save(update_fields=["swapped_at"])
        _announce(row, "centre.swapped", actor)
        return _put(row.centre, row.day, actor.person_id, SYSTEM)


def remind_desk() -> int:
    """Remind who sits at the desk tomorrow; once. For the evening's timer. Returns how many."""
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    count = 0
    for pk in DeskDuty.objects.filter(day=tomorrow, swapped_at=None, reminded_at=None).values_list("pk", flat=True):
        with journal.unit():
            row = _locked(pk)
            if row.reminded_at is None and row.swapped_at is None:
                row.reminded_at = clock.now()
                row.save(update_fields=["reminded_at"])
                _announce(row, "centre.duty_reminder", SYSTEM)
                count += 1
    return count


def _put(row: Centre, day: date, person_id: UUID, actor: Actor) -> UUID:
    if not works(day):
        raise CentreRefused(_("The desk rests on this day: it is a weekend or a holiday."))
    if Right.RECEIVE not in rights_on(row.pk, person_id, day):
        raise CentreRefused(_("This person has no seat at the desk on that day; look at the term."))
    made, fresh = DeskDuty.objects.get_or_create(centre=row, day=day, person_id=person_id, swapped_at=None)
    if fresh:
        _announce(made, "centre.on_duty", actor)
    return made.pk


def _locked(duty_id: UUID) -> DeskDuty:
    row = DeskDuty.objects.select_for_update(of=("self",)).select_related("centre").filter(pk=duty_id).first()
    if row is None:
        raise NotYours
    return row


def _must_lie_ahead(row: DeskDuty) -> None:
    if row.swapped_at is not None or row.day < timezone.localdate(clock.now()):
        raise CentreRefused(_("This morning is over, or somebody else has it already."))


def _announce(row: DeskDuty, kind: str, actor: Actor) -> None:
    payload = {"duty": str(row.pk), "day": row.day.isoformat(), "person": str(row.person_id)}
    journal.record(
        Event(kind=kind, subject=f"centre:{row.centre_id}", area=row.centre.area_id, payload=payload),
        actor=actor.person_id,
    )
