"""Photos of reports that could not be taken in yet: nobody has to take the photo again because of another mistake."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fengqiao.core import clock
from fengqiao.incidents.services.pictures import clean_picture
from fengqiao.incidents.services.taking import ticket_hash

FOLDER = "incidents/held"
KEPT = timedelta(hours=24)


def hold(ticket: str, content: bytes) -> bytes:
    """Keep a photo, cleaned, for the form with this ticket; a later one replaces it. Raises PictureNotKept."""
    picture = clean_picture(content)
    drop(ticket)
    default_storage.save(_name(ticket), ContentFile(picture.content))
    return picture.content


def held(ticket: str) -> bytes | None:
    """The photo kept for the form with this ticket."""
    name = _name(ticket)
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return bytes(file.read())


def drop(ticket: str) -> None:
    """The photo is not needed any more."""
    default_storage.delete(_name(ticket))


def forget_held() -> int:
    """Delete photos whose report never came. For the nightly timer. Returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    _folders, names = default_storage.listdir(FOLDER)
    old = [
        name
        for name in (f"{FOLDER}/{one}" for one in names)
        if default_storage.get_modified_time(name) < clock.now() - KEPT
    ]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _name(ticket: str) -> str:
    return f"{FOLDER}/{ticket_hash(ticket)}.jpg"
