"""What goes wrong in the world: organisations end, grids are redrawn, categories are withdrawn, positions are wrong."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import uuid4

import pytest
import python_calamine
import xlsxwriter

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, WATER, Way, incident, photo
from fengqiao.areas import services as areas
from fengqiao.areas.selectors import SYSTEM, AreaView, Role, area
from fengqiao.core import clock, journal, receivers
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.domain.side import HandOverKind, RequestState, SampleState
from fengqiao.incidents.models import CategoryVersion, ClockSegment, Follower, Incident, SampleCheck
from fengqiao.incidents.selectors import Awaited, Court, IncidentView, State, Step
from fengqiao.incidents.selectors.afterwards import afterwards
from fengqiao.incidents.services import Unit
from fengqiao.points import selectors as points
from fengqiao.points.domain.ledger import Balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def deadline(kind: services.ClockKind, amount: int, unit: Unit = Unit.WORKING_HOURS) -> None:
    services.set_deadline(kind=kind, amount=amount, unit=unit, actor=SYSTEM)


def deliver() -> None:
    (one,) = (one for one in receivers.registered() if one.name == "incidents.organisation_dissolved")
    receivers.deliver(one)


def due(event: IncidentView) -> datetime | None:
    return selectors.holding(event.id).due_at


def test_what_a_dissolved_organisation_holds_goes_back_to_the_centre(way: Way) -> None:
    other = make.organisation(way.village)
    signed, waiting = way.until(Step.SIGN), way.until(Step.DISPATCH)
    task = services.ask_to_join(incident_id=signed.id, organisation_id=other.id, what="help", actor=way.secretary)
    for one in (way.committee, other):
        areas.dissolve_organisation(organisation_id=one.id, reason="merged", actor=SYSTEM)
    deliver()
    for event in (signed, waiting):
        held = selectors.holding(event.id)
        assert (held.court, held.awaited, held.person) == (Court.CENTRE, Awaited.DISPATCH, "")
        assert selectors.hand_overs_of(event.id)[-1].kind is HandOverKind.RECALLED
    assert selectors.tasks_of(signed.id)[0].state is JointState.WAIVED
    with pytest.raises(services.NoRoute):
        services.dispatch(incident_id=signed.id, actor=way.dispatcher)
    with pytest.raises(services.OrganisationDissolved):
        services.set_route(category=WATER, area_id=way.village.id, organisation_id=other.id, actor=SYSTEM)
    assert task.id


def test_an_open_event_keeps_its_grid_when_the_grid_is_redrawn(way: Way) -> None:
    grid = make.grid(way.village)
    event = way.reported()
    before = event.grid_version_id
    assert before is not None
    areas.draw_grid_version(grid_id=grid, outline=make.square(side=0.02), actor=SYSTEM)
    way.take(Step.ACCEPT, event)
    assert selectors.incident(SYSTEM, event.id).grid_version_id == before
    assert way.reported().grid_version_id not in (None, before)


def test_a_position_outside_the_county_is_refused_with_words(way: Way) -> None:
    county = area(area(way.village.id).lineage[0])
    areas.draw_boundary(area_id=county.id, outline=make.square(113.5, 23.7, 0.3), actor=SYSTEM)
    assert incident(way.village).lon == 113.635
    for lon, lat in ((121.47, 31.23), (23.785, 113.635), (float("nan"), 23.7)):
        with pytest.raises(services.PositionOutside):
            incident(way.village, lon=lon, lat=lat)
    assert incident(way.village, lon=None, lat=None, place="外省打来的电话").lon is None


def test_times_of_another_zone_are_the_same_moment_and_times_without_one_are_refused(way: Way) -> None:
    at = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=-5)))
    assert incident(way.village, happened_at=at).happened_at == datetime(2026, 3, 2, 23, tzinfo=UTC)
    with pytest.raises(services.InputRefused):
        incident(way.village, happened_at=datetime(2026, 3, 2))  # noqa: DTZ001 - which is the point
    ahead = clock.now() + timedelta(days=400)
    assert incident(way.village, happened_at=ahead).happened_at < ahead


def test_long_texts_are_kept_whole_or_refused_and_never_cut(way: Way) -> None:
    long = "𠮷" * 10_000
    kept = incident(way.village, particulars=services.Particulars(description=f"  {long}\0"))
    assert kept.description == long
    for more in ({"title": "长" * 201}, {"place": "长" * 201}):
        with pytest.raises(services.InputRefused, match="201"):
            incident(way.village, **more)
    with pytest.raises(services.InputRefused):
        services.accept(incident_id=kept.id, is_new=True, note="长" * 1001, actor=way.operator)
    assert selectors.incident(SYSTEM, kept.id).state is State.REPORTED


def test_a_withdrawn_category_takes_no_new_events_and_keeps_the_old(way: Way) -> None:
    old = way.reported()
    services.withdraw_category(code=WATER, reason="new list", actor=SYSTEM)
    with pytest.raises(services.CategoryWithdrawn):
        services.open_incident(
            key="new", source="patrol", category=WATER, area_id=way.village.id, title="t", place="p", actor=SYSTEM
        )
    assert way.take(Step.ACCEPT, old).category == WATER
    assert WATER not in {one.code for one in selectors.categories()}
    assert WATER in {one.code for one in selectors.categories(withdrawn=True)}


def test_an_event_is_held_to_the_version_under_which_it_was_reported(way: Way) -> None:
    event = way.reported(PLAIN)
    services.define_category(
        code=PLAIN,
        catalogue="test",
        kind=f.CategoryKind.HAPPENING,
        titles={"zh-hans": "改名"},
        demands=services.Demands(after_pictures=2),
        actor=SYSTEM,
    )
    assert (event.category_number, selectors.category(PLAIN).number) == (1, 2)
    services.start_handling(incident_id=event.id, actor=way.secretary)
    assert services.feedback(incident_id=event.id, note="done", actor=way.secretary).state is State.HANDLED
    assert selectors.incident(SYSTEM, event.id).category_title == "测试类"
    assert CategoryVersion.objects.filter(category__code=PLAIN).count() == 2


def sheet(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate([["Code", "catalogue", "kind", "parent", "zh-hans", "en", "sensitive"], *rows]):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_five_thousand_rows_of_which_seven_hundred_are_wrong_come_back_annotated() -> None:
    rows: list[list[object]] = [["local", "city", "happening", "", "本地", "Local", 0]]
    mistakes = [(2, "weather"), (3, "nowhere"), (4, ""), (0, "local"), (6, "perhaps"), (1, ""), (0, "")]
    wrong = 0
    for number in range(1, 5000):
        row: list[object] = [f"local{number}", "city", "happening", "local", f"=类{number}", "", 1]
        if number % 50 < 7 or number == 4999:
            place, value = mistakes[wrong % len(mistakes)]
            row[place] = value
            wrong += 1
        rows.append(row)
    assert (len(rows), wrong) == (5000, 700)
    before = journal.head()
    with pytest.raises(services.SheetRefused) as caught:
        services.import_catalogue(content=sheet(rows), actor=SYSTEM)
    assert caught.value.wrong == wrong
    assert (selectors.categories(), journal.head()) == ([], before)
    table = python_calamine.load_workbook(io.BytesIO(caught.value.annotated)).get_sheet_by_index(0).to_python()
    assert len(table) == 5001
    assert sum(bool(row[7]) for row in table[1:]) == wrong
    assert table[10][4] == "=类9"  # what was typed, not what a formula would make of it
    mended = [row for row, back in zip(rows, table[1:], strict=True) if not back[7]]
    assert services.import_catalogue(content=sheet(mended[:300]), actor=SYSTEM) == 300


def test_the_catalogue_goes_out_to_excel_and_comes_back_unchanged() -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    before = journal.head()
    content = services.export_catalogue()
    assert services.import_catalogue(content=content, actor=SYSTEM) == 143
    assert journal.head() == before
    for bad in (b"", b"<html>", content[:100], sheet([])[:-50]):
        with pytest.raises(services.CatalogueInvalid):
            services.import_catalogue(content=bad, actor=SYSTEM)
    with pytest.raises(NotYours):
        services.import_catalogue(content=content, actor=make.actor(Role.DISPATCHER, make.village()))


def test_a_new_calendar_moves_open_clocks_and_leaves_closed_ones(way: Way) -> None:
    deadline(services.ClockKind.ACCEPT, 2)
    deadline(services.ClockKind.DISPATCH, 8)
    with clock.fixed(datetime(2026, 3, 2, 1, tzinfo=UTC)):  # Monday, nine in the morning
        event = way.reported()
        assert due(event) == datetime(2026, 3, 2, 3, tzinfo=UTC)
        way.take(Step.ACCEPT, event)
        assert due(event) == datetime(2026, 3, 3, 2, 30, tzinfo=UTC)  # six hours on Monday, two on Tuesday
        services.publish_calendar(days={date(2026, 3, 3): False}, note="flood", actor=SYSTEM)
        assert services.recount_clocks() == 1
        assert due(event) == datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
    closed, running = ClockSegment.objects.filter(incident_id=event.id).order_by("started_at", "created_at")
    assert (closed.due_at, closed.calendar_id) == (datetime(2026, 3, 2, 3, tzinfo=UTC), None)
    assert running.calendar is not None
    assert running.calendar.number == 1
    with pytest.raises(services.CalendarRefused):
        services.publish_calendar(hours=[("09:00", "08:00")], actor=SYSTEM)
    with pytest.raises(NotYours):
        services.publish_calendar(days={}, actor=way.dispatcher)


def test_the_shipped_calendar_knows_the_holidays_and_is_published_once() -> None:
    first = services.seed_calendar(actor=SYSTEM)
    head = journal.head()
    assert services.seed_calendar(actor=SYSTEM).id == first.id
    assert journal.head() == head
    value = first.calendar
    assert [value.works(date(2026, 2, day)) for day in (13, 14, 15, 16, 23, 24, 28)] == [
        True,
        True,
        False,
        False,
        False,
        True,
        True,
    ]


def test_the_most_special_deadline_counts_and_running_clocks_keep_theirs(way: Way) -> None:
    deadline(services.ClockKind.ACCEPT, 2, Unit.HOURS)
    event = way.reported()
    services.set_deadline(
        kind=services.ClockKind.ACCEPT, amount=Decimal("0.5"), unit=Unit.HOURS, category=WATER, actor=SYSTEM
    )
    later = way.reported()
    assert due(event) == event.state_since + timedelta(hours=2)
    assert due(later) == later.state_since + timedelta(minutes=30)


def test_a_suspension_ends_with_its_time_and_with_the_step_that_ends_its_clock(way: Way) -> None:
    deadline(services.ClockKind.HANDLE, 8, Unit.HOURS)
    events = [way.until(Step.SIGN, PLAIN) for _ in range(2)]
    begin = clock.now()
    asked = [
        services.ask_suspension(
            incident_id=event.id, until=begin + timedelta(days=1), reason="节日", actor=way.secretary
        )
        for event in events
    ]
    for one in asked:
        services.approve_request(request_id=one.id, actor=way.dispatcher)
    assert all(selectors.holding(event.id).suspended for event in events)
    services.feedback(incident_id=events[0].id, note="done", actor=way.secretary)
    with clock.fixed(begin + timedelta(days=1, seconds=1)):
        assert services.resume_suspended() == 1
        assert services.resume_suspended() == 0
        held = selectors.holding(events[1].id)
    assert not held.suspended
    assert held.due_at is not None
    assert held.due_at > begin + timedelta(days=1, hours=7)
    assert [selectors.requests_of(event.id)[0].state for event in events] == [RequestState.ENDED] * 2


def solved(way: Way, **more: object) -> IncidentView:
    event = way.reported(reporter_id=way.secretary.person_id, source="patrol", **more)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    return services.solve(incident_id=event.id, note="已清理", actor=way.secretary)


def test_what_is_solved_on_the_spot_is_closed_and_a_sample_is_checked_by_somebody_else(way: Way) -> None:
    event = solved(way)
    assert (event.state, event.on_spot) == (State.CLOSED, True)
    assert services.draw_samples(share=1.0) == 1
    assert services.draw_samples(share=1.0) == 0
    (sample,) = [one.sample for one in afterwards(way.operator).waiting]
    with pytest.raises(services.StepNotTaken):
        services.check_sample(sample_id=sample.id, passed=True, actor=way.secretary)
    again = services.check_sample(sample_id=sample.id, passed=False, note="still there", actor=way.operator)
    assert (again.state, again.round) == (State.REOPENED, 2)
    assert SampleCheck.objects.get().state == SampleState.FAILED


@pytest.mark.parametrize("lack", ["picture", "reporter", "dispute"])
def test_not_everything_is_solved_on_the_spot(way: Way, lack: str) -> None:
    event = way.reported(
        DISPUTE if lack == "dispute" else WATER,
        reporter_id=None if lack == "reporter" else way.secretary.person_id,
    )
    if lack != "picture":
        services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    with pytest.raises(services.StepNotTaken):
        services.solve(incident_id=event.id, note="done", actor=way.secretary)
    assert selectors.incident(SYSTEM, event.id).state is State.REPORTED


def test_a_merge_keeps_both_histories_and_undoing_it_gives_everything_back(way: Way) -> None:
    def follower(ticket: str) -> services.Particulars:
        return services.Particulars(contact=services.Contact(ticket=ticket, name="陈一一", phone="13800001111"))

    one, two = (way.reported(particulars=follower(uuid4().hex)) for _ in range(2))
    assert way.secretary.person_id is not None
    services.credit(incident_id=one.id, person_id=way.secretary.person_id, rule="valid_event", reason="r", actor=SYSTEM)
    services.merge(incident_id=one.id, into=two.id, reason="same", actor=way.operator)
    assert [step.step for step in selectors.steps(one.id)] == [Step.REPORT, Step.MERGE]
    assert [(who.name, who.merged_from) for who in selectors.followers_of(two.id)] == [("陈**", None), ("陈**", one.id)]
    joined = services.join(
        incident_id=one.id, source="resident", contact=services.Contact(ticket=uuid4().hex), actor=SYSTEM
    )
    assert joined.id == two.id
    assert points.balance(way.secretary.person_id) == Balance()
    services.undo(incident_id=one.id, reason="another place", actor=way.dispatcher)
    assert selectors.incident(SYSTEM, one.id).merged_into is None
    assert len(selectors.followers_of(two.id)) == 2
    assert points.balance(way.secretary.person_id) == Balance(pending=1)


def test_sensitive_events_are_seen_by_the_desk_and_those_who_handle_them(way: Way) -> None:
    services.define_category(
        code=PLAIN,
        catalogue="test",
        kind=f.CategoryKind.HAPPENING,
        titles={"zh-hans": "敏感"},
        demands=services.Demands(sensitive=True),
        actor=SYSTEM,
    )
    office = make.organisation(town(way))
    services.set_route(category=PLAIN, area_id=way.village.id, organisation_id=office.id, actor=SYSTEM)
    services.set_route(
        category=PLAIN,
        area_id=way.village.id,
        organisation_id=way.committee.id,
        part=services.RulePart.ABLE,
        actor=SYSTEM,
    )
    handler = make.actor(Role.HANDLER, town(way), organisation_id=office.id)
    joiner = make.actor(Role.HANDLER, way.village, organisation_id=way.committee.id)
    event = services.open_incident(
        key="s", source="visit", category=PLAIN, area_id=way.village.id, title="t", place="p", actor=SYSTEM
    )
    with pytest.raises(NotYours):
        selectors.incident(way.secretary, event.id)
    way.take(Step.ACCEPT, event)
    way.take(Step.DISPATCH, event)
    for actor in (way.operator, handler):
        assert selectors.incident(actor, event.id).sensitive
    for actor in (way.secretary, joiner):
        with pytest.raises(NotYours):
            selectors.incident(actor, event.id)
    services.ask_to_join(incident_id=event.id, organisation_id=way.committee.id, what="look", actor=handler)
    assert selectors.incident(joiner, event.id).id == event.id


def town(way: Way) -> AreaView:
    assert way.village.parent_id is not None
    return area(way.village.parent_id)


def test_the_rules_send_joint_tasks_along_and_a_trial_says_why(way: Way) -> None:
    office = make.organisation(way.village)
    services.set_route(
        category=WATER, area_id=town(way).id, organisation_id=office.id, part=services.RulePart.JOINT, actor=SYSTEM
    )
    event = way.until(Step.DISPATCH)
    (task,) = selectors.tasks_of(event.id)
    assert (task.organisation_id, task.state) == (office.id, JointState.ASKED)
    held = selectors.holding(event.id)
    assert (held.organisation, held.awaited) == (way.committee.name, Awaited.SIGNATURE)
    assert [(share.organisation, share.awaited) for share in held.shares] == [(office.name, Awaited.JOINT_ANSWER)]
    trial = selectors.trial(category=WATER, area_id=way.village.id)
    assert trial.route is not None
    assert [(one.organisation, one.candidate.verdict.value) for one in trial.considered] == [
        (way.committee.name, "chosen"),
        (office.name, "joins"),
    ]
    edge = selectors.hand_overs_of(event.id)[0]
    assert edge.by_rule
    assert edge.decision is not None
    assert edge.decision["lead"]["organisation"] == str(way.committee.id)


def test_holders_of_many_events_take_as_many_queries_as_of_one(way: Way, django_assert_max_num_queries: object) -> None:
    events = [way.until(step, PLAIN) for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.CLOSE)]
    with django_assert_max_num_queries(10):
        held = selectors.holdings(event.id for event in events)
    assert [held[event.id].court for event in events] == [
        Court.CENTRE,
        Court.ORGANISATION,
        Court.ORGANISATION,
        Court.NOBODY,
    ]
    assert held[events[2].id].person == way.secretary.name


def test_near_duplicates_are_named_before_anything_is_sent(way: Way) -> None:
    event = way.reported(title="村口井盖松动", particulars=services.Particulars(contact=services.Contact()))
    values = {"category": WATER, "area_id": way.village.id, "happened_at": clock.now(), "text": "井盖松动"}
    (near,) = selectors.near_duplicates(lon=113.6351, lat=23.785, **values)
    assert (near.event.id, near.reported_by) == (event.id, 1)
    assert near.metres is not None
    assert 9 < near.metres < 12
    assert selectors.near_duplicates(lon=113.64, lat=23.785, **values) == []
    assert Follower.objects.count() == 1


def test_what_can_no_longer_be_reopened_is_archived(way: Way) -> None:
    event = way.until(Step.CLOSE, PLAIN)
    assert services.archive_old() == 0
    with clock.fixed(clock.now() + timedelta(days=16)):
        assert services.archive_old() == 1
        assert services.archive_old() == 0
    assert Incident.objects.get(pk=event.id).state == State.ARCHIVED
