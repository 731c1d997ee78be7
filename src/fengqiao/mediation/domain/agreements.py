"""An agreement: drawn up, signed by everybody concerned, in force; and what it promises."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class AgreementForm(StrEnum):
    """Written and signed by all 书面协议, or spoken and recorded by the mediator 口头协议."""

    WRITTEN = "written"
    SPOKEN = "spoken"


class AgreementState(StrEnum):
    """Drawn up 待签名, in force 已生效, set aside 已撤下."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    ASIDE = "aside"


class PromiseState(StrEnum):
    """Still to be kept 待履行, kept 已履行, not kept 未履行."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Urgency(StrEnum):
    """How near the day of a promise is: far off, within three days, today, past."""

    FAR = "far"
    SOON = "soon"
    TODAY = "today"
    PAST = "past"


SOON = timedelta(days=3)
MOST_PROMISES = 12
LONGEST = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One promise of an agreement: which party does what, how, where, until which local day."""

    by: Hashable
    words: str
    way: str
    place: str
    due_on: date


class AgreementRefused(Exception):
    """An agreement that cannot be drawn up or signed so; the message says what to mend."""

    message = "This agreement cannot be kept as it is."

    def __init__(self) -> None:
        super().__init__(self.message)


class NothingPromised(AgreementRefused):
    """Without a promise nothing was agreed."""

    message = "Write down at least one promise: who does what until when."


class TooMuchPromised(AgreementRefused):
    """So many promises nobody follows."""

    message = "At most twelve promises fit into one agreement; put together what belongs together."


class PromiseOfNobody(AgreementRefused):
    """A promise is made by one of the parties."""

    message = "Every promise is made by one of the parties. Choose who."


class DayWrong(AgreementRefused):
    """The day of a promise lies before the agreement or in another age."""

    message = "The day of a promise is today or later, and within ten years."


class SignedAlready(AgreementRefused):
    """Whoever has signed does not sign again, and what is signed is not changed."""

    message = "This is signed already. To change it, set it aside with a reason and draw it up anew."


def check(items: Sequence[Item], parties: Collection[Hashable], today: date) -> None:
    """Pass, or raise the AgreementRefused that says what to mend."""
    if not items:
        raise NothingPromised
    if len(items) > MOST_PROMISES:
        raise TooMuchPromised
    for item in items:
        if item.by not in parties:
            raise PromiseOfNobody
        if not today <= item.due_on <= today + LONGEST:
            raise DayWrong


def digest(facts: str, items: Sequence[Item]) -> str:
    """The fingerprint of an agreement's text: every signature is one under exactly this text."""
    told = [[str(item.by), item.words, item.way, item.place, item.due_on.isoformat()] for item in items]
    return hashlib.sha256(json.dumps([facts, told], ensure_ascii=False).encode()).hexdigest()


def signers(form: AgreementForm, parties: Collection[Hashable], mediator: Hashable) -> frozenset[Hashable]:
    """Whose signature puts it in force: of a written one all parties' and the mediator's, of a spoken one the
    mediator's under the record."""
    return frozenset({mediator}) if form is AgreementForm.SPOKEN else frozenset({*parties, mediator})


def complete(needed: frozenset[Hashable], signed: Collection[Hashable]) -> bool:
    """True when everybody who has to has signed."""
    return needed <= set(signed)


def urgency(due_on: date, today: date) -> Urgency:
    """How near the day of a promise is."""
    if due_on < today:
        return Urgency.PAST
    if due_on == today:
        return Urgency.TODAY
    return Urgency.SOON if due_on - today <= SOON else Urgency.FAR


CONFIRMABLE = timedelta(days=30)


def confirmable_until(in_force_on: date) -> date:
    """The last local day on which the parties can ask the court to confirm: thirty days after it came into force."""
    return in_force_on + CONFIRMABLE
