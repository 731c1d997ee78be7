"""Timers of the event spine."""

from __future__ import annotations

from fengqiao.core.jobs import periodic, task
from fengqiao.incidents import services


@periodic(name="incidents.clocks", cron="* * * * *")
def clocks() -> None:
    """Every minute: suspensions that end, warnings before deadlines, escalation after them."""
    services.resume_suspended()
    services.warn_due()
    services.escalate_overdue()


@periodic(name="incidents.nightly", cron="17 18 * * *")
def nightly() -> None:
    """Every night (02:17 in China; cron counts in UTC): what is over is put away, samples are drawn, what
    cannot be found is indexed, what the pages without an account need no more and old uploads are deleted."""
    services.archive_old()
    services.draw_samples()
    services.index_missing()
    services.forget_attempts()
    services.forget_held()
    services.put_sheets_away()


@periodic(name="incidents.months", cron="41 18 * * *")
def months() -> None:
    """Every night (02:41 in China): the months that are over are counted for the figures."""
    services.count_months()


@task(name=services.RECOUNT)
def recount() -> None:
    """After a new calendar: count the open clocks anew, in batches."""
    services.recount_clocks()
