"""Laws that hold whatever people do in whatever order, and however many do it at once."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import areas as make
from factories.points import earn
from factories.quarters import Books, books
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.points import selectors, services
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Closing, RuleVersion, Transfer
from fengqiao.points.services import Grant, NotEnoughPoints, PointsRefused

pytestmark = pytest.mark.django_db
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NOW = datetime(2026, 8, 10, 8, tzinfo=UTC)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["promise", "post", "void", "reserve", "spend", "release", "hold", "free"]),
        st.integers(0, 3),
        st.integers(1, 12),
    ),
    min_size=6,
    max_size=14,
)


class Model:
    """What there is by a reckoning of its own: points that were made good, less what is set aside or gone."""

    def __init__(self, good: int) -> None:
        self.promised: dict[str, int] = {}
        self.good = good
        self.kept: dict[str, int] = {}
        self.gifts: list[str] = []
        self.gone = 0

    @property
    def free(self) -> int:
        return self.good - self.gone - sum(self.kept.values())


@settings(max_examples=10, suppress_health_check=QUIET)
@given(steps=STEPS)
def test_exactly_what_was_made_good_and_is_not_kept_can_be_spent_and_nothing_pending(
    steps: list[tuple[str, int, int]],
) -> None:
    with transaction.atomic():
        town = books(workers=1)
        worker = town.workers[0].person_id
        assert worker is not None
        model = Model(good=30)
        earn(worker, model.good, town.village.id)
        for verb, number, points in steps:
            _step(town, worker, model, verb, number, points)
            purse = selectors.purse_of(worker)
            assert (purse.available, purse.coming) == (model.free, sum(model.promised.values()))
            assert purse.debt == 0
        _no_key_counts_twice(town, worker)
        assert selectors.statement(worker).purse == selectors.purse_of(worker), "a replay of the rows says otherwise"
        assert services.verify() == []
        transaction.set_rollback(True)


def _no_key_counts_twice(town: Books, worker: UUID) -> None:
    """Every verb with a key that it had before writes no row, whatever became of the first one."""
    rows = Transfer.objects.count()
    for line in Transfer.objects.filter(kind=Kind.PENDING).select_related("rule"):
        known = {"person_id": worker, "evidence": line.evidence, "actor": SYSTEM}
        settled = line.linked.first()
        if line.rule is not None:
            services.award(
                rule=line.rule.kind, link="/x/", reason="", effective_at=line.effective_at, area_id=town.village.id,
                **known,
            )  # fmt: skip
            if settled is not None:
                services.post_pending(evidence=line.evidence, actor=SYSTEM)
                services.void_pending(evidence=line.evidence, reason="again", actor=SYSTEM)
        elif line.purpose == Purpose.REDEEM:
            known["purpose"] = Purpose.REDEEM
            services.reserve(town_id=town.town.id, points=line.amount, link="/x/", reason="", **known)
            if settled is not None:
                again = services.spend if settled.kind == Kind.POST else services.release
                assert again(reason="again", **known) is False
    assert Transfer.objects.count() == rows


def _step(town: Books, worker: UUID, model: Model, verb: str, number: int, points: int) -> None:
    place, gift = town.town.id, f"gift:{len(model.gifts)}"
    known = {"person_id": worker, "purpose": Purpose.REDEEM, "actor": SYSTEM}
    kept = [one for one in model.kept if one != "hold"]
    # What nothing was done for before is done first, so that every step does something.
    if (verb in ("post", "void") and not model.promised) or (verb in ("spend", "release") and not kept):
        _step(town, worker, model, "promise" if verb in ("post", "void") else "reserve", number, points)
        kept = [one for one in model.kept if one != "hold"]
    elif verb == "free" and "hold" not in model.kept:
        _step(town, worker, model, "hold", number, points)
    if verb == "promise":
        model.promised[earn(worker, points, town.village.id, posted=False)] = points
    elif verb in ("post", "void") and model.promised:
        evidence, worth = model.promised.popitem()
        if verb == "post":
            services.post_pending(evidence=evidence, actor=SYSTEM)
            model.good += worth
        else:
            services.void_pending(evidence=evidence, reason="was nothing", actor=SYSTEM)
    elif verb == "reserve":
        try:
            services.reserve(town_id=place, points=points, link="/x/", reason="", evidence=gift, **known)
            assert points <= model.free, "what was not there was set aside"
            model.kept[gift] = points
            model.gifts.append(gift)
        except NotEnoughPoints:
            assert points > model.free, "what was there was refused"
    elif verb == "spend" and kept:
        one = kept[number % len(kept)]
        services.spend(evidence=one, **known)
        model.gone += model.kept.pop(one)
    elif verb == "release" and kept:
        one = kept[number % len(kept)]
        services.release(evidence=one, reason="", **known)
        model.kept.pop(one)
    elif verb == "hold" and "hold" not in model.kept:
        try:
            services.close_account(
                person_id=worker, town_id=place, purpose=Purpose.FRAUD, points=points, reason="a question",
                actor=town.clerk,
            )  # fmt: skip
            assert points <= model.free
            model.kept["hold"] = points
        except NotEnoughPoints:
            assert points > model.free
    elif verb == "free" and "hold" in model.kept:
        waiting = Closing.objects.get(person=worker, granted__isnull=True)
        services.let_go(closing_id=waiting.pk, reason="nothing in it", actor=town.clerk)
        model.kept.pop("hold")


# What threads do at once: (rule, day, how). Rules of one group share its cap; two months lie within the days.
PLANS = st.lists(
    st.tuples(
        st.sampled_from(["valid_event", "mediation_attended", "mediation_settled", "hazard_checked"]),
        st.integers(-15, 40),
        st.sampled_from(["award", "award", "batch", "void", "twice"]),
    ),
    min_size=12,
    max_size=24,
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=5, suppress_health_check=QUIET)
@given(plan=PLANS)
def test_no_cap_is_exceeded_whatever_many_do_at_once(plan: list[tuple[str, int, str]]) -> None:
    services.load_rules(services.seed_rules(), valid_from=datetime(2025, 1, 1, tzinfo=UTC), actor=SYSTEM)
    village = make.village()
    worker = make.worker(Role.GRID_WORKER, village).id

    def work(number: int) -> None:
        rule, day, how = plan[number]
        evidence = f"plan:{worker}:{number if how != 'twice' else 0}"
        at = NOW + timedelta(days=day)
        try:
            if how == "batch":
                one = Grant(person_id=worker, rule=rule, evidence=evidence, link="/x/", effective_at=at)
                services.award_all([one], area_id=village.id, actor=SYSTEM)
                return
            services.award(
                person_id=worker, rule=rule, evidence=evidence, link="/x/", reason="", effective_at=at,
                area_id=village.id, actor=SYSTEM,
            )  # fmt: skip
            if how == "void":
                services.void_pending(evidence=evidence, reason="was nothing", actor=SYSTEM)
            else:
                services.post_pending(evidence=evidence, actor=SYSTEM)
        except PointsRefused:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(plan)) as pool:
        list(pool.map(work, range(len(plan))))
    caps = {row.cap_group: row.cap for row in RuleVersion.objects.all()}
    used: defaultdict[tuple[str, int], int] = defaultdict(int)
    rows = Transfer.objects.filter(kind=Kind.PENDING, book__person=worker).exclude(linked__kind=Kind.VOID)
    for group, at, amount in rows.values_list("rule__cap_group", "effective_at", "amount"):
        used[group, at.month] += amount
    assert all(points <= (caps[group] or 0) for (group, _month), points in used.items()), dict(used)
    assert services.verify() == []
