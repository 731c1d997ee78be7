"""The narrow door's tables: steps, seats, hours, papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.cameras.domain.watch import (
    ENDED,
    MAX_CAMERAS,
    TABLE,
    CaseKind,
    CaseState,
    CaseStep,
    Hindrance,
    Lack,
    Papers,
    Seat,
    expiry,
    hindrance,
    lacks,
    masked_plate,
    move,
    overdue,
    seat_of,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@given(st.lists(st.sampled_from(CaseStep), max_size=12))
def test_no_way_to_active_but_through_two_approvals(steps: list[CaseStep]) -> None:
    state, approvals = CaseState.DRAFT, 0
    for step in steps:
        to = move(state, step)
        if to is None:
            continue
        approvals += step is CaseStep.APPROVE
        assert state not in ENDED, "what has ended stays ended"
        state = to
        assert (state is CaseState.ACTIVE) <= (approvals == 2)


def test_the_table_knows_only_these_steps() -> None:
    assert {step for _, step in TABLE} == set(CaseStep)
    assert move(CaseState.ACTIVE, CaseStep.APPROVE) is None
    assert move(CaseState.DRAFT, CaseStep.APPROVE) is None
    assert move(CaseState.EXPIRED, CaseStep.ASK) is None


@given(st.integers(-5, 10_000), st.sampled_from(CaseKind))
def test_nothing_is_approved_for_longer_than_its_kind_allows(hours: int, kind: CaseKind) -> None:
    until = expiry(kind, hours, approved_at=NOW)
    assert NOW < until <= NOW + (timedelta(hours=72) if kind is CaseKind.PERSON else timedelta(days=30))


def test_overdue() -> None:
    ends = NOW + timedelta(hours=5)
    assert not overdue(CaseState.ACTIVE, now=ends - timedelta(seconds=1), asked_at=NOW, expires_at=ends)
    assert overdue(CaseState.ACTIVE, now=ends, asked_at=NOW, expires_at=ends)
    assert overdue(CaseState.ACTIVE, now=NOW, asked_at=NOW, expires_at=None), "an end that is unknown is now"
    waiting = NOW + timedelta(hours=72)
    assert overdue(CaseState.HALF, now=waiting, asked_at=NOW, expires_at=None)
    assert not overdue(CaseState.ASKED, now=waiting - timedelta(seconds=1), asked_at=NOW, expires_at=None)
    assert not overdue(CaseState.DRAFT, now=NOW + timedelta(days=900), asked_at=None, expires_at=None)


def test_one_seat_is_the_duty_s_and_one_is_data_protection_s() -> None:
    assert seat_of(["operator"], []) is Seat.DUTY
    assert seat_of(["security_admin"], []) is Seat.SECURITY
    assert seat_of(["dispatcher"], [Seat.DUTY]) is None
    assert seat_of(["village_secretary", "grid_lead", "system_admin"], []) is None


@pytest.mark.parametrize(
    ("person", "deciders", "roles", "taken", "expected"),
    [
        ("anna", [], ["operator"], [], None),
        ("asker", [], ["operator"], [], Hindrance.OWN),
        ("anna", ["anna"], ["operator", "security_admin"], [Seat.DUTY], Hindrance.TWICE),
        ("anna", ["bert"], ["operator"], [Seat.DUTY], Hindrance.SEAT),
        ("anna", ["bert"], ["security_admin"], [Seat.DUTY], None),
        ("anna", [], ["analyst"], [], Hindrance.SEAT),
    ],
)
def test_hindrances(
    person: str, deciders: list[str], roles: list[str], taken: list[Seat], expected: Hindrance | None
) -> None:
    got = hindrance(person=person, requester="asker", deciders=deciders, roles=roles, taken=taken)
    assert got is expected


PERSON = Papers(
    kind=CaseKind.PERSON,
    purpose="x",
    reference="x",
    legal_basis="x",
    cameras=1,
    colours=True,
    consent_by="x",
    consent_file=True,
)


@pytest.mark.parametrize(
    ("changed", "lack"),
    [
        ({"purpose": " "}, Lack.PURPOSE),
        ({"reference": ""}, Lack.REFERENCE),
        ({"legal_basis": ""}, Lack.LEGAL_BASIS),
        ({"cameras": 0}, Lack.CAMERAS),
        ({"cameras": MAX_CAMERAS + 1}, Lack.CAMERAS),
        ({"colours": False}, Lack.DESCRIPTION),
        ({"consent_by": ""}, Lack.CONSENT),
        ({"consent_file": False}, Lack.CONSENT),
        ({"face": True}, Lack.IMPACT),
    ],
)
def test_what_a_search_needs(changed: dict[str, object], lack: Lack) -> None:
    assert lacks(PERSON) == ()
    assert lacks(replace(PERSON, **changed)) == (lack,)


def test_what_a_vehicle_needs() -> None:
    vehicle = Papers(kind=CaseKind.VEHICLE, purpose="x", reference="x", legal_basis="x", cameras=3)
    assert lacks(vehicle) == (Lack.PLATE,)
    assert lacks(replace(vehicle, plate="粤A12B34")) == ()


def test_masked_plates() -> None:
    assert masked_plate("皖A195K9") == "皖A···K9"
    assert masked_plate("苏ED51712") == "苏E···12"
    assert masked_plate("") == ""
