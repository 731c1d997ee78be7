"""A dispute is one event: registered together, closed together, by two people; and who may read it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from factories import areas as make
from factories import mediation as make_mediation
from factories.incidents import PLAIN
from factories.mediation import Table
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.core import clock, journal, receivers
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.disputes import Outcome, Sensitive, State
from fengqiao.mediation.models import Dispute, Session
from fengqiao.mediation.selectors import ledger
from fengqiao.mediation.selectors.ledger import Show, Wanted
from fengqiao.mediation.services import InputRefused, MediationRefused, PartySheet, StepNotTaken, WithSomebodyElse

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Table:
    return Table.lay()


def test_registering_opens_one_event_in_the_mediators_hands(house: Table) -> None:
    one = house.dispute()
    event = events.incident(house.operator, one.incident_id)
    assert (event.code, event.state, event.lead_id) == (one.code, "dispatched", house.committee.id)
    assert event.title == "排水沟改道起争执"
    sheet = make_mediation.sheet(house.village.id, house.mediator_id)
    again = [services.register(sheet=sheet, actor=house.mediator).code for _ in range(2)]
    assert len(set(again)) == 1
    assert Dispute.objects.count() == 2


def test_names_never_reach_the_spine(house: Table) -> None:
    one = house.dispute(subject="江阿明与石小宝的排水沟", names=("江阿明", "石小宝"))
    event = events.incident(house.operator, one.incident_id)
    assert event.title == "江**与石**的排水沟"
    assert event.description == ""
    private = house.dispute(
        subject="江阿明打人", names=("江阿明", "石小宝"), sensitive=Sensitive.VIOLENCE, place="三号楼"
    )
    event = events.incident(house.operator, private.incident_id)
    assert (event.title, event.place) == ("受保护的纠纷", "")
    told = JournalEntry.objects.values_list("payload", flat=True)
    assert not any("江阿明" in str(payload) or "三号楼" in str(payload) for payload in told)


def test_it_is_closed_by_somebody_else_together_with_its_event(house: Table) -> None:
    one = house.concluded()
    assert one.state is State.CONCLUDED
    with pytest.raises(StepNotTaken):
        services.close(dispute_id=one.id, actor=house.mediator)
    done = services.close(dispute_id=one.id, actor=house.operator)
    event = events.incident(house.operator, one.incident_id)
    assert (done.state, event.state, event.outcome) == (State.CLOSED, "closed", "not_settled")
    assert receivers.deliver_all() >= 0
    assert selectors.dispute(SYSTEM, one.id).adopted is False


def test_what_the_centre_decides_on_the_spine_holds_here(house: Table) -> None:
    sent_back, closed, void = (house.concluded() for _ in range(3))
    incidents.check(incident_id=sent_back.incident_id, passed=False, note="再谈一次", actor=house.operator)
    incidents.check(incident_id=closed.incident_id, passed=True, actor=house.operator)
    incidents.close(incident_id=closed.incident_id, outcome=events.Outcome.TO_COURT, actor=house.operator)
    incidents.check(incident_id=void.incident_id, passed=False, note="不对", actor=house.operator)
    incidents.void(incident_id=void.incident_id, reason="登记重复", actor=house.operator)
    for _ in range(2):
        for one in (sent_back, closed, void):
            services.event_moved(incident_id=one.incident_id)
    states = [selectors.dispute(SYSTEM, one.id).state for one in (sent_back, closed, void)]
    assert states == [State.MEDIATING, State.CLOSED, State.VOID]
    assert selectors.dispute(SYSTEM, closed.id).outcome is Outcome.TO_COURT


def test_a_sensitive_dispute_needs_a_second_person_even_when_its_event_is_closed_first(house: Table) -> None:
    one = house.concluded(sensitive=Sensitive.MINOR)
    assert one.state is State.SIGNING_OFF
    with pytest.raises(NotYours):
        services.sign_off(dispute_id=one.id, actor=house.operator)
    with pytest.raises(StepNotTaken):
        services.sign_off(dispute_id=one.id, actor=house.mediator)
    incidents.feedback(incident_id=one.incident_id, note="已处理", actor=house.mediator)
    incidents.check(incident_id=one.incident_id, passed=True, actor=house.operator)
    incidents.close(incident_id=one.incident_id, outcome=events.Outcome.NOT_SETTLED, actor=house.operator)
    services.event_moved(incident_id=one.incident_id)
    assert selectors.dispute(SYSTEM, one.id).state is State.SIGNING_OFF
    done = services.sign_off(dispute_id=one.id, words="已看过", actor=house.clerk)
    assert (done.state, done.signed_off_by_id) == (State.CLOSED, house.clerk.person_id)


def test_who_reads_what(house: Table) -> None:
    plain, private = house.dispute(), house.dispute(sensitive=Sensitive.VIOLENCE)
    secretary = make.actor(Role.VILLAGE_SECRETARY, house.village)
    assert house.village.parent_id is not None
    colleague = make.actor(Role.MEDIATOR, house.village.parent_id, organisation_id=house.committee.id)
    for actor in (secretary, colleague, house.operator):
        assert selectors.dispute(actor, plain.id).id == plain.id
        with pytest.raises(NotYours):
            selectors.dispute(actor, private.id)
    for actor in (house.mediator, house.clerk):
        assert selectors.dispute(actor, private.id).id == private.id
    stranger = make.actor(Role.STUDIO_CLERK, make.town())
    for one in (plain, private):
        with pytest.raises(NotYours):
            selectors.dispute(stranger, one.id)
    services.hand_over(dispute_id=private.id, mediator_id=colleague.person_id, actor=house.clerk)
    with pytest.raises(NotYours):
        selectors.dispute(house.mediator, private.id)


def test_a_minor_is_protected_whatever_was_ticked(house: Table) -> None:
    child = PartySheet(name="小宝", stand=make_mediation.Stand.ANSWERS, minor=True, representative="石大宝")
    one = house.dispute()
    services.add_party(dispute_id=one.id, sheet=child, actor=house.mediator)
    assert selectors.dispute(house.mediator, one.id).sensitive is Sensitive.MINOR
    alone = PartySheet(name="小宝", stand=make_mediation.Stand.ANSWERS, minor=True)
    with pytest.raises(InputRefused):
        services.add_party(dispute_id=one.id, sheet=alone, actor=house.mediator)
    assert ledger.found(house.operator, Wanted(show=Show.ALL)).count() == 0


def test_nobody_is_made_to_mediate(house: Table) -> None:
    one = house.dispute()
    first, second = selectors.parties_of(one.id)
    services.note_consent(party_id=first.id, wants=True, actor=house.mediator)
    services.note_consent(party_id=second.id, wants=False, actor=house.mediator)
    with pytest.raises(StepNotTaken):
        services.take_up(dispute_id=one.id, actor=house.mediator)
    done = services.conclude(dispute_id=one.id, outcome=Outcome.TO_COURT, words="对方不愿调解", actor=house.mediator)
    assert done.state is State.CONCLUDED


def test_an_event_that_lies_elsewhere_cannot_be_reported_done_from_here(house: Table) -> None:
    other = make.organisation(house.village, name="别的单位")
    incidents.set_route(
        category=make_mediation.DISPUTE, area_id=house.village.id, organisation_id=other.id, actor=SYSTEM
    )
    one = house.talking()
    incidents.recall(
        incident_id=one.incident_id,
        reason="改派",
        actor=make.actor(Role.DISPATCHER, house.village.parent_id),
    )
    incidents.dispatch(incident_id=one.incident_id, lead_id=other.id, actor=SYSTEM)
    with pytest.raises(WithSomebodyElse, match="别的单位"):
        services.conclude(dispute_id=one.id, outcome=Outcome.TO_COURT, words="不成", actor=house.mediator)
    assert selectors.dispute(SYSTEM, one.id).state is State.MEDIATING


def test_a_session_with_everybody_gives_the_grid_worker_points_once(house: Table) -> None:
    one = house.talking()
    house.held(one)
    house.held(one)
    (part,) = events.credits_of(house.clerk, one.incident_id)
    assert (part.person_id, part.points, part.granted) == (house.worker.person_id, 2, True)
    newest, first = selectors.sessions_of(one.id)
    assert (newest.number, first.number, len(newest.present), len(newest.ours)) == (2, 1, 2, 1)


def test_sessions_refuse_what_cannot_be(house: Table) -> None:
    one = house.talking()
    now = clock.now()
    for start, end in ((now, now), (now, now + timedelta(days=2)), (now + timedelta(days=999),) * 2):
        with pytest.raises(InputRefused):
            services.plan_session(
                dispute_id=one.id, plan=services.Plan(starts_at=start, ends_at=end), actor=house.mediator
            )
    later = house.session(one, room=True)
    with pytest.raises(MediationRefused):
        services.hold_session(session_id=later, minutes="x", parties=[], actor=house.mediator)
    services.call_off(session_id=later, why="一方有事", actor=house.mediator)
    with pytest.raises(MediationRefused):
        services.call_off(session_id=later, why="一方有事", actor=house.mediator)
    with pytest.raises(InputRefused):
        services.hold_session(session_id=house.session(one), minutes="说了", parties=[], actor=house.mediator)
    with pytest.raises(NotYours):
        services.call_off(session_id=later, why="x", actor=make.actor(Role.GRID_WORKER, house.village))


def test_a_room_is_asked_for_without_a_word_of_the_matter(house: Table) -> None:
    session = house.session(house.talking(), room=True)
    (entry,) = JournalEntry.objects.filter(kind="mediation.room_wanted")
    assert set(entry.payload) == {"dispute", "code", "session", "area", "starts_at", "ends_at", "people"}
    services.room_answered(session_id=session, booked=True, words="调解室 A1B2")
    services.room_answered(session_id=session, booked=False, words="太晚了")
    row = Session.objects.get(pk=session)
    assert (row.room_state, row.room_words) == ("booked", "调解室 A1B2")


@pytest.mark.parametrize("text", ["排水沟", "paishui", "psg", "laorongshu", "老榕树 排水", "cs"])
def test_a_dispute_is_found_by_words_and_pinyin(house: Table, text: str) -> None:
    one = house.dispute()
    private = house.dispute(sensitive=Sensitive.OTHER)
    found = ledger.found(house.clerk, Wanted(show=Show.ALL, text=text))
    assert [row.code for row in found] == [one.code]
    by_code = ledger.found(house.clerk, Wanted(show=Show.ALL, text=private.spoken.lower()))
    assert [row.code for row in by_code] == [private.code]


def test_wrong_sheets_are_refused_and_leave_nothing(house: Table) -> None:
    for more in (
        {"category": PLAIN},
        {"category": "nothing"},
        {"subject": " \0 "},
        {"mediator": UUID(int=7)},
        {"names": ("只有一方",)},
        {"happened_on": clock.now().date() + timedelta(days=3)},
        {"facts": "长" * 10_001},
    ):
        with pytest.raises(MediationRefused):
            house.dispute(**more)
    with pytest.raises(NotYours):
        house.dispute(actor=make.actor(Role.VILLAGE_SECRETARY, make.village()))
    assert Dispute.objects.count() == 0
    assert not events.incidents(SYSTEM)


def test_reading_what_is_protected_is_written_down(house: Table) -> None:
    from fengqiao.mediation.services.reading import note_reading

    plain, private = house.dispute(), house.dispute(sensitive=Sensitive.OTHER)
    for one in (plain, private):
        note_reading(one=one, what="page", actor=house.clerk)
    (entry,) = JournalEntry.objects.filter(kind="mediation.read")
    assert (entry.subject, entry.actor) == (f"dispute:{private.id}", house.clerk.person_id)
    assert journal.verify() == []
