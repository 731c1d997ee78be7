"""Many rows in one statement: each is guarded and chained as if it came alone, whoever writes the statement."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from factories.quarters import IN_QUARTER, Books, books
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import ids, journal
from fengqiao.core.journal import Event
from fengqiao.points import selectors, services
from fengqiao.points.domain.ledger import Balance
from fengqiao.points.models import Account, AccountKind, RuleVersion, Transfer
from fengqiao.points.services import Grant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
COLUMNS = """INSERT INTO points_transfer (id, kind, debit_id, credit_id, book_id, amount, award_id, rule_id, purpose,
    evidence, link, reason, reason_hash, effective_at, recorded_at, number, prev_hash, hash) VALUES """
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '/x/', '', '', now(), now(), %s, %s, '')"


@pytest.fixture
def town() -> Books:
    return books()


def raw(*rows: dict[str, object]) -> None:
    """Rows by hand, in one statement, as somebody at the database's own prompt would write them."""
    names = (
        "id",
        "kind",
        "debit",
        "credit",
        "book",
        "amount",
        "award",
        "rule",
        "purpose",
        "evidence",
        "number",
        "prev",
    )
    rest: dict[str, object] = {"award": None, "rule": None, "purpose": None, "number": 0, "prev": ""}
    values = [({"id": ids.new_id(), **rest} | row)[name] for row in rows for name in names]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COLUMNS + ", ".join([ROW] * len(rows)), values)


def earn(town: Books, who: int = 0, times: int = 3) -> tuple[UUID, Account]:
    """A worker with posted points, and the book."""
    person = town.workers[who].person_id
    assert person is not None
    work = [
        Grant(person_id=person, rule="valid_event", evidence=f"e{who}:{n}", link="/x/", effective_at=IN_QUARTER)
        for n in range(times)
    ]
    services.award_all(work, area_id=town.village.id, actor=SYSTEM)
    return person, Account.objects.get(person_id=person)


def test_rows_of_one_statement_are_chained_whatever_numbers_they_claim(town: Books) -> None:
    (_, first), (_, second) = earn(town, 0), earn(town, 1)
    spent = Account.objects.create(kind=AccountKind.SPENT, area_id=town.town.id)
    raw(
        *(
            {
                "kind": "pending", "debit": book.pk, "credit": spent.pk, "book": book.pk, "amount": 1,
                "purpose": "redeem", "evidence": f"raw{n}", "number": 77, "prev": "f" * 64,
            }
            for n, book in enumerate([first, second, first])
        )
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, prev_hash, stored, stored = computed FROM points_chain() WHERE book_id = %s", [first.pk]
        )
        rows = cursor.fetchall()
    assert [row[0] for row in rows] == list(range(1, 9))
    assert all(row[1] == before[2] and row[3] for before, row in itertools.pairwise(rows))
    first.refresh_from_db()
    assert (first.rows, first.head) == (8, rows[-1][2])


def test_one_statement_spends_no_point_twice(town: Books) -> None:
    person, book = earn(town)
    spent = Account.objects.create(kind=AccountKind.SPENT, area_id=town.town.id)
    twice = [
        {
            "kind": "pending", "debit": book.pk, "credit": spent.pk, "book": book.pk, "amount": 2,
            "purpose": "redeem", "evidence": f"raw{n}",
        }
        for n in range(2)
    ]  # fmt: skip
    with pytest.raises(IntegrityError, match="not so many points: 2 of 1"):
        raw(*twice)
    assert selectors.balance(person) == Balance(posted=3)


def settled_twice(book: Account, award: Transfer) -> list[dict[str, object]]:
    return [settlement(award, "post"), settlement(award, "void")]


def more_than_promised(book: Account, award: Transfer) -> list[dict[str, object]]:
    return [settlement(award, "post") | {"amount": award.amount + 1}]


def corrected_before_posted(book: Account, award: Transfer) -> list[dict[str, object]]:
    return [settlement(award, "correction"), settlement(award, "post")]


def another_rule(book: Account, award: Transfer) -> list[dict[str, object]]:
    return [settlement(award, "post") | {"rule": None, "purpose": "redeem"}]


def settlement(award: Transfer, kind: str) -> dict[str, object]:
    return {
        "kind": kind, "debit": award.debit_id, "credit": award.credit_id, "book": award.book_id,
        "amount": award.amount, "award": award.pk, "rule": award.rule_id, "evidence": award.evidence,
    }  # fmt: skip


@pytest.mark.parametrize("rows", [settled_twice, more_than_promised, corrected_before_posted, another_rule])
def test_one_statement_settles_an_award_once_and_as_promised(
    town: Books, rows: Callable[[Account, Transfer], list[dict[str, object]]]
) -> None:
    person, book = earn(town)
    services.award(
        person_id=person, rule="valid_event", evidence="open", link="/x/", reason="", effective_at=IN_QUARTER,
        area_id=town.village.id, actor=SYSTEM,
    )  # fmt: skip
    award = Transfer.objects.get(evidence="open")
    with pytest.raises(IntegrityError):
        raw(*rows(book, award))
    assert services.verify() == []


@pytest.mark.parametrize("table", ["points_account", "core_journalhead"])
def test_the_end_of_a_chain_cut_in_secret_does_not_stop_work_and_is_named(town: Books, table: str) -> None:
    _person, _book = earn(town)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in (
            "ALTER TABLE points_transfer DISABLE TRIGGER ALL",
            "DELETE FROM points_transfer WHERE number = 6",
            "ALTER TABLE points_transfer ENABLE TRIGGER ALL",
            "ALTER TABLE core_journalentry DISABLE TRIGGER ALL",
            "DELETE FROM core_journalentry WHERE seq = (SELECT max(seq) FROM core_journalentry)",
            "ALTER TABLE core_journalentry ENABLE TRIGGER ALL",
        ):
            cursor.execute(statement)
    earn(town, times=4)
    found = services.verify() if table == "points_account" else journal.verify()
    assert any("missing" in one.problem for one in found), found


def test_a_row_put_behind_the_end_in_secret_stops_the_next_one(town: Books) -> None:
    """Its number is taken; nothing may be chained to a row that no trigger has seen."""
    _person, _book = earn(town)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_transfer DISABLE TRIGGER ALL")
        cursor.execute(
            "INSERT INTO points_transfer SELECT (jsonb_populate_record(t, jsonb_build_object("
            "'id', gen_random_uuid(), 'number', 7, 'evidence', 'forged'))).* FROM points_transfer t WHERE number = 1"
        )
        cursor.execute("ALTER TABLE points_transfer ENABLE TRIGGER ALL")
    with pytest.raises(IntegrityError, match="do not continue"), transaction.atomic():
        earn(town, times=4)


def test_an_account_end_is_moved_by_no_statement_of_ones_own(town: Books) -> None:
    earn(town)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Account.objects.filter(kind="person").update(rows=0)


def test_a_row_linked_as_its_kind_never_is_is_named(town: Books) -> None:
    earn(town)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_transfer DISABLE TRIGGER ALL")
        cursor.execute("ALTER TABLE points_transfer DROP CONSTRAINT points_linked_to_award")
        cursor.execute("UPDATE points_transfer SET award_id = NULL WHERE number = 4")
        cursor.execute("ALTER TABLE points_transfer ENABLE TRIGGER ALL")
    assert any("linked as its kind never is" in one.problem for one in services.verify())


def test_a_thousand_entries_of_one_unit_are_one_chain_with_their_words() -> None:
    with journal.unit():
        for n in range(1000):
            journal.record(Event(kind="test.many", subject=f"thing:{n % 7}", payload={"n": n, "词": "“枫桥”\n'"}))
    assert journal.verify() == []
    assert [one.payload["n"] for one in journal.history("thing:3")] == list(range(3, 1000, 7))
    assert len(list(journal.announced({"test.many"}, "n", "词"))) == 1000


@pytest.mark.django_db(transaction=True)
def test_verifying_sees_one_moment() -> None:
    """Outside a transaction of somebody else's it looks at one state of the database from beginning to end."""
    town = books()
    earn(town)
    assert services.verify() == []


def test_an_evidence_counted_again_under_a_newer_version_is_named(town: Books) -> None:
    """The services never write it; the database's own prompt could."""
    _person, book = earn(town, times=1)
    first = Transfer.objects.get(kind="pending", evidence="e0:0")
    assert first.rule is not None
    row = next(rule for rule in services.seed_rules() if rule["kind"] == "valid_event")
    services.load_rules([{**row, "points": 2}], valid_from=IN_QUARTER, area_id=town.town.id, actor=SYSTEM)
    newer = RuleVersion.objects.get(area=town.town.id)
    raw(settlement(first, "pending") | {"award": None, "rule": newer.pk})
    found = [one for one in services.verify() if "second time" in one.problem]
    assert [(one.where, one.problem) for one in found] == [(f"{book.pk}/3", "counts an evidence a second time")]
