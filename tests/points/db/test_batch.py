"""Many awards at once are what they would be one by one; active weeks are awarded once, by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.points import corrected
from factories.quarters import IN_QUARTER, Books, books
from fengqiao.areas import services as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.points import selectors, services
from fengqiao.points.models import Transfer
from fengqiao.points.services import Grant
from fengqiao.points.services.errors import CapReached

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def town() -> Books:
    return books()


def grant(worker: Actor, evidence: str, rule: str, day: int) -> Grant:
    assert worker.person_id is not None
    at = IN_QUARTER + timedelta(days=day)
    return Grant(person_id=worker.person_id, rule=rule, evidence=evidence, link="/points/", effective_at=at)


def balances(town: Books) -> list[int]:
    return [selectors.balance(one.person_id).posted for one in town.workers if one.person_id is not None]


WORK = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 9),
        st.sampled_from(["valid_event", "mediation_attended", "handbook_good", "handbook_excellent", "hazard_checked"]),
        st.integers(-30, 40),
    ),
    min_size=1,
    max_size=15,
)


@given(WORK)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_gives_what_single_awards_give(town: Books, work: list[tuple[int, int, str, int]]) -> None:
    """Two workers do the same; one batch for the first, one call after the other for the second."""
    from django.db import transaction

    with transaction.atomic():
        batch, single, _ = town.workers
        ordered = sorted(work, key=lambda one: one[3])
        services.award_all(
            [grant(batch, f"e{n}", rule, day) for _, n, rule, day in ordered], area_id=town.village.id, actor=SYSTEM
        )
        assert single.person_id is not None
        for _, n, rule, day in ordered:
            try:
                services.award(
                    person_id=single.person_id, rule=rule, evidence=f"e{n}", link="/points/", reason="",
                    effective_at=IN_QUARTER + timedelta(days=day), area_id=town.village.id, actor=SYSTEM,
                )  # fmt: skip
            except CapReached:
                continue
        for n in range(10):
            services.post_pending(evidence=f"e{n}", actor=SYSTEM)
        first, second, _ = balances(town)
        assert first == second
        assert services.verify() == []
        transaction.set_rollback(True)


def test_the_same_batch_twice_is_one_and_the_journal_knows_each_row(town: Books) -> None:
    grants = [grant(worker, f"e{n}", "valid_event", n) for worker in town.workers for n in range(4)]
    assert services.award_all(grants, area_id=town.village.id, actor=SYSTEM) == 12
    assert services.award_all(grants, area_id=town.village.id, actor=SYSTEM) == 0
    assert Transfer.objects.count() == 24
    assert services.verify() == []
    assert journal.verify() == []


def test_a_batch_knows_what_single_awards_used_of_a_cap(town: Books) -> None:
    worker = town.workers[0]
    for _turn in range(2):
        services.award_all(
            [grant(worker, f"e{n}", "valid_event", 0) for n in range(9)], area_id=town.village.id, actor=SYSTEM
        )
    assert balances(town)[0] == 5


def test_active_weeks_are_awarded_once_when_they_are_over(town: Books) -> None:
    keen, slow, _ = (one.person_id for one in town.workers)
    assert keen is not None
    assert slow is not None
    monday = date(2026, 8, 3)
    areas.note_active_days([(keen, monday + timedelta(days=day)) for day in (0, 2, 6)])
    areas.note_active_days([(slow, monday + timedelta(days=day)) for day in (0, 6)])  # two days are too few
    areas.note_active_days([(keen, monday + timedelta(days=7 + day)) for day in range(3)])
    with clock.fixed(datetime(2026, 8, 9, 23, 59, tzinfo=CHINA)):
        assert services.award_active_weeks() == 0  # Sunday belongs to the week
    with clock.fixed(datetime(2026, 8, 10, 0, 1, tzinfo=CHINA)):
        assert services.award_active_weeks() == 1
        assert services.award_active_weeks() == 0
    with clock.fixed(datetime(2026, 8, 19, 1, tzinfo=CHINA)):
        assert services.award_active_weeks() == 1
    assert balances(town) == [2, 0, 0]
    (line,) = [one for one in selectors.awards_of(keen) if one.evidence == "week:2026-32"]
    assert line.effective_at.astimezone(CHINA).date() == date(2026, 8, 9)
    assert line.reason == "08-03 – 08-09: 3/7"


def test_the_database_adds_up_what_a_replay_of_all_rows_gives(town: Books) -> None:
    worker = town.workers[0]
    assert worker.person_id is not None
    services.award_all([grant(worker, f"e{n}", "mediation_attended", n) for n in range(4)], area_id=None, actor=SYSTEM)
    services.award(
        person_id=worker.person_id, rule="valid_event", evidence="open", link="/points/", reason="",
        effective_at=IN_QUARTER, actor=SYSTEM,
    )  # fmt: skip
    line = selectors.awards_of(worker.person_id)[0]
    corrected(award_id=line.id, points=1, reason="x", effective_at=IN_QUARTER, actor=town.clerk)
    replayed = selectors.statement(worker.person_id).purse
    assert selectors.purse_of(worker.person_id) == replayed
    assert replayed.coming == 1
    assert len(selectors.lines_for(worker, worker.person_id)) == 6


def test_a_cap_that_becomes_a_quarters_in_mid_quarter_counts_what_the_month_before_brought(town: Books) -> None:
    """A batch over the day of a new version gives what single awards give, also when the cap's period changes."""
    batch, single, _ = town.workers
    row = next(one for one in services.seed_rules() if one["kind"] == "valid_event")
    changed = {**row, "version": 2, "cap": 7, "cap_period": "quarter"}
    services.load_rules([changed], valid_from=IN_QUARTER + timedelta(days=10), actor=SYSTEM)
    days = [-30, -29, -28, 0, 1, 9, 10, 11, 30, 31, 32]
    services.award_all(
        [grant(batch, f"e{n}", "valid_event", day) for n, day in enumerate(days)], area_id=town.village.id, actor=SYSTEM
    )
    assert single.person_id is not None
    for n, day in enumerate(days):
        try:
            services.award(
                person_id=single.person_id, rule="valid_event", evidence=f"e{n}", link="/points/", reason="",
                effective_at=IN_QUARTER + timedelta(days=day), area_id=town.village.id, actor=SYSTEM,
            )  # fmt: skip
        except CapReached:
            continue
        services.post_pending(evidence=f"e{n}", actor=SYSTEM)
    first, second, _ = balances(town)
    assert first == second == 7
    assert services.verify() == []
