"""What leaves the house: the place's page, the notice, the Excel file; and a check out of a telephone's outbox."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories import areas as make
from factories import fieldwork as phone
from factories import hazards as make_hazards
from factories import incidents as make_incidents
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.hazards import Topic
from fengqiao.fieldwork.models import HazardCheck
from fengqiao.fieldwork.selectors.hazards import ledger, lists
from fengqiao.fieldwork.services import hazards as services
from fengqiao.fieldwork.services.errors import SheetRefused
from fengqiao.fieldwork.services.hazards import Line
from fengqiao.ui import workbooks

pytestmark = pytest.mark.django_db


def test_the_place_follows_without_an_account_and_reads_no_names() -> None:
    where = make.village()
    finder, other = make.actor(Role.GRID_WORKER, where), make.actor(Role.GRID_LEAD, where)
    one = make_hazards.hazard(where, actor=finder)
    services.rectify(hazard_id=one.id, photos=(make_incidents.photo(7),), words="张三搬走了", actor=other)
    client = Client()
    page = client.get(reverse("fieldwork:hazard_follow", args=[one.code]))
    shown = page.content.decode()
    assert page.status_code == 200
    assert one.words in shown
    assert "data-compare" in shown
    for name in (finder.name, other.name, "测试店主", "13800001234", "张三"):
        assert name not in shown
    found = client.get(reverse("fieldwork:hazard_follow_find"), {"code": f" {one.code[:5].lower()}-{one.code[5:]}"})
    assert found["Location"].endswith(reverse("fieldwork:hazard_follow", args=[one.code]))
    assert client.get(reverse("fieldwork:hazard_follow", args=["2" * 10])).status_code == 404
    foreign = ledger.pictures_of([(away := make_hazards.hazard()).id])[away.id][0]
    assert client.get(reverse("fieldwork:hazard_follow_picture", args=[one.code, foreign.id])).status_code == 404


def test_the_notice_is_one_paper_in_two_sizes_and_only_where_something_was_found() -> None:
    where = make.village()
    user = make.account(Role.GRID_LEAD, where)
    client = Client()
    client.force_login(user)
    pk = make_hazards.check(where, ("fire-exit", "fire-sleep"))
    for size in ("", "1"):
        answer = client.get(reverse("fieldwork:hazard_notice", args=[pk]), {"large": size})
        assert answer.content.startswith(b"%PDF")
    assert client.get(reverse("fieldwork:hazard_notice", args=[make_hazards.check(where)])).status_code == 404


def test_the_excel_file_holds_what_the_filter_wants_and_no_formula() -> None:
    where = make.village()
    user = make.account(Role.STUDIO_CLERK, where)
    make_hazards.check(where, ("fire-exit",), place_name="=HYPERLINK(1)")
    make_hazards.check(where, ("gas-smell",), topic=Topic.GAS)
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("fieldwork:hazard_ledger"), {"topic": "fire"})
    table = workbooks.table(answer.content)
    (row,) = table.rows.values()
    assert "=HYPERLINK(1)" in row
    assert b"<f>" not in answer.content


def test_a_check_out_of_an_outbox_arrives_once() -> None:
    where = make.village()
    grid = make.grid(where, since=clock.now() - timedelta(days=365))
    worker = make.actor(Role.GRID_WORKER, where, grid_id=grid)
    photo = phone.upload(make_incidents.photo(), worker)
    seen = {item.key: {"answer": "ok"} for item in lists.shipped(Topic.WATER).items}
    seen["water-sign"] = {"answer": "bad", "words": "牌子倒了", "photos": [photo]}
    payload = {"topic": "water", "place_name": "鹤田水库", "grid": str(grid), "seen": seen}
    sent = phone.item(payload, kind="hazard_check", photos=[photo], at=clock.now() - timedelta(hours=5))
    (first,) = phone.send(worker, sent)
    (again,) = phone.send(worker, sent)
    assert (first.state, again.state) == ("done", "again")
    row = HazardCheck.objects.get()
    assert (first.url, row.late, row.grid_id) == (reverse("fieldwork:hazard_check", args=[row.pk]), True, grid)
    (hazard,) = ledger.hazards_of(row.pk)
    assert hazard.words == "牌子倒了"
    assert ledger.figures(SYSTEM, ledger.Filter()).found == 1
    for wrong in ({**payload, "topic": "dance"}, {**payload, "seen": {}}, {**payload, "place_name": 7}):
        (answer,) = phone.send(worker, phone.item(wrong, kind="hazard_check", photos=[photo]))
        assert answer.state == "needs_you"
    assert HazardCheck.objects.count() == 1


def test_a_list_is_a_draft_until_it_is_published() -> None:
    town = make.town()
    where = make.village(town)
    clerk, worker = make.actor(Role.STUDIO_CLERK, town), make.actor(Role.GRID_WORKER, where)
    shipped = lists.shipped(Topic.GAS)
    days = {"general": 10, "serious": 5, "grave": 0}
    lines = [Line(key=item.key, words=item.said("zh-hans"), severity=item.severity) for item in shipped.items[:2]]
    more = [*lines, Line(key="", words="瓶装气登记在册", severity="general")]

    def save(lines: list[Line], actor: Actor = clerk, seen: datetime | None = None) -> None:
        services.save_draft(
            topic=Topic.GAS, area_id=town.id, lines=lines, days=days, language="zh-hans", seen=seen, actor=actor
        )

    with pytest.raises(NotYours):
        save(more, worker)
    save(more)
    assert lists.in_force(Topic.GAS, where.id).number == 0
    with pytest.raises(services.HazardRefused):  # somebody else saved meanwhile
        save(lines, seen=clock.now() - timedelta(days=1))
    with pytest.raises(services.ListRefused):
        save([Line(key="", words="x", severity="awful")])
    services.publish_draft(topic=Topic.GAS, area_id=town.id, actor=clerk)
    counts = lists.in_force(Topic.GAS, where.id)
    assert (counts.number, len(counts.checklist.items)) == (1, 3)
    assert counts.checklist.items[0] == shipped.items[0]  # untouched, with all its translations
    assert lists.in_force(Topic.GAS, make.village().id).number == 0
    with pytest.raises(services.HazardRefused):
        services.publish_draft(topic=Topic.GAS, area_id=town.id, actor=clerk)


def test_a_list_goes_through_excel_whole_or_not_at_all() -> None:
    town = make.town()
    clerk = make.actor(Role.STUDIO_CLERK, town)
    out = services.export_list(lists.shipped(Topic.ROADS))
    count = services.import_list(topic=Topic.ROADS, area_id=town.id, content=out, actor=clerk)
    draft = lists.draft_of(Topic.ROADS, town.id)
    assert draft is not None
    assert (count, draft.checklist.items) == (8, lists.shipped(Topic.ROADS).items)
    table = workbooks.table(out)
    rows = {number: list(cells) for number, cells in table.rows.items()}
    rows[3][-1] = "very"
    bad = workbooks.write_cells(list(table.head), rows)
    with pytest.raises(SheetRefused) as refusal:
        services.import_list(topic=Topic.ROADS, area_id=town.id, content=bad, actor=clerk)
    annotated = workbooks.table(refusal.value.annotated)
    assert [number for number, cells in annotated.rows.items() if cells[-1]] == [3]
    with pytest.raises(services.InputRefused):
        services.import_list(topic=Topic.ROADS, area_id=town.id, content=b"no", actor=clerk)
