"""The task list 事项清单: kinds of work that may be given to grid workers, and what a kind must have to get onto it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

URGENT_DAYS = 60
LONGEST_MINUTES = 16 * 60


class Frequency(StrEnum):
    """How often: when asked 按需, once 一次, daily, weekly, monthly, quarterly, yearly."""

    ASKED = "asked"
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Proof(StrEnum):
    """What an answer must bring: words 文字, a photo 照片, the position 定位."""

    NOTE = "note"
    PHOTO = "photo"
    POSITION = "position"


class Pusher(StrEnum):
    """Who may give such tasks: the studio 网格工作室, the governance centre 综治中心, the village 村（社区）."""

    STUDIO = "studio"
    CENTRE = "centre"
    VILLAGE = "village"


class KindState(StrEnum):
    """A version of a kind of work: proposed, on the published list, replaced by a newer one, taken off, refused."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    REPLACED = "replaced"
    TAKEN_OFF = "taken_off"
    REFUSED = "refused"


class ProposalRefused(Exception):
    """A kind of work that cannot get onto the list like this; the message says why."""

    message = "This kind of work cannot get onto the list."


class NoBasis(ProposalRefused):
    """Nothing says that grid workers have to do it."""

    message = (
        "Grid workers get only work of the published list. Name the document and the number of the item; without one "
        "only an urgent kind of work is possible, with an end date and somebody else's approval."
    )


class NoReason(ProposalRefused):
    """Urgent, but why?"""

    message = "Say why it is urgent; who approves it and the public read it."


class NoEnd(ProposalRefused):
    """An urgent kind without an end, or with one too far away."""

    message = "An urgent kind of work needs a last day, from today on and at most 60 days away."


class NoPusher(ProposalRefused):
    """Nobody could push it."""

    message = "Choose who may push it."


class NoProof(ProposalRefused):
    """Nobody could check it."""

    message = "Choose at least one thing that an answer must bring."


class TooLong(ProposalRefused):
    """An effort that no day has."""

    message = "Write how long it takes once, from 1 minute to 16 hours."


class NotByYourself(ProposalRefused):
    """The one who proposed it decides."""

    message = "Somebody else must approve what you proposed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants on the list. ``last_day``: needed for an urgent kind, and only there."""

    basis: str
    reason: str
    urgent: bool
    last_day: date | None
    minutes: int
    proofs: Collection[Proof]
    pushers: Collection[Pusher]


def check(proposal: Proposal, today: date) -> None:
    """Pass, or raise ProposalRefused."""
    if proposal.urgent:
        if not proposal.reason.strip():
            raise NoReason
        last = proposal.last_day
        if last is None or not today <= last <= today + timedelta(days=URGENT_DAYS):
            raise NoEnd
    elif not proposal.basis.strip():
        raise NoBasis
    if not proposal.proofs:
        raise NoProof
    if not proposal.pushers:
        raise NoPusher
    if not 0 < proposal.minutes <= LONGEST_MINUTES:
        raise TooLong


def may_be_pushed(state: KindState, *, urgent: bool, last_day: date | None, day: date) -> bool:
    """True when tasks of this version may be given on ``day``: it is published, and an urgent one is not over."""
    return state is KindState.PUBLISHED and not (urgent and (last_day is None or day > last_day))
