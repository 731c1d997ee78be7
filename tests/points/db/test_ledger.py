"""The ledger in the database: two phases, caps, one award for one evidence, also for fifty at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import areas as make
from factories.points import corrected
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, PersonView, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain import ledger as arithmetic
from fengqiao.points.domain.ledger import Balance, Phase
from fengqiao.points.models import Account, RuleVersion, Transfer
from fengqiao.points.selectors import TransferView

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Town:
    """A village in its town, a worker in it, and the grid studio's clerk."""

    place: AreaView
    worker: PersonView
    clerk: Actor


@pytest.fixture
def town() -> Town:
    services.load_rules(services.seed_rules(), valid_from=START, actor=SYSTEM)
    place = make.village()
    assert place.parent_id is not None
    return Town(place, make.worker(Role.GRID_WORKER, place), make.actor(Role.STUDIO_CLERK, place.parent_id))


def award(town: Town, evidence: str = "event:1", **other: object) -> TransferView:
    values: dict[str, object] = {
        "person_id": town.worker.id,
        "rule": "valid_event",
        "reason": "did it",
        "link": "/incidents/X/",
        "effective_at": NOW,
        "area_id": town.place.id,
        "actor": SYSTEM,
        **other,
    }
    return services.award(evidence=evidence, **values)


def correct(town: Town, line: TransferView, points: int, **other: object) -> TransferView:
    values: dict[str, object] = {"reason": "counted wrongly", "effective_at": NOW, "actor": town.clerk, **other}
    return corrected(award_id=line.id, points=points, **values)


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """The results of ``count`` parallel calls, each with its own connection; an exception counts as a result."""

    def one(number: int) -> object:
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - what went wrong is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_an_award_is_pending_until_it_is_posted(town: Town) -> None:
    line = award(town)
    assert (line.phase, line.points, line.rule, line.rule_version) == (Phase.PENDING, 1, "valid_event", 1)
    assert selectors.balance(town.worker.id) == Balance(posted=0, pending=1)
    (posted,) = services.post_pending(evidence="event:1", actor=SYSTEM)
    assert (posted.id, posted.phase) == (line.id, Phase.POSTED)
    assert selectors.balance(town.worker.id) == Balance(posted=1, pending=0)
    assert services.verify() == []


def test_the_town_gives_out_what_the_person_gets(town: Town) -> None:
    award(town)
    issued = Account.objects.get(kind="issued")
    assert issued.area_id == town.place.parent_id
    assert Transfer.objects.get().debit_id == issued.pk


@pytest.mark.parametrize("first", ["post", "void"])
@pytest.mark.parametrize("second", ["post", "void"])
def test_settling_twice_changes_nothing(town: Town, first: str, second: str) -> None:
    def settle(how: str) -> list[TransferView]:
        if how == "post":
            return services.post_pending(evidence="event:1", actor=SYSTEM)
        return services.void_pending(evidence="event:1", reason="no", actor=SYSTEM)

    award(town)
    assert len(settle(first)) == 1
    assert settle(second) == []
    assert selectors.balance(town.worker.id) == Balance(posted=1 if first == "post" else 0)


def test_the_same_evidence_brings_one_award_even_under_a_newer_rule(town: Town) -> None:
    line = award(town)
    newer = [{**services.seed_rules()[4], "points": 2}]
    assert services.load_rules(newer, valid_from=NOW - timedelta(days=1), actor=SYSTEM) == 1
    assert award(town).id == line.id
    assert award(town, "event:2").points == 2


def test_points_taken_away_go_the_other_way(town: Town) -> None:
    assert award(town, rule="false_report").points == -3
    assert selectors.balance(town.worker.id) == Balance(pending=-3)


def test_the_database_takes_no_points_by_a_rule_without_a_hearing(town: Town) -> None:
    """Whatever code tries it: only the request that two people granted after a hearing does."""
    award(town, rule="false_report")
    services.post_pending(evidence="event:1", actor=SYSTEM)
    assert [one.problem for one in services.verify()] == ["puts points right without a second person"]
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        connection.check_constraints()
    transaction.set_rollback(True)


def test_the_cap_of_a_month_is_kept_and_the_next_month_is_free(town: Town) -> None:
    for number in range(5):
        award(town, f"event:{number}")
    with pytest.raises(services.CapReached, match="5"):
        award(town, "event:5")
    assert award(town, "event:6", effective_at=NOW + timedelta(days=14)).points == 1


def test_kinds_of_one_group_share_their_cap_and_the_last_award_brings_the_rest(town: Town) -> None:
    rules = ["mediation_attended", "mediation_settled"]
    odd = [{**row, "points": 3} for row in services.seed_rules() if row["kind"] in rules]
    services.load_rules(odd, valid_from=START, area_id=town.place.parent_id, actor=SYSTEM)
    given = [award(town, f"event:{number}", rule=rules[number % 2]).points for number in range(3)]
    assert given == [3, 3, 2]
    with pytest.raises(services.CapReached):
        award(town, "event:9", rule="mediation_attended")


def test_a_void_award_makes_room_under_the_cap(town: Town) -> None:
    for number in range(5):
        award(town, f"event:{number}")
    services.void_pending(evidence="event:0", reason="was nothing", actor=SYSTEM)
    assert award(town, "event:5").points == 1
    assert services.verify() == []


def test_the_nearest_place_with_a_rule_counts(town: Town) -> None:
    own = [{**services.seed_rules()[4], "points": 4, "cap": 9}]
    services.load_rules(own, valid_from=START, area_id=town.place.parent_id, actor=SYSTEM)
    elsewhere = make.village()
    other = make.worker(Role.GRID_WORKER, elsewhere)
    assert award(town).points == 4
    assert award(town, person_id=other.id, area_id=elsewhere.id).points == 1


def test_without_a_rule_there_is_no_award(town: Town) -> None:
    for case in ({"rule": "dancing"}, {"effective_at": START - timedelta(seconds=1)}):
        with pytest.raises(services.NoSuchRule):
            award(town, **case)
    assert not Transfer.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.parametrize("case", [{"evidence": ""}, {"link": "https://elsewhere.example/"}, {"link": "//elsewhere/"}])
def test_evidence_is_named_and_shown_on_this_site(town: Town, case: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="evidence"):
        award(town, **case)


def test_loading_a_rule_set_twice_changes_nothing(town: Town) -> None:
    count = RuleVersion.objects.count()
    assert count == 11
    assert services.load_rules(services.seed_rules(), valid_from=NOW, actor=SYSTEM) == 0
    assert RuleVersion.objects.count() == count


@pytest.mark.parametrize(
    "change", [{"points": 0}, {"cap": None}, {"titles": {}}, {"cap_period": "week"}, {"points": "x"}]
)
def test_a_bad_rule_set_loads_nothing(town: Town, change: dict[str, object]) -> None:
    rows = services.seed_rules()
    rows[0] = {**rows[0], "points": 2}
    with pytest.raises(services.RuleInvalid, match="right_dispatch"):
        services.load_rules([rows[0], {**rows[9], **change}], valid_from=NOW, actor=SYSTEM)
    assert not RuleVersion.objects.filter(version=2).exists()


def test_a_correction_is_a_new_row_and_shows_on_the_statement(town: Town) -> None:
    line = award(town, rule="handbook_good")
    services.post_pending(evidence="event:1", actor=SYSTEM)
    late = correct(town, line, 3)
    assert (late.points, late.corrects, late.phase) == (-2, line.id, Phase.POSTED)
    statement = selectors.statement(town.worker.id)
    assert [(one.id, one.points) for one in statement.lines] == [(late.id, -2), (line.id, 5)]
    assert statement.balance == selectors.balance(town.worker.id) == Balance(posted=3)
    assert services.verify() == []


def test_corrections_are_refused_with_words(town: Town) -> None:
    line = award(town)
    with pytest.raises(services.LedgerRefused, match="not posted"):
        correct(town, line, 0)
    services.post_pending(evidence="event:1", actor=SYSTEM)
    for points, reason, words in ((1, "x", "already stands"), (-1, "x", "whole numbers"), (0, " ", "reason")):
        with pytest.raises(services.LedgerRefused, match=words):
            correct(town, line, points, reason=reason)
    with pytest.raises(services.CapReached):
        correct(town, line, 6)


def test_only_the_clerk_over_the_person_corrects_and_never_their_own(town: Town) -> None:
    line = award(town)
    services.post_pending(evidence="event:1", actor=SYSTEM)
    stranger = make.actor(Role.STUDIO_CLERK, make.village())
    operator = make.actor(Role.OPERATOR, town.place)
    for actor in (stranger, operator):
        with pytest.raises(NotYours):
            correct(town, line, 0, actor=actor)
    own = award(town, "event:2", person_id=town.clerk.person_id)
    services.post_pending(evidence="event:2", actor=SYSTEM)
    with pytest.raises(NotYours):
        correct(town, own, 0)
    with pytest.raises(NotYours):
        corrected(award_id=uuid4(), points=0, reason="x", effective_at=NOW, actor=town.clerk)


def test_a_statement_is_for_its_person_and_the_clerk(town: Town) -> None:
    own = make.actor(Role.GRID_WORKER, town.place)
    assert own.person_id is not None
    award(town, person_id=own.person_id)
    assert len(selectors.statement_for(own, own.person_id).lines) == 1
    assert len(selectors.statement_for(town.clerk, own.person_id).lines) == 1
    for actor in (make.actor(Role.GRID_LEAD, town.place), make.actor(Role.STUDIO_CLERK, make.village())):
        with pytest.raises(NotYours):
            selectors.statement_for(actor, own.person_id)


def test_every_row_is_announced_with_its_hash(town: Town) -> None:
    award(town)
    services.post_pending(evidence="event:1", actor=SYSTEM)
    book = Account.objects.get(kind="person")
    entries = journal.history(f"account:{book.pk}")
    assert [entry.kind for entry in entries] == ["points.pending", "points.posted"]
    assert [entry.payload["hash"] for entry in entries] == list(
        Transfer.objects.order_by("number").values_list("hash", flat=True)
    )
    assert {entry.area for entry in entries} == {town.place.parent_id}


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_awards_of_one_evidence_give_exactly_one(town: Town) -> None:
    results = at_once(50, lambda _: award(town))
    assert Counter(type(one) for one in results) == {TransferView: 50}
    assert len({one.id for one in results if isinstance(one, TransferView)}) == 1
    assert selectors.balance(town.worker.id) == Balance(pending=1)
    assert services.verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_cap_holds_under_parallel_awards_and_settlements(town: Town) -> None:
    results = at_once(20, lambda number: award(town, f"event:{number}"))
    assert Counter(type(one) for one in results) == {TransferView: 5, services.CapReached: 15}
    granted = [one.evidence for one in results if isinstance(one, TransferView)]
    settled = at_once(20, lambda number: services.post_pending(evidence=granted[number % 5], actor=SYSTEM))
    assert sum(len(one) for one in settled if isinstance(one, list)) == 5
    assert selectors.balance(town.worker.id) == Balance(posted=5)
    assert services.verify() == []


def copy_of(row: Transfer, **change: object) -> Transfer:
    """An unsaved row like ``row`` with other values."""
    values = {field.attname: getattr(row, field.attname) for field in Transfer._meta.concrete_fields}
    return Transfer(**{**values, "id": uuid4(), **change})


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "pending", "evidence": "event:2", "amount": 0},
        {"kind": "pending", "evidence": "event:2", "amount": -1},
        {"kind": "pending", "evidence": "event:2", "credit": "debit"},
        {"kind": "pending", "evidence": ""},
        {"kind": "pending"},
        {"kind": "pending", "evidence": "event:2", "award": "first"},
        {"kind": "post"},
        {"kind": "post", "award": "second", "evidence": "event:9"},
        {"kind": "post", "award": "first"},
        {"kind": "void", "award": "first"},
        {"kind": "post", "award": "second", "amount": 7},
        {"kind": "correction", "award": "second"},
        {"kind": "pending", "evidence": "event:2", "debit": "colleague"},
    ],
)
def test_the_database_itself_refuses_unlawful_rows(town: Town, change: dict[str, object]) -> None:
    first, second = award(town), award(town, "event:8")
    colleague = award(town, "event:7", person_id=make.worker(Role.GRID_WORKER, town.place).id)
    services.post_pending(evidence="event:1", actor=SYSTEM)
    row = Transfer.objects.get(pk=first.id)
    ids: dict[str, UUID] = {
        "first": first.id,
        "second": second.id,
        "debit": row.debit_id,
        "colleague": Transfer.objects.get(pk=colleague.id).book_id,
    }
    if change.get("award") == "second":
        change = {"evidence": "event:8", **change}
    values = {
        f"{name}_id" if value in ids else name: ids[str(value)] if value in ids else value
        for name, value in change.items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(row, **values).save(force_insert=True)
    assert services.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_transfer SET amount = 9",
        "UPDATE points_transfer SET reason = 'other'",
        "UPDATE points_transfer SET reason = NULL, amount = 2",
        "DELETE FROM points_transfer",
        "TRUNCATE points_transfer CASCADE",
        "UPDATE points_account SET rows = 0",
        "DELETE FROM points_account",
        "TRUNCATE points_account CASCADE",
        "UPDATE points_ruleversion SET points = 9",
        "DELETE FROM points_ruleversion",
    ],
)
def test_the_database_refuses_changes(town: Town, statement: str) -> None:
    award(town)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table that waits for its checks cannot be truncated
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)


def test_a_reason_can_be_redacted_and_the_chain_still_verifies(town: Town) -> None:
    award(town, reason="helped Mrs Canary")
    Transfer.objects.update(reason=None)
    assert services.verify() == []
    assert selectors.statement(town.worker.id).lines[0].reason is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["award", "post", "void", "correct"]),
        st.sampled_from(["valid_event", "mediation_settled", "handbook_good", "hazard_checked"]),
        st.integers(0, 3),
        st.integers(0, 6),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_sequence_of_verbs_conserves_the_sum_and_verifies(
    town: Town, steps: list[tuple[str, str, int, int]]
) -> None:
    mark = transaction.savepoint()
    for verb, rule, number, points in steps:
        evidence = f"event:{number}"
        try:
            if verb == "award":
                award(town, evidence, rule=rule)
            elif verb == "post":
                services.post_pending(evidence=evidence, actor=SYSTEM)
            elif verb == "void":
                services.void_pending(evidence=evidence, reason="no", actor=SYSTEM)
            elif lines := selectors.awards(evidence=evidence):
                correct(town, lines[0], points)
        except services.PointsRefused:
            continue
    assert services.verify() == []
    held = [selectors.entry(row) for row in Transfer.objects.all()]
    assert sum(balance.posted for balance in arithmetic.balances(held).values()) == 0
    transaction.savepoint_rollback(mark)
