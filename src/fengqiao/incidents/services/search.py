"""The index by which events are found is written with every step, and can be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.journal import Event
from fengqiao.incidents.domain import search, search_scope
from fengqiao.incidents.domain.search import Piece
from fengqiao.incidents.domain.table import ENDED
from fengqiao.incidents.models import Follower, Incident, JointTask, SearchRow

_WRITE = """
INSERT INTO incidents_searchrow (incident_id, opened_at, digest, tokens) VALUES (%s, %s, %s, %s::tsvector)
ON CONFLICT (incident_id) DO UPDATE SET digest = excluded.digest, tokens = excluded.tokens
WHERE incidents_searchrow.digest <> excluded.digest
"""
BATCH = 500


def refresh(*incident_ids: UUID) -> None:
    """Write the events' index anew, within the transaction that changed them. Three queries."""
    rows = list(
        Incident.objects.filter(pk__in=incident_ids)
        .select_related("category", "category_version", "area", "grid_version__grid", "lead__area")
        .annotate(
            joined=ArraySubquery(JointTask.objects.filter(incident=OuterRef("pk")).values("organisation_id")),
            following=ArraySubquery(
                Follower.objects.filter(incident=OuterRef("pk"), person__isnull=False, left_at=None).values("person_id")
            ),
            phones=ArraySubquery(Follower.objects.filter(incident=OuterRef("pk")).exclude(phone="").values("phone")),
        )
    )
    names = areas.area_names({above for row in rows for above in row.area.lineage})
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, [_values(row, names) for row in rows])


def rebuild_search(*, progress: Callable[[int], None] | None = None) -> int:
    """Write the index of all events anew, each batch in a transaction of its own. Returns how many there are."""
    return _in_batches(Incident.objects.order_by("pk").values_list("pk", flat=True).iterator(10_000), progress)


def index_missing() -> int:
    """Write the index of events that have none, as after an upgrade. Returns how many there were."""
    missing = Incident.objects.filter(~Exists(SearchRow.objects.filter(incident=OuterRef("pk"))))
    return _in_batches(list(missing.values_list("pk", flat=True)), None)


def note_phone_search(*, hits: int, actor: Actor) -> None:
    """That somebody looked for events by a telephone number. The number itself is kept nowhere."""
    with journal.unit():
        subject = f"person:{actor.person_id}"
        journal.record(
            Event(kind="incidents.searched_by_phone", subject=subject, payload={"hits": hits}), actor=actor.person_id
        )


def _in_batches(keys: Iterable[UUID], progress: Callable[[int], None] | None) -> int:
    count, batch = 0, list[UUID]()
    for key in keys:
        batch.append(key)
        if len(batch) == BATCH:
            count += _one_batch(batch)
            batch = []
            if progress is not None:
                progress(count)
    return count + (_one_batch(batch) if batch else 0)


def _one_batch(keys: list[UUID]) -> int:
    with transaction.atomic():
        refresh(*keys)
    return len(keys)


def _values(row: Any, names: dict[UUID, str]) -> tuple[UUID, Any, str, str]:
    tokens = search.vector(_pieces(row, names), code=row.code, labels=_seen(row).labels())
    return row.pk, row.created_at, hashlib.blake2b(tokens.encode(), digest_size=16).hexdigest(), tokens


def _pieces(row: Incident, names: dict[UUID, str]) -> list[Piece]:
    """What can be found of an event. Its description and answers have no initials: in long texts, any two letters
    stand for something."""
    grid = row.grid_version.grid.name if row.grid_version else ""
    where = [names.get(above, "") for above in row.area.lineage]
    titles = row.category_version.titles
    brief = [row.title, row.place, *where, grid, *(str(one) for one in titles.values())]
    answers = [one for one in row.details.values() if isinstance(one, str)]
    pieces = [Piece(text=one) for one in dict.fromkeys(brief) if one]
    return pieces + [Piece(text=one, initials=False) for one in (row.description, *answers) if one]


def _seen(row: Any) -> search_scope.Seen:
    phones = {digits for one in row.phones if (digits := search.telephone(one))}
    people = {one for one in (row.reporter_id, row.handler_id, *row.following) if one is not None}
    return search_scope.Seen(
        area=row.area.lineage,
        lead_area=row.lead.area.lineage if row.lead else (),
        organisations=sorted({one for one in (row.lead_id, *row.joined) if one is not None}),
        people=sorted(people),
        phones=sorted(search_scope.blind(one, settings.PHONE_KEY) for one in phones),
        sensitive=row.category_version.sensitive,
        over=row.state in ENDED,
        category=row.category.code,
        source=row.source,
        opened_at=row.created_at,
    )
