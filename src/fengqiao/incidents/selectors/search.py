"""Finding events by what stands in them, by sound, code, place and telephone number, among very many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.incidents.domain import search as index
from fengqiao.incidents.domain import search_scope
from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.domain.search import Mark, Query
from fengqiao.incidents.domain.search_scope import Reader, any_of
from fengqiao.incidents.domain.table import DESK
from fengqiao.incidents.models import Category, Incident
from fengqiao.incidents.selectors.events import WATCHERS, IncidentView, view, visible_to
from fengqiao.incidents.selectors.words import local_title

MOST_COUNTED = 1000
PAGE = 30
# So many months are looked through at a time, from the newest on, until there are enough hits; then all the rest.
_SPANS = (1, 3, 8)
# The index answers in a time that hardly depends on how well the planner knows the words; reading all rows does not.
_SETTINGS = """SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"""


_FIND = """SELECT opened_at, incident_id FROM incidents_searchrow WHERE tokens @@ %(tokens)s::tsquery
AND (%(since)s::timestamptz IS NULL OR opened_at >= %(since)s)
AND (%(until)s::timestamptz IS NULL OR opened_at < %(until)s)
AND (%(at)s::timestamptz IS NULL OR (opened_at, incident_id) < (%(at)s, %(key)s::uuid))
ORDER BY opened_at DESC, incident_id DESC LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for. ``ended``: open (False), over (True) or all; ``category``: with everything below it;
    ``since``, ``until``: opened between these moments (aware, the end not included)."""

    text: str = ""
    ended: bool | None = None
    area_id: UUID | None = None
    category: str = ""
    source: Source | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A found event with what was looked for marked; ``excerpt`` is of its description, empty without a hit there."""

    event: IncidentView
    title: list[Mark]
    place: list[Mark]
    excerpt: list[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits, the newest first. ``count`` is exact up to 1000; ``more``: there are more than that.

    ``older``: where the next page begins. ``by_phone``: the text was taken for a telephone number that this reader
    may look for.
    """

    hits: list[Hit]
    count: int
    more: bool
    older: str
    by_phone: bool


def classes() -> list[tuple[str, str]]:
    """The classes at the top of the catalogues, to choose from: code, and title in the language of the moment."""
    rows = Category.objects.filter(parent=None, withdrawn_at=None).order_by("catalogue", "code")
    return [(code, local_title(titles)) for code, titles in rows.values_list("code", "titles")]


def may_search_phones(actor: Actor) -> bool:
    """True for those who call people back: the desk."""
    return actor.has(*DESK)


def find(actor: Actor, wanted: Wanted, *, before: str = "") -> Found:
    """A page of what the actor may find. ``before``: the ``older`` of the page before; one that is none is ignored."""
    query = index.parse(wanted.text)
    reader = _reader(actor)
    by_phone = bool(query.digits) and may_search_phones(actor)
    condition = _condition(reader, query, wanted, by_phone=by_phone)
    if condition is None or (wanted.text.strip() and not query.terms):
        return Found(hits=[], count=0, more=False, older="", by_phone=by_phone)
    cursor = _cursor(before)
    with transaction.atomic(), connection.cursor() as database:
        database.execute(_SETTINGS)
        some = _newest(database, condition, wanted, None, MOST_COUNTED + 1)
        more = len(some) > MOST_COUNTED
        if cursor is not None and more:
            page = _newest(database, condition, wanted, cursor, PAGE + 1)
        else:
            page = [one for one in some if cursor is None or one < cursor][: PAGE + 1]
    older = f"{page[PAGE - 1][0].isoformat()}|{page[PAGE - 1][1]}" if len(page) > PAGE else ""
    hits = _hits(actor, [key for _, key in page[:PAGE]], query)
    return Found(hits=hits, count=min(len(some), MOST_COUNTED), more=more, older=older, by_phone=by_phone)


def newest_seen(actor: Actor, *, ended: bool | None, limit: int) -> list[UUID]:
    """The newest events that the index shows to the actor, the newest first: for those who see few among very many."""
    wanted = Wanted(ended=ended)
    condition = _condition(_reader(actor), index.parse(""), wanted, by_phone=False)
    if condition is None:
        return []
    with transaction.atomic(), connection.cursor() as database:
        database.execute(_SETTINGS)
        return [key for _, key in _newest(database, condition, wanted, None, limit)]


def _reader(actor: Actor) -> Reader:
    return Reader(
        desks=sorted({duty.area_id for duty in actor.duties if duty.role in DESK}),
        places=sorted({duty.area_id for duty in actor.duties if duty.role in WATCHERS - DESK}),
        organisations=sorted(actor.organisation_ids),
        person=actor.person_id,
        everything=actor.system,
    )


def _condition(reader: Reader, query: Query, wanted: Wanted, *, by_phone: bool) -> str | None:
    """The condition on the index; None when nothing can be found."""
    scope = reader.condition()
    if scope is None:
        return None
    ways = [" & ".join(part for part in (query.tsquery(), scope) if part)]
    if by_phone:
        ways.append(reader.phone_condition(search_scope.blind(query.digits, settings.PHONE_KEY)) or "")
    parts = [f"({' | '.join(f'({one})' for one in ways if one)})"] if any(ways) else []
    if wanted.ended is not None:
        parts.append(index.label(search_scope.OVER if wanted.ended else search_scope.OPEN))
    if wanted.area_id is not None:
        parts.append(index.label(f"a:{search_scope.key(wanted.area_id)}"))
    if wanted.category:
        below = _below(wanted.category)
        if not below:
            return None
        parts.append(any_of(f"k:{one}" for one in below))
    if wanted.source is not None:
        parts.append(index.label(f"s:{wanted.source}"))
    return " & ".join(parts or [any_of((search_scope.OPEN, search_scope.OVER))])


def _below(code: str) -> Collection[str]:
    """The category and all below it. One query; there are a few hundred."""
    rows = list(Category.objects.values_list("code", "parent__code"))
    found = {one for one, _ in rows if one == code}
    fresh = set(found)
    while fresh:
        fresh = {one for one, above in rows if above in fresh} - found
        found |= fresh
    return found


Row = tuple[datetime, UUID]


def _newest(database: Any, condition: str, wanted: Wanted, cursor: Row | None, limit: int) -> list[Row]:
    """The newest hits before ``cursor``, the newest first. With very many, the last months have enough of them; few
    are found in no time wherever they are."""
    newest = cursor[0] if cursor is not None else clock.now()
    newest = min(newest, wanted.until) if wanted.until is not None else newest
    found: list[Row] = []
    within = [f"{condition} & {any_of(labels)}" for labels in search_scope.months_back(newest, _SPANS)]
    for tokens in (*within, condition):
        at, key = found[-1] if found else cursor or (None, None)
        facts = {"tokens": tokens, "since": wanted.since, "until": wanted.until, "at": at, "key": key}
        database.execute(_FIND, {**facts, "limit": limit - len(found)})
        found += [(at, key) for at, key in database.fetchall()]
        if len(found) >= limit:
            break
    return found


def _cursor(text: str) -> Row | None:
    at, _, key = text.partition("|")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(key)) if moment.tzinfo is not None else None
    except ValueError:
        return None


def _hits(actor: Actor, keys: Sequence[UUID], query: Query) -> list[Hit]:
    """The events in this order, as far as the actor may see them now."""
    rows = Incident.objects.filter(visible_to(actor), pk__in=keys)
    seen = {row.pk: view(row) for row in rows.select_related("category", "category_version", "merged_into")}
    return [
        Hit(
            event=seen[key],
            title=index.marks(seen[key].title, query),
            place=index.marks(seen[key].place, query),
            excerpt=index.excerpt(index.marks(seen[key].description, query)),
        )
        for key in keys
        if key in seen
    ]
