"""The journal keeps what it promises: in order, with its facts or not at all, and nobody changes it unseen."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.core.models import JournalEntry

pytestmark = pytest.mark.django_db


def write(count: int = 1, **private: str) -> None:
    for number in range(count):
        with journal.unit():
            journal.record(
                Event(kind="test.happened", subject=f"thing:{number}", payload={"n": number}, private=private or None)
            )


def tamper(statement: str) -> None:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_journalentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE core_journalentry ENABLE TRIGGER USER")


def test_entries_are_numbered_without_gaps_and_verify() -> None:
    write(5)
    assert list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert journal.verify() == []


def test_outside_a_unit_nothing_is_recorded() -> None:
    with pytest.raises(journal.OutsideUnit):
        journal.record(Event(kind="test.happened", subject="thing:1"))


def test_a_failed_unit_leaves_nothing() -> None:
    def fail() -> None:
        with journal.unit():
            journal.record(Event(kind="test.happened", subject="thing:1"))
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert not JournalEntry.objects.exists()


def test_a_failed_inner_unit_takes_only_its_own_entries() -> None:
    def fail_inside() -> None:
        with journal.unit():
            journal.record(Event(kind="test.inner", subject="thing:1"))
            raise ValueError("inner")

    with journal.unit():
        journal.record(Event(kind="test.outer", subject="thing:1"))
        with pytest.raises(ValueError, match="inner"):
            fail_inside()
    assert list(JournalEntry.objects.values_list("kind", flat=True)) == ["test.outer"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_journalentry SET kind = 'x'", "DELETE FROM core_journalentry", "TRUNCATE core_journalentry"],
)
def test_the_database_refuses_changes(statement: str) -> None:
    write(2)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE core_journalentry SET payload = '{\"n\": 9}' WHERE seq = 2", "was changed"),
        ('UPDATE core_journalentry SET private = \'{"name": "x"}\' WHERE seq = 2', "personal data was changed"),
        ("DELETE FROM core_journalentry WHERE seq = 2", "missing"),
        (
            "UPDATE core_journalentry SET seq = CASE seq WHEN 2 THEN 103 WHEN 3 THEN 102 END WHERE seq IN (2, 3)",
            "missing",
        ),
        ("DELETE FROM core_journalentry WHERE seq = 4", "cut off"),
    ],
)
def test_verify_finds_tampering(statement: str, said: str) -> None:
    write(4, name="陈某")
    tamper(statement)
    assert any(said in fault.problem for fault in journal.verify())


def test_an_anchor_finds_a_truncation_with_a_rewritten_head() -> None:
    write(4)
    anchors = dict(JournalEntry.objects.values_list("seq", "hash"))
    tamper("DELETE FROM core_journalentry WHERE seq = 4")
    tamper("UPDATE core_journalhead SET seq = 3, hash = (SELECT hash FROM core_journalentry WHERE seq = 3)")
    assert journal.verify() == []
    assert [fault.seq for fault in journal.verify(anchors)] == [4]


def test_redacting_erases_personal_data_and_keeps_the_chain() -> None:
    write(1, name="陈某")
    assert journal.redact(subject="thing:0") == 1
    assert JournalEntry.objects.get().private is None
    assert journal.verify() == []


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_make_one_chain() -> None:
    def work() -> None:
        try:
            write(10)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert JournalEntry.objects.count() == 40
    assert journal.verify() == []
