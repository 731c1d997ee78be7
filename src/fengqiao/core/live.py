"""The journal as a live stream for pages: resumes after any entry, loses nothing, repeats nothing.

One listener for each process wakes all streams; the entries are read once and shared. A stream that comes back
with an old position reads what it missed from the table.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg

from fengqiao.core import journal
from fengqiao.core.listening import conninfo

log = logging.getLogger(__name__)
HEARTBEAT_S = 15.0
REMEMBERED = 1000
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """What a page may learn of a journal entry: no personal fields, no hashes."""

    seq: int
    at: datetime
    kind: str
    subject: str
    actor: UUID | None
    area: UUID | None
    payload: dict[str, Any]


class _Hub:
    """Reads the journal's new entries once for all streams of this event loop."""

    def __init__(self) -> None:
        self.recent: deque[LiveEntry] = deque(maxlen=REMEMBERED)
        self.head = 0
        self.woken = asyncio.Event()
        self._reader: psycopg.AsyncConnection[Any] | None = None
        self._reading = asyncio.Lock()
        self._beginning = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def ensure(self) -> None:
        async with self._beginning:
            if self._task is None or self._task.done():
                self.head = await self._end()
                self.recent.clear()
                self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as listening:
                    await listening.execute(f"LISTEN {journal.CHANNEL}")
                    await self._catch_up()
                    async for _ in listening.notifies():
                        await self._catch_up()
            except (psycopg.Error, OSError) as error:
                log.warning("the live feed lost the database and tries again: %s", error)
            await asyncio.sleep(1)

    async def _catch_up(self) -> None:
        while entries := await self.read(self.head):
            self.recent.extend(entries)
            self.head = entries[-1].seq
            woken, self.woken = self.woken, asyncio.Event()
            woken.set()

    async def _end(self) -> int:
        rows = await self._query("SELECT seq FROM core_journalhead", ())
        return int(rows[0][0]) if rows else 0

    async def read(self, after: int) -> list[LiveEntry]:
        rows = await self._query(
            "SELECT seq, at, kind, subject, actor, area, payload FROM core_journalentry"
            " WHERE seq > %s ORDER BY seq LIMIT %s",
            (after, BATCH),
        )
        names = ("seq", "at", "kind", "subject", "actor", "area", "payload")
        return [LiveEntry(**dict(zip(names, row, strict=True))) for row in rows]

    async def _query(self, statement: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
        async with self._reading:
            if self._reader is None or self._reader.closed:
                self._reader = await psycopg.AsyncConnection.connect(conninfo(), autocommit=True)
            try:
                cursor = await self._reader.execute(statement, values)
                return await cursor.fetchall()
            except psycopg.Error:
                await self._reader.close()
                raise

    async def after(self, seq: int) -> list[LiveEntry]:
        """What came after ``seq``, from memory if it reaches back that far."""
        if seq >= self.head:
            return []
        if self.recent and self.recent[0].seq <= seq + 1:
            return [entry for entry in self.recent if entry.seq > seq]
        return await self.read(seq)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._reader is not None:
            await self._reader.close()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, _Hub] = WeakKeyDictionary()


def _hub() -> _Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = _Hub()
    return _hubs[loop]


async def stream(*, after: int | None, wanted: Callable[[LiveEntry], bool]) -> AsyncIterator[LiveEntry | None]:
    """Entries after ``after`` (None: from now on) for which ``wanted`` is true, in order, for ever.

    Yields None when nothing came for ``HEARTBEAT_S`` seconds, so that the page knows that the line holds. When
    the database goes away the stream ends; the browser comes back with Last-Event-ID.
    """
    hub = _hub()
    await hub.ensure()
    position = hub.head if after is None else after
    while True:
        woken = hub.woken
        for entry in await hub.after(position):
            position = entry.seq
            if wanted(entry):
                yield entry
        if position < hub.head:
            continue
        try:
            await asyncio.wait_for(woken.wait(), HEARTBEAT_S)
        except TimeoutError:
            yield None


async def shutdown() -> None:
    """Close this event loop's connections."""
    hub = _hubs.pop(asyncio.get_running_loop(), None)
    if hub is not None:
        await hub.close()
