"""Absence and stand-in: whoever is away, somebody has their tasks and grids; what is done is credited to who did it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.selectors import SYSTEM, Actor, AssignmentView, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import absence as rules
from fengqiao.fieldwork.domain.absence import AbsenceRefused, Days, Reason
from fengqiao.fieldwork.models import Absence
from fengqiao.fieldwork.selectors.absences import absent_days, days_of
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused


def record_absence(
    *, person_id: UUID, first: date, last: date, stand_in_id: UUID | None, reason: Reason, actor: Actor
) -> UUID:
    """Somebody is away from the first to the last day (local). The stand-in holds the absent one's grids as long, as a
    member, and sees their tasks. Without one it is kept too, and the desk is reminded.

    Raises InputRefused (days, a stand-in who is absent as well or holds no grid), FieldRefused (away then already),
    NotYours.
    """
    days = Days(first, last)
    _check(days, person_id, stand_in_id)
    with journal.unit():
        duties = _duties(person_id, days)
        if not duties or not areas.holds(actor, duties[0].area_id, Role.STUDIO_CLERK):
            raise NotYours
        if away := absent_days(person_id, days):
            raise FieldRefused(_already(away[0]))
        if stand_in_id is not None:
            _check_stand_in(stand_in_id, days, actor)
        try:
            with transaction.atomic():
                row = Absence.objects.create(
                    person_id=person_id,
                    area_id=duties[0].area_id,
                    stand_in_id=stand_in_id,
                    during=DateRange(first, last + timedelta(days=1)),
                    reason=reason,
                    recorded_by_id=actor.person_id,
                )
        except IntegrityError as error:  # somebody else wrote it down at this very moment
            raise FieldRefused(_already(days)) from error
        _give_duties(row, days, duties)
        _announce("absent", row, actor)
        return row.pk


def change_stand_in(*, absence_id: UUID, stand_in_id: UUID | None, actor: Actor) -> None:
    """Somebody else (or nobody) stands in from today on, or from the beginning. Raises InputRefused, FieldRefused,
    NotYours."""
    with journal.unit():
        row = _locked(absence_id, actor)
        today = timezone.localdate(clock.now())
        days = days_of(row)
        _check_not_over(days, today)
        assert days.last is not None
        rest = Days(max(days.first, today), days.last)
        if stand_in_id == row.person_id:
            raise InputRefused(_(rules.OneselfStandsIn.message))
        if stand_in_id is not None:
            _check_stand_in(stand_in_id, rest, actor)
        _end_duties(row, rest.first - timedelta(days=1))
        if days.first < rest.first:  # who stood in until yesterday stays written down
            row.during = DateRange(days.first, rest.first)
            row.save(update_fields=["during"])
            row = _copy(row, rest, actor)
        row.stand_in_id, row.assignments = stand_in_id, []
        row.save(update_fields=["stand_in", "assignments"])
        _give_duties(row, rest, _duties(row.person_id, rest))
        _announce("stand_in_changed", row, actor)


def end_absence(*, absence_id: UUID, last: date, actor: Actor) -> None:
    """They are back earlier: ``last`` is the last day away. Before the first day: it does not take place at all.
    Raises FieldRefused (it is over), InputRefused, NotYours."""
    with journal.unit():
        row = _locked(absence_id, actor)
        days = days_of(row)
        _check_not_over(days, timezone.localdate(clock.now()))
        if days.last is not None and last > days.last:
            raise InputRefused(_("An absence is not made longer; write the further days down as a new one."))
        _end_duties(row, last)
        if last < days.first:
            row.cancelled_at = clock.now()
            row.save(update_fields=["cancelled_at"])
            _announce("absence_cancelled", row, actor)
            return
        row.during = DateRange(days.first, last + timedelta(days=1))
        row.save(update_fields=["during"])
        _announce("absence_ended", row, actor)


def _copy(row: Absence, days: Days, actor: Actor) -> Absence:
    """The rest of an absence as a row of its own."""
    assert days.last is not None
    return Absence.objects.create(
        person_id=row.person_id,
        area_id=row.area_id,
        during=DateRange(days.first, days.last + timedelta(days=1)),
        reason=row.reason,
        recorded_by_id=actor.person_id,
    )


def _check(days: Days, person_id: UUID, stand_in_id: UUID | None) -> None:
    try:
        rules.check(days, today=timezone.localdate(clock.now()), oneself=stand_in_id == person_id)
    except AbsenceRefused as refusal:
        raise InputRefused(_(refusal.message)) from refusal


def _check_stand_in(person_id: UUID, days: Days, actor: Actor) -> None:
    name = areas.person_names([person_id]).get(person_id, "")
    duties = _duties(person_id, days)
    if not any(areas.holds(actor, one.area_id, Role.STUDIO_CLERK) for one in duties):
        raise InputRefused(_("%(name)s holds no grid here in that time and cannot stand in.") % {"name": name or "?"})
    if away := absent_days(person_id, days):
        raise InputRefused(
            _("%(name)s is absent as well, %(days)s; choose somebody else.") % {"name": name, "days": _said(away[0])}
        )


def _duties(person_id: UUID, days: Days) -> list[AssignmentView]:
    assert days.last is not None
    return areas.assignments_of_people([person_id], days.first, days.last)


def _give_duties(row: Absence, days: Days, duties: list[AssignmentView]) -> None:
    """For each grid of the absent one, the days on which the stand-in does not hold it anyway."""
    if row.stand_in_id is None:
        return
    own: dict[UUID, list[Days]] = {}
    for one in _duties(row.stand_in_id, days):
        own.setdefault(one.grid_id, []).append(Days(one.since, one.last_day))
    for one in duties:
        shared = days.shared(Days(one.since, one.last_day))
        for gap in rules.without(own.get(one.grid_id, ()), shared) if shared else ():
            given = people.assign(
                person_id=row.stand_in_id,
                role=Role.GRID_WORKER,
                area_id=one.area_id,
                grid_id=one.grid_id,
                since=gap.first,
                last_day=gap.last,
                actor=SYSTEM,
            )
            row.assignments.append(given)
            own.setdefault(one.grid_id, []).append(gap)
    row.save(update_fields=["assignments"])


def _end_duties(row: Absence, last: date) -> None:
    """The duties given for the absence end with ``last``; those that have not begun then are taken back. A duty that
    began today stays until tonight: what was done under it is credited."""
    today = timezone.localdate(clock.now())
    for pk in row.assignments:
        one = areas.assignment(SYSTEM, pk)
        if one is None or (one.last_day is not None and one.last_day <= last):
            continue
        if one.since > max(last, today):
            people.take_back_assignment(assignment_id=pk, actor=SYSTEM)
        else:
            people.end_assignment(assignment_id=pk, last_day=max(last, one.since), actor=SYSTEM)


def _locked(absence_id: UUID, actor: Actor) -> Absence:
    row = Absence.objects.select_for_update().filter(pk=absence_id, cancelled_at__isnull=True).first()
    if row is None or not areas.holds(actor, row.area_id, Role.STUDIO_CLERK):
        raise NotYours
    return row


def _check_not_over(days: Days, today: date) -> None:
    if days.last is not None and days.last < today:
        raise FieldRefused(_("This absence is over; what was done then stays as it was."))


def _already(days: Days) -> str:
    return _("They are away then already: %(days)s. Change that absence instead.") % {"days": _said(days)}


def _said(days: Days) -> str:
    assert days.last is not None
    return f"{days.first:%Y-%m-%d}" if days.first == days.last else f"{days.first:%Y-%m-%d} – {days.last:%Y-%m-%d}"


def _announce(what: str, row: Absence, actor: Actor) -> None:
    days = days_of(row)
    journal.record(
        Event(
            kind=f"fieldwork.{what}",
            subject=f"absence:{row.pk}",
            area=row.area_id,
            payload={
                "person": str(row.person_id),
                "stand_in": str(row.stand_in_id) if row.stand_in_id else None,
                "first": days.first.isoformat(),
                "last": days.last.isoformat() if days.last else None,
            },
        ),
        actor=actor.person_id,
    )
