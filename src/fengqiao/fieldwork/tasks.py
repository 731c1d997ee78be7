"""Timers of field work."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.fieldwork.services import outbox, reviewing, uploads


@periodic(name="fieldwork.nightly", cron="37 18 * * *")
def nightly() -> None:
    """Every night (02:37 in China): old uploads are deleted, positions of telephones forgotten."""
    uploads.put_uploads_away()
    outbox.forget_positions()


@periodic(name="fieldwork.tasks_overdue", cron="*/15 * * * *")
def tasks_overdue() -> None:
    """Every quarter of an hour: pushed tasks whose deadline has passed are called to mind, once each."""
    reviewing.warn_overdue()
