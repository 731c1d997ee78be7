"""Lists as Excel files: five hundred rows of which seventy are wrong, bombs, the same file twice, formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import areas as make
from factories.studio import Studio
from fengqiao.areas import services as people
from fengqiao.areas.models import Assignment, User
from fengqiao.areas.selectors import SYSTEM, Role, grids_named
from fengqiao.core import clock
from fengqiao.fieldwork.models import Push, Task
from fengqiao.fieldwork.selectors.assignments import grid_lines
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused, SheetRefused
from fengqiao.fieldwork.services.sheets import SHEETS, assignments, keep_sheet, pushes
from fengqiao.ui import workbooks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HEAD = ["Item No.", "Worker", "Grid code", "Due", "What to look at"]
DUTIES = ["Grid code", "Worker", "Telephone", "Duty", "Employment", "Since", "Last day"]


@pytest.fixture
def desk() -> Studio:
    return Studio.open()


def book(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    return workbooks.write(head, rows, {})


def read(content: bytes) -> list[list[object]]:
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def soon(days: int = 2) -> str:
    return (timezone.localdate(clock.now()) + timedelta(days=days)).isoformat()


def test_of_five_hundred_rows_seventy_wrong_ones_come_back_and_nothing_is_pushed_before_somebody_says_so(
    desk: Studio,
) -> None:
    workers, item = [desk.worker() for _number in range(5)], desk.kind()
    items = [item, *(desk.kind() for _number in range(85))]
    good = [[one.code, worker.name, "", soon(), ""] for one in items for worker in workers][:430]
    bad = [
        ["99", workers[0].name, "", soon(), ""],
        [item.code, "没有这个人", "", soon(), ""],
        [item.code, "", "", soon(), ""],
        [item.code, "", "X1", soon(), ""],
        [item.code, workers[0].name, "", "2020-01-01", ""],
        [item.code, workers[0].name, "", "改天", ""],
        [item.code, workers[0].name, "", soon(), "长" * 501],
    ]
    content = book(HEAD, [*good, *bad * 10])
    checked = pushes.check(content, desk.clerk)
    assert (checked.right, checked.wrong) == (430, 70)
    back = read(checked.annotated())
    assert back[0][-1] == "What is wrong"
    assert sum(1 for row in back[1:] if row[-1]) == 70
    assert "over already" in str(back[435][-1])
    with pytest.raises(SheetRefused):
        pushes.bring_in(content, False, desk.clerk)
    assert not Task.objects.exists()
    assert pushes.bring_in(content, True, desk.clerk) == 430
    assert (Task.objects.count(), Push.objects.count()) == (430, 86)
    with pytest.raises(FieldRefused, match="brought in before"):
        pushes.bring_in(content, True, desk.clerk)


def test_two_workers_of_one_name_need_the_grid_and_a_grid_alone_is_enough(desk: Studio) -> None:
    grids, item = [make.grid(desk.village) for _number in range(2)], desk.kind()
    for grid in grids:
        one = make.person(desk.village, "江听雨")
        people.assign(
            person_id=one.id,
            role=Role.GRID_LEAD,
            area_id=desk.village.id,
            grid_id=grid,
            since=make.SINCE,
            actor=SYSTEM,
        )
    codes = [grids_named(grids)[grid].code for grid in grids]
    rows = [
        [item.code, "江听雨", "", soon(), ""],
        [item.code, "江听雨", codes[0], f"{soon()} 09:30", "=1+1"],
        [item.code, "", codes[1], soon(), ""],
        [item.code, "", codes[1], soon(3), ""],
    ]
    checked = pushes.check(book(HEAD, rows), desk.clerk)
    assert [one.cell for one in checked.problems] == ["B2", "5"]
    assert "Two workers" in checked.problems[0].words
    pushes.bring_in(book(HEAD, rows), True, desk.clerk)
    times = {f"{timezone.localtime(one.due_at):%H:%M}" for one in Task.objects.all()}
    assert times == {"09:30", "18:00"}
    assert any("=1+1" in row for row in read(pushes.out(desk.clerk)))


def test_duties_are_given_by_a_list_and_what_the_page_refuses_the_list_refuses(desk: Studio) -> None:
    grids = [
        people.add_grid(code=f"L{number}", name=f"列{number}", area_id=desk.village.id, actor=SYSTEM)
        for number in range(4)
    ]
    old = desk.worker(grid_id=grids[0])
    make.person(make.village(), "外地人")
    rows = [
        ["L0", old.name, "", "grid lead", "full-time", soon(), ""],
        ["L0", "新人", "13900000001", "网格长", "专职", soon(), ""],
        ["L1", "新人", "13900000001", "Grid member", "part-time", soon(0), soon(30)],
        ["L2", "外地人", "", "Grid lead", "full-time", soon(), ""],
        ["L3", old.name, "", "队长", "full-time", soon(), ""],
        ["L3", old.name, "", "Grid lead", "full-time", "2020-01-01", ""],
        ["L3", old.name, "", "Grid lead", "full-time", soon(5), soon(4)],
        ["L9", old.name, "", "Grid lead", "full-time", soon(), ""],
    ]
    content = book(DUTIES, rows)
    before = Assignment.objects.count()
    checked = assignments.check(content, desk.clerk)
    assert (checked.right, [one.cell for one in checked.problems]) == (2, ["2", "B5", "D6", "7", "8", "A9"])
    assert Assignment.objects.count() == before
    with pytest.raises(SheetRefused):
        assignments.bring_in(content, False, desk.clerk)
    assert assignments.bring_in(content, True, desk.clerk) == 2
    line = next(one for one in grid_lines(desk.clerk) if one.grid.code == "L0")
    assert line.lead is not None
    assert line.lead.last_day is not None
    assert [one.name for one in line.coming] == ["新人"]
    again = read(assignments.out(desk.clerk))
    assert any(row[:2] == ["L1", "新人"] for row in again)


@pytest.mark.parametrize("what", ["push", "assignments"])
def test_what_is_no_list_is_refused(desk: Studio, what: str) -> None:
    for content in (b"", b"no workbook", book(["something"], []), b"PK\x03\x04broken"):
        with pytest.raises(InputRefused):
            keep_sheet(what, content, actor=desk.clerk)
    with pytest.raises(InputRefused, match="missing"):
        SHEETS[what].check(book(["something"], [["x"]]), desk.clerk)
    assert read(SHEETS[what].template())[0][0] in {"Item No.", "Grid code"}


def test_the_pages_lead_from_the_file_to_its_rows(desk: Studio) -> None:
    worker, item = desk.worker(), desk.kind()
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=desk.clerk.user_id), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("fieldwork:sheet", args=["push"])
    content = book(HEAD, [[item.code, worker.name, "", soon(), ""], [item.code, "谁", "", soon(), ""]])
    assert client.post(address, {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 422
    client.post(address, {"file": SimpleUploadedFile("a.xlsx", content)})
    page = client.get(address).content.decode()
    assert "B3" in page
    assert "Bring only the 1 right row in" in page
    annotated = client.get(reverse("fieldwork:sheet_annotated", args=["push"]))
    assert read(annotated.content)[2][-1]
    assert client.post(reverse("fieldwork:sheet_bring", args=["push"])).status_code == 302
    assert not Task.objects.exists()
    client.post(reverse("fieldwork:sheet_bring", args=["push"]), {"only_right": "1"})
    assert Task.objects.count() == 1
    assert client.get(reverse("fieldwork:sheet_annotated", args=["push"])).status_code == 404
    assert client.get(reverse("fieldwork:sheet", args=["other"])).status_code == 404
