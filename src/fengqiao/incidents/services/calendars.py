"""Calendars and deadlines as a place sets them. What is decided keeps what it was decided with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.calendars import BadCalendar, WorkCalendar
from fengqiao.incidents.domain.clocks import BadDeadline, Clock
from fengqiao.incidents.domain.units import ClockKind, Unit
from fengqiao.incidents.models import CalendarVersion, Category, DeadlineRule
from fengqiao.incidents.selectors import clocks as reading
from fengqiao.incidents.selectors.clocks import CalendarView
from fengqiao.incidents.services import recounting
from fengqiao.incidents.services.errors import CalendarRefused, NoSuchCategory
from fengqiao.incidents.services.texts import plain

MOST_AMOUNT = 10_000


def publish_calendar(
    *,
    days: Mapping[date, bool] | None = None,
    hours: Sequence[tuple[str, str]] | None = None,
    known_until: date | None = None,
    note: str = "",
    actor: Actor,
) -> CalendarView:
    """Publish a new version: the one in force, with ``days`` (worked or not) changed and perhaps other ``hours``.

    ``hours`` as ("08:30", "12:00"). A job counts all open clocks anew on it (``recount_clocks``); closed ones keep
    theirs. When nothing differs, the version in force is returned. For system administrators. Raises
    CalendarRefused, NotYours.
    """
    _demand(actor)
    with journal.unit():
        with connection.cursor() as cursor:  # two at once would both take the same number
            cursor.execute("LOCK TABLE incidents_calendarversion IN SHARE ROW EXCLUSIVE MODE")
        before = reading.calendar_in_force()
        try:
            new = WorkCalendar(
                number=before.calendar.number + 1,
                hours=reading.as_hours([list(span) for span in hours]) if hours else before.calendar.hours,
                days={**before.calendar.days, **(days or {})},
                known_until=known_until or max([before.calendar.known_until, *(days or {})]),
            )
        except (BadCalendar, ValueError, TypeError) as error:
            raise CalendarRefused(_("This calendar cannot be used: %(why)s") % {"why": error}) from error
        same = (new.hours, new.days, new.known_until) == (
            before.calendar.hours,
            before.calendar.days,
            before.calendar.known_until,
        )
        if same and before.id is not None:
            return before
        CalendarVersion.objects.create(
            number=new.number,
            hours=[[start.strftime("%H:%M"), end.strftime("%H:%M")] for start, end in new.hours],
            days={day.isoformat(): works for day, works in sorted(new.days.items())},
            known_until=new.known_until,
            note=plain(note, 300),
            by_id=actor.person_id,
        )
        published = reading.calendar_in_force()
        waiting = recounting.ask(published)
        payload = {"number": new.number, "waiting": waiting, "known_until": new.known_until.isoformat()}
        journal.record(
            Event(kind="incidents.calendar_published", subject=f"calendar:{published.id}", payload=payload),
            actor=actor.person_id,
        )
        return published


def seed_calendar(*, actor: Actor) -> CalendarView:
    """Publish the shipped calendar as the first version, or what a newer one knows that the one in force does not.

    Days that the place changed itself stay as it set them. Doing it again changes nothing.
    """
    in_force, shipped = reading.calendar_in_force(), reading.shipped_calendar()
    new = {day: works for day, works in shipped.days.items() if day not in in_force.calendar.days}
    return publish_calendar(
        days=new,
        known_until=max(shipped.known_until, in_force.calendar.known_until),
        note=_("Holidays and make-up workdays of the State Council"),
        actor=actor,
    )


def shipped_deadlines() -> list[dict[str, Any]]:
    """The deadlines that come with the program, as ``load_deadlines`` takes them: a start that a place replaces."""
    text = resources.files("fengqiao.incidents.domain").joinpath("deadlines.json").read_text("utf-8")
    loaded: list[dict[str, Any]] = json.loads(text)
    return loaded


def load_deadlines(rows: Sequence[Mapping[str, Any]], *, actor: Actor) -> int:
    """Bring deadlines in, all or nothing; one that a place has set already stays. Returns how many were new."""
    new = 0
    with journal.unit():
        for row in rows:
            known = DeadlineRule.objects.filter(
                kind=row.get("kind"),
                category__code=row.get("category"),
                organisation__isnull=True,
                ended_at__isnull=True,
            )
            if known.exists():
                continue
            try:
                kind, unit, amount = ClockKind(row["kind"]), Unit(row["unit"]), Decimal(str(row["amount"]))
            except (KeyError, ValueError, InvalidOperation) as error:
                raise CalendarRefused(_("This deadline cannot be used: %(why)s") % {"why": error}) from error
            set_deadline(kind=kind, amount=amount, unit=unit, category=row.get("category"), actor=actor)
            new += 1
    return new


def set_deadline(
    *,
    kind: ClockKind,
    amount: Decimal | int,
    unit: Unit,
    category: str | None = None,
    organisation_id: UUID | None = None,
    warn_percent: int = 80,
    actor: Actor,
) -> None:
    """From now on a stretch may take ``amount`` of ``unit``, for a category (and all below it) or all, for an
    organisation or all. Clocks that run keep the deadline with which they started.

    For system administrators. Raises CalendarRefused, NoSuchCategory, NotYours.
    """
    _demand(actor)
    value = Decimal(amount)
    try:
        Clock(started_at=clock.now(), amount=value, unit=unit)
    except (BadDeadline, InvalidOperation) as error:
        raise CalendarRefused(_("This deadline cannot be used: %(why)s") % {"why": error}) from error
    if not (value <= MOST_AMOUNT and 1 <= warn_percent <= 100):
        raise CalendarRefused(_("A deadline is at most %(most)s, and warns at 1 to 100 %%.") % {"most": MOST_AMOUNT})
    with journal.unit():
        about = Category.objects.filter(code=category).first() if category else None
        if category and about is None:
            raise NoSuchCategory(category)
        if organisation_id is not None:
            areas.organisation(organisation_id)
        known = DeadlineRule.objects.select_for_update().filter(
            kind=kind, category=about, organisation=organisation_id, ended_at__isnull=True
        )
        same = known.filter(amount=value, unit=unit, warn_percent=warn_percent)
        if same.exists():
            return
        known.update(ended_at=clock.now())
        rule = DeadlineRule.objects.create(
            kind=kind,
            category=about,
            organisation_id=organisation_id,
            amount=value,
            unit=unit,
            warn_percent=warn_percent,
        )
        payload = {
            "kind": kind.value,
            "category": category,
            "organisation": str(organisation_id) if organisation_id else None,
            "amount": str(value),
            "unit": unit.value,
        }
        journal.record(
            Event(kind="incidents.deadline_set", subject=f"deadline:{rule.pk}", payload=payload),
            actor=actor.person_id,
        )


def end_deadline(*, rule_id: UUID, actor: Actor) -> None:
    """A deadline counts no more; clocks that run keep it. For system administrators. Raises NotYours."""
    _demand(actor)
    with journal.unit():
        rule = DeadlineRule.objects.select_for_update().filter(pk=rule_id).first()
        if rule is None:
            raise NotYours
        if rule.ended_at is None:
            rule.ended_at = clock.now()
            rule.save(update_fields=["ended_at"])
            payload = {"kind": rule.kind, "amount": str(rule.amount), "unit": rule.unit}
            journal.record(
                Event(kind="incidents.deadline_ended", subject=f"deadline:{rule.pk}", payload=payload),
                actor=actor.person_id,
            )


def _demand(actor: Actor) -> None:
    if not actor.has(Role.SYSTEM_ADMIN):
        raise NotYours
