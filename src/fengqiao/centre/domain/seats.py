"""Seats at a neighbourhood centre and what each may do.

The party branch leads, the council manages, the residents govern together: the branch secretary sees to the people
and to what is published, the council receives, decides and looks after the house, the supervisor reads along.
"""

from __future__ import annotations

from enum import StrEnum


class Seat(StrEnum):
    """Branch secretary 书记, chair 理事长, vice chair 副理事长, member 理事, supervisor 监事, volunteer 志愿者."""

    SECRETARY = "secretary"
    CHAIR = "chair"
    VICE = "vice"
    MEMBER = "member"
    SUPERVISOR = "supervisor"
    VOLUNTEER = "volunteer"


class Right(StrEnum):
    """What a seat may do: receive visitors, settle matters, look after rooms and activities, vote, write minutes,
    keep the money, look after people, roster and the centre's own data."""

    RECEIVE = "receive"
    SETTLE = "settle"
    HOUSE = "house"
    VOTE = "vote"
    MINUTES = "minutes"
    MONEY = "money"
    PEOPLE = "people"


_COUNCIL = frozenset({Right.RECEIVE, Right.SETTLE, Right.HOUSE, Right.VOTE, Right.MINUTES, Right.MONEY})

RIGHTS: dict[Seat, frozenset[Right]] = {
    Seat.SECRETARY: frozenset({Right.RECEIVE, Right.SETTLE, Right.HOUSE, Right.MINUTES, Right.PEOPLE}),
    Seat.CHAIR: _COUNCIL | {Right.PEOPLE},
    Seat.VICE: _COUNCIL | {Right.PEOPLE},
    Seat.MEMBER: _COUNCIL,
    Seat.SUPERVISOR: frozenset(),
    Seat.VOLUNTEER: frozenset({Right.RECEIVE, Right.HOUSE}),
}

# Those with a vote in the council, of whom the quorum is counted.
VOTING = frozenset(seat for seat, rights in RIGHTS.items() if Right.VOTE in rights)


def rights_of(seats: frozenset[Seat]) -> frozenset[Right]:
    """All rights of whoever has these seats."""
    return frozenset().union(*(RIGHTS[seat] for seat in seats))
