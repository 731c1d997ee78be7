"""The hand-over sheet: what goes to whom on paper, with a code that leads back to the event."""

from __future__ import annotations

import pytest
from django.urls import reverse
from test_spine_pages import client_of

from factories import areas as make
from factories.incidents import PLAIN, Way
from fengqiao.incidents import services
from fengqiao.incidents.selectors import Step

pytestmark = pytest.mark.django_db


def test_the_sheet_has_the_code_and_who_joins() -> None:
    way = Way.lay()
    water = make.organisation(way.village, name="测试水务所")
    event, other = (way.take(Step.ACCEPT, way.reported(PLAIN)) for _ in range(2))
    services.dispatch(incident_id=event.id, joint_ids=[water.id], reason="看看水闸", actor=way.dispatcher)
    page = client_of(way.secretary).get(reverse("incidents:sheet", args=[event.code])).content.decode()
    for words in (event.spoken, "data:image/svg+xml", "测试水务所", "测试村委会", "看看水闸", "规则"):
        assert words in page
    both = client_of(way.operator).get(f"/incidents/sheets/?code={event.code}&code={other.code}").content.decode()
    assert both.count('class="sheet"') == 2


def test_a_foreign_event_has_no_sheet() -> None:
    way = Way.lay()
    event = way.reported(PLAIN)
    stranger = Way.lay().secretary
    assert client_of(stranger).get(f"/incidents/sheets/?code={event.code}").status_code == 404
