"""Very many events at once, whole with their histories: from another system's archive, or invented for a rehearsal.

They are copied into the tables past the verbs, so what the verbs guard is demanded of the data instead: every step is
one of the table's and continues from the one before. What is *not* written: one journal entry a step (the chain gets
one entry for the whole), points, pictures, drafts, reminders and supervision. Deadlines of their clocks are reckoned
by elapsed time, not by the calendar of working days, and of what was opened more than a year ago only the clocks of
the work itself are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import getrandbits
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from fengqiao.areas import selectors as areas
from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import search, search_scope, table
from fengqiao.incidents.domain.deadlines import CLOCK_OF, Deadline, pick
from fengqiao.incidents.domain.facts import Source, State, Step
from fengqiao.incidents.domain.search import Piece
from fengqiao.incidents.domain.side import HandOverKind
from fengqiao.incidents.domain.units import ClockKind, Unit
from fengqiao.incidents.models import Category, CategoryVersion
from fengqiao.incidents.selectors import clocks

_MULTIPLIER = 11_400_714_819  # odd and no multiple of 3 or 5, so that every number gives another code
_SPARE = 10**10  # where the code of an event is looked for whose first one was given to another
_HOURS = {Unit.HOURS: 1.0, Unit.WORKING_HOURS: 3.5, Unit.WORKING_DAYS: 34.0, Unit.CALENDAR_DAYS: 24.0}
NULL = "\\N"
_UNCOUNTED = "\\N\t0\t\t80\t\\N"
# Of older events only the clocks of the work itself are kept, besides those that still run.
_WHOLE = timedelta(days=365)
_HANDED = {
    Step.DISPATCH: HandOverKind.DISPATCH,
    Step.RETURN: HandOverKind.RETURN,
    Step.WITHDRAW: HandOverKind.WITHDRAW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """A step that was taken, aware time. ``organisation_id``: who leads from then on."""

    step: Step
    at: datetime
    actor_id: UUID | None = None
    organisation_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEvent:
    """An event with all its steps, oldest first. Position in WGS84. ``phone``: of a reporter without an account."""

    key: str
    number: int
    source: Source
    category: str
    area_id: UUID
    title: str
    place: str
    description: str
    steps: Sequence[PastStep]
    lon: float | None = None
    lat: float | None = None
    grid_version_id: UUID | None = None
    grid: str = ""
    reporter_id: UUID | None = None
    handler_id: UUID | None = None
    phone: str = ""
    stars: int = 0
    outcome: str = ""


Lines = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _About:
    id: UUID
    version_id: UUID
    titles: tuple[str, ...]
    sensitive: bool
    way: tuple[str, ...]


def code_of(number: int) -> str:
    """The code of the event with this number: another one for every number up to 21 thousand million."""
    base = len(codes.ALPHABET)
    rest, body = number * _MULTIPLIER % base ** (codes.LENGTH - 1), ""
    for _ in range(codes.LENGTH - 1):
        rest, digit = divmod(rest, base)
        body += codes.ALPHABET[digit]
    return codes.with_check(body)


def brought_in(prefix: str) -> int:
    """How many events there are already whose keys begin so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_incident WHERE key LIKE %s", [prefix.replace("%", "") + "%"])
        return int(cursor.fetchone()[0])


@contextmanager
def without_search_index() -> Iterator[None]:
    """Let the index rest meanwhile and build it once at the end, which is many times faster for very many events."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS incident_search")
    try:
        yield
    finally:
        ensure_search_index()


def ensure_search_index() -> None:
    """Build the index of the search when it is missing, as after a fill that was cut off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS incident_search ON incidents_searchrow USING gin (tokens)"
            " WITH (gin_pending_list_limit = 256)"
        )


def note_filled(*, count: int, what: str) -> None:
    """The one journal entry that stands for all the steps that were brought in."""
    with journal.unit():
        payload = {"count": count, "what": what}
        journal.record(Event(kind="incidents.filled", subject="incidents:all", payload=payload))


def tidy() -> None:
    """Let the database learn the sizes of the tables."""
    with connection.cursor() as cursor:
        for name in ("incident", "incidentstep", "clocksegment", "handover", "follower", "rating", "searchrow"):
            cursor.execute(f"VACUUM (ANALYZE) incidents_{name}")


class Loader:
    """Copies events into the tables. Reads areas, categories, deadlines once; make a new one when they change.

    ``now`` (aware): the present of the events, for clocks that still run. ``prefix``: how their keys begin.
    """

    def __init__(
        self, area_ids: Iterable[UUID], organisation_ids: Iterable[UUID], *, now: datetime, prefix: str
    ) -> None:
        self._now = now
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM incidents_incident WHERE key NOT LIKE %s", [f"{prefix}%"])
            self._taken = {code for (code,) in cursor.fetchall()}
        self._areas = {one: areas.area(one) for one in set(area_ids)}
        above = {up for one in self._areas.values() for up in one.lineage}
        self._names = areas.area_names(above)
        self._led = {one: areas.area(areas.organisation(one).area_id).lineage for one in set(organisation_ids)}
        self._about = _categories()
        self._deadlines = list(clocks.deadlines())
        self._picked: dict[tuple[str, str, UUID | None], Deadline | None] = {}
        self._tokens: dict[tuple[Any, ...], str] = {}
        self._ids: dict[UUID, str] = {}
        self._calendar = self._name(clocks.calendar_in_force().id)
        self._lines: dict[str, list[str]] = {}

    def prepared(self, events: Iterable[PastEvent]) -> Lines:
        """The events as they will be copied. Reads nothing, so it may be done beside the copying of others, by one
        thread at a time. Raises NotFromHere for a history that the table does not know."""
        self._lines = {name: [] for name in _TABLES}
        for event in events:
            self._one(event)
        return {name: "".join(lines) for name, lines in self._lines.items()}

    def copy(self, lines: Lines) -> None:
        """Bring prepared events in, all or none."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                # What the triggers would check of each row was checked before, and the ids are those just made.
                cursor.execute("SET LOCAL session_replication_role = replica")
            for name, columns in _TABLES.items():
                with cursor.copy(f"COPY incidents_{name} ({columns}) FROM STDIN") as copy:
                    copy.write(lines[name])
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    def _one(self, event: PastEvent) -> None:
        about = self._about[event.category]
        key, code = _id(event.steps[0].at), code_of(event.number)
        if code in self._taken:
            code = code_of(event.number + _SPARE)
        follower = _id(event.steps[0].at) if event.phone else ""
        state, closed_at = self._way(event, about, key, follower)
        first, last = event.steps[0].at.isoformat(), event.steps[-1].at.isoformat()
        if follower:
            self._lines["follower"].append(
                f"{follower}\t{first}\t{key}\t1\t\\N\t{event.source.value}\t\t{_text(event.phone)}\tf\t\t\t{first}\t\\N\t\\N\n"
            )
        lead = event.steps[-1].organisation_id
        handler = event.handler_id if lead else None
        words = "\t".join(map(_text, (event.title, event.description)))
        self._lines["incident"].append(
            f"{key}\t{first}\t{code}\t{_text(event.key)}\t{event.source.value}\t{about.id}\t{about.version_id}\t"
            f"{self._name(event.area_id)}\t{self._name(event.grid_version_id)}\t{_number(event.lon)}\t{_number(event.lat)}\t"
            f"{_text(event.place)}\t\t{words}\t{{}}\t\t\t{state.value}\t{last}\t1\t0\tf\t{first}\t"
            f"{self._name(event.reporter_id)}\t{self._name(lead)}\t{self._name(handler)}\t\\N\t{event.outcome}\t"
            f"{closed_at or NULL}\n"
        )
        self._search(event, about, key, code, first, lead, over=state in table.ENDED)

    def _way(self, event: PastEvent, about: _About, key: str, follower: str) -> tuple[State, str]:
        """The event's steps, hand-overs, clocks and rating; its state at the end, and when it was closed."""
        state: State | None = None
        closed_at = ""
        old = event.steps[0].at < self._now - _WHOLE
        for number, step in enumerate(event.steps, start=1):
            before, state = state, table.way(state, step.step).to
            at, actor, lead = step.at.isoformat(), self._name(step.actor_id), self._name(step.organisation_id)
            step_id, note = _id(step.at), _text(step.note)
            self._lines["incidentstep"].append(
                f"{step_id}\t{at}\t{key}\t{number}\t1\t{step.step.value}\t{before.value if before else NULL}\t"
                f"{state.value}\t{at}\t{actor}\t{lead}\t{note}\t\t\\N\n"
            )
            if state not in table.ENDED:
                ended = event.steps[number].at if number < len(event.steps) else None
                if ended is None or not old or CLOCK_OF.get(state) is ClockKind.HANDLE:
                    self._segment(key, about, state, step, ended)
            if state is State.CLOSED:
                closed_at = at
            if kind := _HANDED.get(step.step):
                to, by = (lead, NULL) if step.step is Step.DISPATCH else (NULL, lead)
                rule = "t" if step.step is Step.DISPATCH else NULL
                self._lines["handover"].append(
                    f"{_id(step.at)}\t{at}\t{key}\t1\t{step_id}\t{kind.value}\t{by}\t{to}\t\t{actor}\t{at}\t{note}\t{rule}\t\\N\n"
                )
            if step.step is Step.RATE:
                way, rater = ("page", NULL) if follower else ("call", actor)
                self._lines["rating"].append(
                    f"{_id(step.at)}\t{at}\t{key}\t1\t{follower or NULL}\t{way}\t{event.stars or 5}\t\t{at}\t{rater}\n"
                )
        assert state is not None
        return state, closed_at

    def _segment(self, key: str, about: _About, state: State, begun: PastStep, ended: datetime | None) -> None:
        kind = CLOCK_OF.get(state)
        rule = self._rule(kind, about, begun.organisation_id)
        at, until = begun.at.isoformat(), ended.isoformat() if ended else NULL
        due = passed = NULL
        if rule is not None:
            moment = begun.at + timedelta(hours=float(rule.amount) * _HOURS[rule.unit])
            due = moment.isoformat()
            passed = due if moment < (ended or self._now) else NULL
        counted = f"{rule.amount}\t0\t{rule.unit.value}\t{rule.warn_percent}\t{self._calendar}" if rule else _UNCOUNTED
        self._lines["clocksegment"].append(
            f"{_id(begun.at)}\t{at}\t{key}\t\\N\t1\t{state.value}\t{kind.value if kind else ''}\t"
            f"{self._name(begun.organisation_id)}\t{at}\t{until}\t{counted}\t\\N\t{due}\t\\N\t{passed}\t{passed}\n"
        )

    def _rule(self, kind: ClockKind | None, about: _About, lead: UUID | None) -> Deadline | None:
        if kind is None:
            return None
        name = (kind.value, about.way[0], lead)
        if name not in self._picked:
            self._picked[name] = pick(self._deadlines, kind, about.way, lead)
        return self._picked[name]

    def _search(
        self, event: PastEvent, about: _About, key: str, code: str, first: str, lead: UUID | None, *, over: bool
    ) -> None:
        area = self._areas[event.area_id]
        digits = search.telephone(event.phone)
        seen = search_scope.Seen(
            area=area.lineage,
            lead_area=self._led[lead] if lead else (),
            organisations=(lead,) if lead else (),
            people=[one for one in (event.reporter_id, event.handler_id if lead else None) if one],
            phones=(search_scope.blind(digits, settings.PHONE_KEY),) if digits else (),
            sensitive=about.sensitive,
            over=over,
            category=event.category,
            source=event.source.value,
            opened_at=event.steps[0].at,
        )
        own = search.vector((), code=code, labels=seen.labels())
        tokens = f"{self._words(event, about)} {self._where(event)} {own}"
        digest = hashlib.blake2b(tokens.encode(), digest_size=16).hexdigest()
        self._lines["searchrow"].append(f"{key}\t{first}\t{digest}\t{_text(tokens)}\n")

    def _words(self, event: PastEvent, about: _About) -> str:
        """What the event is found by of its words; made once for the same words."""
        words = (event.title, event.place, event.description, event.category)
        if words not in self._tokens:
            brief = [Piece(text=one) for one in dict.fromkeys((event.title, event.place, *about.titles)) if one]
            long = Piece(text=event.description, initials=False)
            self._tokens[words] = search.vector([*brief, long])
        return self._tokens[words]

    def _where(self, event: PastEvent) -> str:
        """The same for its area and grid, far behind all words."""
        place = (event.area_id, event.grid)
        if place not in self._tokens:
            names = [*(self._names[up] for up in self._areas[event.area_id].lineage), event.grid]
            self._tokens[place] = search.vector((Piece(text=one) for one in names if one), base=search.MOST_UNITS)
        return self._tokens[place]

    def _name(self, of: UUID | None) -> str:
        if of is None:
            return NULL
        if of not in self._ids:
            self._ids[of] = str(of)
        return self._ids[of]


def _categories() -> dict[str, _About]:
    rows = {row.pk: row for row in Category.objects.all()}
    versions = {
        (one.category_id, one.number): one for one in CategoryVersion.objects.filter(category__in=rows.values())
    }
    found = {}
    for row in rows.values():
        version = versions[row.pk, row.number]
        way, above = [row.code], row.parent_id
        while above is not None:
            way.append(rows[above].code)
            above = rows[above].parent_id
        titles = tuple(str(one) for one in version.titles.values())
        found[row.code] = _About(row.pk, version.pk, titles, version.sensitive, tuple(way))
    return found


def _id(at: datetime) -> str:
    """An id that tells its age, as ``core.ids`` makes them, for another moment than now."""
    age, chance = int(at.timestamp() * 1000), getrandbits(74)
    rest = 0x8000 | (chance >> 12 & 0x3FFF)
    return f"{age >> 16:08x}-{age & 0xFFFF:04x}-7{chance & 0xFFF:03x}-{rest:04x}-{chance >> 26:012x}"


def _text(text: str) -> str:
    """A text as COPY reads it."""
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def _number(value: float | None) -> str:
    return NULL if value is None else str(value)


_TABLES = {
    "incident": "id, created_at, code, key, source, category_id, category_version_id, area_id, grid_version_id, lon,"
    " lat, place, no_place_reason, title, description, details, scale, severity, state, state_since, round, lives,"
    " on_spot, happened_at, reporter_id, lead_id, handler_id, merged_into_id, outcome, closed_at",
    "incidentstep": "id, created_at, incident_id, number, round, step, from_state, to_state, at, actor_id,"
    " organisation_id, note, why, reason",
    "clocksegment": "id, created_at, incident_id, task_id, round, state, kind, organisation_id, started_at, ended_at,"
    " amount, extended, unit, warn_percent, calendar_id, warn_at, due_at, escalate_at, warned_at, overdue_at",
    "handover": "id, created_at, incident_id, round, step_id, kind, giver_id, receiver_id, direction, by_id, at,"
    " reason, by_rule, decision",
    "follower": "id, created_at, incident_id, number, person_id, source, name, phone, anonymous, note, ticket_hash,"
    " joined_at, merged_from_id, left_at",
    "rating": "id, created_at, incident_id, round, follower_id, way, stars, note, at, by_id",
    "searchrow": "incident_id, opened_at, digest, tokens",
}
