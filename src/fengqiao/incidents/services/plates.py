"""Places with a plate: made one by one or from a sheet, put right, taken down."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.plates import PlaceKind
from fengqiao.incidents.models import ReportPlace
from fengqiao.incidents.selectors import places, plates
from fengqiao.incidents.selectors.plates import KEEPERS, ReportPlaceView
from fengqiao.incidents.services import workbooks
from fengqiao.incidents.services.errors import InputRefused, PositionOutside
from fengqiao.incidents.services.texts import plain

TOKEN = 10
LABEL = 80
COLUMNS = ("area", "kind", "label", "lon", "lat", "link")
NEEDED = {"area", "label", "lon", "lat"}


def make_report_place(
    *, kind: PlaceKind | str, label: str, area_id: UUID, lon: float, lat: float, actor: Actor
) -> ReportPlaceView:
    """A new place with a fresh token. Position in WGS84. Raises InputRefused (no label, the same label hangs in this
    area already), PositionOutside, NotYours."""
    with journal.unit():
        _may(actor, area_id)
        row = ReportPlace(
            token=_fresh_token(), kind=PlaceKind(kind), area_id=area_id, made_by_id=actor.person_id, lon=lon, lat=lat
        )
        _write(row, label, lon, lat)
        _announce(row, "incidents.plate_made", actor)
        return plates.report_place(actor, row.pk)


def change_report_place(
    *, place_id: UUID, kind: PlaceKind | str, label: str, lon: float, lat: float, actor: Actor
) -> ReportPlaceView:
    """Put a place right; its plate stays good. Raises InputRefused, PositionOutside, NotYours."""
    with journal.unit():
        row = _lock(place_id, actor)
        row.kind = PlaceKind(kind)
        _write(row, label, lon, lat)
        _announce(row, "incidents.plate_changed", actor)
        return plates.report_place(actor, row.pk)


def take_down_report_place(*, place_id: UUID, actor: Actor) -> None:
    """The plate hangs no more; who scans it nevertheless reports without a place. Twice is once. Raises NotYours."""
    with journal.unit():
        row = _lock(place_id, actor)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            _announce(row, "incidents.plate_taken_down", actor)


def import_report_places(*, content: bytes, actor: Actor) -> int:
    """Places from an Excel file (xlsx, xls, ods), all or none; those that hang already stay. Returns how many rows.

    Columns: area (name or official code), kind, label, lon, lat. Raises SheetRefused with an annotated copy, and
    InputRefused when it is no such file.
    """
    try:
        head, rows = workbooks.read(content, NEEDED)
    except workbooks.Unreadable as error:
        raise InputRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    known = {text: one.id for one in areas.areas(actor) for text in (one.name, one.official_name, one.code)}
    problems: dict[int, str] = {}
    with contextlib.suppress(_Wrong), journal.unit():
        for number, cells in enumerate(rows):
            line = {name: cells[place] if place < len(cells) else "" for place, name in enumerate(head)}
            try:
                with transaction.atomic():
                    _row(line, known, actor)
            except (InputRefused, NotYours) as refusal:
                problems[number] = str(refusal) or _("this place is not under your duties")
        if problems:
            raise _Wrong
    if problems:
        raise workbooks.refused(head, rows, problems)
    return len(rows)


def export_report_places(found: list[ReportPlaceView], links: Mapping[UUID, str]) -> bytes:
    """Places with their links as an Excel file, which ``import_report_places`` takes as well."""
    lines = [(one.area, one.kind.value, one.label, one.lon, one.lat, links.get(one.id, one.token)) for one in found]
    return workbooks.write(COLUMNS, lines, {})


class _Wrong(Exception):
    """Some row is wrong, so none is kept."""


def _row(line: Mapping[str, Any], known: Mapping[str, UUID], actor: Actor) -> None:
    area_id = known.get(workbooks.text(line.get("area", "")))
    if area_id is None:
        raise InputRefused(_("there is no such area under your duties"))
    words = {str(word): kind for kind, word in plates.KIND_WORDS.items()} | {kind.value: kind for kind in PlaceKind}
    given = workbooks.text(line.get("kind", "")) or PlaceKind.OTHER.value
    if given not in words:
        raise InputRefused(_("kind is one of: %(kinds)s") % {"kinds": "、".join(words)})
    try:
        lon, lat = float(line.get("lon") or ""), float(line.get("lat") or "")
    except ValueError as error:
        raise InputRefused(_("lon and lat are numbers, such as 113.63 and 23.78")) from error
    label = workbooks.text(line.get("label", ""))
    if ReportPlace.objects.filter(area_id=area_id, label=label, ended_at__isnull=True).exists():
        return
    make_report_place(kind=words[given], label=label, area_id=area_id, lon=lon, lat=lat, actor=actor)


def _may(actor: Actor, area_id: UUID) -> None:
    if not areas.holds(actor, area_id, *KEEPERS):
        raise NotYours


def _lock(place_id: UUID, actor: Actor) -> ReportPlace:
    row = ReportPlace.objects.select_for_update().filter(areas.within(actor), pk=place_id).first()
    if row is None:
        raise NotYours
    _may(actor, row.area_id)
    return row


def _write(row: ReportPlace, label: str, lon: float, lat: float) -> None:
    row.label = plain(label, LABEL)
    if not row.label:
        raise InputRefused(
            _("Write on the plate where it hangs, such as a house number or the number of the lamp post.")
        )
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise PositionOutside(_("This position is not on the map. Set the pin again."))
    if (outside := places.outside(row.area_id, lon, lat)) is not None:
        raise PositionOutside(_("This position lies outside %(county)s.") % {"county": outside})
    row.lon, row.lat = lon, lat
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise InputRefused(_("A plate with this label hangs in this area already.")) from error


def _fresh_token() -> str:
    while True:
        token = ids.short_code(TOKEN)
        if not ReportPlace.objects.filter(token=token).exists():
            return token


def _announce(row: ReportPlace, kind: str, actor: Actor) -> None:
    payload = {"label": row.label, "kind": str(row.kind)}
    journal.record(
        Event(kind=kind, subject=f"plate:{row.pk}", area=row.area_id, payload=payload), actor=actor.person_id
    )
