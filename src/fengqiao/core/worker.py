"""The worker process: runs jobs, hands the journal to its receivers, and picks up what a dead worker left."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import cast

import psycopg
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from fengqiao.core import journal, receivers
from fengqiao.core.listening import conninfo

log = logging.getLogger(__name__)
LONGEST_WAIT_S = 2.0
HEARTBEAT_S = 2.0
DEAD_AFTER_S = 8.0


class Dispatcher(threading.Thread):
    """Wakes at each notification, and every two seconds anyway, and brings all receivers up to date."""

    def __init__(self) -> None:
        super().__init__(name="dispatcher", daemon=True)
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._work()
            except (DatabaseError, psycopg.Error, OSError) as error:
                log.warning("the dispatcher lost the database and tries again: %s", error)
                self.stopping.wait(1)

    def _work(self) -> None:
        close_old_connections()
        with psycopg.connect(conninfo(), autocommit=True) as listening:
            listening.execute(f"LISTEN {journal.CHANNEL}")
            while not self.stopping.is_set():
                receivers.deliver_all()
                for _ in listening.notifies(timeout=LONGEST_WAIT_S, stop_after=1):
                    pass
        connection.close()


async def _rescue() -> None:
    """A job whose worker died goes back into the queue; without this it would wait for ever."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S):
            log.warning("job %s (%s) is taken over from a dead worker", job.id, job.task_name)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(DEAD_AFTER_S / 2)


async def _run(concurrency: int) -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            rescue = asyncio.create_task(_rescue())
            try:
                await app.run_worker_async(
                    concurrency=concurrency,
                    fetch_job_polling_interval=0.5,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=DEAD_AFTER_S,
                    shutdown_graceful_timeout=5,
                    delete_jobs="successful",
                )
            finally:
                rescue.cancel()


def run(concurrency: int = 4) -> None:
    """Work until SIGTERM or SIGINT."""
    dispatcher = Dispatcher()
    dispatcher.start()
    try:
        asyncio.run(_run(concurrency))
    finally:
        dispatcher.stopping.set()
        dispatcher.join(timeout=5)
