"""Writing a case down and asking for it. A draft may be changed; what was asked for may not."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.watch import (
    MAX_CAMERAS,
    MAX_HOURS,
    CaseKind,
    CaseState,
    CaseStep,
    lacks,
    masked_plate,
)
from fengqiao.cameras.events import WatchEvent
from fengqiao.cameras.models import Camera, WatchCase
from fengqiao.cameras.selectors.watch import ASK, CaseView, asking_area, case_view, choosable, papers_of
from fengqiao.cameras.services import pictures
from fengqiao.cameras.services.watch.errors import (
    CaseIncomplete,
    CaseRefused,
    ForeignCamera,
    NotAPlate,
    TemplateNotUsable,
    TooManyCameras,
)
from fengqiao.cameras.services.watch.shared import lock, take, told
from fengqiao.cameras.services.watch.words import lack_words
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

# The engine has the whole form; this is what keeps a slip of the finger out.
PLATE = re.compile(r"[一-鿿][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9一-鿿][A-HJ-NP-Z0-9]?")
DOTS = re.compile(r"[\s·•・.\-]")
TEMPLATE_BYTES = 512
Keeping = Callable[[str, str, bytes], str]


COPIED = (
    "purpose",
    "reference",
    "legal_basis",
    "hours",
    "plate",
    "plate_masked",
    "vehicle_note",
    "who",
    "upper",
    "lower",
    "size",
    "bag",
    "bicycle",
    "marks",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """A case as somebody fills it in. ``None`` for a file keeps the one on file; ``cameras`` are ids.

    ``upper``, ``lower``: names of colours; ``size``: child or adult; '' and None: not known. ``face_template``: base64
    of 128 little-endian float32.
    """

    kind: CaseKind
    purpose: str = ""
    reference: str = ""
    legal_basis: str = ""
    hours: int = 24
    cameras: Collection[UUID] = ()
    plate: str = ""
    vehicle_note: str = ""
    who: str = ""
    upper: str = ""
    lower: str = ""
    size: str = ""
    bag: bool | None = None
    bicycle: bool | None = None
    marks: str = ""
    consent_by: str = ""
    consent_relation: str = ""
    consent: bytes | None = None
    photo: bytes | None = None
    face: bool = False
    face_template: str = ""
    impact_note: str = ""


def draft_case(*, entry: CaseEntry, actor: Actor) -> CaseView:
    """Write a case down. Nothing is looked for yet. Raises CaseRefused kinds, PhotoRefused, NotYours."""
    area = asking_area(actor)
    if area is None or actor.person_id is None:
        raise NotYours
    with journal.unit(), pictures.undone() as kept:
        row = WatchCase(kind=entry.kind, area_id=area, requested_by_id=actor.person_id)
        _fill(row, entry, kept)
        row.save()
        _name_cameras(row, entry.cameras, actor)
        told(WatchEvent.DRAFTED, row, actor)
        return case_view(row.pk)


def change_case(*, case_id: UUID, entry: CaseEntry, actor: Actor) -> CaseView:
    """Change a draft; only who wrote it may. Raises CaseRefused kinds, PhotoRefused, NotYours."""
    with journal.unit(), pictures.undone() as kept:
        row = lock(case_id, actor)
        if row.requested_by_id != actor.person_id:
            raise NotYours
        if row.state != CaseState.DRAFT:
            raise CaseRefused
        before = {str(row.photo), str(row.consent_file)}
        _fill(row, entry, kept)
        row.save()
        _name_cameras(row, entry.cameras, actor)
        told(WatchEvent.CHANGED, row, actor)
        view = case_view(row.pk)
    for name in before - {str(row.photo), str(row.consent_file)}:
        pictures.forget(name)
    return view


def ask_for_case(*, case_id: UUID, actor: Actor) -> CaseView:
    """Ask two others to approve. Raises CaseIncomplete, CaseRefused, NotYours."""
    with journal.unit():
        row = lock(case_id, actor)
        if row.requested_by_id != actor.person_id:
            raise NotYours
        if missing := lacks(papers_of(row)):
            raise CaseIncomplete(missing=", ".join(str(lack_words(lack)) for lack in missing))
        take(row, CaseStep.ASK)
        row.asked_at = clock.now()
        row.save()
        told(WatchEvent.ASKED, row, actor, hours=row.hours, cameras=row.cameras.count())
        return case_view(row.pk)


def ask_again(*, case_id: UUID, actor: Actor) -> CaseView:
    """A new draft like an earlier case: nothing is prolonged, everything is approved anew, and consent is given anew.

    Raises CaseRefused when its facts are erased already, NotYours.
    """
    if actor.person_id is None or not actor.has(*ASK):
        raise NotYours
    with journal.unit():
        old = lock(case_id, actor)
        if old.erased_at is not None or old.state == CaseState.DRAFT:
            raise CaseRefused
        row = WatchCase(kind=old.kind, area_id=old.area_id, requested_by_id=actor.person_id)
        for name in COPIED:
            setattr(row, name, getattr(old, name))
        row.save()
        row.cameras.set(old.cameras.filter(pk__in=choosable(actor, row.area_id).values("pk")))
        told(WatchEvent.DRAFTED, row, actor, like=str(old.pk))
        return case_view(row.pk)


def plain_plate(text: str) -> str:
    """A plate without its dot, in capitals. Raises NotAPlate; '' stays ''."""
    plate = DOTS.sub("", text).upper()
    if plate and not PLATE.fullmatch(plate):
        raise NotAPlate
    return plate


def _fill(row: WatchCase, entry: CaseEntry, kept: Keeping) -> None:
    person = CaseKind(row.kind) is CaseKind.PERSON
    row.purpose, row.reference = entry.purpose.strip()[:300], entry.reference.strip()[:80]
    row.legal_basis = entry.legal_basis.strip()[:300]
    row.hours = max(1, min(entry.hours, MAX_HOURS[CaseKind(row.kind)]))
    if not person:
        row.plate = plain_plate(entry.plate)
        row.plate_masked, row.vehicle_note = masked_plate(row.plate), entry.vehicle_note.strip()[:200]
        return
    row.who, row.marks = entry.who.strip()[:80], entry.marks.strip()[:300]
    row.upper, row.lower, row.size = entry.upper, entry.lower, entry.size
    row.bag, row.bicycle = entry.bag, entry.bicycle
    row.consent_by = entry.consent_by.strip()[:80]
    row.consent_relation = entry.consent_relation.strip()[:40]
    row.face, row.impact_note = entry.face, entry.impact_note.strip()[:300]
    row.face_template = _template(entry.face_template) if entry.face else ""
    if entry.consent:
        row.consent_file = kept("watch", "jpg", pictures.cleaned(entry.consent).content)
        row.consent_sha256 = hashlib.sha256(entry.consent).hexdigest()
    if entry.photo:
        row.photo = kept("watch", "jpg", pictures.cleaned(entry.photo).content)


def _template(text: str) -> str:
    text = "".join(text.split())
    if not text:
        return ""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise TemplateNotUsable from error
    if len(data) != TEMPLATE_BYTES:
        raise TemplateNotUsable
    return text


def _name_cameras(row: WatchCase, ids: Collection[UUID], actor: Actor) -> None:
    wanted = set(ids)
    if len(wanted) > MAX_CAMERAS:
        raise TooManyCameras(most=MAX_CAMERAS)
    chosen = Camera.objects.filter(pk__in=choosable(actor, row.area_id).filter(pk__in=wanted).values("pk"))
    if chosen.count() != len(wanted):
        raise ForeignCamera
    row.cameras.set(chosen)
