"""The live stream loses nothing and repeats nothing, wherever it resumes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from fengqiao.core import journal, live
from fengqiao.core.journal import Event

pytestmark = pytest.mark.django_db(transaction=True)


def write(first: int, last: int) -> None:
    for number in range(first, last + 1):
        with journal.unit():
            journal.record(Event(kind=f"test.{'even' if number % 2 == 0 else 'odd'}", subject=f"thing:{number}"))
    connections.close_all()


async def take(count: int, after: int | None, wanted: Callable[[live.LiveEntry], bool] = lambda _: True) -> list[int]:
    found: list[int] = []
    async for entry in live.stream(after=after, wanted=wanted):
        if entry is not None:
            found.append(entry.seq)
        if len(found) == count:
            break
    return found


def play(story: Callable[[], object]) -> object:
    async def run() -> object:
        try:
            return await asyncio.wait_for(story(), 60)
        finally:
            await live.shutdown()

    return asyncio.run(run())


def test_a_stream_hears_what_is_written_after_it_began() -> None:
    async def story() -> list[int]:
        first = asyncio.create_task(take(3, after=0))
        await sync_to_async(write, thread_sensitive=False)(1, 3)
        return await first

    assert play(story) == [1, 2, 3]


def test_a_stream_resumes_after_any_entry() -> None:
    write(1, 8)

    async def story() -> list[list[int]]:
        return [await take(8 - after, after=after) for after in range(8)]

    assert play(story) == [list(range(after + 1, 9)) for after in range(8)]


def test_many_streams_see_the_same_while_entries_keep_coming() -> None:
    async def story() -> list[list[int]]:
        streams = [asyncio.create_task(take(40, after=0)) for _ in range(5)]
        for start in range(1, 41, 10):
            await sync_to_async(write, thread_sensitive=False)(start, start + 9)
        return await asyncio.gather(*streams)

    assert play(story) == [list(range(1, 41))] * 5


def test_only_what_is_wanted_comes_through() -> None:
    write(1, 6)

    async def story() -> list[int]:
        return await take(3, after=0, wanted=lambda entry: entry.kind == "test.even")

    assert play(story) == [2, 4, 6]
