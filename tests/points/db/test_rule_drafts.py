"""Rules are drafted by one person, tried on what was done, decided by another, and count from the next quarter on."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from factories import areas as make
from factories.quarters import IN_QUARTER, OVER, Books, books, earned, rule_draft
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import services
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.models import RuleDraft, RuleVersion, Transfer
from fengqiao.points.selectors import rules
from fengqiao.points.services import RuleInvalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def town() -> Books:
    return books()


def test_a_draft_is_tried_decided_by_another_and_counts_from_the_next_quarter(town: Books) -> None:
    busy, calm, _idle = town.workers
    for number in range(3):
        earned(town, busy, f"event:{number}")
    earned(town, calm, "event:calm")
    draft = rule_draft(town)
    found = rules.tried(draft, Quarter(year=2026, number=3))
    assert [(one.worker, one.before, one.after) for one in found.changes] == [
        (calm.person_id, 1, 2),
        (busy.person_id, 3, 5),  # the cap of the month
    ]
    assert found.by_kind == {"valid_event": 3}
    with clock.fixed(IN_QUARTER):
        with pytest.raises(RuleInvalid, match="somebody else"):
            services.decide_rule(draft_id=draft.pk, actor=town.clerk)
        decided = services.decide_rule(draft_id=draft.pk, actor=town.second)
        with pytest.raises(RuleInvalid, match="already"):
            services.drop_rule(draft_id=draft.pk, actor=town.clerk)
    assert decided.valid_from == datetime(2026, 9, 30, 16, tzinfo=UTC)  # the first of October in China
    assert earned(town, calm, "event:before").points == 1
    assert earned(town, calm, "event:after", at=OVER).points == 2
    assert services.verify() == []


def test_a_change_in_mid_quarter_splits_by_the_day_on_which_it_happened(town: Books) -> None:
    row = next(rule for rule in services.seed_rules() if rule["kind"] == "valid_event")
    change = datetime(2026, 8, 15, tzinfo=UTC)
    services.load_rules([{**row, "points": 3}], valid_from=change, area_id=town.town.id, actor=SYSTEM)
    worker = town.workers[0]
    assert earned(town, worker, "event:1", at=datetime(2026, 8, 14, 23, 59, tzinfo=UTC)).points == 1
    assert earned(town, worker, "event:2", at=change).points == 3
    # Recorded after the change, but it happened before: the old version counts.
    late = earned(
        town, worker, "event:3", at=datetime(2026, 8, 20, tzinfo=UTC), effective_at=datetime(2026, 8, 1, tzinfo=UTC)
    )
    assert late.points == 1
    versions = Transfer.objects.filter(kind="pending").values_list("rule__area", flat=True)
    assert sum(one is None for one in versions) == 2
    assert services.verify() == []


def test_the_same_evidence_under_two_rules_counts_once_for_each(town: Books) -> None:
    worker = town.workers[0]
    first = earned(town, worker, "event:1")
    assert earned(town, worker, "event:1").id == first.id
    other = earned(town, worker, "event:1", rule="hazard_checked")
    assert (other.id != first.id, other.rule) == (True, "hazard_checked")
    # A new version of the same rule does not count it again.
    row = next(rule for rule in services.seed_rules() if rule["kind"] == "valid_event")
    services.load_rules([{**row, "points": 4}], valid_from=IN_QUARTER, area_id=town.town.id, actor=SYSTEM)
    assert earned(town, worker, "event:1").id == first.id


def test_a_town_adds_a_kind_of_its_own_without_code(town: Books) -> None:
    titles = {"zh-hans": "政策宣讲", "zh-hant": "政策宣講", "en": "Policy talk"}
    draft = rule_draft(town, kind="policy_talk", titles=titles, cap_group="policy_talk")
    with clock.fixed(datetime(2026, 6, 1, tzinfo=UTC)):
        services.decide_rule(draft_id=draft.pk, actor=town.second)
    assert earned(town, town.workers[0], "talk:1", rule="policy_talk").points == 2
    with clock.fixed(IN_QUARTER):
        assert [row.kind for row in rules.rules_of(town.town.id, IN_QUARTER)].count("policy_talk") == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"points": 0}, "moves no points"),
        ({"cap": None}, "a cap needs a period"),
        ({"points": -1}, "limits gains only"),
        ({"titles": {"zh-hans": "", "zh-hant": "x", "en": "x"}}, "title is empty"),
        ({"cap_period": "week"}, "week"),
    ],
)
def test_what_is_no_rule_is_no_draft(town: Books, changed: dict[str, object], why: str) -> None:
    with pytest.raises(RuleInvalid, match=why):
        rule_draft(town, **changed)


def test_drafts_belong_to_the_studio_of_the_town(town: Books) -> None:
    draft = rule_draft(town)
    stranger = make.actor(Role.STUDIO_CLERK, make.town())
    for verb in (services.decide_rule, services.drop_rule):
        with pytest.raises(NotYours):
            verb(draft_id=draft.pk, actor=stranger)
        with pytest.raises(NotYours):
            verb(draft_id=draft.pk, actor=town.workers[0])
    with pytest.raises(NotYours):
        rules.draft(stranger, draft.pk)
    services.drop_rule(draft_id=draft.pk, actor=town.clerk)
    assert RuleVersion.objects.filter(area=town.town.id).count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleDraft.objects.filter(pk=draft.pk).update(decided_by=draft.drafted_by)


def test_the_command_plays_a_rule_set(tmp_path: object) -> None:
    out = StringIO()
    call_command("points", "simulate", "--workers", "30", stdout=out)
    assert "30 invented workers, 26 weeks, seed 1: lowest" in out.getvalue()
    assert "Assumed, not measured" in out.getvalue()
    with pytest.raises(CommandError, match="from 1"):
        call_command("points", "simulate", "--workers", "0", stdout=out)


def test_the_manuals_picture_and_figures_are_what_the_command_gives(tmp_path: Path) -> None:
    """The distribution in the manual is drawn by the program from the shipped rules, not by hand."""
    docs, drawn, out = Path(__file__).resolve().parents[3] / "docs", tmp_path / "drawn.svg", StringIO()
    call_command("points", "simulate", "--picture", str(drawn), stdout=out)
    assert drawn.read_text("utf-8") == (docs / "images" / "points-simulation.svg").read_text("utf-8")
    lowest, median, highest = re.findall(r"lowest (\d+), median ([\d.]+), highest (\d+)", out.getvalue())[0]
    manual = " ".join((docs / "howto" / "quarters.md").read_text("utf-8").split())
    assert f"gives {lowest} to {highest} points, median {median} (seed 1)" in manual
