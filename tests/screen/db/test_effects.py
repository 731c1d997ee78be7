"""The effect figures read from records: what counts when, beside what, and who may see how much of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from factories import areas as make
from factories import points as make_points
from factories.incidents import PLAIN, Way
from fengqiao.areas import services as areas
from fengqiao.areas.models import ActiveDay, User
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, PersonView, Role, area
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents.selectors import Step
from fengqiao.screen.domain.effects import Stretch
from fengqiao.screen.selectors import effect_words, effects
from fengqiao.screen.selectors.effects import Name, Twin
from fengqiao.screen.selectors.fairness import chances

pytestmark = pytest.mark.django_db
MARCH_TO_AUGUST = Stretch(first=date(2026, 3, 1), last=date(2026, 8, 31))
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
MONTHS = {"span": "own", "first": "2026-03", "last": "2026-08"}


@dataclass(frozen=True)
class Town:
    way: Way
    place: AreaView
    clerk: Actor
    analyst: Actor
    workers: list[PersonView]


@pytest.fixture
def town() -> Iterator[Town]:
    with clock.fixed(datetime(2024, 1, 1, tzinfo=UTC)):
        way = Way.lay()
        assert way.village.parent_id is not None
        place = area(way.village.parent_id)
        assert place.parent_id is not None
        workers = [make.worker(Role.GRID_WORKER, way.village) for _ in range(5)]
        clerk, analyst = make.actor(Role.STUDIO_CLERK, place), make.actor(Role.ANALYST, place.parent_id)
    with clock.fixed(datetime(2026, 11, 26, 4, tzinfo=UTC)):
        yield Town(way=way, place=place, clerk=clerk, analyst=analyst, workers=workers)


def client_of(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def signed_in(worker: PersonView, first: date, days: int) -> None:
    areas.note_active_days((worker.id, first + timedelta(days=number)) for number in range(days))


def test_a_sign_in_makes_one_active_day_in_local_time(town: Town) -> None:
    user = make.account(Role.GRID_WORKER, town.way.village)
    for at in (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), datetime(2026, 3, 1, 16, 1, tzinfo=UTC)):
        with clock.fixed(at):  # one minute before and one after midnight in Shanghai
            for _ in range(2):
                Client().force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    days = ActiveDay.objects.filter(person=user.person_id).order_by("day")
    assert list(days.values_list("day", flat=True)) == [date(2026, 3, 1), date(2026, 3, 2)]


def test_use_is_read_beside_the_period_before(town: Town) -> None:
    signed_in(town.workers[0], date(2025, 9, 1), 100)
    signed_in(town.workers[1], date(2026, 3, 1), 184)
    signed_in(town.workers[2], date(2026, 3, 1), 134)
    signed_in(town.workers[3], date(2026, 9, 1), 30)  # another period's
    use = effects.read(town.clerk, town.place, MARCH_TO_AUGUST).effects[0]
    assert (use.now.top, use.now.base) == (318, 5 * 184)
    assert (use.before.top, use.before.base) == (100, 5 * 181)
    assert use.on_before == Decimal("212.82")  # 318 / 920 beside 100 / 905
    assert not use.year.known  # the first sign-in that is kept lies after it
    assert use.on_year is None


def test_days_before_sign_ins_were_kept_count_on_neither_side(town: Town) -> None:
    signed_in(town.workers[0], date(2026, 8, 22), 5)
    use = effects.read(town.clerk, town.place, MARCH_TO_AUGUST).effects[0]
    assert (use.now.top, use.now.base) == (5, 5 * 10)


def test_days_outside_a_duty_do_not_count(town: Town) -> None:
    stranger = make.worker(Role.VILLAGE_SECRETARY, town.way.village)
    signed_in(stranger, date(2026, 3, 1), 10)
    assert effects.read(town.clerk, town.place, MARCH_TO_AUGUST).effects[0].now.top == 0


def test_events_are_counted_and_open(town: Town) -> None:
    with clock.fixed(datetime(2026, 8, 31, 15, 59, tzinfo=UTC)):  # 23:59 of the last day
        town.way.reported(PLAIN, source="patrol")
        town.way.until(Step.CLOSE)
    with clock.fixed(datetime(2026, 8, 31, 16, 1, tzinfo=UTC)):
        town.way.reported(PLAIN, source="patrol")
    with clock.fixed(datetime(2025, 5, 1, tzinfo=UTC)):
        town.way.reported(PLAIN, source="patrol")
    found = {one.name: one for one in effects.read(town.clerk, town.place, MARCH_TO_AUGUST).effects}
    assert [(one.now.top, one.before.top, one.year.top) for one in list(found.values())[1:]] == [
        (2, 0, 1),
        (1, 0, 1),
        (1, 0, 0),
    ]
    assert found[Name.COLLECTED].on_year == Decimal("100.00")
    assert found[Name.COLLECTED].on_before is None
    for name in (Name.COLLECTED, Name.REPORTED, Name.CLOSED):
        behind = effects.behind(town.clerk, name, town.place, MARCH_TO_AUGUST, number=1)
        assert len(behind.cases) + behind.hidden == found[name].now.top


def test_lowest_and_highest_points(town: Town) -> None:
    inside = datetime(2026, 8, 31, 15, 59, tzinfo=UTC)
    for worker, points in zip(town.workers, (45, 105, 60, 70, 80), strict=True):
        make_points.earn(worker.id, points, town.way.village.id, at=inside)
    make_points.earn(town.workers[0].id, 9, town.way.village.id, at=inside, posted=False)
    make_points.earn(town.workers[0].id, 7, town.way.village.id, at=inside + timedelta(minutes=2))
    spread = effects.read(town.analyst, town.place, MARCH_TO_AUGUST).spreads[Twin.NOW]
    assert spread is not None
    assert (spread.people, spread.lowest, spread.highest, spread.middle) == (5, 45, 105, 70)


def test_the_sentence_in_three_languages(town: Town) -> None:
    for worker, points in zip(town.workers, (45, 105, 60, 70, 80), strict=True):
        make_points.earn(worker.id, points, town.way.village.id, at=datetime(2026, 4, 1, tzinfo=UTC))
    signed_in(town.workers[0], date(2025, 9, 1), 100)
    signed_in(town.workers[1], date(2026, 3, 1), 184)
    signed_in(town.workers[2], date(2026, 3, 1), 134)
    said = {}
    for language in ("en", "zh-hans", "zh-hant"):
        page = client_of(town.clerk, language).get(reverse("screen:effects"), MONTHS).content.decode()
        said[language] = page.split('id="effect-sentence"')[1].split("<p>")[1].split("</p>")[0]
    assert "5 grid workers: lowest 45 points, highest 105" in said["en"]
    assert "up 212.82% on the period before (11.05%)" in said["en"]
    assert "5 名网格员最低 45 分、最高 105 分" in said["zh-hans"]
    assert "比上期（11.05%）上升 212.82%" in said["zh-hans"]
    assert "2026年3月" in said["zh-hans"]
    assert "5 名網格員最低 45 分、最高 105 分" in said["zh-hant"]


def test_few_people_are_shown_to_the_studio_only(town: Town) -> None:
    other = make.village(make.town(area(town.place.parent_id)), name="小村委会") if town.place.parent_id else None
    assert other is not None
    assert other.parent_id is not None
    few = area(other.parent_id)
    worker = make.worker(Role.GRID_WORKER, other)
    make_points.earn(worker.id, 45, other.id, at=datetime(2026, 4, 1, tzinfo=UTC))
    signed_in(worker, date(2026, 3, 1), 3)
    seen = effects.read(town.analyst, few, MARCH_TO_AUGUST)
    assert seen.withheld
    assert seen.spreads[Twin.NOW] is None
    assert not seen.effects[0].now.known
    assert "45" not in effect_words.sentence(seen)
    kept = effects.read(make.actor(Role.STUDIO_CLERK, few), few, MARCH_TO_AUGUST)
    assert kept.spreads[Twin.NOW] is not None
    page = client_of(town.analyst).get(reverse("screen:effects_people"), {**MONTHS, "town": str(few.id)})
    assert page.status_code == 200
    assert worker.name not in page.content.decode()
    assert "Fewer than five people" in page.content.decode()


def test_names_are_for_the_studio_alone(town: Town) -> None:
    address = reverse("screen:effects_people")
    assert town.workers[0].name in client_of(town.clerk).get(address, MONTHS).content.decode()
    assert town.workers[0].name not in client_of(town.analyst).get(address, MONTHS).content.decode()
    books = [
        load_workbook(io.BytesIO(client_of(who).get(reverse("screen:effects_sheet"), MONTHS).content))
        for who in (town.clerk, town.analyst)
    ]
    assert [len(book.sheet_names) for book in books] == [4, 3]


def test_another_countys_town_is_not_there(town: Town) -> None:
    foreign = make.town()
    for name in ("effects", "effects_sheet", "effects_people"):
        assert client_of(town.clerk).get(reverse(f"screen:{name}"), {"town": str(foreign.id)}).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"span": "own"},
        {"span": "own", "first": "2026-08", "last": "2026-03"},
        {"span": "own", "first": "x", "last": "2026-13"},
        {"span": "own", "first": "2026-08", "last": "2027-03"},
        {"span": "century"},
    ],
)
def test_what_is_not_understood_is_said(town: Town, asked: dict[str, str]) -> None:
    answer = client_of(town.clerk).get(reverse("screen:effects"), asked)
    assert answer.status_code == 200
    assert "2026" in answer.content.decode()
    assert ("field__error" in answer.content.decode()) or ("notice--danger" in answer.content.decode())


def test_the_figures_hold_still_however_many_events(town: Town, django_assert_max_num_queries: object) -> None:
    assert SYSTEM.system
    with django_assert_max_num_queries(40):
        effects.read(town.clerk, town.place, MARCH_TO_AUGUST)


def test_opportunities_stand_beside_points(town: Town) -> None:
    worker = make.worker(Role.GRID_WORKER, town.way.village, grid_id=make.grid(town.way.village, since=MARCH))
    with clock.fixed(datetime(2026, 4, 1, tzinfo=UTC)):
        event = town.way.reported(PLAIN, source="patrol")
    make_points.earn(worker.id, 12, town.way.village.id, at=datetime(2026, 4, 1, tzinfo=UTC))
    lines = {one.worker.use.person_id: one for one in chances(town.clerk, town.place, MARCH_TO_AUGUST)}
    mine = lines[worker.id]
    assert event.grid_version_id is not None
    assert sum(one.events for one in lines.values()) == 1
    assert (mine.worker.points, mine.hint) == (12, None)
    assert 1.0 < mine.square_km < 1.3  # a hundredth of a degree each way at 23.8° north
    page = client_of(town.clerk).get(reverse("screen:fairness"), MONTHS).content.decode()
    assert worker.name in page
    assert "12 points" in page
    with pytest.raises(NotYours):
        chances(town.analyst, town.place, MARCH_TO_AUGUST)
    foreign = make.town()
    assert client_of(town.clerk).get(reverse("screen:fairness"), {"town": str(foreign.id)}).status_code == 404
