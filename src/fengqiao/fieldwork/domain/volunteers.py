"""Volunteers 志愿者: who can be one, what they can do, when they are free, and how a call-out goes on.

One table of states and steps for somebody's part in a call-out. What is not in it does not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

ADULT = 18
OLDEST = 100
LONGEST = timedelta(hours=16)


class Skill(StrEnum):
    """What somebody can do: swim and rescue 水上救援, first aid 急救, drive 驾驶, boat 划船, electrician 电工,
    interpreter of dialects 方言, talk things over 调解, patrol 巡逻, care for old people 助老, cook 后勤."""

    RESCUE = "rescue"
    AID = "aid"
    DRIVE = "drive"
    BOAT = "boat"
    ELECTRIC = "electric"
    DIALECT = "dialect"
    TALK = "talk"
    PATROL = "patrol"
    CARE = "care"
    SUPPLY = "supply"


class Standing(StrEnum):
    """Asked to join 待审核, a volunteer 在册, refused 未通过, left 已退出."""

    ASKED = "asked"
    ACTIVE = "active"
    REFUSED = "refused"
    LEFT = "left"


class Part(StrEnum):
    """Asked 已呼叫, accepted 已接受, declined 不能来, arrived 已到场, reported 已报告, approved 时长已核,
    released 不用来了."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ARRIVED = "arrived"
    REPORTED = "reported"
    APPROVED = "approved"
    RELEASED = "released"


class Move(StrEnum):
    """What is done with somebody's part. ``RELEASE``: the call-out is over before they came."""

    CALL = "call"
    ACCEPT = "accept"
    DECLINE = "decline"
    ARRIVE = "arrive"
    REPORT = "report"
    APPROVE = "approve"
    RELEASE = "release"


class MoveRefused(Exception):
    """A step that the table does not allow; the message says why."""

    message = "This step is not possible now."


class NotFromHere(MoveRefused):
    """The part is in another state."""

    message = "This has gone on in the meantime. Look at the page again."


class WordsMissing(MoveRefused):
    """Something must be said."""

    message = "Say in a few words how it was; whoever called reads it."


class OwnHours(MoveRefused):
    """Hours are approved by somebody else."""

    message = "Nobody approves their own hours; somebody else does."


class HoursOdd(MoveRefused):
    """Other hours than those between arriving and leaving need a reason."""

    message = "Other minutes than those between arriving and leaving need a reason, and at most 16 hours count."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards ask for."""

    words: str = ""
    by_another: bool = False
    hours_fit: bool = False


Guard = Callable[[Facts], None]


def said(facts: Facts) -> None:
    """a few words"""
    if not facts.words.strip():
        raise WordsMissing


def by_another(facts: Facts) -> None:
    """somebody else"""
    if not facts.by_another:
        raise OwnHours


def hours_fit(facts: Facts) -> None:
    """the minutes between arriving and leaving, or a reason"""
    if not facts.hours_fit:
        raise HoursOdd


# Step, from where, to where, guards.
TABLE: tuple[tuple[Move, frozenset[Part], Part, tuple[Guard, ...]], ...] = (
    (Move.ACCEPT, frozenset({Part.ASKED, Part.DECLINED}), Part.ACCEPTED, ()),
    (Move.DECLINE, frozenset({Part.ASKED, Part.ACCEPTED}), Part.DECLINED, ()),
    (Move.ARRIVE, frozenset({Part.ASKED, Part.ACCEPTED}), Part.ARRIVED, ()),
    (Move.REPORT, frozenset({Part.ARRIVED}), Part.REPORTED, (said,)),
    (Move.APPROVE, frozenset({Part.REPORTED}), Part.APPROVED, (by_another, hours_fit)),
    (Move.RELEASE, frozenset({Part.ASKED, Part.ACCEPTED}), Part.RELEASED, ()),
)

START = Part.ASKED
# Busy elsewhere: not to be called again.
BUSY = frozenset({Part.ACCEPTED, Part.ARRIVED})
WAITING = frozenset({Part.ASKED, Part.ACCEPTED})


def take(part: Part, move: Move, facts: Facts) -> Part:
    """The state after ``move``. Raises MoveRefused."""
    for name, come, to, guards in TABLE:
        if name is move and part in come:
            for guard in guards:
                guard(facts)
            return to
    raise NotFromHere


def moves_from(part: Part) -> frozenset[Move]:
    """The steps that the table has from here."""
    return frozenset(name for name, come, _to, _guards in TABLE if part in come)


def minutes(arrived: datetime, left: datetime) -> int:
    """Whole minutes between arriving and leaving; never less than none, never more than the longest."""
    return int(min(max(left - arrived, timedelta(0)), LONGEST).total_seconds() // 60)


def fits(computed: int, approved: int, reason: str) -> bool:
    """Whether the approved minutes can stand: the computed ones, or others with a reason."""
    return 0 <= approved <= LONGEST.total_seconds() // 60 and (approved == computed or bool(reason.strip()))


def grown_up(born: date, today: date) -> bool:
    """Whether somebody born then is of age; what is no age of a person is not."""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return ADULT <= age <= OLDEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """When somebody is free: weekdays (0 is Monday) and hours; ``until`` at or before ``since``: overnight."""

    days: frozenset[int]
    since: time
    until: time

    def at(self, moment: datetime) -> bool:
        """Whether they are free at a local moment."""
        hour = moment.time()
        if self.since < self.until:
            return moment.weekday() in self.days and self.since <= hour < self.until
        if hour >= self.since:
            return moment.weekday() in self.days
        return hour < self.until and (moment.weekday() - 1) % 7 in self.days


ALWAYS = Free(days=frozenset(range(7)), since=time(0), until=time(0))


def read_free(data: Mapping[str, Any]) -> Free:
    """Times as the database keeps them. What cannot be read is always free: calling once too often loses nobody."""
    try:
        days = frozenset(int(day) for day in data["days"] if 0 <= int(day) <= 6)
        return Free(days=days, since=time.fromisoformat(data["since"]), until=time.fromisoformat(data["until"]))
    except (KeyError, TypeError, ValueError):
        return ALWAYS


def write_free(free: Free) -> dict[str, Any]:
    """Times as ``read_free`` reads them."""
    return {
        "days": sorted(free.days),
        "since": free.since.isoformat("minutes"),
        "until": free.until.isoformat("minutes"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is asked of a volunteer when it is decided whom to call. No position: only where they said they help."""

    name: str
    grids: frozenset[str]
    skills: frozenset[Skill]
    free: bool
    busy: bool


def order(one: Candidate, grid: str, wanted: Collection[Skill]) -> tuple[int, int, int, int, str]:
    """Whom to call first: who is free, helps in that grid, and can do what is wanted; then by name, never by merit."""
    return (
        int(one.busy),
        int(not one.free),
        -len(one.skills & set(wanted)),
        int(bool(grid) and grid not in one.grids),
        one.name,
    )
