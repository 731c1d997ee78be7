"""Two people put points right, whoever tries it alone; many corrections by Excel; nothing decided is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from factories.quarters import HEARD, IN_QUARTER, Books, books, draft, earned, signed
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.models import CorrectionCase
from fengqiao.points.selectors import TransferView
from fengqiao.points.services import CaseRefused, SheetRefused
from fengqiao.points.services.ledger import correct
from fengqiao.ui import workbooks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HEAD = ["line", "worker", "day", "title", "stands", "shall", "once", "reason", "hearing"]


@pytest.fixture
def town() -> Books:
    return books()


def sheet(*rows: Sequence[Any]) -> bytes:
    return workbooks.write_cells(HEAD, dict(enumerate(rows, start=2)))


def a_line(town: Books, who: int = 0) -> TransferView:
    return earned(town, town.workers[who], f"event:{who}", rule="mediation_attended")


def posted(town: Books, who: int = 0) -> int:
    person = town.workers[who].person_id
    assert person is not None
    return selectors.balance(person).posted


def test_the_database_keeps_no_correction_that_nobody_else_granted(town: Books) -> None:
    line = a_line(town)
    correct(award_id=line.id, points=0, reason="alone", effective_at=IN_QUARTER, actor=town.clerk)
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        connection.check_constraints()
    transaction.set_rollback(True)


def test_verify_names_a_correction_by_one_person(town: Books) -> None:
    line = a_line(town)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_transfer DISABLE TRIGGER points_correction_granted")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        correct(award_id=line.id, points=0, reason="alone", effective_at=IN_QUARTER, actor=town.clerk)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_transfer ENABLE TRIGGER points_correction_granted")
    assert [one.problem for one in services.verify()] == ["puts points right without a second person"]


def ask(town: Books, line: TransferView, points: int = 1) -> CorrectionCase:
    return services.ask_correction(
        person_id=line.person_id, town_id=town.town.id, award_id=line.id, points=points, reason="误算",
        hearing="本人同意", actor=town.clerk,
    )  # fmt: skip


def test_a_line_is_asked_for_once_and_what_was_decided_stays(town: Books) -> None:
    case = ask(town, a_line(town))
    with pytest.raises(CaseRefused, match="asked for already"):
        ask(town, a_line(town))
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionCase.objects.filter(pk=case.pk).update(points=0)  # another aim than was asked for
    services.grant(case_id=case.pk, actor=town.second)
    assert posted(town) == 1
    for change in ({"state": "asked"}, {"decided_by": town.clerk.person_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CorrectionCase.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionCase.objects.filter(pk=case.pk).delete()
    assert services.verify() == []


def test_lines_go_out_and_come_back_as_requests_that_another_grants(town: Books) -> None:
    line, other = a_line(town, 0), a_line(town, 1)
    start, end = IN_QUARTER.replace(month=7, day=1), IN_QUARTER.replace(month=10, day=1)
    out = services.export_lines(selectors.lines_to_correct(town.town.id, start, end))
    table = workbooks.table(out)
    rows = {str(row[0]): list(row) for row in table.rows.values()}
    assert set(rows) == {str(line.id), str(other.id)}
    assert rows[str(line.id)][3:5] == ["Mediation attended", 2.0] or rows[str(line.id)][4] == 2.0
    filled = [*rows[str(line.id)][:5], 0, "", "不是本人到场", "本人承认"]
    name = next(n for p, n in selectors.workers(town.town.id).items() if p == town.workers[2].person_id)
    once = ["", name, "", "", "", "", "mediation_attended", "漏记", ""]
    content = workbooks.write_cells(table.head, {2: filled, 3: rows[str(other.id)], 9: once})
    with translation.override("zh-hans"):  # the heads are in English; any language of the installation is read
        assert services.import_corrections(town_id=town.town.id, content=content, actor=town.clerk) == 2
    assert (posted(town, 0), posted(town, 2)) == (2, 0)
    with pytest.raises(CaseRefused, match="before"):
        services.import_corrections(town_id=town.town.id, content=content, actor=town.clerk)
    for case in CorrectionCase.objects.all():
        with pytest.raises(CaseRefused, match="Two people"):
            services.grant(case_id=case.pk, actor=town.clerk)
        services.grant(case_id=case.pk, actor=town.second)
    assert (posted(town, 0), posted(town, 1), posted(town, 2)) == (0, 2, 2)
    listed = workbooks.table(services.export_cases(CorrectionCase.objects.all()))
    assert len(listed.rows) == 2
    assert all("granted" in row for row in listed.rows.values())
    assert services.verify() == []


def test_a_sheet_for_a_published_quarter_makes_a_new_issue_possible(town: Books) -> None:
    line = a_line(town)
    book = draft(town)
    signed(town, book)
    content = sheet([str(line.id), "", "", "", "", 1, "", "误算", "本人同意"])
    with clock.fixed(HEARD):
        services.import_corrections(town_id=town.town.id, content=content, actor=town.clerk)
        services.grant(case_id=CorrectionCase.objects.get().pk, actor=town.second)
        assert services.issue_anew(quarter_id=book.pk, actor=town.clerk).number == 3


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["{line}", "", "", "", "", "-1", "", "x", "y"], "whole number"),
        (["{line}", "", "", "", "", "１", "", "x", "y"], "whole number"),
        (["{line}", "", "", "", "", "2", "", "x", "y"], "already stands"),
        (["{line}", "", "", "", "", "1", "", "", "y"], "Give a reason"),
        (["{line}", "", "", "", "", "1", "", "x", ""], "after a hearing"),
        (["{line}", "", "", "", "", "1", "valid_event", "x", "y"], "either"),
        (["{line}", "", "", "", "", "1", "", "x" * 301, "y"], "At most 300"),
        (["=1+1", "", "", "", "", "1", "", "x", "y"], "No line of this town"),
        (["", "Nobody", "", "", "", "", "valid_event", "x", "y"], "Nobody who works here"),
        (["", "{name}", "", "", "", "", "gold", "x", "y"], "no such rule"),
        (["", "{name}", "", "", "", "", "false_report", "x", ""], "after a hearing"),
    ],
)
def test_a_sheet_with_a_wrong_row_asks_for_nothing_and_comes_back_with_the_reason(
    town: Books, cells: list[str], said: str
) -> None:
    line = a_line(town)
    name = selectors.workers(town.town.id)[line.person_id]
    good = ["", name, "", "", "", "", "mediation_attended", "漏记", ""]
    row = [cell.format(line=line.id, name=name) for cell in cells]
    with pytest.raises(SheetRefused) as refused:
        services.import_corrections(town_id=town.town.id, content=sheet(good, row), actor=town.clerk)
    assert not CorrectionCase.objects.exists()
    back = workbooks.table(refused.value.annotated)
    assert said in str(back.rows[3][-1])
    assert not back.rows[2][-1]
    assert workbooks.text(back.rows[3][0]) == row[0]  # what looked like a formula came back as text


def test_sheets_of_strangers_and_of_other_towns_are_refused(town: Books) -> None:
    line = a_line(town)
    other = books()
    content = sheet([str(line.id), "", "", "", "", 1, "", "x", "y"])
    with pytest.raises(NotYours):
        services.import_corrections(town_id=town.town.id, content=content, actor=other.clerk)
    with pytest.raises(NotYours):
        services.import_corrections(town_id=town.town.id, content=content, actor=town.workers[0])
    with pytest.raises(SheetRefused):
        services.import_corrections(town_id=other.town.id, content=content, actor=other.clerk)
    for broken in (b"", b"PK\x03\x04nothing", workbooks.write_cells(["x"], {2: ["y"]})):
        with pytest.raises(CaseRefused):
            services.import_corrections(town_id=town.town.id, content=broken, actor=town.clerk)
