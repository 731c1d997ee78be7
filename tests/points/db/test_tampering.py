"""What somebody with the database's own password does to the ledger is found and named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from factories import areas as make
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.core import journal
from fengqiao.points import services

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _some_rows() -> None:
    """One worker with four awards, of which the first two are posted: rows 1 to 6 of the chain."""
    services.load_rules(services.seed_rules(), valid_from=datetime(2026, 1, 1, tzinfo=UTC), actor=SYSTEM)
    place = make.village()
    worker = make.worker(Role.GRID_WORKER, place)
    for number in range(4):
        services.award(
            person_id=worker.id,
            rule="valid_event",
            evidence=f"event:{number}",
            link="/x/",
            reason="did it",
            effective_at=NOW,
            area_id=place.id,
            actor=SYSTEM,
        )
    for number in range(2):
        services.post_pending(evidence=f"event:{number}", actor=SYSTEM)


def tamper(*statements: str) -> None:
    tables = ("points_transfer", "points_account", "points_ruleversion")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


# Who knows how the chain is made can make it fit again; only the journal still knows better.
RECHAIN = """
DO $$ DECLARE r points_transfer; last text := repeat('0', 64); n bigint := 0; BEGIN
  FOR r IN SELECT * FROM points_transfer ORDER BY number LOOP
    n := n + 1; r.number := n; r.prev_hash := last; last := points_row_hash(r);
    UPDATE points_transfer SET number = n, prev_hash = r.prev_hash, hash = last WHERE id = r.id;
  END LOOP;
  UPDATE points_account SET rows = n, head = last WHERE kind = 'person';
END $$"""


def test_an_untouched_ledger_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert services.verify() == []
    call_command("points", "verify")
    assert "6 rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "row", "said"),
    [
        ("UPDATE points_transfer SET amount = 5 WHERE number = 1", "/1", "was changed after"),
        ("UPDATE points_transfer SET amount = 5 WHERE number = 1", "/5", "does not move what its award promised"),
        ("UPDATE points_transfer SET reason = 'because' WHERE number = 2", "/2", "reason was changed"),
        ("UPDATE points_transfer SET effective_at = now() WHERE number = 3", "/3", "was changed after"),
        ("UPDATE points_transfer SET actor = gen_random_uuid() WHERE number = 3", "/3", "was changed after"),
        ("DELETE FROM points_transfer WHERE number = 3", "/4", "rows 3 to 3 are missing"),
        ("DELETE FROM points_transfer WHERE number = 6", "", "end of the chain was cut off"),
        ("DELETE FROM points_transfer WHERE number = 1", "/5", "an award that does not exist"),
        (
            "UPDATE points_transfer SET number = number + 100 WHERE number = 3; "
            "UPDATE points_transfer SET number = 3 WHERE number = 4; "
            "UPDATE points_transfer SET number = 4 WHERE number = 103",
            "/3",
            "does not continue",
        ),
        ("DELETE FROM points_transfer; DELETE FROM points_account WHERE kind = 'person'", "", "account is missing"),
        (
            "INSERT INTO points_account (id, created_at, kind, rows, head)"
            " VALUES (gen_random_uuid(), now(), 'issued', 0, repeat('0', 64))",
            "",
            "nobody opened",
        ),
        (
            "DROP INDEX points_settled_once; "
            "INSERT INTO points_transfer SELECT (jsonb_populate_record(t, jsonb_build_object("
            "'id', gen_random_uuid(), 'number', 7))).* FROM points_transfer t WHERE number = 5",
            "/7",
            "a second time",
        ),
        (
            "ALTER TABLE points_transfer DROP CONSTRAINT points_amount_positive; "
            "UPDATE points_transfer SET amount = -1 WHERE number = 4",
            "/4",
            "moves nothing",
        ),
        (
            "UPDATE points_ruleversion SET cap = 3 WHERE kind = 'valid_event'",
            "",
            "4 points in the month from 2026-11-01",
        ),
    ],
)
def test_verify_says_what_is_wrong_and_where(statement: str, row: str, said: str) -> None:
    tamper(*statement.split("; "))
    found = services.verify()
    assert [fault for fault in found if said in fault.problem and fault.where.endswith(row)], found
    assert journal.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_transfer SET amount = 5 WHERE evidence = 'event:3'",
        "DELETE FROM points_transfer WHERE evidence = 'event:3'",
        "UPDATE points_transfer SET number = 107 - number WHERE number IN (3, 4)",
    ],
)
def test_a_chain_made_to_fit_again_still_differs_from_the_journal(statement: str) -> None:
    tamper(statement, RECHAIN)
    found = services.verify()
    assert any("journal" in fault.problem for fault in found), found
    assert not any("was changed" in fault.problem or "cut off" in fault.problem for fault in found)


def test_the_command_names_the_faults_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    tamper("UPDATE points_transfer SET amount = 5 WHERE number = 1")
    with pytest.raises(CommandError, match="does not verify"):
        call_command("points", "verify")
    assert "was changed after it was written" in capsys.readouterr().err
