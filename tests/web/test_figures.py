"""The figures' pages: what they count agrees with the formulas, opens to its cases, and is honest about nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from factories import areas as make
from factories.incidents import PLAIN, WATER, Way
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationView, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain.indicators import BY_ID, FORMULAS, Closing, Report, Stretch
from fengqiao.incidents.domain.periods import Named, Period, named
from fengqiao.incidents.models import ClockSegment, Incident, IncidentStep
from fengqiao.incidents.selectors import IncidentView, Step, figures, validity
from fengqiao.incidents.selectors.figures import Scope
from fengqiao.incidents.services import ClockKind, RulePart, Unit

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 1, tzinfo=UTC)  # 09:00 in the village
HOUR = timedelta(hours=1)
NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))


@pytest.fixture
def way() -> Way:
    with clock.fixed(MONDAY - timedelta(days=400)):
        laid = Way.lay()
        for kind in (ClockKind.HANDLE, ClockKind.CHECK):
            services.set_deadline(kind=kind, amount=8, unit=Unit.HOURS, actor=SYSTEM)
    return laid


@pytest.fixture
def other(way: Way) -> OrganisationView:
    """Another organisation that can be chosen."""
    made = make.organisation(way.village, name="水务站")
    for category in (WATER, PLAIN):
        services.set_route(
            category=category, area_id=way.village.id, organisation_id=made.id, part=RulePart.ABLE, actor=SYSTEM
        )
    return made


@pytest.fixture
def now() -> Iterator[None]:
    with clock.fixed(datetime(2026, 11, 26, 4, tzinfo=UTC)):
        yield


def straight(way: Way, start: datetime, *, work: float = 2, check: float = 1) -> IncidentView:
    """Reported, sent to the committee, done after ``work`` hours, checked after ``check`` and closed."""
    with clock.fixed(start):
        event = way.take(Step.DISPATCH, way.take(Step.ACCEPT, way.reported()))
        event = way.take(Step.SIGN, event)
    with clock.fixed(start + work * HOUR):
        event = way.take(Step.FEEDBACK, event)
    with clock.fixed(start + (work + check) * HOUR):
        return way.take(Step.CLOSE, way.take(Step.PASS, event))


def refused(way: Way, other: OrganisationView, start: datetime, *, wrongly: bool = False) -> IncidentView:
    """Sent to the committee, given back, and done by the other one; ``wrongly``: by the committee after all."""
    with clock.fixed(start):
        event = way.take(Step.DISPATCH, way.take(Step.ACCEPT, way.reported(PLAIN)))
        services.send_return(incident_id=event.id, reason="不归我们管", actor=way.secretary)
        lead = way.committee.id if wrongly else other.id
        services.dispatch(incident_id=event.id, lead_id=lead, reason="请办理", actor=way.dispatcher)
        worker = way.secretary if wrongly else make.actor(Role.HANDLER, way.village, organisation_id=other.id)
        services.sign(incident_id=event.id, actor=worker)
    with clock.fixed(start + HOUR):
        return services.feedback(incident_id=event.id, note="好了", actor=worker)


def scope(way: Way, period: Period = NOVEMBER) -> Scope:
    return figures.scope_of(SYSTEM, period=period, area_id=way.village.id)


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(actor: Actor, name: str, *args: str, **query: object) -> str:
    answer = client_of(actor).get(reverse(f"incidents:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_database_counts_what_the_formulas_say(way: Way, other: OrganisationView, now: None) -> None:
    straight(way, MONDAY)
    straight(way, MONDAY + 24 * HOUR, work=9, check=10)  # both late
    refused(way, other, MONDAY + 48 * HOUR)
    with clock.fixed(MONDAY + 72 * HOUR):
        services.reject(incident_id=way.reported(source="resident").id, reason="不属实", actor=way.operator)
        way.reported(source="hotline")
        told = straight(way, MONDAY + 73 * HOUR)
        services.rate(incident_id=told.id, stars=5, actor=way.operator)
        back = straight(way, MONDAY + 80 * HOUR)
        services.rate(incident_id=back.id, stars=2, actor=way.operator)
        services.reopen(incident_id=back.id, reason="又来了", actor=way.dispatcher)
    where = scope(way)
    rows = Incident.objects.filter(area_id=way.village.id).select_related("category")
    reports = [
        Report(
            state=selectors.State(one.state),
            source=selectors.Source(one.source),
            kind=selectors.CategoryKind(one.category.kind),
        )
        for one in rows
    ]
    for name in ("effective_reports", "missed", "closing"):
        assert figures.figure(name, where) == BY_ID[name].figure(reports), name
    segments = ClockSegment.objects.filter(incident__area_id=way.village.id, task=None)
    handled = set(segments.filter(state="handled").values_list("incident_id", "started_at"))
    for name, kind in (("on_time_handling", ClockKind.HANDLE), ("on_time_check", ClockKind.CHECK)):
        stretches = [
            Stretch(
                due_at=one.due_at,
                ended_at=one.ended_at,
                now=clock.now(),
                done=kind is ClockKind.CHECK or (one.incident_id, one.ended_at) in handled,
            )
            for one in segments.filter(kind=kind)
        ]
        assert figures.figure(name, where) == BY_ID[name].figure(stretches), name
    closings = [
        Closing(round=one.round, sent_back=False)
        for one in IncidentStep.objects.filter(incident__area_id=way.village.id, step=Step.CLOSE)
    ]
    assert figures.figure("rework", where) == BY_ID["rework"].figure(closings)
    assert figures.figure("right_first", where) == BY_ID["right_first"].figure(validity_legs(where))
    assert figures.figure("satisfaction", where) == BY_ID["satisfaction"].figure([5, 2])
    assert figures.figure("on_time_handling", where).base == 5
    assert figures.figure("on_time_handling", where).top == 4


def validity_legs(where: Scope) -> list[validity.Leg]:
    return [replace(leg, count=1) for leg in validity.legs(where) for _ in range(leg.count)]


def test_mean_handling_time_leaves_out_suspensions(way: Way, now: None) -> None:
    straight(way, MONDAY, work=2)
    with clock.fixed(MONDAY):
        event = way.take(Step.SIGN, way.take(Step.DISPATCH, way.take(Step.ACCEPT, way.reported())))
        asked = services.ask_suspension(
            incident_id=event.id, until=MONDAY + 30 * HOUR, reason="等材料", actor=way.secretary
        )
        services.approve_request(request_id=asked.id, actor=way.dispatcher)
    with clock.fixed(MONDAY + 20 * HOUR):
        services.resume_clock(request_id=asked.id, actor=way.dispatcher)
    with clock.fixed(MONDAY + 26 * HOUR):
        event = way.take(Step.CLOSE, way.take(Step.PASS, way.take(Step.FEEDBACK, event)))
    figure = figures.figure("handling_time", scope(way))
    assert (figure.top, figure.base, figure.value) == (pytest.approx(8), 2, pytest.approx(4))


def test_rework_counts_a_failed_check_and_a_later_round(way: Way, now: None) -> None:
    straight(way, MONDAY)
    with clock.fixed(MONDAY):
        event = way.take(Step.FEEDBACK, way.take(Step.SIGN, way.take(Step.DISPATCH, accepted(way))))
        services.check(incident_id=event.id, passed=False, note="没清干净", actor=way.operator)
        services.feedback(incident_id=event.id, note="清了", actor=way.secretary)
        way.take(Step.CLOSE, way.take(Step.PASS, event))
    figure = figures.figure("rework", scope(way))
    assert (figure.top, figure.base) == (1, 2)


def accepted(way: Way) -> IncidentView:
    return way.take(Step.ACCEPT, way.reported())


def test_a_year_before_is_compared_by_the_same_days(way: Way, now: None) -> None:
    for start in (MONDAY, MONDAY + 24 * HOUR, MONDAY + 48 * HOUR):
        straight(way, start)
    straight(way, datetime(2025, 11, 3, 1, tzinfo=UTC))
    straight(way, datetime(2025, 12, 3, 1, tzinfo=UTC))
    figure = figures.figure("closed_events", scope(way))
    assert (figure.top, figure.base, figure.value) == (3, 1, 2.0)
    use = figures.figure("platform_use", scope(way))
    assert (use.top, use.base) == (9, 3)  # operator, dispatcher and secretary on each of these days


def test_a_late_case_counts_in_the_month_in_which_it_was_due(way: Way) -> None:
    with clock.fixed(MONDAY):
        way.take(Step.SIGN, way.take(Step.DISPATCH, accepted(way)))
    with clock.fixed(MONDAY + 7 * HOUR):
        assert figures.figure("on_time_handling", scope(way)).base == 0
    with clock.fixed(MONDAY + 9 * HOUR):
        figure = figures.figure("on_time_handling", scope(way))
        assert (figure.top, figure.base, figure.value) == (0, 1, 0.0)


def test_nothing_is_no_figure(way: Way, now: None) -> None:
    for formula in FORMULAS:
        found = figures.figure(formula.id, scope(way))
        assert (found.base, found.value) == (0, None)
    page = read(way.operator, "figures")
    cards = [read(way.operator, "figure_card", formula.id) for formula in FORMULAS]
    assert all(f"/figures/{formula.id}/card/" in page for formula in FORMULAS)
    assert all("暂无数据" in card and "100.0" not in card for card in cards)


def test_parts_add_up_and_foreign_areas_are_not_there(way: Way, other: OrganisationView, now: None) -> None:
    straight(way, MONDAY)
    refused(way, other, MONDAY)
    assert way.village.parent_id is not None
    town = figures.scope_of(SYSTEM, period=NOVEMBER, area_id=way.village.parent_id)
    for name in ("effective_reports", "right_first", "closed_events", "platform_use", "handling_time"):
        whole = figures.figure(name, town)
        for parts in (figures.by_area(name, town), figures.by_organisation(name, town)):
            assert sum(part.figure.top for part in parts) == pytest.approx(whole.top) or name == "platform_use", name
    with pytest.raises(NotYours):
        figures.scope_of(way.operator, period=NOVEMBER, area_id=make.village().id)


def test_a_figure_opens_to_its_formula_and_its_cases(way: Way, other: OrganisationView, now: None) -> None:
    good, bad = straight(way, MONDAY), refused(way, other, MONDAY + 24 * HOUR)
    page = read(way.operator, "figure", "right_first")
    assert "50.0" in page
    assert "right_first" in page
    assert "计算方法" in page
    assert good.spoken in page
    assert bad.spoken in page
    above = read(way.operator, "figure", "right_first", show="yes")
    assert good.spoken in above
    assert bad.spoken not in above
    below = read(way.operator, "figure", "right_first", show="no")
    assert good.spoken not in below
    assert bad.spoken in below


def test_sensitive_cases_count_and_are_told_but_not_shown(way: Way, now: None) -> None:
    with clock.fixed(MONDAY):
        services.define_category(
            code="test-secret",
            catalogue="test",
            kind=selectors.CategoryKind.HAPPENING,
            titles={"zh-hans": "测试类", "zh-hant": "測試類", "en": "Test"},
            demands=services.Demands(sensitive=True),
            actor=SYSTEM,
        )
        way.take(
            Step.ACCEPT, way.reported("test-secret")
        )  # no organisation of the place leads it, which would open it to the place's own people
    analyst = make.actor(Role.ANALYST, way.village.parent_id)
    where = figures.scope_of(analyst, period=NOVEMBER, area_id=None)
    assert figures.figure("closing", where).base == 1
    found = figures.behind(analyst, "closing", where)
    assert (len(found.cases), found.hidden) == (0, 1)
    assert "另有 1 件敏感案件" in read(analyst, "figure", "closing")
    found = figures.behind(way.operator, "closing", where)
    assert (len(found.cases), found.hidden) == (1, 0)


def test_routing_shows_bounces_wrong_refusals_and_suggests_a_rule(way: Way, other: OrganisationView, now: None) -> None:
    bounced = [refused(way, other, MONDAY + day * 24 * HOUR) for day in range(6)]
    wrongly = refused(way, other, MONDAY + 170 * HOUR, wrongly=True)
    found = validity.validity_of(way.dispatcher, scope(way))
    assert (found.total.legs, found.total.bounced, found.total.wrong_refusals) == (7, 7, 1)
    assert (found.total.moves_right, found.total.moves_judged) == (8, 14)
    (advice,) = found.advice
    assert (advice.to, advice.instead_of, advice.suggestion.seen, advice.suggestion.solved) == (
        "水务站",
        "测试村委会",
        7,
        6,
    )
    page = read(way.dispatcher, "figures_routing")
    assert "测试村委会" in page
    assert "设为规则" in page
    assert wrongly.spoken in read(way.dispatcher, "figures_ways", "wrong_refusal")
    assert bounced[0].spoken not in read(way.dispatcher, "figures_ways", "wrong_refusal")
    named_rule = {"category": PLAIN, "place": way.village.id, "to": other.id}
    behind = read(way.dispatcher, "figures_evidence", **named_rule)
    assert all(one.spoken in behind for one in bounced)
    answer = client_of(way.dispatcher).post(reverse("incidents:figures_accept"), named_rule, follow=True)
    assert "现已设为规则" in answer.content.decode()
    route = selectors.route(category=PLAIN, area_id=way.village.id)
    assert route is not None
    assert route.organisation_id == other.id
    assert validity.advice(scope(way)) == []
    again = client_of(way.dispatcher).post(reverse("incidents:figures_accept"), named_rule, follow=True)
    assert "没有任何改动" in again.content.decode()


def test_people_are_read_by_themselves_and_by_the_studio_clerk_alone(way: Way, now: None) -> None:
    straight(way, MONDAY)
    assert way.village.parent_id is not None
    where = scope(way)
    assert [one.name for one in validity.validity_of(way.dispatcher, where).people] == [way.dispatcher.name]
    assert validity.validity_of(way.operator, where).people == []
    analyst = make.actor(Role.ANALYST, way.village.parent_id)
    assert validity.validity_of(analyst, where).people == []
    clerk = make.actor(Role.STUDIO_CLERK, way.village.parent_id)
    assert [one.name for one in validity.validity_of(clerk, where).people] == [way.dispatcher.name]
    assert way.dispatcher.name not in read(analyst, "figures_routing")


def test_excel_files_hold_values_and_formulas(way: Way, other: OrganisationView, now: None) -> None:
    straight(way, MONDAY)
    refused(way, other, MONDAY)
    answer = client_of(way.operator).get(reverse("incidents:figures_sheet"))
    book = load_workbook(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + len(FORMULAS)
    line = next(row for row in rows if row[5] == "right_first")
    assert (line[1], line[3], line[4]) == (50, 1, 2)
    assert [row[1] for row in book.get_sheet_by_index(2).to_python()[1:]] == list(BY_ID)
    answer = client_of(way.operator).get(reverse("incidents:figures_routing_sheet"))
    routing = load_workbook(io.BytesIO(answer.content))
    assert routing.get_sheet_by_index(0).to_python()[1][:3] == [2, 2, 3]


@pytest.mark.parametrize(
    "query",
    [
        {"period": "own", "first": "2026-12-01", "last": "2026-11-01"},
        {"period": "own", "first": "1999-01-01", "last": "2026-11-01"},
        {"period": "own", "first": "2026-11-01"},
        {"period": "own", "first": "gestern", "last": "2026-11-01"},
        {"period": "for ever"},
        {"area": "x' OR 1=1"},
        {"area": "00000000-0000-0000-0000-000000000001"},
        {"organisation": "\0"},
    ],
)
def test_a_picker_that_was_not_understood_says_so(way: Way, now: None, query: dict[str, str]) -> None:
    page = read(way.operator, "figures", **query)
    assert "field__error" in page or "notice--danger" in page or "field--wrong" in page


@pytest.mark.parametrize(
    ("which", "first", "last"),
    [
        (Named.MONTH, date(2026, 1, 1), date(2026, 1, 15)),
        (Named.LAST_MONTH, date(2025, 12, 1), date(2025, 12, 31)),
        (Named.QUARTER, date(2026, 1, 1), date(2026, 1, 15)),
        (Named.LAST_QUARTER, date(2025, 10, 1), date(2025, 12, 31)),
        (Named.YEAR, date(2026, 1, 1), date(2026, 1, 15)),
        (Named.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_named_periods(which: Named, first: date, last: date) -> None:
    assert named(which, date(2026, 1, 15)) == Period(first=first, last=last)


def test_the_leap_day_has_a_day_before_it_in_the_year_before() -> None:
    assert Period(first=date(2024, 2, 29), last=date(2024, 2, 29)).year_before().first == date(2023, 2, 28)
    assert Period(first=date(2026, 1, 31), last=date(2026, 1, 31)).months(2) == [date(2025, 12, 1), date(2026, 1, 1)]
