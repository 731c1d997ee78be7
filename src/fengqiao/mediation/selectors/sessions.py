"""Sessions of a dispute with who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.mediation.domain.sessions import RoomState, SessionState
from fengqiao.mediation.models import Attendance, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session. ``present``: (name, whether by a representative); ``ours``: our people by name."""

    id: UUID
    dispute_id: UUID
    number: int
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    place: str
    minutes: str
    why_off: str
    held_at: datetime | None
    held_by_id: UUID | None
    room_state: RoomState
    room_words: str
    present: tuple[tuple[str, bool], ...]
    ours: tuple[str, ...]


def sessions_of(dispute_id: UUID) -> list[SessionView]:
    """The sessions of a dispute, the newest first. Three queries."""
    rows = list(Session.objects.filter(dispute_id=dispute_id).order_by("-number"))
    came = list(Attendance.objects.filter(session__in=rows).select_related("party").order_by("created_at", "id"))
    names = areas.person_names(one.person_id for one in came if one.person_id is not None)
    return [
        SessionView(
            id=row.pk,
            dispute_id=row.dispute_id,
            number=row.number,
            state=SessionState(row.state),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            place=row.place,
            minutes=row.minutes,
            why_off=row.why_off,
            held_at=row.held_at,
            held_by_id=row.held_by_id,
            room_state=RoomState(row.room_state),
            room_words=row.room_words,
            present=tuple(
                (one.party.name, one.represented) for one in came if one.session_id == row.pk and one.party is not None
            ),
            ours=tuple(
                names.get(one.person_id, "") for one in came if one.session_id == row.pk and one.person_id is not None
            ),
        )
        for row in rows
    ]
