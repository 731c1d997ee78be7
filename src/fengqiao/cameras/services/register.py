"""The camera register: what a camera sees, on which legal basis, and whether it may go live."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, holds
from fengqiao.cameras.domain.places import PRIVATE, Coverage, Missing, PlaceType
from fengqiao.cameras.domain.streams import synthetic, understood
from fengqiao.cameras.events import camera_changed
from fengqiao.cameras.models import Camera, Condition, Speaker, SpeakerKind
from fengqiao.cameras.selectors.cameras import CameraView, camera, missing_of
from fengqiao.cameras.selectors.scope import REGISTER, cameras_in_reach
from fengqiao.cameras.services import conditions, pictures
from fengqiao.cameras.services.errors import (
    CodeNotUsable,
    CodeTaken,
    CoverageNotUsable,
    NotReadyToGoLive,
    PositionNotUsable,
    PrivatePlace,
    SpeakerNotUsable,
    StreamNotUsable,
)
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

CODE = re.compile(r"[^\s:/\\\x00-\x1f][^:/\\\x00-\x1f]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraEntry:
    """A register entry as somebody fills it in. Positions WGS84; ``None`` for a stream keeps the one on file.

    ``sign_photo``: bytes of a photo of the sign beside the camera. ``speakers``: ids of loudspeakers that warn there.
    """

    code: str
    name: str
    area_id: UUID
    lon: float
    lat: float
    place: str = ""
    place_type: PlaceType | str = ""
    bearing_deg: float | None = None
    fov_deg: float | None = None
    range_m: float | None = None
    legal_basis: str = ""
    sign_photo: bytes | None = None
    main_stream: str | None = None
    sub_stream: str | None = None
    ai: bool = False
    speakers: tuple[UUID, ...] | None = None


def register_camera(*, entry: CameraEntry, in_operation: bool = False, actor: Actor) -> CameraView:
    """Add a camera. Raises CameraRefused kinds; with ``in_operation`` also NotReadyToGoLive; NotYours."""
    _allowed(actor, entry.area_id)
    with journal.unit():
        if Camera.objects.filter(code=entry.code.strip()).exists():
            raise CodeTaken(code=entry.code)
        row = Camera()
        _fill(row, entry)
        row.in_operation = in_operation
        _ready(row)
        row.save()
        if entry.speakers is not None:
            _set_speakers(row, entry.speakers)
        journal.record(camera_changed(row, what="registered"), actor=actor.person_id)
    return camera(actor, row.pk)


def register_cameras(*, entries: Sequence[CameraEntry], in_operation: bool = False, actor: Actor) -> int:
    """Add many cameras, all or none, such as from a list that a town has; returns how many.

    Raises what ``register_camera`` raises, for the first entry that cannot be kept.
    """
    for area_id in {entry.area_id for entry in entries}:
        _allowed(actor, area_id)
    with journal.unit(), pictures.undone() as kept:
        codes = [entry.code.strip() for entry in entries]
        taken = set(Camera.objects.filter(code__in=codes).values_list("code", flat=True))
        shown: dict[bytes, str] = {}
        rows = []
        for entry, code in zip(entries, codes, strict=True):
            if code in taken:
                raise CodeTaken(code=code)
            taken.add(code)
            photo = entry.sign_photo
            if photo is not None and photo not in shown:
                shown[photo] = kept("signs", "jpg", pictures.cleaned(photo).content)
            row = Camera(in_operation=in_operation)
            _fill(row, replace(entry, sign_photo=None))
            if photo is not None:
                row.sign_photo, row.sign_photo_sha256 = shown[photo], hashlib.sha256(photo).hexdigest()
            _ready(row)
            rows.append(row)
        Camera.objects.bulk_create(rows)
        heard = {speaker for entry in entries for speaker in entry.speakers or ()}
        known = set(Speaker.objects.filter(pk__in=heard).values_list("pk", flat=True))
        through = Camera.speakers.through
        through.objects.bulk_create(
            through(camera_id=row.pk, speaker_id=speaker)
            for row, entry in zip(rows, entries, strict=True)
            for speaker in entry.speakers or ()
            if speaker in known
        )
        for row in rows:
            journal.record(camera_changed(row, what="registered"), actor=actor.person_id)
    return len(rows)


def change_camera(*, camera_id: UUID, entry: CameraEntry, actor: Actor) -> CameraView:
    """Change a register entry; a camera in operation must stay complete. Raises CameraRefused kinds, NotYours."""
    _allowed(actor, entry.area_id)
    with journal.unit():
        row = _locked(camera_id, actor)
        if Camera.objects.filter(code=entry.code.strip()).exclude(pk=row.pk).exists():
            raise CodeTaken(code=entry.code)
        _fill(row, entry)
        _ready(row)
        row.save()
        if entry.speakers is not None:
            _set_speakers(row, entry.speakers)
        journal.record(camera_changed(row, what="changed"), actor=actor.person_id)
    return camera(actor, row.pk)


def set_operation(*, camera_id: UUID, in_operation: bool, ai: bool | None = None, actor: Actor) -> CameraView:
    """Let a camera go live or take it out; ``ai`` switches its analysis. Raises NotReadyToGoLive, NotYours."""
    with journal.unit():
        row = _locked(camera_id, actor)
        row.in_operation = in_operation
        row.ai = row.ai if ai is None else ai
        _ready(row)
        _settle_condition(row)
        row.save()
        journal.record(camera_changed(row, what="operation"), actor=actor.person_id)
    return camera(actor, row.pk)


def add_speaker(
    *,
    name: str,
    area_id: UUID,
    kind: SpeakerKind | str,
    address: str = "",
    options: Mapping[str, Any] | None = None,
    languages: Sequence[str] = ("cmn",),
    repeat: int = 2,
    actor: Actor,
) -> UUID:
    """Add a loudspeaker; returns its id. Addresses may hold passwords and are never shown whole again.

    Raises SpeakerNotUsable, NotYours.
    """
    _allowed(actor, area_id)
    try:
        chosen = SpeakerKind(kind)
    except ValueError:
        raise SpeakerNotUsable(problem=_("choose how it is reached")) from None
    if chosen in {SpeakerKind.HTTP, SpeakerKind.GO2RTC} and not re.match(r"https?://\S+$", address):
        raise SpeakerNotUsable(problem=_("its address begins with http:// or https://"))
    with journal.unit():
        row = Speaker.objects.create(
            name=name.strip()[:80],
            area_id=area_id,
            kind=chosen,
            address=address,
            options=dict(options or {}),
            languages=list(languages),
            repeat=max(1, min(repeat, 10)),
        )
    return row.pk


def _allowed(actor: Actor, area_id: UUID) -> None:
    if not holds(actor, area_id, *REGISTER):
        raise NotYours


def _locked(camera_id: UUID, actor: Actor) -> Camera:
    if not Camera.objects.filter(cameras_in_reach(actor, REGISTER), pk=camera_id).exists():
        raise NotYours
    return Camera.objects.select_for_update(of=("self",)).select_related("area").get(pk=camera_id)


def _fill(row: Camera, entry: CameraEntry) -> None:
    code = entry.code.strip()
    if not CODE.fullmatch(code):
        raise CodeNotUsable
    if not (-180 <= entry.lon <= 180 and -90 <= entry.lat <= 90):
        raise PositionNotUsable
    place_type = PlaceType(entry.place_type) if entry.place_type else None
    if place_type in PRIVATE:
        raise PrivatePlace
    if not all(value is None for value in (entry.bearing_deg, entry.fov_deg, entry.range_m)):
        _coverage(entry)
    for stream in (entry.main_stream, entry.sub_stream):
        if stream is not None and not understood(stream.strip()):
            raise StreamNotUsable
    row.code, row.name, row.area_id = code, entry.name.strip()[:80] or code, entry.area_id
    row.lon, row.lat, row.place = entry.lon, entry.lat, entry.place.strip()[:200]
    row.place_type = place_type.value if place_type else ""
    row.bearing_deg, row.fov_deg, row.range_m = entry.bearing_deg, entry.fov_deg, entry.range_m
    row.legal_basis, row.ai = entry.legal_basis.strip()[:300], entry.ai
    if entry.main_stream is not None:
        row.main_stream = entry.main_stream.strip()
    if entry.sub_stream is not None:
        row.sub_stream = entry.sub_stream.strip()
    row.synthetic = synthetic(row.source)
    if entry.sign_photo:
        row.sign_photo = pictures.keep("signs", "jpg", pictures.cleaned(entry.sign_photo).content)
        row.sign_photo_sha256 = hashlib.sha256(entry.sign_photo).hexdigest()
    _settle_condition(row)


def _coverage(entry: CameraEntry) -> Coverage:
    try:
        # None is what a form without the field gives: float() refuses it, and the refusal is told below.
        return Coverage(
            bearing_deg=float(entry.bearing_deg),  # type: ignore[arg-type]
            fov_deg=float(entry.fov_deg),  # type: ignore[arg-type]
            range_m=float(entry.range_m),  # type: ignore[arg-type]
        )
    except (TypeError, ValueError) as error:
        raise CoverageNotUsable from error


def _settle_condition(row: Camera) -> None:
    """Without a stream nothing can be known of it; with a new one nothing is known yet."""
    connected = bool(row.source)
    if connected == (row.condition != Condition.UNCONNECTED):
        return
    to = Condition.UNKNOWN if connected else Condition.UNCONNECTED
    if row._state.adding:
        row.condition, row.condition_since = to, clock.now()
    else:
        conditions.change(row, to, at=clock.now(), announce=False)


def _ready(row: Camera) -> None:
    if row.in_operation and (lacks := missing_of(row)):
        raise NotReadyToGoLive(missing=", ".join(missing_words(one) for one in lacks))


def missing_words(one: Missing) -> str:
    """What is missing, in the reader's language."""
    return {
        Missing.PLACE_TYPE: _("kind of place"),
        Missing.PRIVATE_PLACE: _("a place that is not private"),
        Missing.LEGAL_BASIS: _("legal basis"),
        Missing.SIGN_PHOTO: _("photo of the sign"),
        Missing.COVERAGE: _("coverage"),
    }[one]


def _set_speakers(row: Camera, ids: Sequence[UUID]) -> None:
    row.speakers.set(Speaker.objects.filter(pk__in=ids))
