"""From the QR code on the wall to approved hours."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories import areas as make
from factories import volunteers as make_volunteers
from factories.incidents import Way
from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.volunteers import ALWAYS, Move, Part, Skill
from fengqiao.fieldwork.models import CallOutPart, Volunteer
from fengqiao.fieldwork.selectors.volunteers import callouts, register
from fengqiao.fieldwork.services import volunteers as services
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.volunteers import MoveNotTaken

pytestmark = pytest.mark.django_db


def test_joining_needs_age_and_consent_and_the_village_decides() -> None:
    where = make.village()
    for wrong in ({"born": date(2012, 1, 1)}, {"born": None}, {"agrees": False}, {"name": " "}, {"phone": "12"}):
        with pytest.raises(InputRefused):
            make_volunteers.asked(where, **wrong)
    assert not Volunteer.objects.exists()
    row = make_volunteers.asked(where, name="测试志愿者甲")
    secretary = make.actor(Role.VILLAGE_SECRETARY, where)
    for nobody in (make.actor(Role.GRID_LEAD, where), make.actor(Role.VILLAGE_SECRETARY, make.village())):
        with pytest.raises(NotYours):
            services.take_in(volunteer_id=row.pk, actor=nobody)
    services.take_in(volunteer_id=row.pk, actor=secretary)
    with pytest.raises(FieldRefused):
        services.refuse(volunteer_id=row.pk, reason="x", actor=secretary)
    assert [one.name for one in areas.people_in_role(Role.VOLUNTEER, where.id)] == ["测试志愿者甲"]
    assert not {field.name for field in Volunteer._meta.get_fields()} & {"born", "lon", "lat"}


def test_refused_or_left_what_was_written_is_deleted() -> None:
    where = make.village()
    secretary = make.actor(Role.VILLAGE_SECRETARY, where)
    row = make_volunteers.asked(where, words="会划船")
    with pytest.raises(InputRefused):
        services.refuse(volunteer_id=row.pk, reason=" ", actor=secretary)
    services.refuse(volunteer_id=row.pk, reason="不住在本村", actor=secretary)
    row.refresh_from_db()
    assert (row.name, row.phone, row.words, row.reason) == ("", "", "", "不住在本村")
    active = make_volunteers.volunteer(where, skills=frozenset({Skill.BOAT}))
    services.leave(token=active.token)
    services.leave(token=active.token)
    active.refresh_from_db()
    assert (active.phone, active.skills, active.standing) == ("", [], "left")
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert areas.people_in_role(Role.VOLUNTEER, where.id) == []
    with pytest.raises(NotYours):
        services.change_card(token=active.token, skills=(), grids=(), free=ALWAYS)


def test_called_accepted_there_back_and_hours_approved_by_another() -> None:
    where = make.village()
    secretary, lead = make.actor(Role.VILLAGE_SECRETARY, where), make.actor(Role.GRID_LEAD, where)
    one, other = make_volunteers.volunteer(where), make_volunteers.volunteer(where)
    stranger = make_volunteers.volunteer()
    with pytest.raises(InputRefused):
        make_volunteers.call(where, stranger, actor=lead)
    with pytest.raises(NotYours):
        make_volunteers.call(where, one, actor=make.actor(Role.GRID_WORKER, where))
    pk = make_volunteers.call(where, one, other, actor=lead)
    part, second = make_volunteers.part(pk), make_volunteers.part(pk, 1)
    with pytest.raises(NotYours):
        services.answer(token=other.token, part_id=part, move=Move.ACCEPT)
    with pytest.raises(NotYours):
        services.answer(token=one.token, part_id=part, move=Move.APPROVE)
    start = clock.now()
    services.answer(token=one.token, part_id=part, move=Move.ACCEPT)
    with clock.fixed(start + timedelta(minutes=10)):
        services.answer(token=one.token, part_id=part, move=Move.ARRIVE)
    services.note(part_id=second, move=Move.DECLINE, actor=lead)
    with clock.fixed(start + timedelta(minutes=55)):
        with pytest.raises(MoveNotTaken):
            services.answer(token=one.token, part_id=part, move=Move.REPORT)
        services.answer(token=one.token, part_id=part, move=Move.REPORT, words="孩子都回家了")
    assert [each.id for _call, each in callouts.to_approve(secretary)] == [part]
    with pytest.raises(NotYours):
        services.approve(part_id=part, minutes=45, actor=lead)
    with pytest.raises(MoveNotTaken):
        services.approve(part_id=part, minutes=60, actor=secretary)
    services.approve(part_id=part, minutes=45, actor=secretary)
    assert (register.hours(one.pk).minutes, callouts.village_minutes(secretary)) == (45, 45)


def test_over_is_over_for_those_who_have_not_come() -> None:
    where = make.village()
    lead = make.actor(Role.GRID_LEAD, where)
    one, other = make_volunteers.volunteer(where), make_volunteers.volunteer(where)
    pk = make_volunteers.call(where, one, other, actor=lead)
    first, second = make_volunteers.part(pk), make_volunteers.part(pk, 1)
    services.answer(token=one.token, part_id=first, move=Move.ARRIVE)
    found = callouts.candidates(lead, where.id, grid_id=None, skills=(), at=clock.now())
    assert [each.volunteer.id for each in found if each.busy] == [one.pk]
    services.end_call_out(callout_id=pk, actor=lead)
    assert CallOutPart.objects.get(pk=second).part == Part.RELEASED
    with pytest.raises(FieldRefused):
        services.call_more(callout_id=pk, volunteer_ids=[make_volunteers.volunteer(where).pk], actor=lead)
    services.answer(token=one.token, part_id=first, move=Move.REPORT, words="结束")
    assert CallOutPart.objects.get(pk=first).part == Part.REPORTED


def test_the_pages_of_join_own_and_call_out() -> None:
    way = Way.lay()
    event = way.reported()
    where = way.village
    client = Client()
    join = reverse("fieldwork:volunteer_join", args=[where.code])
    sent = {
        "name": "测试者",
        "phone": "13800001234",
        "born": "1990-01-01",
        "agrees": "yes",
        "skills": ["rescue"],
        "days": ["5"],
    }
    assert client.post(join, {**sent, "born": "2015-01-01"}).status_code == 422
    own = client.post(join, sent)["Location"]
    assert "测试者" in client.get(own).content.decode()
    row = Volunteer.objects.get()
    user = make.account(Role.VILLAGE_SECRETARY, where)
    client.force_login(user)
    assert client.post(reverse("fieldwork:volunteer_act", args=[row.pk, "take-in"])).status_code == 302
    query = {"event": event.code}
    shown = client.get(reverse("incidents:page", args=[event.code])).content.decode()
    assert f"{reverse('fieldwork:callout_new')}?event={event.code}" in shown
    page = client.get(reverse("fieldwork:callout_new"), query)
    assert "测试者" in page.content.decode()
    given = {**query, "title": "劝离", "place": "桥头", "volunteers": [str(row.pk)], "then": "call"}
    made = client.post(reverse("fieldwork:callout_new"), given)["Location"]
    assert "13800001234" in client.get(made).content.decode()
    assert "桥头" in Client().get(own).content.decode()
    part = CallOutPart.objects.get()
    Client().post(own + "arrive/", {"part": str(part.pk)})
    part.refresh_from_db()
    assert part.part == Part.ARRIVED
