"""Timers of field work."""

from __future__ import annotations

from fengqiao.core.jobs import periodic
from fengqiao.fieldwork.services import outbox, uploads


@periodic(name="fieldwork.nightly", cron="37 18 * * *")
def nightly() -> None:
    """Every night (02:37 in China): old uploads are deleted, positions of telephones forgotten."""
    uploads.put_uploads_away()
    outbox.forget_positions()
