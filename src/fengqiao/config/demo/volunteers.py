"""The invented town's volunteers and two call-outs at the river. All names are invented."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model

from fengqiao.areas.selectors import SYSTEM, Actor, actor_of, area_by_code, grids
from fengqiao.config.demo.areas import HETIAN
from fengqiao.core import clock, journal
from fengqiao.fieldwork.domain.volunteers import ALWAYS, Free, Move, Skill, Standing
from fengqiao.fieldwork.selectors.volunteers import callouts, register
from fengqiao.fieldwork.services import volunteers
from fengqiao.fieldwork.services.volunteers import Call, Wish

EVENINGS = Free(days=frozenset(range(7)), since=time(17), until=time(22))
WEEKEND = Free(days=frozenset({5, 6}), since=time(8), until=time(20))
# Name, party member, what they can do, when they are free. The last two still wait for the village.
PEOPLE: tuple[tuple[str, bool, tuple[Skill, ...], Free], ...] = (
    ("江晚舟", True, (Skill.RESCUE, Skill.BOAT), ALWAYS),
    ("柏映溪", True, (Skill.AID, Skill.CARE), EVENINGS),
    ("岳听松", False, (Skill.DRIVE, Skill.ELECTRIC), WEEKEND),
    ("闻小满", False, (Skill.TALK, Skill.DIALECT), ALWAYS),
    ("齐望山", True, (Skill.PATROL,), EVENINGS),
    ("祝新禾", False, (Skill.SUPPLY,), ALWAYS),
)
WAIT = 2


def seed() -> None:
    """Make the volunteers and their call-outs, all or nothing; what is there is left as it is."""
    village = area_by_code(HETIAN)
    if register.volunteers(SYSTEM):
        return
    secretary = _actor("shuji")
    first = grids(SYSTEM, area_id=village.id)[0].id
    with journal.unit():
        for number, person in enumerate(PEOPLE):
            _ask(village.id, number, person, first)
        asked = {one.name: one for one in register.volunteers(SYSTEM, standing=Standing.ASKED)}
        for name, *_rest in PEOPLE[:-WAIT]:
            volunteers.take_in(volunteer_id=asked[name].id, actor=secretary)
        helper = _actor("zhiyuan")
        assert helper.person_id is not None
        wish = _wish(len(PEOPLE), (helper.name, True, (Skill.PATROL, Skill.AID), ALWAYS), first)
        volunteers.enrol(person_id=helper.person_id, area_id=village.id, wish=wish, actor=SYSTEM)
        _call_outs(village.id, first, secretary)


def _call_outs(village_id: UUID, grid_id: UUID, secretary: Actor) -> None:
    """One of last week that is over with approved hours, and one that runs."""
    now = clock.now()
    people = {one.name: one for one in register.volunteers(SYSTEM, standing=Standing.ACTIVE)}
    swimmer, nurse = people["江晚舟"], people["柏映溪"]
    with clock.fixed(now - timedelta(days=7)):
        made = volunteers.call_out(
            call=Call(
                area_id=village_id,
                grid_id=grid_id,
                title="孩子在河边玩水，请到场劝离",
                place="鹤田桥头（演示）",
                skills=frozenset({Skill.RESCUE}),
            ),
            volunteer_ids=[swimmer.id, nurse.id],
            actor=secretary,
        )
        first, second = (one.id for one in callouts.parts_of(made))
        volunteers.note(part_id=first, move=Move.ACCEPT, actor=secretary)
        volunteers.note(part_id=second, move=Move.DECLINE, actor=secretary)
    with clock.fixed(now - timedelta(days=7) + timedelta(minutes=9)):
        volunteers.note(part_id=first, move=Move.ARRIVE, actor=secretary)
    with clock.fixed(now - timedelta(days=7) + timedelta(minutes=52)):
        volunteers.note(part_id=first, move=Move.REPORT, words="孩子都送回家了，告诉了家长。", actor=secretary)
        volunteers.approve(part_id=first, minutes=43, actor=secretary)
        volunteers.end_call_out(callout_id=made, actor=secretary)
    helper = next(one for one in people.values() if one.person_id == _actor("zhiyuan").person_id)
    volunteers.call_out(
        call=Call(
            area_id=village_id,
            grid_id=grid_id,
            title="大雨后巡查水库边",
            words="两人一组，带手电，不要靠近泄洪口。",
            place="鹤田水库管理房（演示）",
            skills=frozenset({Skill.PATROL}),
        ),
        volunteer_ids=[helper.id, people["闻小满"].id],
        actor=secretary,
    )


def _ask(village_id: UUID, number: int, person: tuple[str, bool, tuple[Skill, ...], Free], grid_id: UUID) -> None:
    volunteers.ask_to_join(area_id=village_id, wish=_wish(number, person, grid_id), invented=True)


def _wish(number: int, person: tuple[str, bool, tuple[Skill, ...], Free], grid_id: UUID) -> Wish:
    name, party, skills, free = person
    return Wish(
        name=name,
        phone=f"1003{number:07}",
        born=date(1975 + number, 3, 1),
        agrees=True,
        party=party,
        skills=frozenset(skills),
        grids=frozenset({grid_id}) if number % 2 == 0 else frozenset(),
        free=free,
    )


def _actor(username: str) -> Actor:
    return actor_of(get_user_model().objects.get(username=username))
