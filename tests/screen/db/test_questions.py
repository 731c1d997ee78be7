"""Questions from end to end: found at night, asked once, answered by the worker, decided by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from factories import areas as make
from factories import points as make_points
from factories.incidents import PLAIN, Way, photo
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import add_evidence
from fengqiao.points import selectors as points
from fengqiao.points import services
from fengqiao.points.domain.signs import QuestionState, Sign
from fengqiao.points.models import Question, Transfer
from fengqiao.points.services import QuestionRefused
from fengqiao.screen.services import look_for_signs

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_photo_used_twice_is_asked_about_once() -> None:
    with clock.fixed(NOON):
        way = Way.lay()
        worker = make.actor(Role.GRID_WORKER, way.village)
        for shade in (60, 60, 90):
            event = way.reported(PLAIN, source="patrol", reporter_id=worker.person_id)
            add_evidence(incident_id=event.id, kind="before", content=photo(shade), actor=SYSTEM)
        make_points.earn(worker.person_id, 3, way.village.id)
    before = Transfer.objects.count()
    with clock.fixed(NOON + timedelta(days=1)):
        assert look_for_signs() == 1
        assert look_for_signs() == 0
    assert Transfer.objects.count() == before  # a question moves no points
    row = Question.objects.get()
    assert (row.sign, row.person_id, len(row.evidence)) == (Sign.SAME_PHOTO, worker.person_id, 2)
    assert [one.kind for one in journal.history(f"question:{row.pk}")] == ["points.question_raised"]
    shown = client_of(worker).get(reverse("points:question", args=[row.pk])).content.decode()
    assert row.evidence[0]["link"] in shown
    assert "waits for your answer" in client_of(worker).get(reverse("points:mine")).content.decode()


def test_answered_by_the_worker_and_decided_by_the_studio() -> None:
    village = make.village()
    assert village.parent_id is not None
    worker, other = make.actor(Role.GRID_WORKER, village), make.actor(Role.GRID_WORKER, village)
    clerk = make.actor(Role.STUDIO_CLERK, village.parent_id)
    assert worker.person_id is not None
    pk = make_points.question(village.parent_id, worker.person_id)
    page = reverse("points:question", args=[pk])
    assert client_of(other).get(page).status_code == 404
    assert client_of(make.actor(Role.STUDIO_CLERK, make.town())).get(page).status_code == 404
    with pytest.raises(NotYours):
        services.answer_question(question_id=pk, answer="是他", actor=clerk)
    with pytest.raises(NotYours):
        services.decide_question(question_id=pk, ending=QuestionState.NO_CONCERN, why="没事", actor=worker)
    with pytest.raises(QuestionRefused):
        services.answer_question(question_id=pk, answer="  ", actor=worker)
    client_of(worker).post(reverse("points:question_answer", args=[pk]), {"answer": "沿路一起查的"})
    assert points.question(clerk, pk).state is QuestionState.EXPLAINED
    for ending, why in ((QuestionState.OPEN, "x"), (QuestionState.HEARING, " ")):
        with pytest.raises(QuestionRefused):
            services.decide_question(question_id=pk, ending=ending, why=why, actor=clerk)
    client_of(clerk).post(reverse("points:question_decide", args=[pk]), {"ending": "hearing", "why": "还要当面问"})
    assert points.question(worker, pk).state is QuestionState.HEARING
    assert reverse("points:ask", args=[worker.person_id]) in client_of(clerk).get(page).content.decode()
    assert "还要当面问" in client_of(worker).get(page).content.decode()
    with pytest.raises(QuestionRefused):
        services.answer_question(question_id=pk, answer="再说一句", actor=worker)
    entries = journal.history(f"question:{pk}")
    assert [one.kind.split("_")[-1] for one in entries] == ["raised", "answered", "decided"]
    assert all("还要" not in str(one.payload) and "沿路" not in str(one.payload) for one in entries)


def test_nobody_decides_about_themselves() -> None:
    village = make.village()
    assert village.parent_id is not None
    clerk = make.actor(Role.STUDIO_CLERK, village.parent_id)
    assert clerk.person_id is not None
    pk = make_points.question(village.parent_id, clerk.person_id)
    with pytest.raises(NotYours):
        services.decide_question(question_id=pk, ending=QuestionState.NO_CONCERN, why="没事", actor=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=pk).update(
            state="no_concern", why="x", decided_at=clock.now(), decided_by=clerk.person_id
        )
