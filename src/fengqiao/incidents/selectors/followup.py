"""The follow-up page: how a matter stands, in plain words. By ticket for who reported or joined, by code for anybody.

No person's name is in it, whoever asks; organisations are named. What is not public is found by ticket only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.core import clock
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain.facts import Facts, State
from fengqiao.incidents.models import Evidence, EvidenceKind, Follower, Incident, Rating
from fengqiao.incidents.selectors import public
from fengqiao.incidents.selectors.answers import Answered, answered
from fengqiao.incidents.selectors.court import Court, holding
from fengqiao.incidents.selectors.events import EvidenceView, evidence_view
from fengqiao.incidents.selectors.follow_steps import FollowStep, follow_steps
from fengqiao.incidents.selectors.words import local_title

WITH_REPORT = timedelta(minutes=1)
# How far along the straight way a state is.
STAGES = {
    State.REPORTED: 0,
    State.VERIFYING: 0,
    State.ACCEPTED: 1,
    State.REOPENED: 1,
    State.DISPATCHED: 1,
    State.HANDLING: 2,
    State.SENT_BACK: 2,
    State.HANDLED: 3,
    State.CHECKED: 3,
    State.CLOSED: 4,
    State.RATED: 4,
    State.ARCHIVED: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A matter as its follower sees it. ``mine``: found by ticket, and only then there is what follows it here.

    ``stage`` 0 to 4 along the straight way, None when it ended otherwise. ``reopen_until``: when it is closed.
    ``reachable``: a name or a number of the ticket's holder is kept. ``stars``: what they said of this round. ``text``
    is their own.
    """

    id: UUID
    code: str
    category: str
    state: State
    stage: int | None
    headline: str
    opened_at: datetime
    area: str
    holder: str
    since: datetime
    due_at: datetime | None
    overdue: bool
    suspended: bool
    joined: int
    agencies: tuple[str, ...]
    steps: tuple[FollowStep, ...]
    before: tuple[UUID, ...]
    after: tuple[UUID, ...]
    mine: bool = False
    reachable: bool = False
    text: str = ""
    answers: tuple[Answered, ...] = ()
    place: str = ""
    rateable: bool = False
    stars: int | None = None
    note: str = ""
    reopenable: bool = False
    reopen_until: datetime | None = None
    merged_code: str = ""

    @property
    def spoken(self) -> str:
        """The code in two groups."""
        return codes.spoken(self.code)

    @property
    def ended(self) -> bool:
        """True when nobody has it in hand any more."""
        return self.state in (State.REJECTED, State.VOID, State.MERGED) or self.stage == 4


def as_ticket(text: str) -> str:
    """A ticket as somebody typed it: blanks, dashes and case do not matter to those that this program makes."""
    return "".join(text.split()).replace("-", "").upper()


def exact_ticket(text: str) -> str:
    """The ticket that a typed text means: as it is, or as this program writes them. "" when it follows nothing."""
    return next((one for one in (text, as_ticket(text)) if one and _rows(one)), "")


def follow_by_ticket(ticket: str) -> FollowUp | None:
    """The matter that this secret follows; of a merged one, that into which it went. None for every other text."""
    row = _follower(ticket)
    return _follow(row.incident, row) if row else None


def follow_by_code(code: str) -> FollowUp | None:
    """A public matter by its code, as everybody may see it."""
    found = public.of_code(code)
    if found is None:
        return None
    return _follow(Incident.objects.select_related("category", "category_version").get(pk=found.id), None)


def follow_picture(found: FollowUp, evidence_id: UUID) -> bytes | None:
    """The JPEG of one of the pictures on a follow-up page."""
    if evidence_id not in (*found.before, *found.after):
        return None
    row = Evidence.objects.filter(pk=evidence_id, incident_id=found.id).first()
    return public.stored_picture(row) if row else None


def _follower(ticket: str) -> Follower | None:
    rows = _rows(exact_ticket(ticket))
    return rows[0] if rows else None


def _rows(ticket: str) -> list[Follower]:
    """Who holds this very ticket; what lives on before what was merged into another."""
    if not ticket:
        return []
    rows = Follower.objects.filter(
        ticket_hash=hashlib.sha256(ticket.encode()).hexdigest(), left_at__isnull=True
    ).select_related("incident__category", "incident__category_version", "incident__merged_into", "merged_from")
    return sorted(rows, key=lambda row: (row.incident.merged_into_id is not None, -row.joined_at.timestamp()))


def _follow(row: Incident, mine: Follower | None) -> FollowUp:
    held, state = holding(row.pk), State(row.state)
    before, after = _pictures(row, mine)
    rating = Rating.objects.filter(incident=row, round=row.round, follower=mine).first() if mine else None
    until = row.closed_at + Facts(state=state).reopen_within if row.closed_at else None
    rateable = mine is not None and state in (State.CLOSED, State.RATED)
    reporter = _reported(row, mine)
    return FollowUp(
        id=row.pk,
        code=row.code,
        category=local_title(row.category_version.titles),
        state=state,
        stage=STAGES.get(state),
        headline=headline(state),
        opened_at=row.created_at,
        area=areas.area(row.area_id).name,
        holder={Court.NOBODY: "", Court.CENTRE: _("the governance centre")}.get(held.court, held.organisation),
        since=held.since,
        due_at=held.due_at,
        overdue=held.overdue,
        suspended=held.suspended,
        joined=row.followers.filter(left_at__isnull=True).count(),
        agencies=tuple(share.organisation for share in held.shares),
        steps=follow_steps(row, mine is not None),
        before=tuple(one.id for one in before),
        after=tuple(one.id for one in after),
        mine=mine is not None,
        reachable=mine is not None and bool(mine.name or mine.phone),
        text=(row.description if reporter else mine.note) if mine else "",
        answers=tuple(answered(row.category_version.fields, row.details)) if reporter else (),
        place=row.place if reporter else "",
        rateable=rateable,
        stars=rating.stars if rating else None,
        note=rating.note if rating else "",
        reopenable=rateable and until is not None and clock.now() <= until,
        reopen_until=until if rateable else None,
        merged_code=codes.spoken(mine.merged_from.code) if mine and mine.merged_from else "",
    )


def headline(state: State) -> str:
    """How it stands, in one plain sentence."""
    return {
        State.DRAFT: _("Not sent yet"),
        State.REPORTED: _("We have it; somebody will look at it soon."),
        State.VERIFYING: _("Somebody is going to look at the place."),
        State.ACCEPTED: _("Accepted. We are finding who deals with it."),
        State.REJECTED: _("Not accepted; the reason stands below."),
        State.MERGED: _("It is dealt with together with another report."),
        State.VOID: _("It was taken off the list; the reason stands below."),
        State.DISPATCHED: _("Given to those responsible; they are about to start."),
        State.HANDLING: _("Being dealt with."),
        State.HANDLED: _("Reported done. We are checking whether it really is."),
        State.CHECKED: _("Checked: it is done."),
        State.SENT_BACK: _("The check found it not good enough; it is being done again."),
        State.CLOSED: _("Done."),
        State.RATED: _("Done."),
        State.ARCHIVED: _("Done and put away."),
        State.REOPENED: _("Taken up again. We are finding who deals with it."),
    }[state]


def _reported(row: Incident, mine: Follower | None) -> bool:
    """True when the ticket's own form opened the event."""
    return mine is not None and row.key == f"resident:{mine.ticket_hash}"


def _pictures(row: Incident, mine: Follower | None) -> tuple[list[EvidenceView], list[EvidenceView]]:
    shown = list(public.public_pictures([row.pk]).get(row.pk, ()))
    if _reported(row, mine):
        # The photo that came with their report, also while nobody has looked at it yet; later ones are others'.
        known = {one.id for one in shown}
        own = Evidence.objects.filter(
            incident=row, kind=EvidenceKind.BEFORE, person__isnull=True, created_at__lte=row.created_at + WITH_REPORT
        )
        shown = [evidence_view(one) for one in own.order_by("taken_at") if one.pk not in known] + shown
    before = [one for one in shown if one.kind is EvidenceKind.BEFORE]
    return before, [one for one in shown if one.kind is EvidenceKind.AFTER]
