"""Months counted by night: the same figures as from the records, for every place and organisation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, WATER, Way, incident
from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock
from fengqiao.incidents import services
from fengqiao.incidents.domain.indicators import FORMULAS
from fengqiao.incidents.domain.periods import Period
from fengqiao.incidents.models import Incident, MonthCount, MonthSum
from fengqiao.incidents.selectors import Step, figures
from fengqiao.incidents.services import ClockKind, Unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
PERIODS = (
    Period(first=date(2026, 9, 1), last=date(2026, 9, 30)),
    Period(first=date(2026, 9, 17), last=date(2026, 11, 26)),
    Period(first=date(2026, 1, 1), last=date(2026, 11, 26)),
)


@pytest.fixture
def way() -> Way:
    with clock.fixed(datetime(2025, 8, 1, tzinfo=UTC)):
        laid = Way.lay()
        for kind in (ClockKind.HANDLE, ClockKind.CHECK):
            services.set_deadline(kind=kind, amount=8, unit=Unit.HOURS, actor=SYSTEM)
    for month, day, category in ((9, 2, WATER), (9, 30, PLAIN), (10, 12, DISPUTE), (11, 3, WATER)):
        with clock.fixed(datetime(2026, month, day, 1, tzinfo=UTC)):
            event = laid.until(Step.CLOSE, category)
            services.rate(incident_id=event.id, stars=day % 5 + 1, actor=laid.operator)
    with clock.fixed(datetime(2025, 10, 20, 1, tzinfo=UTC)):
        laid.until(Step.CLOSE)
    with clock.fixed(datetime(2026, 9, 30, 15, 30, tzinfo=UTC)):  # half an hour before October begins in the village
        laid.reported(source="hotline")
    return laid


def every_figure(way: Way) -> dict[str, object]:
    """Figure and course of every indicator, for three periods, two places, with and without an organisation."""
    found: dict[str, object] = {}
    for period in PERIODS:
        for area in (way.village.id, way.village.parent_id):
            for organisation in (None, way.committee.id):
                scope = figures.scope_of(SYSTEM, period=period, area_id=area, organisation_id=organisation)
                for one in figures.readings(scope):
                    key = f"{one.formula.id} {period.first} {period.last} {area == way.village.id} {organisation}"
                    found[key] = (one.figure, *one.course)
    return found


def test_what_is_counted_by_night_is_what_the_records_say(way: Way) -> None:
    with clock.fixed(NOW):
        live = every_figure(way)
        assert services.count_months() == 13 * len(FORMULAS)  # October of the year before up to this October
        assert every_figure(way) == live
        MonthSum.objects.update(base=7)
        assert every_figure(way) != live  # the sums are what is read


def test_late_facts_are_in_the_next_nights_count(way: Way) -> None:
    with clock.fixed(NOW):
        services.count_months()
        reported = Incident.objects.filter(state="reported").get()
        services.reject(incident_id=reported.pk, reason="不属实", actor=way.operator)
        scope = figures.scope_of(SYSTEM, period=PERIODS[0], area_id=way.village.id)
        told = figures.figure("effective_reports", scope).base
        services.count_months()
        assert figures.figure("effective_reports", scope).base == told + 1


def test_old_months_are_counted_again_once_in_a_while_and_a_new_version_at_once(way: Way) -> None:
    with clock.fixed(NOW):
        services.count_months()
        assert services.count_months() == 12 * len(FORMULAS)
        MonthCount.objects.filter(formula="closing").update(version=99)
        assert services.count_months() == 12 * len(FORMULAS) + 1
        assert not MonthCount.objects.filter(version=99).exists()
    with clock.fixed(NOW + timedelta(days=31)):
        assert services.count_months() == 14 * len(FORMULAS)


def test_one_person_in_two_villages_on_one_day_is_one_person_day_above(way: Way) -> None:
    assert way.village.parent_id is not None
    other = make.village(areas.area(way.village.parent_id))
    with clock.fixed(datetime(2026, 10, 12, 2, tzinfo=UTC)):
        services.accept(incident_id=incident(other).id, is_new=True, actor=way.operator)
    scope = figures.scope_of(
        SYSTEM, period=Period(first=date(2026, 10, 1), last=date(2026, 10, 31)), area_id=way.village.parent_id
    )
    with clock.fixed(NOW):
        live = figures.figure("platform_use", scope)
        services.count_months()
        assert figures.figure("platform_use", scope) == live
        below = MonthSum.objects.filter(
            count__formula="platform_use", count__month=date(2026, 10, 1), organisation=None
        )
        assert dict(figures.reading("platform_use", scope).course)[date(2026, 10, 1)].top == live.top
        assert sum(below.filter(area__in=(way.village.id, other.id)).values_list("base", flat=True)) > live.top


def test_without_events_nothing_is_counted() -> None:
    assert services.count_months() == 0
