"""The 1223 holds what the centre writes and nothing else; neighbours read it once it is published."""

from __future__ import annotations

import pytest
from django.test import Client

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.models import User
from fengqiao.centre import selectors, services
from fengqiao.centre.selectors import Seat
from fengqiao.centre.selectors.structure import FIELDS, filled, published_structure, structure
from fengqiao.centre.services import InputRefused, Written
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import PictureNotKept

pytestmark = pytest.mark.django_db


def test_nothing_is_filled_in_for_a_centre_and_nothing_is_public_before_it_says_so() -> None:
    house = make_centre.centre()
    chair = make_centre.member(house, Seat.CHAIR)
    assert (len(FIELDS), filled(house)) == (8, 0)
    assert [len(one.parts) for one in structure(house)] == [1, 2, 2, 3]
    parts = {"core1": Written(name="德星支部", words="三名党员", document=photo()), "team2": Written(name="<b>队</b>")}
    services.write_structure(centre_id=house.id, parts=parts, published=False, actor=chair)
    house = selectors.centre_of(house.id)
    assert (filled(house), published_structure(house)) == (2, [])
    public, paper = f"/n/{house.key}/council/", f"/n/{house.key}/1223/core1.jpg"
    assert "德星支部" not in Client().get(public).content.decode()
    assert Client().get(paper).status_code == 404

    services.write_structure(centre_id=house.id, parts={}, published=True, actor=chair)
    page = Client().get(public).content.decode()
    assert "德星支部" in page
    assert "<b>队</b>" not in page
    assert Client().get(paper)["Content-Type"] == "image/jpeg"
    assert Client().get(f"/n/{house.key}/1223/team2.jpg").status_code == 404
    assert [part.field for one in published_structure(selectors.centre_of(house.id)) for part in one.parts] == [
        "core1",
        "team2",
    ]
    services.write_structure(
        centre_id=house.id, parts={"core1": Written(name="德星支部", without=True)}, published=True, actor=chair
    )
    assert Client().get(paper).status_code == 404


def test_the_page_keeps_it_and_only_who_looks_after_the_centre_writes() -> None:
    house = make_centre.centre()
    chair, plain = make_centre.member(house, Seat.CHAIR), make_centre.member(house)
    where = f"/centre/{house.id}/1223/"
    for actor, status in ((plain, 404), (chair, 302)):
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        assert client.get(where).status_code == 200
        assert client.post(where, {"element3-name": "巷规", "published": "1"}).status_code == status
    refused = client.post(where, {"core1-name": "长" * 61, "team1-words": "周三来帮忙"})
    assert (refused.status_code, "周三来帮忙" in refused.content.decode()) == (422, True)
    assert filled(selectors.centre_of(house.id)) == 1
    with pytest.raises(NotYours):
        services.write_structure(centre_id=house.id, parts={}, published=True, actor=plain)
    for wrong in (Written(name="长" * 61), Written(words="长" * 301)):
        with pytest.raises(InputRefused):
            services.write_structure(centre_id=house.id, parts={"core1": wrong}, published=True, actor=chair)
    with pytest.raises(PictureNotKept):
        services.write_structure(
            centre_id=house.id, parts={"core1": Written(document=b"no picture")}, published=True, actor=chair
        )
