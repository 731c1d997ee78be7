"""A worker asks to be away; the studio's clerk decides, and the worker reads it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import areas as make
from factories import studio as making
from factories.studio import Studio
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.fieldwork.domain.absence import Reason, RequestState
from fengqiao.fieldwork.models import Absence, AbsenceRequest
from fengqiao.fieldwork.selectors import absence_requests, absences, inbox
from fengqiao.fieldwork.services import absence_requests as services
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk() -> Studio:
    return Studio.open()


def days(number: int) -> date:
    return timezone.localdate(clock.now()) + timedelta(days=number)


def ask(who: Actor, first: int = 1, last: int = 3, request_id: UUID | None = None, **more: object) -> UUID:
    given = {"reason": Reason.LEAVE, **more}
    return services.ask_absence(
        request_id=request_id or ids.new_id(), first=days(first), last=days(last), actor=who, **given
    )


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_asked_granted_and_the_wish_stands_in(desk: Studio) -> None:
    worker, other = desk.worker(), desk.worker()
    key = ids.new_id()
    assert ask(worker, request_id=key, wish_id=other.person_id) == ask(worker, request_id=key)
    (row,) = (one for one in inbox.inbox(desk.clerk) if one.sort == "leave")
    assert (row.who, row.tone) == (worker.name, "due")
    (waiting,) = absence_requests.waiting_requests(desk.clerk)
    services.grant_absence(request_id=waiting.id, stand_in_id=waiting.wish_id, actor=desk.clerk)
    (made,) = absences.absences(desk.clerk)
    assert (made.person_id, made.stand_in_id, made.days.first) == (worker.person_id, other.person_id, days(1))
    (own,) = absence_requests.own_requests(worker)
    assert (own.state, own.stand_in) == (RequestState.GRANTED, other.name)
    assert absence_requests.waiting_requests(desk.clerk) == []
    with pytest.raises(FieldRefused):
        services.refuse_absence(request_id=key, words="太晚", actor=desk.clerk)
    with pytest.raises(FieldRefused):
        services.take_back_request(request_id=key, actor=worker)
    kinds = JournalEntry.objects.filter(subject=f"absence_request:{key}").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["fieldwork.absence_asked", "fieldwork.absence_granted"]
    assert journal.verify() == []


def test_a_grant_that_cannot_be_leaves_the_request_open(desk: Studio) -> None:
    worker, other = desk.worker(), desk.worker()
    making.absence(other.person_id, first=2, last=2)
    key = ask(worker)
    with pytest.raises(InputRefused):
        services.grant_absence(request_id=key, stand_in_id=other.person_id, actor=desk.clerk)
    assert AbsenceRequest.objects.get().state == RequestState.ASKED
    assert Absence.objects.count() == 1


def test_not_granted_with_a_reason_that_the_worker_reads(desk: Studio) -> None:
    worker = desk.worker()
    key = ask(worker)
    with pytest.raises(InputRefused):
        services.refuse_absence(request_id=key, words=" ", actor=desk.clerk)
    services.refuse_absence(request_id=key, words="那几天汛期值守", actor=desk.clerk)
    page = client_of(worker).get(reverse("fieldwork:leave")).content.decode()
    assert "那几天汛期值守" in page
    ask(worker)  # another time it may fit


@pytest.mark.parametrize(("first", "last"), [(3, 1), (-32, 1), (1, 400)])
def test_days_that_cannot_be(desk: Studio, first: int, last: int) -> None:
    with pytest.raises(InputRefused):
        ask(desk.worker(), first, last)
    assert not AbsenceRequest.objects.exists()


def test_the_same_days_are_not_asked_for_twice(desk: Studio) -> None:
    worker = desk.worker()
    key = ask(worker)
    with pytest.raises(FieldRefused):
        ask(worker, 3, 4)
    services.take_back_request(request_id=key, actor=worker)
    making.absence(worker.person_id, first=5, last=6)
    with pytest.raises(FieldRefused):
        ask(worker, 6, 7)
    ask(worker, 1, 3)


def test_whose_request_it_is(desk: Studio) -> None:
    worker, other = desk.worker(), desk.worker()
    key = ask(worker)
    for stranger in (other, desk.other, make.actor(Role.STUDIO_CLERK, make.town())):
        with pytest.raises(NotYours):
            services.grant_absence(request_id=key, stand_in_id=None, actor=stranger)
        with pytest.raises(NotYours):
            services.take_back_request(request_id=key, actor=stranger)
    with pytest.raises(NotYours):
        ask(other, request_id=key)
    with pytest.raises(NotYours):
        ask(desk.clerk)  # no grid, nobody to stand in
    elsewhere = Studio.open().worker()
    with pytest.raises(InputRefused):
        ask(other, wish_id=elsewhere.person_id)
    with pytest.raises(InputRefused):
        ask(other, wish_id=other.person_id)
    assert absence_requests.own_requests(other) == []


def test_from_the_phone_to_the_desk_and_back(desk: Studio) -> None:
    worker, other = desk.worker(), desk.worker()
    phone, clerk = client_of(worker), client_of(desk.clerk)
    url = reverse("fieldwork:leave")
    data = {
        "request_id": str(ids.new_id()),
        "first": days(1),
        "last": days(2),
        "reason": "training",
        "wish": other.person_id,
    }
    assert phone.post(url, {**data, "last": days(-1)}).status_code == 422
    assert phone.post(url, data).status_code == 302
    assert phone.post(url, data).status_code == 302
    request = AbsenceRequest.objects.get()
    page = clerk.get(reverse("fieldwork:absences")).content.decode()
    assert f'value="{other.person_id}" selected' in page
    grant = reverse("fieldwork:absence_decide", args=[request.pk, "grant"])
    assert clerk.post(grant, {"stand_in": str(other.person_id)}).status_code == 302
    assert Absence.objects.get().stand_in_id == other.person_id
    assert "Granted" in phone.get(url).content.decode()
    assert client_of(other).post(reverse("fieldwork:leave_back", args=[request.pk])).status_code == 404
