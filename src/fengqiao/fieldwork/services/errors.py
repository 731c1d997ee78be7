"""What field work refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.core.errors import Refused


class FieldRefused(Refused):
    """The base of all refusals of field work; the message says what to do."""


class InputRefused(FieldRefused):
    """Something that was sent cannot be kept as it is."""

    status = 422


class UploadRefused(InputRefused):
    """A piece of a file that does not fit."""


class FileMissing(InputRefused):
    """An item names a file that did not come, or is no more."""

    def __init__(self) -> None:
        super().__init__(_("A photo of it has not arrived yet. It stays here and is sent again."))


class SheetRefused(InputRefused):
    """An uploaded sheet with rows that cannot be used; ``annotated`` is a copy of it that says why, row by row."""

    def __init__(self, words: str, annotated: bytes, *, wrong: int, right: int) -> None:
        super().__init__(words)
        self.annotated = annotated
        self.wrong = wrong
        self.right = right
