"""The council: no vote without a quorum, nobody signs after their term, published minutes and money stay."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.domain import council as rules
from fengqiao.centre.domain.council import Choice
from fengqiao.centre.domain.matters import State, Step
from fengqiao.centre.models import Meeting, MoneyLine, Vote
from fengqiao.centre.selectors import CentreView, Seat, council, matters
from fengqiao.centre.services import CentreRefused, InputRefused, NoQuorum, TermOver
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 9, 24, 11, 0, tzinfo=UTC)
DUE = date(2026, 10, 15)


def the_council(*, members: int = 4, **more: object) -> tuple[CentreView, list[Actor]]:
    house = make_centre.centre()
    chair = make_centre.member(house, Seat.CHAIR)
    return house, [chair, *(make_centre.member(house, **more) for _ in range(members))]


def ids(actors: list[Actor]) -> list[UUID]:
    return [one.person_id for one in actors if one.person_id is not None]


def test_from_the_agenda_to_published_minutes_and_on_to_who_does_it() -> None:
    house, people = the_council()
    chair, doer = people[0], people[1]
    visit = make_centre.visit(house, "巷子中段想装两张长椅")
    services.put_on_agenda(matter_id=visit.matter_id, actor=chair)
    with clock.fixed(EVENING):
        pk = services.plan_meeting(centre_id=house.id, title="九月议事会", at=EVENING, actor=chair)
        (point,) = council.meeting(chair, pk).points
        assert point.matter_id == visit.matter_id
        services.open_meeting(meeting_id=pk, present=ids(people[:3]), chair_id=ids(people)[0], actor=chair)
        votes = dict(zip(ids(people[:3]), (Choice.YES, Choice.YES, Choice.NO), strict=True))
        assert services.decide(item_id=point.id, proposal="装两张长椅", votes=votes, actor=chair)
        with pytest.raises(CentreRefused):
            services.decide(item_id=point.id, proposal="再表决一次", votes=votes, actor=chair)
        services.add_task(item_id=point.id, what="量地方、问价", owner_id=ids(people)[1], due=DUE, actor=chair)
        with pytest.raises(CentreRefused):
            services.publish(meeting_id=pk, actor=chair)
        services.sign(meeting_id=pk, actor=chair)
        with pytest.raises(CentreRefused):
            services.note_said(item_id=point.id, said="改一改", actor=chair)
        services.publish(meeting_id=pk, actor=chair)
    matter = matters.matter(SYSTEM, visit.matter_id)
    assert (matter.state, matter.doer, matter.promised_on) == (State.OPEN, doer.name, DUE)
    answer = Client().get(f"/n/{house.key}/council/{pk}.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    picture = Image.open(io.BytesIO(Client().get(f"/n/{house.key}/council/{pk}.png").content))
    assert (picture.format, picture.width) == ("PNG", 1191)  # A4 across at 144 dots
    assert Client().get(f"/n/{make_centre.centre().key}/council/{pk}.png").status_code == 404
    page = Client().get(f"/n/{house.key}/council/").content.decode()
    assert "装两张长椅" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=pk).update(minutes="改过")
    with pytest.raises(CentreRefused):
        services.add_point(meeting_id=pk, title="补一条", actor=chair)
    (task,) = council.open_tasks(house.id)
    services.finish_task(task_id=task.id, actor=doer)
    assert council.open_tasks(house.id) == []


def test_what_the_council_turned_down_leaves_the_agenda_and_the_neighbour_is_to_hear_of_it() -> None:
    house, people = the_council()
    chair, voters = people[0], ids(people)
    no, yes, later = (make_centre.visit(house, words) for words in ("想养鸡", "想装两张长椅", "想种树"))
    for one in (no, yes, later):
        services.put_on_agenda(matter_id=one.matter_id, actor=chair)
    with clock.fixed(EVENING):
        pk = services.plan_meeting(centre_id=house.id, title="议事会", at=EVENING, actor=chair)
        services.open_meeting(meeting_id=pk, present=voters, chair_id=voters[0], actor=chair)
        points = {point.matter_id: point.id for point in council.meeting(chair, pk).points}
        for one, choice in ((no, Choice.NO), (yes, Choice.YES)):
            votes = dict.fromkeys(voters, choice)
            services.decide(item_id=points[one.matter_id], proposal="就这么办", votes=votes, actor=chair)
        services.add_task(item_id=points[no.matter_id], what="说一声", owner_id=voters[1], due=DUE, actor=chair)
        services.sign(meeting_id=pk, actor=chair)
        assert matters.matter(SYSTEM, no.matter_id).state is State.AGENDA
        services.publish(meeting_id=pk, actor=chair)
        services.promise(matter_id=no.matter_id, day=DUE, words="说明了理由", actor=chair)
        comes = services.plan_meeting(centre_id=house.id, title="下一次", at=EVENING, actor=chair)
    # Only what was not voted on comes again.
    assert [point.matter_id for point in council.meeting(chair, comes).points] == [later.matter_id]
    for one, last in ((no, Step.DECLINE), (yes, Step.TAKE)):
        matter = matters.matter(SYSTEM, one.matter_id)
        assert (matter.state, matter.taker, matter.follower, matter.doer) == (State.OPEN, *[chair.name] * 3)
        assert last in [each.step for each in matters.steps_of(one.matter_id)]
    followed = Client(headers={"accept-language": "zh-CN"}).get(f"/n/f/{no.code}/").content.decode()
    assert "理事会表决没有通过" in followed


def test_a_matter_that_comes_late_joins_the_agenda_once_and_a_meeting_can_wait() -> None:
    house, people = the_council()
    chair = people[0]
    pk = services.plan_meeting(centre_id=house.id, title="议事会", at=EVENING, actor=chair)
    visit, plain = make_centre.visit(house, "想装两张长椅"), make_centre.visit(house, "路灯不亮")
    services.put_on_agenda(matter_id=visit.matter_id, actor=chair)
    assert [one.pk for one in council.waiting_matters(house.id)] == [visit.matter_id]
    client = client_of(chair)
    where = f"/centre/meetings/{pk}/"
    assert "想装两张长椅" in client.get(where).content.decode()
    for expected in (302, 409):
        assert client.post(f"{where}point/", {"matter": str(visit.matter_id)}).status_code == expected
    assert client.post(f"{where}point/", {"matter": str(plain.matter_id)}).status_code == 409
    assert [one.matter_id for one in council.meeting(chair, pk).points] == [visit.matter_id]
    assert council.waiting_matters(house.id) == []
    assert client.get(f"{where}minutes.pdf").content.startswith(b"%PDF")

    change = {"title": "九月议事会", "at": "2026-09-25T15:00", "place": "<i>院子</i>"}
    assert client.post(f"{where}change/", change | {"at": "明天"}).status_code == 422
    assert client.post(f"{where}change/", change).status_code == 302
    moved = council.meeting(chair, pk)
    assert (moved.title, moved.at, moved.place) == ("九月议事会", datetime(2026, 9, 25, 7, tzinfo=UTC), "<i>院子</i>")
    assert "<i>" not in client.get(where).content.decode()
    services.open_meeting(meeting_id=pk, present=ids(people), chair_id=ids(people)[0], actor=chair)
    assert client.post(f"{where}change/", change).status_code == 409


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_without_a_quorum_nothing_is_decided() -> None:
    house, people = the_council()  # five with a vote: three are needed
    chair = people[0]
    pk = services.plan_meeting(centre_id=house.id, title="议事会", at=EVENING, actor=chair)
    item = services.add_point(meeting_id=pk, title="长椅", actor=chair)
    with pytest.raises(CentreRefused):
        services.decide(item_id=item, proposal="装", votes={}, actor=chair)
    services.open_meeting(meeting_id=pk, present=ids(people[:2]), chair_id=ids(people)[0], actor=chair)
    votes = dict.fromkeys(ids(people[:2]), Choice.YES)
    with pytest.raises(NoQuorum):
        services.decide(item_id=item, proposal="装", votes=votes, actor=chair)
    assert not Vote.objects.exists()
    services.open_meeting(meeting_id=pk, present=ids(people[:3]), chair_id=ids(people)[0], actor=chair)
    assert services.decide(item_id=item, proposal="装", votes=votes, actor=chair)
    with pytest.raises(CentreRefused):  # who has voted was there
        services.open_meeting(meeting_id=pk, present=ids(people[2:]), chair_id=ids(people)[2], actor=chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.update(choice="no")


def test_who_has_no_seat_that_day_neither_votes_nor_signs() -> None:
    house, people = the_council()
    chair = people[0]
    leaving = make_centre.member(house, last_day=date(2026, 9, 24))
    gone = make_centre.member(house, last_day=date(2026, 9, 23))
    supervisor = make_centre.member(house, Seat.SUPERVISOR)
    with clock.fixed(EVENING):
        pk = services.plan_meeting(centre_id=house.id, title="议事会", at=EVENING, actor=chair)
        item = services.add_point(meeting_id=pk, title="长椅", actor=chair)
        for outsider in (gone, supervisor, make_centre.member(make_centre.centre())):
            with pytest.raises(TermOver):
                services.open_meeting(
                    meeting_id=pk, present=ids([*people, outsider]), chair_id=ids(people)[0], actor=chair
                )
        services.open_meeting(meeting_id=pk, present=ids([*people, leaving]), chair_id=ids(people)[0], actor=chair)
        with pytest.raises(TermOver):
            services.decide(item_id=item, proposal="装", votes=dict.fromkeys(ids([gone]), Choice.YES), actor=chair)
        services.decide(item_id=item, proposal="装", votes=dict.fromkeys(ids(people), Choice.YES), actor=chair)
    with clock.fixed(EVENING + timedelta(days=1)):
        with pytest.raises(TermOver):
            services.sign(meeting_id=pk, actor=leaving)
        services.sign(meeting_id=pk, actor=people[1])
        with pytest.raises(CentreRefused):  # who led it has not signed
            services.publish(meeting_id=pk, actor=chair)


def test_a_plain_stranger_calls_no_meeting() -> None:
    house, _people = the_council()
    with pytest.raises(NotYours):
        services.plan_meeting(
            centre_id=house.id, title="会", at=EVENING, actor=make_centre.member(house, Seat.VOLUNTEER)
        )


@given(st.integers(0, 12), st.data())
def test_a_proposal_passes_only_with_more_than_half_of_those_present(present: int, data: st.DataObject) -> None:
    choices = data.draw(st.lists(st.sampled_from(list(Choice)), max_size=present))
    result = rules.count(choices, present)
    assert result.passed == (choices.count(Choice.YES) * 2 > present)
    assert rules.has_quorum(present, 12) == (present > 6)
    assert not rules.has_quorum(present, 0)


def test_the_money_only_grows_lines_and_never_goes_below_nothing() -> None:
    house, people = the_council()
    chair = people[0]

    def enter(amount: str, came_in: bool, receipt: bytes | None = None) -> UUID:
        return services.enter_money(
            centre_id=house.id, amount=Decimal(amount), came_in=came_in, what="灯泡", receipt=receipt, actor=chair
        )

    enter("200", True)
    with pytest.raises(InputRefused):
        enter("35.50", False)
    for wrong in ("0", "-5", "1.005", "NaN", "1e9"):
        with pytest.raises(InputRefused):
            enter(wrong, True)
    line = enter("35.50", False, photo())
    with pytest.raises(CentreRefused):
        enter("164.51", False, photo())
    services.take_back_money(line_id=line, reason="写错了", actor=chair)
    with pytest.raises(CentreRefused):
        services.take_back_money(line_id=line, reason="再来", actor=chair)
    book = council.money(house.id)
    assert [str(one.balance) for one in book] == ["200.00", "164.50", "200.00"]
    assert [one.taken_back for one in book] == [False, True, False]
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyLine.objects.update(cents=1)
    assert Client().get(f"/n/{house.key}/receipts/{line}.jpg").status_code == 200
    assert Client().get(f"/n/{make_centre.centre().key}/receipts/{line}.jpg").status_code == 404
    with pytest.raises(NotYours):
        services.enter_money(
            centre_id=house.id,
            amount=Decimal(1),
            came_in=True,
            what="捐",
            actor=make_centre.member(house, Seat.SUPERVISOR),
        )
