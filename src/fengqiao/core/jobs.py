"""Jobs and timers: procrastinate on the same PostgreSQL, so a job is deferred or rolled back with its facts.

Apps write functions in their ``tasks.py`` under ``@task`` and ask for them with ``defer``; a job may run more
than once after a crash, so tasks are idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

Task = Callable[..., object]
# In the worker the app has a connection of its own, on which a job would be seen before its facts are committed.
_within_transactions = JobManager(DjangoConnector())


def task(*, name: str, queue: str = "default", tries: int = 5) -> Callable[[Task], Task]:
    """Register a job. After an error it is tried again up to ``tries`` times, waiting 1, 2, 4, … seconds."""

    def register(function: Task) -> Task:
        app.task(name=name, queue=queue, retry=RetryStrategy(max_attempts=tries, exponential_wait=2))(function)
        return function

    return register


def periodic(*, name: str, cron: str, queue: str = "default") -> Callable[[Task], Task]:
    """Register a job that runs by itself. ``cron`` has five fields, or six with seconds last. Never two at once."""

    def register(function: Task) -> Task:
        def run(timestamp: int) -> None:
            function()

        run.__doc__ = function.__doc__
        job = app.task(name=name, queue=queue, queueing_lock=name, lock=name)(run)
        app.periodic(cron=cron)(job)
        return function

    return register


def defer(
    name: str, *, at: datetime | None = None, lock: str | None = None, once: str | None = None, **arguments: Any
) -> None:
    """Ask for a job, within the current transaction, also from within another job. Arguments are JSON values.

    ``at``: not before this moment (aware). ``lock``: never two with the same lock at a time, in order.
    ``once``: while one with this mark waits, another is not added.
    """
    try:
        with transaction.atomic():  # a job that waits already must not spoil the caller's transaction
            configure_task(
                name=name,
                job_manager=_within_transactions,
                queue=app.tasks[name].queue,
                schedule_at=at,
                lock=lock,
                queueing_lock=once,
            ).defer(**arguments)
    except AlreadyEnqueued:
        return
