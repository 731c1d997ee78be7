"""Quality from the records, blind samples with a second opinion, and grades that become points once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories import areas as make
from factories import incidents as make_incidents
from factories.patrol import LAT, LON, Beat
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.domain.quality import Dimension, Grade
from fengqiao.fieldwork.models import HandbookGrade, HandbookSample
from fengqiao.fieldwork.selectors import sampling as reading
from fengqiao.fieldwork.selectors.books import books
from fengqiao.fieldwork.services import sampling, shifts
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.points import services as points
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.models import Transfer

pytestmark = pytest.mark.django_db
QUARTER = Quarter(year=2026, number=3)
FIRST = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
AFTER = datetime(2026, 10, 2, 2, 0, tzinfo=UTC)
MARKS = dict.fromkeys(Dimension, 75)


@pytest.fixture
def beat() -> Iterator[Beat]:
    """A worker with twelve good weeks behind them, at the end of the quarter."""
    points.load_rules(points.seed_rules(), valid_from=datetime(2026, 1, 1, tzinfo=UTC), actor=SYSTEM)
    made = Beat.lay()
    with clock.fixed(FIRST):
        place = made.place(every=7)
    for week in range(12):
        at = FIRST + timedelta(weeks=week, hours=1)
        with clock.fixed(at):
            key = made.start()
            made.check_in(
                place, Fix(at=at, lon=LON, lat=LAT, accuracy=5), note=f"第{week}周水位与护栏都看过",
                photo=make_incidents.photo(week) if week % 2 else None,
            )  # fmt: skip
            shifts.end_shift(shift_id=key.id, actor=made.worker)
    with clock.fixed(AFTER):
        yield made


def town(beat: Beat) -> UUID:
    assert beat.village.parent_id is not None
    return beat.village.parent_id


def test_the_machine_counts_from_the_records(beat: Beat) -> None:
    (one,) = books(beat.village.id, QUARTER, only=[beat.worker.person_id])
    shares = {str(name): (share.got, share.of) for name, share in one.quality.shares.items()}
    assert shares == {
        "complete": (25, 26),  # 12 of 13 weeks, 13 of 13 visits that were due
        "timely": (12, 12),
        "specific": (12, 12),
        "agrees": (12, 12),
        "photo": (6, 12),
    } or shares["complete"] == (24, 26)
    assert 85 <= one.quality.score <= 90


def test_a_sampler_sees_neither_name_nor_score(beat: Beat) -> None:
    assert sampling.draw(town_id=town(beat), quarter=QUARTER, actor=beat.clerk) == 1
    assert sampling.draw(town_id=town(beat), quarter=QUARTER, actor=beat.clerk) == 0
    (sample,) = reading.samples(beat.clerk, QUARTER)
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(User.objects.get(pk=beat.clerk.user_id), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("fieldwork:sample", args=[sample.id])).content.decode()
    row = HandbookSample.objects.get()
    assert beat.worker.name not in page
    assert str(row.person_id) not in page
    assert f">{row.machine}<" not in page
    assert "第3周水位与护栏都看过" in page
    grades = client.get(reverse("fieldwork:grades"), {"quarter": str(QUARTER)}).content.decode()
    assert f">{row.machine}<" not in grades
    quality = client.get(reverse("fieldwork:quality", args=[row.person_id, str(QUARTER)])).content.decode()
    assert f">{row.machine}<" not in quality
    for stranger in (beat.worker, beat.lead, Beat.lay().clerk):
        with pytest.raises(NotYours):
            sampling.give_opinion(sample_id=sample.id, marks=MARKS, actor=stranger)


def test_two_people_look_when_the_first_differs_much(beat: Beat) -> None:
    sampling.draw(town_id=town(beat), quarter=QUARTER, actor=beat.clerk)
    (sample,) = reading.samples(beat.clerk, QUARTER)
    with pytest.raises(InputRefused):
        sampling.give_opinion(sample_id=sample.id, marks={}, actor=beat.clerk)
    first = sampling.give_opinion(sample_id=sample.id, marks=dict.fromkeys(Dimension, 25), actor=beat.clerk)
    assert (first.done, first.wanted, first.mine) == (False, False, True)
    with pytest.raises(FieldRefused):
        sampling.give_opinion(sample_id=sample.id, marks=MARKS, actor=beat.clerk)
    with pytest.raises(FieldRefused):
        sampling.settle(town_id=town(beat), quarter=QUARTER, actor=beat.clerk)
    other = make.actor(Role.STUDIO_CLERK, town(beat))
    assert sampling.give_opinion(sample_id=sample.id, marks=MARKS, actor=other).done
    assert HandbookSample.objects.get().score == 75  # the median of 25, 75 and the machine's
    with pytest.raises(FieldRefused):
        sampling.give_opinion(sample_id=sample.id, marks=MARKS, actor=make.actor(Role.STUDIO_CLERK, town(beat)))


def test_grades_become_points_once(beat: Beat) -> None:
    with clock.fixed(datetime(2026, 9, 30, 15, 59, tzinfo=UTC)), pytest.raises(FieldRefused):
        sampling.settle(town_id=town(beat), quarter=QUARTER, actor=beat.clerk)
    for stranger in (beat.worker, beat.secretary, Beat.lay().clerk):
        with pytest.raises(NotYours):
            sampling.settle(town_id=town(beat), quarter=QUARTER, actor=stranger)
    assert sampling.settle(town_id=town(beat), quarter=QUARTER, actor=beat.clerk) == 2
    assert sampling.settle(town_id=town(beat), quarter=QUARTER, actor=beat.clerk) == 0
    grades = {row.person_id: row for row in HandbookGrade.objects.all()}
    assert beat.worker.person_id is not None
    assert beat.lead.person_id is not None
    good = grades[beat.worker.person_id]
    assert (good.grade, good.points, good.lines) == (Grade.EXCELLENT, 8, 12)
    assert (grades[beat.lead.person_id].grade, grades[beat.lead.person_id].points) == (Grade.NONE, 0)
    posted = Transfer.objects.filter(evidence="handbook:2026Q3", kind="post")
    assert [(one.book.person_id, one.amount) for one in posted] == [(beat.worker.person_id, 8)]
    (award,) = Transfer.objects.filter(evidence="handbook:2026Q3", kind="pending")
    assert award.link == reverse("fieldwork:quality", args=[beat.worker.person_id, "2026Q3"])
    assert award.effective_at < QUARTER.span(award.effective_at.tzinfo or UTC)[1]
    assert points.verify() == []
    view = reading.grade_of(beat.worker.person_id, QUARTER)
    assert view is not None
    assert view.shares[Dimension.PHOTO] == (6, 12, 50)
    assert reading.grade_of(beat.worker.person_id, QUARTER.before) is None


def test_a_quarter_is_frozen_only_when_its_grades_are_settled(beat: Beat) -> None:
    """The refusal names what is open; the page shows it with the way there, and no button."""
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(User.objects.get(pk=beat.clerk.user_id), backend="django.contrib.auth.backends.ModelBackend")
    sampling.draw(town_id=town(beat), quarter=QUARTER, actor=beat.clerk)
    with translation.override("en"), pytest.raises(points.QuarterRefused) as refused:
        points.freeze(town_id=town(beat), year=2026, number=3, actor=beat.clerk)
    assert "1 handbook has no grade yet." in str(refused.value)
    assert "1 sample of handbooks waits for an opinion." in str(refused.value)
    page = clerk.get("/points/quarters/").content.decode()
    assert f"{reverse('fieldwork:grades')}?quarter=2026Q3&amp;town={town(beat)}" in page
    assert "Freeze it" not in page
    (sample,) = reading.samples(beat.clerk, QUARTER)
    sampling.give_opinion(sample_id=sample.id, marks=MARKS, actor=beat.clerk)
    with pytest.raises(points.QuarterRefused):
        points.freeze(town_id=town(beat), year=2026, number=3, actor=beat.clerk)
    sampling.settle(town_id=town(beat), quarter=QUARTER, actor=beat.clerk)
    assert "Freeze it" in clerk.get("/points/quarters/").content.decode()
    book = points.freeze(town_id=town(beat), year=2026, number=3, actor=beat.clerk)
    issue = points.lay_open(quarter_id=book.pk, actor=beat.clerk)
    listed = json.loads(issue.sheets.get(person=beat.worker.person_id).text)["lines"]
    assert [(line[1], line[5]) for line in listed if line[1].startswith("handbook")] == [("handbook_good", "earned")]


def test_where_handbooks_earn_nothing_no_quarter_waits_for_them(beat: Beat) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fengqiao.fieldwork.selectors.unfinished.rules_of", lambda *_: [])
        assert points.freeze(town_id=town(beat), year=2026, number=3, actor=beat.clerk).state == "frozen"
