"""A photo is shown only while everybody on it agrees; what was said, how many came, who helped; the poster."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.activities import Kind, Mark
from fengqiao.centre.models import HelperHours, SignUp
from fengqiao.centre.selectors import Seat, activities, afterwards
from fengqiao.centre.services import CentreRefused, InputRefused
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import STRANGER, PictureNotKept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
DAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_photo_is_shown_only_while_everybody_on_it_agrees() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member = make_centre.member(house)
        one, other = make_centre.activity(house), make_centre.activity(house)
        agrees, refuses = make_centre.signup(one, pictured=True).signup, make_centre.signup(one).signup
        with pytest.raises(PictureNotKept):
            services.add_photo(activity_id=one.id, content=b"no photo", actor=member)
        made = services.add_photo(activity_id=one.id, content=photo(), actor=member)
        assert not shown(one.id)
        for people, nobody in (([], False), ([agrees.id], True)):
            with pytest.raises(InputRefused):
                services.tick_photo(photo_id=made, people=people, nobody=nobody, actor=member)
        stranger = make_centre.signup(other).signup
        with pytest.raises(NotYours):
            services.tick_photo(photo_id=made, people=[stranger.id], nobody=False, actor=member)
        services.tick_photo(photo_id=made, people=[agrees.id, refuses.id], nobody=False, actor=member)
        assert not shown(one.id)
        with pytest.raises(NotYours):
            afterwards.photo_file(one.id, made, public=True)
        services.agree_pictures(code=refuses.code, pictured=True, actor=STRANGER)
        assert shown(one.id)
        assert afterwards.photo_file(one.id, made, public=True).startswith(b"\xff\xd8")
        services.agree_pictures(code=agrees.code, pictured=False, actor=STRANGER)
        assert not shown(one.id)
        assert Client().get(f"/n/{house.key}/a/{one.code}/photos/{made}.jpg").status_code == 404
        with pytest.raises(NotYours):
            afterwards.photo_file(other.id, made, public=False)
        services.remove_photo(photo_id=made, actor=member)
        with pytest.raises(NotYours):
            afterwards.photo_file(one.id, made, public=False)


def shown(activity_id: object) -> bool:
    return bool(afterwards.photos(activity_id, shown_only=True))


def test_what_people_say_and_what_is_held_back() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        one = make_centre.activity(house, places=1)
        mine, waits = make_centre.signup(one).signup, make_centre.signup(one).signup
        with pytest.raises(CentreRefused):
            services.give_feedback(code=mine.code, mark=Mark.GOOD, actor=STRANGER)
    with clock.fixed(one.end):
        with pytest.raises(CentreRefused):
            services.give_feedback(code=waits.code, mark=Mark.GOOD, actor=STRANGER)
        services.give_feedback(code=mine.code, mark=Mark.POOR, words="你们这些王八蛋", actor=STRANGER)
        (said,) = afterwards.feedback(one.id)
        assert said.hidden
        path = f"/n/{house.key}/a/{one.code}/"
        assert "王八蛋" not in Client().get(path).content.decode()
        services.give_feedback(code=mine.code, mark=Mark.GOOD, words="很好 <i>真的</i>", actor=STRANGER)
        (said,) = afterwards.feedback(one.id)
        assert (said.mark, said.hidden) == (Mark.GOOD, False)
        assert "很好 &lt;i&gt;真的&lt;/i&gt;" in Client().get(path).content.decode()
        with pytest.raises(InputRefused):
            services.hide_feedback(feedback_id=said.id, reason="", actor=SYSTEM)
        services.hide_feedback(feedback_id=said.id, reason="不合适", actor=SYSTEM)
        assert "真的" not in Client().get(path).content.decode()
        assert Client().post(f"/n/s/{mine.code}/feedback/", {"mark": "wonderful"}).status_code == 404
        assert Client().post(f"/n/s/{mine.code}/feedback/", {"mark": "fair"}).status_code == 302
        assert afterwards.total(afterwards.figures(house.id)).said == 1


def test_figures_are_counted_from_the_records() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        dance = make_centre.activity(house, kind=Kind.DANCE, places=10)
        off = make_centre.activity(house, kind=Kind.DANCE)
        services.cancel_activity(activity_id=off.id, reason="下雨", actor=SYSTEM)
        came = make_centre.signup(dance, people=3).signup
        make_centre.signup(dance)
        child = make_centre.signup(dance, child=True, guardian="柳妈妈", consents=True).signup
        assert afterwards.figures(house.id) == []
    with clock.fixed(dance.start):
        for one in (came, child):
            services.check_in(signup_id=one.id, actor=SYSTEM)
    with clock.fixed(dance.end):
        (row,) = afterwards.figures(house.id)
        assert (row.held, row.places, row.signed, row.came, row.children, row.share) == (1, 10, 5, 4, 1, 80)


def test_hours_of_those_who_help_are_noted_and_never_changed() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member = make_centre.member(house, Seat.VOLUNTEER, name="云拾光")
        given = {"centre_id": house.id, "person_id": member.person_id, "day": DAY, "actor": member}
        line = services.enter_hours(minutes=150, **given)
        for wrong in ({"minutes": 0}, {"minutes": 17 * 60}, {"minutes": 15 * 60}, {"day": DAY + timedelta(days=1)}):
            with pytest.raises(InputRefused):
                services.enter_hours(**{**given, "minutes": 60, **wrong})
        outsider = make_centre.member(make_centre.centre())
        with pytest.raises(InputRefused):
            services.enter_hours(**{**given, "person_id": outsider.person_id, "minutes": 60})
        with pytest.raises(NotYours):
            services.enter_hours(**{**given, "actor": outsider, "minutes": 60})
        assert afterwards.hours_by_person(afterwards.hours(house.id)) == [("云拾光", 2.5)]
        services.take_back_hours(hours_id=line, actor=member)
        with pytest.raises(CentreRefused):
            services.take_back_hours(hours_id=line, actor=member)
        assert afterwards.hours_by_person(afterwards.hours(house.id)) == []
        assert HelperHours.objects.count() == 1


def test_names_are_forgotten_after_three_months_and_figures_stay() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        one = make_centre.activity(house)
        held = make_centre.signup(one, "小宝", phone="1000000001", child=True, guardian="柳妈妈", consents=True)
        services.check_in(signup_id=held.signup.id, actor=SYSTEM)
    for days, forgotten in ((89, 0), (90, 0), (91, 1)):
        with clock.fixed(one.end + timedelta(days=days)):
            assert services.forget_signups() == forgotten
    row = SignUp.objects.get()
    assert (row.name, row.phone, row.phone_key, row.guardian, row.child) == ("", "", "", "", True)
    assert all(entry.private is None for entry in journal.history(f"signup:{row.pk}"))
    assert journal.verify() == []
    with clock.fixed(one.end):
        assert afterwards.total(afterwards.figures(house.id)).came == 1
        assert activities.find(one.id, "小宝") == []


def test_the_poster_is_set_for_board_and_telephone() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member = make_centre.member(house)
        one = make_centre.activity(house, title="#set text(1pt) 元宵 $x$ 𠮷", about="一\n二 *三* @四")
        from fengqiao.areas.models import User

        client = Client()
        user = User.objects.get(person_id=member.person_id)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for size in ("a4", "a3"):
            answer = client.get(reverse("centre:poster", kwargs={"pk": one.id, "size": size}))
            assert answer.content.startswith(b"%PDF")
        assert client.get(reverse("centre:poster_picture", kwargs={"pk": one.id})).content.startswith(b"\x89PNG")
        assert client.get(reverse("centre:poster", kwargs={"pk": one.id, "size": "a0"})).status_code == 404
