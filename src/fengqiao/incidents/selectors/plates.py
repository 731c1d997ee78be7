"""Places whose plate carries a QR code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.plates import PlaceKind
from fengqiao.incidents.models import ReportPlace

KEEPERS = table.DESK | {Role.STUDIO_CLERK}
KIND_WORDS = {
    PlaceKind.DOOR: pgettext_lazy("plate", "Door plate"),
    PlaceKind.LAMP: pgettext_lazy("plate", "Lamp post"),
    PlaceKind.CENTRE: pgettext_lazy("plate", "Centre"),
    PlaceKind.BINS: pgettext_lazy("plate", "Bin station"),
    PlaceKind.BOARD: pgettext_lazy("plate", "Notice board"),
    PlaceKind.OTHER: pgettext_lazy("plate", "Other place"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlaceView:
    """A place with a plate; position in WGS84. ``ended_at``: the plate was taken down."""

    id: UUID
    token: str
    kind: PlaceKind
    label: str
    area_id: UUID
    area: str
    lon: float
    lat: float
    created_at: datetime
    ended_at: datetime | None

    @property
    def kind_words(self) -> str:
        """What the plate hangs on, in the language of the moment."""
        return str(KIND_WORDS[self.kind])


def report_place_of(token: str) -> ReportPlaceView | None:
    """The place behind the QR code that somebody scanned; None for a plate that was taken down, and for guesses."""
    row = _loaded().filter(token=token.strip().upper(), ended_at__isnull=True).first()
    return _view(row) if row else None


def report_place(actor: Actor, pk: UUID) -> ReportPlaceView:
    """One place under the actor's duties. Raises NotYours."""
    row = _loaded().filter(areas.within(actor), pk=pk).first()
    if row is None:
        raise NotYours
    return _view(row)


def report_places(
    actor: Actor, *, text: str = "", area_id: UUID | None = None, only: Collection[UUID] | None = None
) -> list[ReportPlaceView]:
    """The plates that hang under the actor's duties, by area and label; perhaps those whose label, area or address
    contains ``text``, those below ``area_id``, or ``only`` some."""
    rows = _loaded().filter(areas.within(actor), ended_at__isnull=True)
    if wanted := text.strip():
        rows = rows.filter(
            Q(label__icontains=wanted) | Q(area__name__icontains=wanted) | Q(token=wanted.upper().replace(" ", ""))
        )
    if area_id is not None:
        rows = rows.filter(area__lineage__contains=[area_id])
    if only is not None:
        rows = rows.filter(pk__in=only)
    return [_view(row) for row in rows.order_by("area__code", "label", "pk")]


def report_places_near(lon: float, lat: float, *, east: float, north: float) -> list[ReportPlaceView]:
    """The plates within so many degrees of a point (WGS84), at most thirty. For everybody: they hang in the street."""
    rows = _loaded().filter(
        lon__range=(lon - east, lon + east), lat__range=(lat - north, lat + north), ended_at__isnull=True
    )
    return [_view(row) for row in rows.order_by("pk")[:30]]


def _loaded() -> QuerySet[ReportPlace]:
    return ReportPlace.objects.select_related("area")


def _view(row: ReportPlace) -> ReportPlaceView:
    return ReportPlaceView(
        id=row.pk,
        token=row.token,
        kind=PlaceKind(row.kind),
        label=row.label,
        area_id=row.area_id,
        area=row.area.name,
        lon=row.lon,
        lat=row.lat,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
