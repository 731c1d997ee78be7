"""An agreement binds when everybody has signed under the same text, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from factories import mediation as make_mediation
from factories.mediation import Table, drawing
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors as events
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.agreements import AgreementForm
from fengqiao.mediation.domain.disputes import Outcome, Sensitive, State
from fengqiao.mediation.services import InputRefused, MediationRefused, StepNotTaken
from fengqiao.mediation.views import papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Table:
    return Table.lay()


def test_it_is_in_force_with_the_last_signature(house: Table) -> None:
    one = house.talking()
    house.held(one)
    made = house.drawn(one)
    first, second = selectors.parties_of(one.id)
    for party in (first.id, second.id):
        made = services.sign(agreement_id=made.id, party_id=party, drawing=drawing(), actor=house.mediator)
        assert not made.in_force
    made = services.sign(agreement_id=made.id, party_id=None, drawing=drawing(), actor=house.mediator)
    assert made.in_force
    assert selectors.dispute(SYSTEM, one.id).state is State.AGREED
    services.conclude(dispute_id=one.id, outcome=Outcome.SETTLED, actor=house.mediator)
    services.close(dispute_id=one.id, actor=house.operator)
    assert events.incident(SYSTEM, one.incident_id).outcome is events.Outcome.SETTLED
    points = [part.points for part in events.credits_of(house.clerk, one.incident_id)]
    assert points == [2, 2]


def test_what_is_signed_is_not_changed_but_set_aside(house: Table) -> None:
    one = house.talking()
    made = house.drawn(one)
    assert house.drawn(one).number == 2  # nobody had signed the first
    made = selectors.agreement_of(one.id)
    party = selectors.parties_of(one.id)[0].id
    services.sign(agreement_id=made.id, party_id=party, drawing=drawing(), actor=house.mediator)
    with pytest.raises(StepNotTaken):
        services.sign(agreement_id=made.id, party_id=party, drawing=drawing(), actor=house.mediator)
    with pytest.raises(StepNotTaken):
        house.drawn(one)
    services.set_aside(agreement_id=made.id, why="金额写错", actor=house.mediator)
    assert house.drawn(one).number == 3
    with pytest.raises(StepNotTaken):
        services.sign(agreement_id=made.id, party_id=party, drawing=drawing(), actor=house.mediator)


def test_an_agreement_in_force_goes_before_another_end(house: Table) -> None:
    one = house.agreed()
    made = selectors.agreement_of(one.id)
    assert made is not None
    with pytest.raises(StepNotTaken):
        services.conclude(dispute_id=one.id, outcome=Outcome.TO_COURT, words="反悔", actor=house.mediator)
    with pytest.raises(InputRefused):
        services.set_aside(agreement_id=made.id, why=" ", actor=house.mediator)
    services.set_aside(agreement_id=made.id, why="双方反悔", actor=house.mediator)
    assert selectors.dispute(SYSTEM, one.id).state is State.MEDIATING
    done = services.conclude(dispute_id=one.id, outcome=Outcome.TO_COURT, words="反悔", actor=house.mediator)
    assert done.state is State.CONCLUDED


def test_a_spoken_agreement_needs_the_mediators_record_only(house: Table) -> None:
    one = house.talking()
    made = house.drawn(one, form=AgreementForm.SPOKEN)
    party = selectors.parties_of(one.id)[0].id
    with pytest.raises(NotYours):
        services.sign(agreement_id=made.id, party_id=party, drawing=drawing(), actor=house.mediator)
    assert services.sign(agreement_id=made.id, party_id=None, drawing=drawing(), actor=house.mediator).in_force


def test_only_the_mediator_in_charge_has_it_signed(house: Table) -> None:
    one = house.talking()
    made = house.drawn(one)
    for actor in (house.clerk, house.operator):
        with pytest.raises(NotYours):
            services.sign(agreement_id=made.id, party_id=None, drawing=drawing(), actor=actor)
    stranger = selectors.parties_of(house.dispute().id)[0].id
    with pytest.raises(NotYours):
        services.sign(agreement_id=made.id, party_id=stranger, drawing=drawing(), actor=house.mediator)


@pytest.mark.parametrize("sent", ["", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+", "x" * 700_000])
def test_what_is_no_signature_is_refused_and_leaves_nothing(house: Table, sent: str) -> None:
    made = house.drawn(house.talking())
    with pytest.raises(InputRefused):
        services.sign(agreement_id=made.id, party_id=None, drawing=sent, actor=house.mediator)
    again = selectors.agreement_of(made.dispute_id)
    assert again is not None
    assert again.signatures == ()


def test_a_refused_signature_leaves_no_file(house: Table) -> None:
    one = house.agreed()
    made = selectors.agreement_of(one.id)
    assert made is not None
    before = set(_files())
    with pytest.raises(MediationRefused):
        services.sign(agreement_id=made.id, party_id=None, drawing=drawing(), actor=house.mediator)
    assert set(_files()) == before


def test_the_paper_carries_what_was_agreed_and_who_signed(house: Table) -> None:
    one = house.agreed(sensitive=Sensitive.OTHER)
    made = selectors.agreement_of(one.id)
    assert made is not None
    content = papers.agreement(one, made)
    assert content.startswith(b"%PDF-")
    assert len(content) > 10_000
    told = papers._agreement(one, made)
    assert [line[1] for line in told["items"]] == [party.name for party in selectors.parties_of(one.id)][:1]
    assert (told["draft"], len(told["signatures"]), told["title"]) == ("", 3, "人民调解协议书")


def test_wrong_sheets_are_refused(house: Table) -> None:
    one = house.talking()
    other = selectors.parties_of(house.dispute().id)[0].id
    sheet = make_mediation.agreement_sheet(other)
    with pytest.raises(InputRefused):
        services.draw_up(dispute_id=one.id, sheet=sheet, actor=house.mediator)
    with pytest.raises(InputRefused):
        services.draw_up(
            dispute_id=one.id, sheet=services.AgreementSheet(facts="事实", promises=()), actor=house.mediator
        )
    early = house.dispute()
    with pytest.raises(MediationRefused):
        house.drawn(early)


def _files() -> list[str]:
    folder = Path(default_storage.path("mediation/signatures"))
    return [one.name for one in folder.iterdir()] if folder.exists() else []
