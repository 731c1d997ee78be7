"""Receivers get every entry, in order, and a failing one holds up only itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.core import clock, journal, receivers
from fengqiao.core.journal import Event
from fengqiao.core.models import JournalEntry, ReceiverPosition

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "_registry", {})


def write(*kinds: str) -> None:
    for kind in kinds:
        with journal.unit():
            journal.record(Event(kind=kind, subject="thing:1"))


@pytest.mark.usefixtures("registry")
def test_each_entry_comes_once_and_in_order() -> None:
    seen: list[str] = []
    receivers.receiver("test.all")(lambda entry: seen.append(entry.kind))
    write("a.one", "b.two", "a.three")
    assert receivers.deliver_all() == 3
    assert receivers.deliver_all() == 0
    assert seen == ["a.one", "b.two", "a.three"]


@pytest.mark.usefixtures("registry")
def test_a_receiver_sees_only_the_kinds_it_wants() -> None:
    seen: list[str] = []
    receivers.receiver("test.some", kinds=("a.",))(lambda entry: seen.append(entry.kind))
    write("a.one", "b.two", "a.three")
    receivers.deliver_all()
    assert seen == ["a.one", "a.three"]


@pytest.mark.usefixtures("registry")
def test_a_failure_is_tried_again_later_and_stops_nobody_else() -> None:
    seen: list[str] = []
    broken = True

    def fragile(entry: JournalEntry) -> None:
        if broken:
            raise RuntimeError("the printer is out of paper")
        seen.append(entry.kind)

    others: list[str] = []
    receivers.receiver("test.fragile")(fragile)
    receivers.receiver("test.other")(lambda entry: others.append(entry.kind))
    write("a.one", "a.two")
    receivers.deliver_all()
    assert (seen, others) == ([], ["a.one", "a.two"])
    position = ReceiverPosition.objects.get(name="test.fragile")
    assert (position.failures, position.seq) == (1, 0)
    assert "out of paper" in position.problem

    broken = False
    receivers.deliver_all()
    assert seen == [], "it waits before it tries again"
    with clock.fixed(clock.now() + timedelta(minutes=10)):
        receivers.deliver_all()
    assert seen == ["a.one", "a.two"]


@pytest.mark.usefixtures("registry")
def test_what_a_failing_receiver_did_is_undone() -> None:
    def half(entry: JournalEntry) -> None:
        ReceiverPosition.objects.create(name="left behind")
        raise RuntimeError("half way")

    receivers.receiver("test.half")(half)
    write("a.one")
    receivers.deliver_all()
    assert not ReceiverPosition.objects.filter(name="left behind").exists()
