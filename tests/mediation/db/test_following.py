"""After the agreement: promises are watched, and the court confirms what both sides bring together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import areas as make
from factories.mediation import Table
from fengqiao.areas.selectors import Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.agreements import Urgency
from fengqiao.mediation.domain.confirmation import CourtState, CourtStep
from fengqiao.mediation.domain.disputes import Outcome, Sensitive, State
from fengqiao.mediation.selectors import court as at_court
from fengqiao.mediation.selectors import promises as watching
from fengqiao.mediation.services import InputRefused, MediationRefused, StepNotTaken

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Table:
    return Table.lay()


def test_a_promise_is_reminded_of_chased_and_noted_as_kept(house: Table) -> None:
    one = house.agreed()
    assert watching.watched(house.mediator, days=7) == []
    assert services.remind_promises() == 0
    with clock.fixed(clock.now() + timedelta(days=8)):
        (due,) = watching.watched(house.mediator, days=7)
        assert due.promise.urgency is Urgency.SOON
        assert [services.remind_promises() for _ in range(2)] == [1, 0]
        services.chase(promise_id=due.promise.id, words="下周就动工", actor=house.mediator)
        (due,) = watching.watched(house.clerk)
        assert [each.words for each in due.promise.chases] == ["下周就动工"]
        with pytest.raises(InputRefused):
            services.settle(promise_id=due.promise.id, kept=False, actor=house.mediator)
        services.settle(promise_id=due.promise.id, kept=False, note="没有动工", actor=house.mediator)
        with pytest.raises(MediationRefused):
            services.settle(promise_id=due.promise.id, kept=True, actor=house.mediator)
        services.open_again(promise_id=due.promise.id, why="记错了", actor=house.clerk)
        services.settle(promise_id=due.promise.id, kept=True, actor=house.clerk)
        assert watching.watched(house.clerk) == []
    kinds = set(JournalEntry.objects.filter(subject=f"dispute:{one.id}").values_list("kind", flat=True))
    assert {"mediation.promise_due", "mediation.chased", "mediation.promise_settled"} <= kinds


def test_promises_are_watched_after_the_dispute_is_closed_but_not_of_what_was_set_aside(house: Table) -> None:
    one, other = house.agreed(), house.agreed()
    services.conclude(dispute_id=one.id, outcome=Outcome.SETTLED, actor=house.mediator)
    services.close(dispute_id=one.id, actor=house.operator)
    made = selectors.agreement_of(other.id)
    assert made is not None
    services.set_aside(agreement_id=made.id, why="写错", actor=house.mediator)
    assert [each.code for each in watching.watched(house.mediator)] == [one.code]
    with pytest.raises(MediationRefused):
        services.chase(promise_id=made.promises[0].id, words="x", actor=house.mediator)
    with pytest.raises(NotYours):
        services.chase(promise_id=made.promises[0].id, words="x", actor=house.operator)


def test_the_court_asks_for_more_and_then_confirms(house: Table) -> None:
    window = house.court()
    pk = house.filed(window)
    (case,) = at_court.tray(window, ended=False)
    assert (case.application.id, case.dispute.state) == (pk, State.AGREED)
    for step, words, number, actor in (
        (CourtStep.ASK_MORE, "请补身份证复印件", "", window),
        (CourtStep.ANSWER, "已补", "", house.mediator),
        (CourtStep.ACCEPT, "", "", window),
        (CourtStep.CONFIRM, "", "（2026）演民调确01号", window),
    ):
        services.court_step(application_id=pk, step=step, words=words, number=number, actor=actor)
    done = at_court.case(house.mediator, pk).application
    assert (done.state, done.decision) == (CourtState.CONFIRMED, "（2026）演民调确01号")
    assert at_court.tray(window, ended=False) == []
    assert [line.step for line in at_court.court_steps(pk)][-1] is CourtStep.CONFIRM


def test_each_side_keeps_to_its_counter(house: Table) -> None:
    window = house.court()
    pk = house.filed(window)
    with pytest.raises(StepNotTaken):
        services.court_step(application_id=pk, step=CourtStep.ACCEPT, actor=house.mediator)
    with pytest.raises(StepNotTaken):
        services.court_step(application_id=pk, step=CourtStep.CONFIRM, number="1", actor=window)
    with pytest.raises(StepNotTaken):
        services.court_step(application_id=pk, step=CourtStep.WITHDRAW, words="x", actor=window)
    other = make.actor(Role.HANDLER, house.village)
    with pytest.raises(NotYours):
        at_court.case(other, pk)
    assert at_court.tray(other, ended=False) == []
    with pytest.raises(NotYours):
        selectors.dispute(window, at_court.case(window, pk).dispute.id)


def test_both_sides_ask_together_within_thirty_days_and_once(house: Table) -> None:
    window = house.court()
    (court_id,) = window.organisation_ids
    one = house.agreed()
    first, second = (party.id for party in selectors.parties_of(one.id))
    with pytest.raises(StepNotTaken):
        services.file_application(dispute_id=one.id, court_id=court_id, asking=[first], actor=house.mediator)
    with clock.fixed(clock.now() + timedelta(days=31)), pytest.raises(StepNotTaken):
        services.file_application(dispute_id=one.id, court_id=court_id, asking=[first, second], actor=house.mediator)
    with pytest.raises(MediationRefused):
        services.file_application(
            dispute_id=one.id, court_id=house.committee.id, asking=[first, second], actor=house.mediator
        )
    made = services.file_application(dispute_id=one.id, court_id=court_id, asking=[first, second], actor=house.mediator)
    with pytest.raises(MediationRefused):
        services.file_application(dispute_id=one.id, court_id=court_id, asking=[first, second], actor=house.mediator)
    services.court_step(application_id=made.id, step=CourtStep.WITHDRAW, words="再想想", actor=house.mediator)
    services.file_application(dispute_id=one.id, court_id=court_id, asking=[first, second], actor=house.mediator)
    assert len(at_court.applications_of(one.id)) == 2


def test_the_court_reads_a_protected_agreement_and_nothing_else_of_it(house: Table) -> None:
    window = house.court()
    pk = house.filed(window, sensitive=Sensitive.VIOLENCE)
    case = at_court.case(window, pk)
    assert case.dispute.sensitive is Sensitive.VIOLENCE
    with pytest.raises(NotYours):
        at_court.case(house.operator, pk)
