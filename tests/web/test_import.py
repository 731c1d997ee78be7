"""Events out of an Excel file: good rows once, bad ones given back with what is wrong."""

from __future__ import annotations

import hashlib
import io

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import areas as make
from factories.incidents import DANGER, NUMBER, PLAIN, Way, asking
from fengqiao.areas import selectors as areas
from fengqiao.areas import services as draw
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.incidents import selectors
from fengqiao.incidents.services import imports

pytestmark = pytest.mark.django_db
ADDRESS = "/incidents/import/"


@pytest.fixture
def way() -> Way:
    return Way.lay()


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def workbook(*rows: dict[str, object]) -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(imports.COLUMNS.values()))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, [row.get(name, "") for name in imports.COLUMNS])
    book.close()
    return SimpleUploadedFile("a.xlsx", out.getvalue())


def row(way: Way, **more: object) -> dict[str, object]:
    return {
        "source": "12345热线",
        "category": PLAIN,
        "area": way.village.code,
        "title": "路灯坏了",
        "place": "村口",
        "phone": 13800001234,
        **more,
    }


def cells(content: bytes) -> list[list[object]]:
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_good_rows_become_events_once_and_bad_ones_come_back_annotated(way: Way) -> None:
    client = client_of(way.operator)
    good, plain = row(way, number="R-1"), row(way, title="积水")
    bad = row(way, category="没有的类", area="", happened_at="昨天", lon="x")
    assert client.post(ADDRESS, {"file": workbook(good, bad, plain)}).status_code == 302
    page = client.get(ADDRESS).content.decode()
    assert "没有的类" in page
    assert selectors.incidents(SYSTEM) == []  # nothing before it was looked at
    assert client.post(f"{ADDRESS}run/").status_code == 302
    events = selectors.incidents(SYSTEM)
    assert sorted(one.title for one in events) == ["积水", "路灯坏了"]
    assert {selectors.followers_of(one.id, masked=False)[0].phone for one in events} == {"13800001234"}
    result = [str(line[-1]) for line in cells(client.get(f"{ADDRESS}annotated.xlsx").content)[1:]]
    assert {result[0], result[2]} == {one.code for one in events}
    for words in ("没有的类", "村（社区）", "2026-11-23 14:30", "经度"):
        assert words in result[1]
    client.post(f"{ADDRESS}discard/")
    again = row(way, number="R-1", title="同一张工单，改了事由")
    assert client.post(ADDRESS, {"file": workbook(again, plain)}).status_code == 302
    client.post(f"{ADDRESS}run/")
    assert len(selectors.incidents(SYSTEM)) == 2


def test_a_long_file_goes_on_piece_by_piece(way: Way) -> None:
    client = client_of(way.operator)
    client.post(ADDRESS, {"file": workbook(*(row(way, title=f"第 {number} 件") for number in range(52)))})
    fetch = {"X-Requested-With": "fetch"}
    assert client.post(f"{ADDRESS}run/", headers=fetch).json() == {"done": 50, "total": 52, "left": 2}
    assert client.post(f"{ADDRESS}run/", headers=fetch).json() == {"done": 52, "total": 52, "left": 0}


def test_rows_that_are_refused_at_the_door_hold_up_nobody_and_come_back_with_the_words(way: Way) -> None:
    client = client_of(way.operator)
    county = areas.area(areas.area(way.village.id).lineage[0])
    draw.draw_boundary(area_id=county.id, outline=make.square(113.5, 23.7, 0.3), actor=SYSTEM)
    abroad = [row(way, title=f"远处 {number}", lon=121.47, lat=31.23) for number in range(60)]
    near = [row(way, title=f"𠮷野路 {number} <b>😀</b>", lon=113.635, lat=23.785) for number in range(5)]
    file = workbook(*abroad, *near).read()
    for _again in range(2):
        client.post(ADDRESS, {"file": SimpleUploadedFile("a.xlsx", file)})
        fetch = {"X-Requested-With": "fetch"}
        answer = client.post(f"{ADDRESS}run/", headers=fetch).json()
        while answer["left"]:
            answer = client.post(f"{ADDRESS}run/", headers=fetch).json()
        assert answer == {"done": 5, "total": 5, "left": 0}
        assert len(selectors.incidents(SYSTEM)) == 5
    lines = cells(client.get(f"{ADDRESS}annotated.xlsx").content)[1:]
    assert all("以外" in str(line[-1]) for line in lines[:60]), lines[0][-1]
    assert "以外" in client.get(ADDRESS).content.decode()
    titles = [str(line[list(imports.COLUMNS).index("title")]) for line in lines[60:]]
    assert titles == [one["title"] for one in near]
    event = selectors.incidents(SYSTEM)[0]
    for page in (f"/incidents/{event.code}/", f"/incidents/{event.code}/sheet/", "/incidents/search/?q=𠮷野路"):
        told = client.get(page).content.decode()
        assert "𠮷" in told
        assert "<b>😀" not in told


def test_what_is_no_sheet_is_refused_with_words(way: Way) -> None:
    client = client_of(way.operator)
    assert client.post(ADDRESS).status_code == 422
    assert client.post(ADDRESS, {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 422
    assert client.post(ADDRESS, {"file": workbook()}).status_code == 422
    assert client.get(f"{ADDRESS}annotated.xlsx").status_code == 404
    assert client.post(f"{ADDRESS}run/").status_code == 404
    head = [str(one) for one in cells(client.get(f"{ADDRESS}template.xlsx").content)[0]]
    assert head[:5] == ["来源*", "类别*", "村（社区）*", "事由*", "具体位置*"]


def test_a_categorys_own_fields_come_by_the_names_that_people_read(way: Way) -> None:
    lamp = {"category": asking(NUMBER, DANGER), "number": "a"}
    file = workbook(
        row(way, **lamp, answers="编号：灯 7； 有人受伤的危险：是"),
        row(way, **{**lamp, "number": "b"}, answers="颜色：红"),
        row(way, **{**lamp, "number": "c"}, answers="灯 7"),
        row(way, **{**lamp, "number": "d"}),
    )
    imports.keep_sheet(content=file.read(), actor=way.operator)
    table = imports.kept_sheet(actor=way.operator)
    assert table is not None
    assert [bool(one.wrong) for one in table.lines] == [False, True, True, False]
    imports.bring_in(actor=way.operator)
    details = {one.title: one.details for one in selectors.incidents(SYSTEM) if one.details}
    assert list(details.values()) == [{"number": "灯 7", "danger": True}]


def test_a_row_without_own_fields_keeps_the_name_it_had_before_there_was_a_column_for_them(way: Way) -> None:
    cells = dict.fromkeys(imports.COLUMNS, "") | {"title": "路灯坏了"}
    without = [cells[name] for name in imports.COLUMNS if name != "answers"]
    expected = hashlib.sha256(chr(31).join(without).encode()).hexdigest()
    assert imports._key(cells) == f"import:{expected}"
