"""Files that come to the desk: pictures cleaned as everywhere, voice memos checked by their first bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from fengqiao.centre.services.errors import InputRefused
from fengqiao.core import clock, ids
from fengqiao.incidents.services import clean_picture

LARGEST_VOICE = 6 * 1024 * 1024


class Stored:
    """The names of files that one act has stored, so that they go again when its transaction fails."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def keep(self, kind: str, content: bytes, ending: str) -> str:
        """Store a file under a random name. Returns the name."""
        name = default_storage.save(
            f"centre/{kind}/{clock.now():%Y/%m}/{ids.new_id().hex}.{ending}", ContentFile(content)
        )
        self.names.append(name)
        return name

    def picture(self, kind: str, content: bytes) -> str:
        """Store a photo, re-encoded. Raises PictureNotKept."""
        return self.keep(kind, clean_picture(content).content, "jpg")

    def voice(self, content: bytes) -> tuple[str, str]:
        """Store a voice memo. Returns its name and media type. Raises InputRefused."""
        kind = voice_type(content)
        return self.keep("voice", content, kind.split("/")[1]), kind


@contextmanager
def storing() -> Iterator[Stored]:
    """Within the block files are stored; when it fails they are deleted again."""
    stored = Stored()
    try:
        yield stored
    except BaseException:
        for name in stored.names:
            default_storage.delete(name)
        raise


def voice_type(content: bytes) -> str:
    """The media type of a recording, by its first bytes. Raises InputRefused for anything else, and for long ones."""
    if len(content) > LARGEST_VOICE:
        raise InputRefused(_("This recording is too long. Five minutes fit; say the rest in a second visit."))
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    raise InputRefused(_("This is no recording that can be kept. Record it again; what you wrote stays."))
