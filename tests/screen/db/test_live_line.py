"""The live line: nothing lost, nothing twice, nothing from elsewhere, and an end when the sign-in ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from factories import areas as make
from fengqiao.areas.models import User
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.core import journal, live
from fengqiao.core.journal import Event
from fengqiao.screen.views import live as view

pytestmark = pytest.mark.django_db(transaction=True)


def write(area: UUID | None, *numbers: int, kind: str = "cameras.alarm_raised") -> None:
    for number in numbers:
        with journal.unit():
            journal.record(Event(kind=kind, subject=f"alarm:{number}", area=area, payload={"number": number}))


async def later(work: Callable[..., None], *arguments: Any, **named: Any) -> None:
    await sync_to_async(work)(*arguments, **named)


class Line:
    """A browser's end of the line."""

    def __init__(self, user: User) -> None:
        self.client = AsyncClient()
        self.user = user
        self.text: AsyncIterator[bytes]

    async def open(self, address: str = "/live/", **headers: str) -> None:
        await self.client.aforce_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        answer = await self.client.get(address, headers=headers)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/event-stream")
        self.text = aiter(answer.streaming_content)
        assert (await anext(self.text)).startswith(b"retry:")

    async def next(self) -> tuple[str, dict[str, Any], str]:
        """Kind of event, data, id."""
        fields = {}
        for row in (await anext(self.text)).decode().strip().splitlines():
            name, _, value = row.partition(": ")
            fields[name] = value
        return fields["event"], json.loads(fields["data"]), fields.get("id", "")

    async def numbers(self, count: int) -> list[int]:
        return [(await self.next())[1]["payload"]["number"] for _ in range(count)]


def play(story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        try:
            await asyncio.wait_for(story(), 60)
        finally:
            await live.shutdown()
            await sync_to_async(connections.close_all)()

    asyncio.run(run())


@pytest.fixture
def home() -> AreaView:
    return make.village()


def test_the_line_goes_on_after_the_last_event_that_the_browser_has(home: AreaView) -> None:
    user = make.account(Role.OPERATOR, home)
    start = journal.head()
    write(home.id, 1, 2, 3, 4)

    async def story() -> None:
        line = Line(user)
        await line.open(f"/live/?after={start}", **{"Last-Event-ID": str(start + 2)})
        assert await line.numbers(2) == [3, 4]
        await later(write, home.id, 5)
        kind, data, number = await line.next()
        assert (kind, data["payload"]["number"], number) == ("journal", 5, str(start + 5))
        assert data["kind"] == "cameras.alarm_raised"
        assert data["subject"] == "alarm:5"

    play(story)


def test_coming_back_at_any_moment_loses_nothing_and_repeats_nothing(home: AreaView) -> None:
    user = make.account(Role.OPERATOR, home)
    start = journal.head()
    write(home.id, *range(1, 7))

    async def story() -> None:
        heard: list[int] = []
        after = start
        for count in (1, 2, 0, 3):
            line = Line(user)
            await line.open("/live/", **{"Last-Event-ID": str(after)})
            for _ in range(count):
                _kind, data, number = await line.next()
                heard.append(data["payload"]["number"])
                after = int(number)
        assert heard == [1, 2, 3, 4, 5, 6]

    play(story)


def test_another_village_is_not_heard_and_neither_are_kinds_that_are_not_for_pages(home: AreaView) -> None:
    user = make.account(Role.VILLAGE_SECRETARY, home)
    elsewhere = make.village()
    start = journal.head()

    async def story() -> None:
        line = Line(user)
        await line.open(f"/live/?after={start}")
        await later(write, elsewhere.id, 1)
        await later(write, None, 2)
        await later(write, home.id, 3, kind="points.posted")
        await later(write, home.id, 4, kind="incidents.step")
        await later(write, home.id, 5)
        assert await line.numbers(2) == [4, 5]

    play(story)


def test_an_analyst_hears_of_events_but_not_of_alarms(home: AreaView) -> None:
    user = make.account(Role.ANALYST, home)
    start = journal.head()

    async def story() -> None:
        line = Line(user)
        await line.open(f"/live/?after={start}")
        await later(write, home.id, 1)
        await later(write, home.id, 2, kind="incidents.opened")
        assert await line.numbers(1) == [2]

    play(story)


@pytest.mark.parametrize("wish", ["abc", "-4", "99999999999999999999", "9999999", "²"])
def test_a_position_that_cannot_be_means_from_now_on(home: AreaView, wish: str) -> None:
    user = make.account(Role.OPERATOR, home)
    write(home.id, 1)

    async def story() -> None:
        line = Line(user)
        await line.open(f"/live/?after={wish}")
        waiting = asyncio.ensure_future(line.numbers(1))
        await asyncio.sleep(0)
        while not waiting.done():  # the stream may begin a moment after the answer's first line
            await later(write, home.id, 2)
            await asyncio.wait([waiting], timeout=0.2)
        assert waiting.result() == [2]

    play(story)


def test_the_line_says_goodbye_once_the_sign_in_has_ended(home: AreaView, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make.account(Role.OPERATOR, home)
    start = journal.head()
    monkeypatch.setattr(view, "RIGHTS_AGAIN_S", 0.0)

    async def story() -> None:
        line = Line(user)
        await line.open(f"/live/?after={start}")
        await later(write, home.id, 1)
        assert await line.numbers(1) == [1]
        await line.client.alogout()
        await later(write, home.id, 2)
        assert (await line.next())[0] == "bye"
        with pytest.raises(StopAsyncIteration):
            await anext(line.text)

    play(story)


def test_the_line_says_goodbye_once_the_duty_has_ended(home: AreaView, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make.account(Role.OPERATOR, home)
    start = journal.head()
    monkeypatch.setattr(view, "RIGHTS_AGAIN_S", 0.0)

    async def story() -> None:
        line = Line(user)
        await line.open(f"/live/?after={start}")
        await later(User.objects.filter(pk=user.pk).update, is_active=False)
        await later(write, home.id, 1)
        assert (await line.next())[0] == "bye"

    play(story)


def test_strangers_are_sent_to_the_sign_in(client: Any) -> None:
    assert client.get("/live/").status_code == 302
