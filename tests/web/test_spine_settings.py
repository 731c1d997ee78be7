"""The settings of the event spine as those see them who keep them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, WATER, Way, categories
from factories.settings import category, draft, workbook
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role
from fengqiao.core import journal
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import SettingsSheet
from fengqiao.incidents.selectors import Step

pytestmark = pytest.mark.django_db
HEAD = ["编号", "Catalogue", "类型", "parent", "zh-hans", "duplicate_m"]


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def county() -> AreaView:
    return make.county()


@pytest.fixture
def admin(county: AreaView) -> Client:
    return client_of(make.actor(Role.SYSTEM_ADMIN, county))


def read(client: Client, name: str, **args: Any) -> str:
    answer = client.get(reverse(f"incidents:{name}", kwargs=args))
    assert answer.status_code == 200
    return words(answer)


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def filled(**more: Any) -> dict[str, Any]:
    """The form of a category as a browser sends it, with two rows for questions."""
    rows: dict[str, Any] = {"fields-TOTAL_FORMS": "2", "fields-INITIAL_FORMS": "0"}
    for number in range(2):
        rows |= {f"fields-{number}-{name}": "" for name in ("name", "zh_hans", "choices", "min", "max", "ORDER")}
        rows[f"fields-{number}-type"] = "text"
    one = {"zh_hans": "河道漂浮物", "catalogue": "local", "kind": "happening", "sensitive": "0", "residents": "on"}
    return rows | one | {"before_pictures": "1", "after_pictures": "1", "duplicate_m": "80"} | more


def test_the_tree_is_searched_by_code_and_name_and_shows_the_classes_above(admin: Client) -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    everything = read(admin, "categories")
    assert "143 个类别" in everything
    found = words(admin.get(reverse("incidents:categories"), {"q": "小广告"}))
    assert "乱贴小广告" in found
    assert "H02" in found  # the class above it
    assert "暴露垃圾" not in found
    assert "H01080" in words(admin.get(reverse("incidents:categories"), {"q": "h0108"}))
    assert "没有符合的类别" in words(admin.get(reverse("incidents:categories"), {"q": "\0没有这个"}))


def test_a_category_is_edited_as_a_draft_and_old_events_keep_their_version(admin: Client) -> None:
    way = Way.lay()
    event = way.until(Step.ACCEPT, PLAIN)
    one = selectors.category(PLAIN)
    assert one is not None
    admin.post(reverse("incidents:category_edit", args=[one.id]))
    (draft,) = selectors.category_drafts()
    address = reverse("incidents:category_draft", args=[draft.id])
    questions = {
        "fields-0-zh_hans": "水深",
        "fields-0-type": "choice",
        "fields-0-choices": "浅 | 淺 | shallow\n深",
        "fields-0-required": "on",
        "fields-0-ORDER": "2",
        "fields-1-zh_hans": "多少人",
        "fields-1-type": "number",
        "fields-1-min": "1",
        "fields-1-ORDER": "1",
    }
    answer = admin.post(address, filled(parent=WATER, sensitive="1", catalogue="test", **questions))
    assert answer.status_code == 302
    seen = words(admin.get(address))
    assert "测试类 河道漂浮物" in seen
    assert "只有指挥台和处置人员" in seen
    assert selectors.category(PLAIN) == one  # nothing counts yet
    admin.post(reverse("incidents:category_publish", args=[draft.id]))
    new = selectors.category(PLAIN)
    assert new is not None
    assert (new.number, new.sensitive, new.parent, new.duplicate_m) == (2, True, WATER, 80)
    assert [field["name"] for field in new.fields] == ["field_1", "field_2"]
    assert new.fields[1]["choices"] == [
        {"value": "浅", "titles": {"zh-hans": "浅", "zh-hant": "淺", "en": "shallow"}},
        {"value": "深", "titles": {"zh-hans": "深"}},
    ]
    assert selectors.incident(SYSTEM, event.id).category_title == "测试类"
    page = read(admin, "category", pk=one.id)
    assert "版本 2" in page
    assert "1 件事件使用此版本" in page
    assert selectors.category_drafts() == []


def test_questions_keep_their_names_and_values_when_they_are_worded_anew() -> None:
    depth = {"value": "shallow", "titles": {"zh-hans": "浅"}}
    field = {"name": "depth", "type": "choice", "titles": {"zh-hans": "水深"}, "required": True, "choices": [depth]}
    categories()
    demands = services.Demands(fields=[field])
    one = services.define_category(
        code=DISPUTE,
        catalogue="test",
        kind=selectors.CategoryKind.DISPUTE,
        titles={"zh-hans": "纠纷"},
        demands=demands,
        actor=SYSTEM,
    )
    client = client_of(make.actor(Role.SYSTEM_ADMIN, make.county()))
    client.post(reverse("incidents:category_edit", args=[one.id]))
    (draft,) = selectors.category_drafts()
    rows = {
        "fields-INITIAL_FORMS": "1",
        "fields-0-name": "depth",
        "fields-0-zh_hans": "水有多深",
        "fields-0-type": "choice",
        "fields-0-choices": "浅\n深",
    }
    assert client.post(reverse("incidents:category_draft", args=[draft.id]), filled(**rows)).status_code == 302
    (kept,) = selectors.category_draft(draft.id).content["fields"]
    assert (kept["name"], kept["titles"]["zh-hans"]) == ("depth", "水有多深")
    assert [choice["value"] for choice in kept["choices"]] == ["shallow", "深"]


def test_a_draft_that_was_overtaken_is_not_published_before_somebody_looks(admin: Client) -> None:
    one = category()
    key = draft()
    services.define_category(
        code=WATER, catalogue="test", kind=selectors.CategoryKind.HAPPENING, titles={"zh-hans": "别名"}, actor=SYSTEM
    )
    assert admin.post(reverse("incidents:category_publish", args=[key])).status_code == 409
    assert "版本 2" in read(admin, "category_draft", pk=key)
    admin.post(reverse("incidents:category_draft", args=[key]), filled())
    assert admin.post(reverse("incidents:category_publish", args=[key])).status_code == 302
    assert selectors.category_of(one.id).title == "河道漂浮物"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zh_hans": ""}, "zh_hans"),
        ({"code": "a/b"}, "code"),
        ({"code": WATER}, "code"),
        ({"kind": "weather"}, "kind"),
        ({"parent": "nowhere"}, "parent"),
        ({"before_pictures": "11"}, "before_pictures"),
        ({"duplicate_m": "-1"}, "duplicate_m"),
    ],
)
def test_what_cannot_be_a_category_comes_back_with_what_was_typed(
    admin: Client, wrong: Mapping[str, str], field: str
) -> None:
    categories()
    answer = admin.post(reverse("incidents:category_new"), filled(code="local-1", en="Driftwood") | dict(wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Driftwood" in answer.content.decode()
    assert selectors.category_drafts() == []


def test_a_question_without_choices_is_refused_and_the_form_stays(admin: Client) -> None:
    rows = {"fields-0-zh_hans": "水深", "fields-0-type": "choice"}
    answer = admin.post(reverse("incidents:category_new"), filled(code="local-1", **rows))
    assert answer.status_code == 422
    assert "请写出选项" in words(answer)
    assert selectors.category_drafts() == []


def test_a_new_category_can_be_reported_once_it_is_published(admin: Client) -> None:
    answer = admin.post(reverse("incidents:category_new"), filled(code="local-1"))
    (draft,) = selectors.category_drafts()
    assert answer["Location"] == reverse("incidents:category_draft", args=[draft.id])
    assert selectors.category("local-1") is None
    admin.post(reverse("incidents:category_publish", args=[draft.id]))
    assert selectors.category("local-1") is not None


def test_withdrawing_gives_a_reason_to_the_history(admin: Client) -> None:
    one = category()
    admin.post(reverse("incidents:category_withdraw", args=[one.id]), {"reason": "并入其他类"})
    assert selectors.category_of(one.id).withdrawn
    assert journal.history(f"category:{WATER}")[-1].payload["reason"] == "并入其他类"


def send(client: Client, content: bytes, name: str = "表.xlsx") -> HttpResponse:
    return client.post(reverse("incidents:categories_import"), {"file": SimpleUploadedFile(name, content)})


def test_a_sheet_shows_what_would_change_and_counts_only_when_it_is_brought_in(admin: Client) -> None:
    categories()
    rows = [
        ["n1", "local", "事件", "", "新类", 20],
        [WATER, "test", "happening", "", "水域", 50],
        ["n2", "local", "物件", "n1", "", ""],
    ]
    rows[2][2], rows[2][4] = "object", "新件"
    answer = send(admin, workbook(HEAD, *rows))
    assert answer.status_code == 302
    seen = words(admin.get(answer["Location"]))
    assert "测试类 水域" in seen
    assert selectors.category("n1") is None
    assert admin.post(answer["Location"]).status_code == 302
    new, changed = selectors.category("n2"), selectors.category(WATER)
    assert new is not None
    assert changed is not None
    assert (new.title, new.parent, changed.title) == ("新件", "n1", "水域")
    head = journal.head()
    assert admin.post(answer["Location"]).status_code == 200  # once is enough
    assert journal.head() == head


def test_a_wrong_sheet_says_which_cell_and_how_to_mend_it_and_brings_nothing_in(admin: Client) -> None:
    rows = [
        ["n1", "local", "事件", "", "新类", 20],
        ["n1", "local", "weather", "nowhere", "", "wide"],
        [],
        ["a b", "", "事件", "", "x", -5],
    ]
    answer = send(admin, workbook(HEAD, *rows))
    page = admin.get(answer["Location"])
    problems = {problem.cell: problem.words for problem in page.context["problems"]}
    assert list(problems) == ["A3", "C3", "D3", "E3", "F3", "A5", "B5", "F5"]
    assert "第 2 行" in problems["A3"]
    assert "事件" in problems["C3"]
    assert admin.post(answer["Location"]).status_code == 422
    assert selectors.categories() == []
    back = admin.get(reverse("incidents:categories_annotated", args=[page.context["kept"].id]))
    table = python_calamine.load_workbook(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert table[1][:6] == ["n1", "local", "事件", "", "新类", 20]
    assert table[2][6].startswith("A3: ")
    assert "F5: " in table[4][6]  # rows stay where they were


def test_what_a_sheet_has_no_column_for_stays_as_it_is(admin: Client) -> None:
    field = {"name": "depth", "type": "text", "titles": {"zh-hans": "水深"}, "required": False}
    demands = services.Demands(after_pictures=2, sensitive=True, residents=False, fields=[field])
    titles = {"zh-hans": "水域", "en": "Water"}
    kind = selectors.CategoryKind.HAPPENING
    services.define_category(code="w", catalogue="test", kind=kind, titles=titles, demands=demands, actor=SYSTEM)
    answer = send(admin, workbook(HEAD, ["w", "test", "事件", "", "水边", 90]))
    assert [line.label for line in admin.get(answer["Location"]).context["moving"][0].differences] == [
        "名称",
        "重复判断距离",
    ]
    admin.post(answer["Location"])
    one = selectors.category("w")
    assert one is not None
    assert (one.titles, one.duplicate_m) == ({"zh-hans": "水边", "en": "Water"}, 90)
    assert (one.after_pictures, one.sensitive, one.residents, one.fields) == (2, True, False, (field,))


def test_a_class_cannot_stand_below_itself(admin: Client) -> None:
    categories()
    rows = [[WATER, "test", "事件", PLAIN, "甲", 1], [PLAIN, "test", "事件", WATER, "乙", 1]]
    page = admin.get(send(admin, workbook(HEAD, *rows))["Location"])
    assert [problem.cell for problem in page.context["problems"]] == ["D3"]


def with_macros(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def bomb(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/more.xml", b"0" * (201 * 1024 * 1024))
    return out.getvalue()


def test_what_is_no_sheet_a_bomb_or_a_program_is_refused_in_words(admin: Client) -> None:
    good = workbook(HEAD, ["n1", "local", "事件", "", "新类", 20])
    for bad, why in (
        (b"<html>", "不是可读取的 Excel"),
        (workbook(["a", "b"], [1, 2]), "缺少以下列"),
        (with_macros(good), "宏"),
        (bomb(good), "200 MB"),
        (b"PK" + bytes(11 * 1024 * 1024), "10 MB"),
    ):
        answer = send(admin, bad)
        assert answer.status_code == 422
        assert why in words(answer)
    assert not SettingsSheet.objects.exists()


def test_the_catalogue_goes_out_in_the_readers_words_and_comes_back_the_same(admin: Client) -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    field = {"name": "depth", "type": "number", "titles": {"zh-hans": "水深"}, "max": 9}
    rows = [{**services.shipped_catalogue()[0], "fields": [field], "residents": False}]
    services.load_catalogue(rows, actor=SYSTEM)
    content = admin.get(reverse("incidents:categories_sheet")).content
    book = python_calamine.load_workbook(io.BytesIO(content))
    table = book.get_sheet_by_index(0).to_python()
    assert table[0][:3] == ["编号", "目录", "类型"]
    assert json.loads(next(row for row in table[1:] if row[13])[13])[0]["name"] == "depth"
    assert len(book.sheet_names) == 2
    page = admin.get(send(admin, content)["Location"])
    assert page.context["counts"] == {"new": 0, "changed": 0, "again": 0, "same": 143}


def test_old_uploads_are_put_away(admin: Client) -> None:
    from datetime import timedelta

    from fengqiao.core import clock

    send(admin, workbook(HEAD, ["n1", "local", "事件", "", "新类", 20]))
    assert services.put_sheets_away() == 0
    with clock.fixed(clock.now() + timedelta(days=8)):
        assert services.put_sheets_away() == 1


def test_the_desk_reads_the_catalogue_without_buttons_to_change_it(county: AreaView) -> None:
    one = category()
    operator = client_of(make.actor(Role.OPERATOR, county))
    page = operator.get(reverse("incidents:category", args=[one.id])).content.decode()
    assert "测试类" in page
    assert reverse("incidents:category_edit", args=[one.id]) not in page
    assert reverse("incidents:categories_import") not in operator.get(reverse("incidents:categories")).content.decode()
