"""Events are found in the database by what they are, by those who may see them, and by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from factories import areas as make
from factories.incidents import PLAIN, WATER, Way, categories, incident
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import search as index
from fengqiao.incidents.models import Incident, SearchRow
from fengqiao.incidents.selectors import Step, Wanted
from fengqiao.incidents.selectors import search as searching

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def found(text: str, actor: Actor = SYSTEM, **more: object) -> set[str]:
    hits = selectors.find(actor, Wanted(text=text, **more)).hits
    return {hit.event.code for hit in hits}


@pytest.mark.parametrize(
    ("text", "typed", "hit"),
    [
        ("鹤田村河边戏水危险", "河边", True),
        ("鹤田村河边戏水危险", "水", True),
        ("鹤田村河边戏水危险", "险", True),
        ("鹤田村河边戏水危险", "河水", False),
        ("鹤田村河边戏水危险", "河边戏水", True),
        ("河边有人，边戏，戏水", "河边戏水", False),
        ("鹤田村河边戏水危险", "hebian", True),
        ("鹤田村河边戏水危险", "heb", True),
        ("鹤田村河边戏水危险", "hb", True),
        ("鹤田村河边戏水危险", "hbxs", True),
        ("鹤田村河边戏水危险", "hbxd", False),
        ("鹤田村河边戏水危险", "hebianxishui", True),
        ("鹤田村河边戏水危险", "河边 weixian", True),
        ("鹤田村河边戏水危险", "河边 路灯", False),
        ("西安路积水", "xian", True),
        ("银行门口", "yinhang", True),
        ("3号楼漏水", "3号楼", True),
        ("3号楼漏水", "3楼", False),
        ("Ｇ１０７国道塌方", "G107国道", True),
        ("粤R12345乱停", "粤R123", True),
        ("𠮷野家门口", "𠮷野", True),
        ("it's a \\ 'quote'", "quote'", True),
    ],
)
def test_the_database_finds_what_is_marked(text: str, typed: str, hit: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery",
            [index.vector([index.Piece(text=text)]), index.parse(typed).tsquery()],
        )
        row = cursor.fetchone()
    assert row == (hit,)
    if " " not in typed:
        assert any(one.hit for one in index.marks(text, index.parse(typed))) == hit


def test_an_event_is_found_by_text_sound_code_place_and_category(way: Way) -> None:
    event = way.reported(
        title="有人在深水区游泳",
        place="老桥下游",
        particulars=services.Particulars(description="三个孩子没有大人陪"),
    )
    other = way.reported(title="路灯不亮")
    for typed in (
        "深水",
        "shenshui",
        "ssq",
        "老桥",
        "laoqiao",
        "lq",
        "孩子",
        "haizi",
        "测试村",
        "csc",
        "测试类",
        "Test",
    ):
        assert event.code in found(typed), typed
    for typed in (event.code, event.spoken, event.code.lower(), f"{event.code[:4]}-{event.code[4:]}", event.code[:6]):
        assert found(typed) == {event.code}, typed
    assert found("深水 孩子") == {event.code}
    assert found("深水 路灯") == set()
    assert other.code in found("路灯")
    (hit,) = selectors.find(SYSTEM, Wanted(text="haizi")).hits
    assert [one.text for one in hit.excerpt if one.hit] == ["孩子"]
    assert not any(one.hit for one in hit.title)


def test_whoever_sees_an_event_finds_it_and_nobody_else(way: Way) -> None:
    """The index says the same as ``visible_to``, for every kind of reader and every kind of event."""
    services.define_category(
        code=PLAIN,
        catalogue="test",
        kind=selectors.CategoryKind.HAPPENING,
        titles={"zh-hans": "测试类"},
        demands=services.Demands(sensitive=True),
        actor=SYSTEM,
    )
    elsewhere = make.village()
    helper = make.organisation(make.village(), name="协同单位")
    joined = way.until(Step.SIGN)
    services.ask_to_join(incident_id=joined.id, organisation_id=helper.id, what="help", actor=way.secretary)
    stranger = make.actor(Role.VOLUNTEER, elsewhere)
    services.join(incident_id=joined.id, source="resident", actor=stranger)
    events = [
        joined,
        way.reported(),
        way.reported(PLAIN),
        way.until(Step.DISPATCH, PLAIN),
        way.until(Step.CLOSE),
        way.reported(reporter_id=stranger.person_id),
        incident(elsewhere),
    ]
    readers = [make.actor(role, way.village) for role in Role] + [make.actor(role, elsewhere) for role in Role]
    readers += [way.secretary, way.operator, way.dispatcher, stranger, SYSTEM]
    readers.append(make.actor(Role.HANDLER, helper.area_id, organisation_id=helper.id))
    codes = {event.code for event in events}
    for reader in readers:
        seen = set(Incident.objects.filter(selectors.visible_to(reader)).values_list("code", flat=True)) & codes
        assert found("水域", reader) & codes == seen, reader.duties
        counted = selectors.find(reader, Wanted(text="水域"))
        assert counted.count == len(counted.hits)


def test_the_index_follows_every_step(way: Way) -> None:
    event = way.reported()
    handler = make.actor(Role.HANDLER, way.village, organisation_id=way.committee.id)
    for duty_less in (Role.COUNCIL_MEMBER, Role.MEDIATOR):
        assert found("水域", make.actor(duty_less, way.village)) == set()
    assert found("水域", handler) == set()
    for step in (Step.ACCEPT, Step.DISPATCH):
        event = way.take(step, event)
    assert found("水域", handler) == {event.code}
    assert found("水域", ended=False) == {event.code}
    services.withdraw(incident_id=event.id, reason="wrong", actor=way.dispatcher)
    services.void(incident_id=event.id, reason="mistake", actor=way.operator)
    assert found("水域", ended=False) == set()
    assert found("水域", ended=True) == {event.code}


def test_a_search_is_narrowed(way: Way) -> None:
    event = way.reported(source="hotline")
    far = incident(make.village(), category=PLAIN)
    assert found("水域") == {event.code, far.code}
    assert found("水域", area_id=way.village.parent_id) == {event.code}
    assert found("水域", category=WATER) == {event.code}
    assert found("水域", category="never-heard-of") == set()
    assert found("水域", source=selectors.Source.HOTLINE) == {event.code}
    now = clock.now()
    assert found("水域", since=now + timedelta(days=1)) == set()
    assert found("水域", since=now - timedelta(days=1), until=now + timedelta(days=1)) == {event.code, far.code}
    assert found("", area_id=way.village.id) == {event.code}


def test_only_the_desk_finds_by_telephone_and_the_number_is_not_kept(way: Way) -> None:
    contact = services.Contact(ticket="t" * 20, name="某人", phone="+86 139-0000-4321")
    event = way.reported(particulars=services.Particulars(contact=contact))
    assert found("13900004321", way.operator) == {event.code}
    assert found("139 0000 4321", way.dispatcher) == {event.code}
    assert found("139000043", way.operator) == set()
    for role in (Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK, Role.ANALYST, Role.HANDLER):
        assert found("13900004321", make.actor(role, way.village)) == set()
    assert found("13900004321", make.actor(Role.OPERATOR, make.village())) == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tokens::text FROM incidents_searchrow WHERE incident_id = %s", [event.id])
        assert "39000043" not in str(cursor.fetchone())


def test_there_are_pages_from_the_newest_on_and_the_count_is_honest(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    events = [way.reported() for _ in range(7)]
    days = [0, 0, 20, 45, 130, 400, 900]
    for event, back in zip(events, days, strict=True):
        opened = datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=back)
        Incident.objects.filter(pk=event.id).update(created_at=opened)
    SearchRow.objects.all().delete()
    services.rebuild_search()
    monkeypatch.setattr(searching, "PAGE", 3)
    for most, count in ((1000, 7), (4, 4)):
        monkeypatch.setattr(searching, "MOST_COUNTED", most)
        pages, before = [], ""
        for _ in range(3):
            page = selectors.find(SYSTEM, Wanted(text="水域"), before=before)
            assert (page.count, page.more) == (count, count == 4)
            pages.append([hit.event.code for hit in page.hits])
            before = page.older
        assert [len(one) for one in pages] == [3, 3, 1]
        assert before == ""
        flat = [code for one in pages for code in one]
        assert set(flat[:2]) == {event.code for event in events[:2]}
        assert flat[2:] == [event.code for event in events[2:]]
    assert len(selectors.find(SYSTEM, Wanted(text="水域"), before="nonsense|1").hits) == 3


def test_what_is_missing_is_indexed_again_and_what_is_whole_stays(way: Way) -> None:
    event = way.reported()
    before = SearchRow.objects.get(pk=event.id).digest
    assert services.index_missing() == 0
    SearchRow.objects.all().delete()
    assert found("水域") == set()
    assert services.index_missing() == 1
    assert SearchRow.objects.get(pk=event.id).digest == before
    assert found("水域") == {event.code}


def test_a_refused_step_leaves_no_trace_in_the_index(way: Way) -> None:
    categories()

    def half() -> None:
        with journal.unit():
            way.reported(title="半途而废")
            raise ValueError("after")

    with pytest.raises(ValueError, match="after"):
        half()
    assert found("半途") == set()


def test_a_search_by_telephone_is_in_the_journal_without_the_number() -> None:
    clerk = make.actor(Role.OPERATOR, make.village())
    services.note_phone_search(hits=2, actor=clerk)
    (entry,) = journal.history(f"person:{clerk.person_id}")[-1:]
    assert (entry.kind, entry.payload) == ("incidents.searched_by_phone", {"hits": 2})


@pytest.mark.parametrize("text", ["\0", "'; DROP TABLE x; --", "a" * 5000, "河" * 5000, "!&|():*<->", "\\'"])
def test_hostile_texts_are_just_searched_for(way: Way, text: str) -> None:
    assert found(text.replace("\0", "")) == set()


def test_an_unknown_person_finds_nothing(way: Way) -> None:
    way.reported()
    nobody = Actor(user_id=None, person_id=None, name="", username="")
    assert found("水域", nobody) == set()
    assert found("水域", Actor(user_id=None, person_id=uuid4(), name="", username="")) == set()
