"""Files of telephones, in pieces: begun, gone on with after a cut, whole once their hash is right."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.models import Upload, UploadPiece
from fengqiao.fieldwork.services.errors import FileMissing, UploadRefused

LARGEST = 20 * 1024 * 1024
LARGEST_PIECE = 1024 * 1024
MOST_OF_ONE = 400 * 1024 * 1024
KEPT = timedelta(days=7)
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """How much of a file is here."""

    received: int
    whole: bool


def arrived(*, sha256: str, actor: Actor) -> Arrived:
    """How much of the file has come; nothing of one that nobody began."""
    row = Upload.objects.filter(person_id=actor.person_id, sha256=sha256).first() if actor.person_id else None
    return Arrived(received=row.received if row else 0, whole=bool(row and row.file))


def add_piece(*, sha256: str, start: int, size: int, content: bytes, actor: Actor) -> Arrived:
    """Take a piece of a file of ``size`` bytes in; ``start`` is its place in it.

    A piece that is here already changes nothing, one that leaves a gap is not taken: the answer says where to go on.
    Raises UploadRefused (too large, or the whole has another hash: it begins anew), NotYours.
    """
    if actor.person_id is None or not HASH.fullmatch(sha256):
        raise NotYours
    if not 0 < size <= LARGEST or not 0 < len(content) <= LARGEST_PIECE or start < 0 or start + len(content) > size:
        raise UploadRefused(_("This file is too large, or its size is wrong. Files may have up to 20 MB."))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"upload:{actor.person_id}:{sha256}"]
            )
        row = Upload.objects.filter(person_id=actor.person_id, sha256=sha256).first()
        if row is not None and row.file:
            return Arrived(received=row.size, whole=True)
        if row is not None and row.size != size:
            row.delete()
            row = None
        if row is None:
            _room(actor.person_id, size)
            row = Upload(person_id=actor.person_id, sha256=sha256, size=size)
        row.touched_at = clock.now()
        if start == row.received:
            row.received += len(content)
            row.save()
            UploadPiece.objects.create(upload=row, start=start, content=content)
        if row.received < size:
            return Arrived(received=row.received, whole=False)
        broken = not _finish(row)
    if broken:
        raise UploadRefused(_("The file arrived damaged. It stays on your telephone and is sent again."))
    return Arrived(received=size, whole=True)


def content(sha256: str, actor: Actor) -> bytes:
    """A whole file that this person sent. Raises FileMissing."""
    if actor.person_id is None:
        raise FileMissing
    row = Upload.objects.filter(person_id=actor.person_id, sha256=sha256).exclude(file="").first()
    if row is None:
        raise FileMissing
    try:
        with default_storage.open(row.file) as stored:
            return bytes(stored.read())
    except FileNotFoundError as error:
        raise FileMissing from error


def put_uploads_away() -> int:
    """Delete files that came some days ago: what was reported with them is kept elsewhere. Returns how many."""
    old = list(Upload.objects.filter(touched_at__lt=clock.now() - KEPT)[:500])
    for row in old:
        row.delete()
        if row.file:
            default_storage.delete(row.file)
    return len(old)


def _room(person_id: UUID, size: int) -> None:
    waiting = Upload.objects.filter(person_id=person_id).aggregate(sum=Sum("size"))["sum"] or 0
    if waiting + size > MOST_OF_ONE:
        raise UploadRefused(_("Too many files came from you in a few days. They stay here; try again tomorrow."))


def _finish(row: Upload) -> bool:
    """Put the pieces together; False, and begun anew, when they are not what their name says."""
    whole = b"".join(bytes(piece) for piece in row.pieces.order_by("start").values_list("content", flat=True))
    row.pieces.all().delete()
    if hashlib.sha256(whole).hexdigest() != row.sha256:
        row.delete()
        return False
    row.file = default_storage.save(f"fieldwork/uploads/{ids.new_id().hex}", ContentFile(whole))
    row.save(update_fields=["file"])
    return True
