"""What the program publishes comes out by a script that shares no line of code with it, and a changed file does not."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from factories.points import corrected
from factories.quarters import HEARD, IN_QUARTER, OVER, Books, books, draft, earned, signed
from fengqiao.core import clock
from fengqiao.points import services
from fengqiao.points.models import Publication
from fengqiao.points.selectors import quarters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SCRIPT = Path(__file__).resolve().parents[3] / "tools" / "recompute_publication.py"


def published(issue: Publication) -> bytes:
    answer = Client().get(f"/published/{issue.pk}/points.json")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def recompute(content: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "points.json"
    path.write_bytes(content)
    # -I: not even the environment leads to the product's code.
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)


def a_full_quarter() -> tuple[Books, Publication]:
    """Two quarters: caps reached, a cut last award, a deduction, an objection upheld, a correction in time, work that
    came late from the quarter before, and a rule of the town's own."""
    town = books(workers=3)
    first, second, _idle = town.workers
    own = next(rule for rule in services.seed_rules() if rule["kind"] == "hazard_checked")
    services.load_rules(
        [{**own, "points": 3}], valid_from=IN_QUARTER - timedelta(days=30), area_id=town.town.id, actor=town.clerk
    )
    before = draft(town, number=2, at=OVER - timedelta(days=91))
    signed(town, before, at=OVER - timedelta(days=80))
    earned(town, second, "event:late", at=IN_QUARTER, effective_at=OVER - timedelta(days=100))
    for number in range(5):
        earned(town, first, f"event:{number}")
    for number in range(2):
        earned(town, first, f"check:{number}", rule="hazard_checked")  # three, then one: the cap is four
    line = earned(town, second, "talk:1", rule="mediation_attended")
    with clock.fixed(IN_QUARTER + timedelta(days=1)):
        corrected(award_id=line.id, points=1, reason="one day too many", effective_at=IN_QUARTER, actor=town.clerk)
        assert first.person_id is not None
        case = services.ask_correction(
            person_id=first.person_id, town_id=town.town.id, rule="false_report", reason="no such place",
            hearing="admitted it", actor=town.clerk,
        )  # fmt: skip
        services.grant(case_id=case.pk, actor=town.second)
    book = draft(town)
    assert second.person_id is not None
    with clock.fixed(OVER + timedelta(days=2)):
        sheet = quarters.sheets_of(second.person_id)[0]
        raised = services.object_to(sheet_id=sheet.pk, words="one talk is missing", actor=second)
        asked = services.uphold(
            objection_id=raised.pk, hearing="heard", answer="it is", rule="mediation_settled", actor=town.clerk
        )
        services.grant(case_id=asked.pk, actor=town.second)
    return town, signed(town, book)


def test_a_published_quarter_comes_out_by_a_script_of_its_own(tmp_path: Path) -> None:
    _town, issue = a_full_quarter()
    content = published(issue)
    said = recompute(content, tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    summary = json.loads(issue.head)["summary"]
    # 5 events, 4 for checks, 3 taken back; the talk put right to 1, one counted by the objection, one late event.
    assert (summary["total"], summary["minimum"], summary["maximum"]) == (10, 0, 6)
    assert "3 workers, 10 points, lowest 0, median 4, highest 6" in said.stdout
    assert f"SHA-256 {issue.sha256}" in said.stdout
    lines = [line for sheet in json.loads(content)["sheets"] for line in sheet["lines"]]
    assert {line[5] for line in lines} == {"earned", "late", "corrected"}
    assert {line[2] for line in lines if line[1] == "hazard_checked"} == {f"{_town.town.code}/1"}


def test_an_issue_put_right_after_the_signature_comes_out_too_and_names_the_old_one(tmp_path: Path) -> None:
    town, old = a_full_quarter()
    worker = town.workers[1].person_id
    assert worker is not None
    with clock.fixed(HEARD + timedelta(days=5)):
        case = services.ask_correction(
            person_id=worker, town_id=town.town.id, rule="mediation_attended", reason="forgotten",
            quarter_id=old.quarter_id, actor=town.clerk,
        )  # fmt: skip
        services.grant(case_id=case.pk, actor=town.second)
        new = services.issue_anew(quarter_id=old.quarter_id, actor=town.clerk)
    assert recompute(published(new), tmp_path).returncode == 0
    assert recompute(published(old), tmp_path).returncode == 0
    assert json.loads(new.head)["replaces"] == old.sha256


@pytest.mark.parametrize(
    "change",
    [
        lambda made: max(made["sheets"], key=lambda sheet: len(sheet["lines"]))["lines"].pop(),
        lambda made: made["sheets"].pop(),
        lambda made: made["head"]["summary"].update(maximum=105),
        lambda made: made["head"]["workers"][0].update(total=60),
        lambda made: made["head"]["rules"][0].update(points=9),
        lambda made: made["head"].update(signer="somebody else"),
    ],
    ids=["a line less", "a sheet less", "another maximum", "another total", "another rule", "another signer"],
)
def test_a_published_file_that_was_changed_does_not_come_out(change: Any, tmp_path: Path) -> None:
    _town, issue = a_full_quarter()
    made = json.loads(published(issue))
    change(made)
    said = recompute(json.dumps(made, ensure_ascii=False).encode(), tmp_path)
    assert said.returncode == 1, said.stdout
