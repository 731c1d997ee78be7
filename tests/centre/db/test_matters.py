"""From an opinion to "solved": the promise is chased, the neighbour has the last word, the figures are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from factories import centre as make_centre
from factories.incidents import Way, categories, photo
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.matters import Sort, State, Step
from fengqiao.centre.models import Matter
from fengqiao.centre.receivers import events_close
from fengqiao.centre.selectors import figures, matters
from fengqiao.centre.services import CentreRefused, InputRefused, StepNotTaken
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import by_key
from fengqiao.incidents.services import STRANGER

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)


def test_the_painted_step() -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    visit = make_centre.visit(house, actor=member)
    with pytest.raises(StepNotTaken):
        services.solve(matter_id=visit.matter_id, actor=member)
    solved = services.solve(matter_id=visit.matter_id, before=photo(10), after=photo(90), actor=member)
    assert (solved.state, solved.doer) == (State.SOLVED, member.name)
    assert [one.after for one in matters.pictures_of(solved.id)] == [False, True]
    told = services.tell(matter_id=solved.id, words="当面说了", actor=member)
    assert told.state is State.TOLD
    done = services.confirm_solved(matter_id=solved.id, code=visit.code, actor=STRANGER)
    assert (done.state, done.content) == (State.CONFIRMED, True)
    found = figures.figures(house.id)
    assert (found.visits, found.problems, found.solved, found.satisfaction) == (1, 1, 1, 100)


def test_each_matter_has_three_people_with_seats() -> None:
    house = make_centre.centre()
    taker, follower = make_centre.member(house), make_centre.member(house)
    assert taker.person_id
    assert follower.person_id
    visit = make_centre.visit(house)
    both = {"taker_id": taker.person_id, "follower_id": follower.person_id, "actor": taker}
    with pytest.raises(StepNotTaken):
        services.take_up(matter_id=visit.matter_id, sort=Sort.REPAIR, **both)
    stranger = make_centre.member(make_centre.centre()).person_id
    with pytest.raises(InputRefused):
        services.take_up(matter_id=visit.matter_id, sort=Sort.REPAIR, doer_id=stranger, **both)
    taken = services.take_up(matter_id=visit.matter_id, sort=Sort.REPAIR, doer_words="水电师傅", **both)
    assert (taken.state, taken.taker, taken.follower, taken.doer) == (
        State.OPEN,
        taker.name,
        follower.name,
        "水电师傅",
    )


def test_joined_matters_are_followed_as_one_by_every_slip() -> None:
    house = make_centre.centre()
    first, second, third = (make_centre.visit(house, text) for text in ("台阶", "台阶没标记", "台阶绊人"))
    services.join(matter_id=third.matter_id, into=second.matter_id, actor=SYSTEM)
    services.join(matter_id=second.matter_id, into=first.matter_id, actor=SYSTEM)
    for slip in (first, second, third):
        found = matters.by_slip(slip.code)
        assert found is not None
        assert found[0].id == first.matter_id
    with pytest.raises(StepNotTaken):
        services.join(matter_id=first.matter_id, into=first.matter_id, actor=SYSTEM)
    services.solve(matter_id=first.matter_id, words="刷了漆", actor=SYSTEM)
    services.confirm_solved(matter_id=first.matter_id, code=third.code, actor=STRANGER)
    found_figures = figures.figures(house.id)
    assert (found_figures.visits, found_figures.problems, found_figures.solved) == (3, 1, 1)
    services.split(matter_id=third.matter_id, actor=SYSTEM)
    assert figures.figures(house.id).problems == 2


def test_the_neighbour_says_no_and_it_opens_again_with_a_new_promise() -> None:
    house = make_centre.centre()
    with clock.fixed(THURSDAY):
        visit = make_centre.visit(house)
        services.solve(matter_id=visit.matter_id, words="修了", actor=SYSTEM)
        services.tell(matter_id=visit.matter_id, words="电话告知", actor=SYSTEM)
    with clock.fixed(THURSDAY + timedelta(days=4)):
        with pytest.raises(StepNotTaken):
            services.deny_solved(matter_id=visit.matter_id, words=" ", code=visit.code, actor=STRANGER)
        again = services.deny_solved(matter_id=visit.matter_id, words="漆掉了", code=visit.code, actor=STRANGER)
        assert (again.state, again.round, again.content) == (State.OPEN, 2, False)
        assert again.promised_on == date(2026, 10, 8)  # three working days, over the holiday
        assert figures.figures(house.id).solved == 0
        with pytest.raises(StepNotTaken):
            services.confirm_solved(matter_id=visit.matter_id, code=visit.code, actor=STRANGER)


def test_only_the_slip_speaks_for_the_neighbour() -> None:
    house = make_centre.centre()
    visit, other = make_centre.visit(house), make_centre.visit(house, "路灯不亮")
    services.solve(matter_id=visit.matter_id, words="修了", actor=SYSTEM)
    for code in (other.code, "GUESSED234"):
        with pytest.raises(NotYours):
            services.confirm_solved(matter_id=visit.matter_id, code=code, actor=STRANGER)
    with pytest.raises(NotYours):
        services.confirm_solved(matter_id=visit.matter_id, actor=STRANGER)


def test_a_promise_is_chased_once_a_day_until_it_is_kept() -> None:
    house = make_centre.centre()
    with clock.fixed(THURSDAY):
        visit = make_centre.visit(house)
        promised = matters.matter(SYSTEM, visit.matter_id).promised_on
        assert promised == date(2026, 9, 30)
        assert services.chase_promises() == 0
    with clock.fixed(THURSDAY + timedelta(days=6)):
        assert services.chase_promises() == 1
        assert services.chase_promises() == 0
        assert [one.id for one in matters.matters_of(house.id, show="due")] == [visit.matter_id]
        with pytest.raises(StepNotTaken):
            services.promise(matter_id=visit.matter_id, day=date(2026, 9, 1), words="等配件", actor=SYSTEM)
        services.promise(matter_id=visit.matter_id, day=date(2026, 10, 9), words="等配件", actor=SYSTEM)
        assert matters.matters_of(house.id, show="due") == []
    with clock.fixed(THURSDAY + timedelta(days=16)):
        assert matters.matter(SYSTEM, visit.matter_id).late
        assert services.chase_promises() == 1
        services.solve(matter_id=visit.matter_id, words="换好了", actor=SYSTEM)
        services.tell(matter_id=visit.matter_id, words="上门告知", actor=SYSTEM)
        assert matters.matters_of(house.id, show="due") == []
    assert JournalEntry.objects.filter(kind="centre.promise_due").count() == 2


def test_a_question_answered_at_once_is_no_problem() -> None:
    house = make_centre.centre()
    visit = make_centre.visit(house, "高龄津贴怎么办")
    services.answer(matter_id=visit.matter_id, words="带身份证到社区窗口", actor=SYSTEM)
    found = figures.figures(house.id)
    assert (found.visits, found.problems, found.answered, found.solved) == (1, 0, 1, 0)


def test_a_matter_goes_to_the_spine_once_and_comes_back_solved() -> None:
    way = Way.lay()
    house = make_centre.centre(way.village)
    categories()
    titles = {"zh-hans": "其他", "zh-hant": "其他", "en": "Other"}
    incidents.add_category(
        code="H06", catalogue="test", kind="happening", titles=titles, after_evidence=False, actor=SYSTEM
    )
    visit = make_centre.visit(house, "巷口的电线垂下来了")
    handed = services.hand_over(matter_id=visit.matter_id, actor=make_centre.member(house))
    assert handed.state is State.HANDED
    event = by_key(f"centre:matter:{handed.id}:1")
    assert event is not None
    assert (event.id, event.source.value, event.area_id) == (handed.incident_id, "visit", house.area_id)
    with pytest.raises(StepNotTaken):
        services.hand_over(matter_id=visit.matter_id, actor=SYSTEM)
    entry = JournalEntry(payload={"to": "closed", "incident": str(event.id)})
    for _ in range(2):  # the journal is delivered at least once
        events_close(entry)
    solved = matters.matter(SYSTEM, handed.id)
    assert solved.state is State.SOLVED
    assert [one.step for one in matters.steps_of(handed.id)] == [Step.RECORD, Step.HAND, Step.SOLVE]


def test_a_volunteer_receives_but_settles_nothing() -> None:
    house = make_centre.centre()
    volunteer = make_centre.member(house, make_centre.Seat.VOLUNTEER)
    visit = make_centre.visit(house, actor=volunteer)
    with pytest.raises(NotYours):
        services.solve(matter_id=visit.matter_id, words="修了", actor=volunteer)


def test_the_figures_are_those_of_their_lists() -> None:
    house = make_centre.centre()
    with clock.fixed(THURSDAY):
        visits = [make_centre.visit(house, f"第{number}件事情{'甲乙丙丁戊'[number]}") for number in range(5)]
    with clock.fixed(THURSDAY + timedelta(hours=10)):
        for visit in visits[:2]:
            services.solve(matter_id=visit.matter_id, words="好了", actor=SYSTEM)
    services.answer(matter_id=visits[2].matter_id, words="已说明", actor=SYSTEM)
    found = figures.figures(house.id)
    assert (found.visits, found.problems, found.solved, found.hours) == (5, 4, 2, 10)
    for show, number in (("problems", found.problems), ("solved", found.solved), ("answered", found.answered)):
        assert len(matters.matters_of(house.id, show=show)) == number
    assert figures.figures(house.id, since=date(2026, 9, 25)).visits == 0
    months = figures.months(house.id)
    assert [(one.first, one.visits, one.solved) for one in months] == [(date(2026, 9, 1), 5, 2)]


def test_a_refusal_leaves_everything_as_it_was() -> None:
    visit = make_centre.visit(make_centre.centre())
    with pytest.raises(CentreRefused):
        services.tell(matter_id=visit.matter_id, words="好了", actor=SYSTEM)
    assert Matter.objects.get(pk=visit.matter_id).steps.count() == 1
