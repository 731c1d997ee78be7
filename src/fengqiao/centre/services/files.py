"""Files that come to the desk: pictures cleaned as everywhere, voice memos checked by their first bytes."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext as _

from fengqiao.centre.services.errors import InputRefused
from fengqiao.core import files
from fengqiao.incidents.services import clean_picture

LARGEST_VOICE = 6 * 1024 * 1024


class Stored(files.Stored):
    """What one act has stored for the centre."""

    def picture(self, kind: str, content: bytes) -> str:
        """Store a photo, re-encoded. Raises PictureNotKept."""
        return self.keep(kind, clean_picture(content).content, "jpg")

    def voice(self, content: bytes) -> tuple[str, str]:
        """Store a voice memo. Returns its name and media type. Raises InputRefused."""
        kind = voice_type(content)
        return self.keep("voice", content, kind.split("/")[1]), kind


def storing() -> AbstractContextManager[Stored]:
    """Within the block files are stored; when it fails they are deleted again."""
    return files.storing(Stored("centre"))


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
