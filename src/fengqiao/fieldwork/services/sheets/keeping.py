"""The file that somebody has brought, until its rows are in: one of each sort for each person."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.ui import workbooks


def keep_sheet(what: str, content: bytes, *, actor: Actor) -> None:
    """Keep a file in place of the one before. Raises InputRefused for what is no workbook that can be read."""
    try:
        table = workbooks.table(content)
    except workbooks.Unreadable as error:
        raise InputRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    if not table.rows:
        raise InputRefused(_("There is no row in this file."))
    drop_sheet(what, actor=actor)
    default_storage.save(_name(what, actor), ContentFile(content))


def kept_sheet(what: str, *, actor: Actor) -> bytes | None:
    """The file that this person has brought."""
    if not default_storage.exists(_name(what, actor)):
        return None
    with default_storage.open(_name(what, actor)) as file:
        content: bytes = file.read()
    return content


def drop_sheet(what: str, *, actor: Actor) -> None:
    """Forget the file; what was brought in stays."""
    if default_storage.exists(_name(what, actor)):
        default_storage.delete(_name(what, actor))


def _name(what: str, actor: Actor) -> str:
    if actor.person_id is None:
        raise NotYours
    return f"fieldwork/sheets/{what}-{actor.person_id}.xlsx"
