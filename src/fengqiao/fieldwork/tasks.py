"""Timers of field work."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.fieldwork.services import hazards, outbox, reviewing, shifts, uploads


@periodic(name="fieldwork.nightly", cron="37 18 * * *")
def nightly() -> None:
    """Every night (02:37 in China): old uploads and voice memos are deleted, positions forgotten."""
    uploads.put_uploads_away()
    outbox.forget_positions()
    outbox.forget_voices()


@periodic(name="fieldwork.tasks_overdue", cron="*/15 * * * *")
def tasks_overdue() -> None:
    """Every quarter of an hour: pushed tasks whose deadline has passed are called to mind, once each."""
    reviewing.warn_overdue()


@periodic(name="fieldwork.shifts", cron="*/10 * * * *")
def end_shifts() -> None:
    """Every ten minutes: shifts that nobody ended, end after their longest time, and the position with them."""
    shifts.end_forgotten()


@periodic(name="fieldwork.trails", cron="20 18 * * *")
def forget_trails() -> None:
    """Every night (02:20 in China; cron counts in UTC): trails whose time is over are deleted."""
    shifts.forget_trails()


@periodic(name="fieldwork.hazards_overdue", cron="20 23 * * *")
def hazards_overdue() -> None:
    """Every morning (07:20 in China): hazards past their day go one level up: lead, studio, town."""
    hazards.raise_overdue()
