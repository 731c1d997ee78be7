"""Visits as the desk reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import slip
from fengqiao.centre.domain.matters import State, Wish
from fengqiao.centre.models import Visit
from fengqiao.centre.selectors.register import centres
from fengqiao.core.errors import NotYours

PER_LIST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit. ``day`` is local. ``again``: how often this visitor came with it that day."""

    id: UUID
    centre_id: UUID
    code: str
    matter_id: UUID
    at: datetime
    day: date
    name: str
    phone: str
    words: str
    place: str
    wish: Wish | None
    hurtful: bool
    again: int
    late: bool
    has_photo: bool
    voice_type: str

    @property
    def spoken(self) -> str:
        """The slip's code in two groups."""
        return slip.spoken(self.code)


def visit(actor: Actor, visit_id: UUID) -> VisitView:
    """One visit. Raises NotYours."""
    return visit_view(_visible(actor, visit_id))


def visits(centre_id: UUID, *, matter_ids: list[UUID] | None = None, limit: int = 100) -> list[VisitView]:
    """The visits of a centre, perhaps those of some matters only, the newest first."""
    rows = Visit.objects.filter(centre_id=centre_id).order_by("-at", "-id")
    if matter_ids is not None:
        rows = rows.filter(matter_id__in=matter_ids)
    return [visit_view(row) for row in rows[:limit]]


def visits_between(
    centre_id: UUID, *, since: date | None = None, until: date | None = None, first: int = 0, limit: int = PER_LIST
) -> tuple[int, list[tuple[VisitView, str, State]]]:
    """How many visits there were between two local days, and a piece of their list, the newest first, each with the
    title and the state of its matter. These are the records behind the figure of visits. Two queries."""
    rows = Visit.objects.filter(centre_id=centre_id).select_related("matter").order_by("-at", "-id")
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    piece = rows[first : first + limit]
    return rows.count(), [(visit_view(row), row.matter.title, State(row.matter.state)) for row in piece]


def visit_file(actor: Actor, visit_id: UUID, kind: str) -> tuple[bytes, str]:
    """The photo or the voice of a visit, with its media type. Raises NotYours."""
    row = _visible(actor, visit_id)
    name, media = (row.photo, "image/jpeg") if kind == "photo" else (row.voice, row.voice_type)
    if not name or not default_storage.exists(name):
        raise NotYours
    with default_storage.open(name) as file:
        return file.read(), media


def visit_view(row: Visit) -> VisitView:
    """A stored visit."""
    return VisitView(
        id=row.pk,
        centre_id=row.centre_id,
        code=row.code,
        matter_id=row.matter_id,
        at=row.at,
        day=row.day,
        name=row.name,
        phone=row.phone,
        words=row.words,
        place=row.place,
        wish=Wish(row.wish) if row.wish else None,
        hurtful=row.hurtful,
        again=row.again,
        late=row.late,
        has_photo=bool(row.photo),
        voice_type=row.voice_type,
    )


def _visible(actor: Actor, visit_id: UUID) -> Visit:
    rows: QuerySet[Visit] = Visit.objects.filter(pk=visit_id, centre_id__in=[one.id for one in centres(actor)])
    row = rows.first()
    if row is None:
        raise NotYours
    return row
