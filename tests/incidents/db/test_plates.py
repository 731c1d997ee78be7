"""Places with a plate: made, put right, taken down, brought in by Excel; only under one's own duties."""

from __future__ import annotations

import io

import pytest
import python_calamine
import xlsxwriter

from factories import areas as make
from factories import public as make_public
from fengqiao.areas.selectors import Actor, AreaView, Role
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import ReportPlace

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> AreaView:
    return make.village()


@pytest.fixture
def clerk(village: AreaView) -> Actor:
    assert village.parent_id is not None
    return make.actor(Role.STUDIO_CLERK, village.parent_id)


def sheet(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate((("area", "kind", "label", "lon", "lat"), *rows)):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_a_plate_has_a_token_of_its_own_and_stands_in_the_journal(village: AreaView, clerk: Actor) -> None:
    made = [
        services.make_report_place(kind="door", label=label, area_id=village.id, lon=113.63, lat=23.78, actor=clerk)
        for label in ("12号", "13号")
    ]
    assert len({one.token for one in made}) == 2
    assert all(len(one.token) == 10 for one in made)
    assert [one.kind for one in journal.history(f"plate:{made[0].id}")] == ["incidents.plate_made"]
    assert selectors.report_place_of(f" {made[0].token.lower()} ") == made[0]


def test_the_same_label_hangs_once_in_an_area(village: AreaView, clerk: Actor) -> None:
    first = make_public.plate(village, "12号")
    with pytest.raises(services.InputRefused):
        make_public.plate(village, "12号")
    services.take_down_report_place(place_id=first.id, actor=clerk)
    services.take_down_report_place(place_id=first.id, actor=clerk)
    assert make_public.plate(village, "12号").token != first.token
    assert selectors.report_place_of(first.token) is None
    assert len(journal.history(f"plate:{first.id}")) == 2


@pytest.mark.parametrize("more", [{"label": "  "}, {"label": "长" * 81}, {"lon": 200.0}, {"lat": float("nan")}])
def test_what_cannot_be_right_is_refused(village: AreaView, more: dict[str, object]) -> None:
    with pytest.raises(services.InputRefused):
        make_public.plate(village, **more)
    assert not ReportPlace.objects.exists()


def test_a_changed_plate_keeps_its_token(village: AreaView, clerk: Actor) -> None:
    made = make_public.plate(village, "12号")
    changed = services.change_report_place(
        place_id=made.id, kind="board", label="12号旁", lon=113.64, lat=23.79, actor=clerk
    )
    assert (changed.token, changed.label, changed.kind_words) == (made.token, "12号旁", "宣传栏")


def test_elsewhere_and_without_the_duty_there_is_nothing(village: AreaView, clerk: Actor) -> None:
    made = make_public.plate(village)
    stranger = make.actor(Role.STUDIO_CLERK, make.village())
    worker = make.actor(Role.GRID_WORKER, village)
    for actor in (stranger, worker):
        with pytest.raises(NotYours):
            services.take_down_report_place(place_id=made.id, actor=actor)
        with pytest.raises(NotYours):
            services.make_report_place(kind="door", label="x", area_id=village.id, lon=113.63, lat=23.78, actor=actor)
    assert selectors.report_places(stranger) == []
    assert [one.id for one in selectors.report_places(clerk, text=made.label[-3:])] == [made.id]


def test_a_sheet_brings_all_in_or_nothing_and_says_why(village: AreaView, clerk: Actor) -> None:
    good = (village.name, "门牌", "1号", 113.63, 23.78)
    bad = [("别处村", "lamp", "2号", 113.63, 23.78), (village.name, "树", "3号", 113.63, 23.78)]
    with pytest.raises(services.SheetRefused) as refused:
        services.import_report_places(content=sheet(good, *bad), actor=clerk)
    assert refused.value.wrong == 2
    assert not ReportPlace.objects.exists()
    rows = python_calamine.load_workbook(io.BytesIO(refused.value.annotated)).get_sheet_by_index(0).to_python()
    assert [bool(row[-1]) for row in rows[1:]] == [False, True, True]
    assert services.import_report_places(content=sheet(good), actor=clerk) == 1
    assert services.import_report_places(content=sheet(good), actor=clerk) == 1
    assert ReportPlace.objects.count() == 1


def test_what_is_given_out_can_be_taken_in(village: AreaView, clerk: Actor) -> None:
    made = make_public.plate(village)
    content = services.export_report_places(selectors.report_places(clerk), {})
    services.take_down_report_place(place_id=made.id, actor=clerk)
    assert services.import_report_places(content=content, actor=clerk) == 1
    assert ReportPlace.objects.filter(ended_at__isnull=True).get().label == made.label


def test_no_workbook_is_said_in_words(clerk: Actor) -> None:
    with pytest.raises(services.InputRefused, match="Excel"):
        services.import_report_places(content=b"no sheet", actor=clerk)
