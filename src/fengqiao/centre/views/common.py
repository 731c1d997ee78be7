"""What several pages of a centre share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from fengqiao.areas.selectors import ActorRequest
from fengqiao.centre import selectors
from fengqiao.centre.forms.desk import LARGEST
from fengqiao.centre.selectors import CentreView

MOST_PAGES = 10_000


def house_context(request: ActorRequest, house: CentreView) -> dict[str, Any]:
    """The centre, and what the actor may do there, as names of rights."""
    rights = selectors.rights(request.actor, house.id)
    return {"house": house, "may": {right.value: True for right in rights}}


def way(name: str, **values: object) -> str:
    """The address of a page that this installation may not have; empty then."""
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""


def page_of(request: HttpRequest, size: int) -> tuple[int, int]:
    """The page that was asked for, from 1, and the number of lines before it."""
    text = request.GET.get("page", "")
    number = min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and int(text) > 0 else 1
    return number, (number - 1) * size


def page_for(total: int, size: int, number: int) -> Page[int]:
    """What ``components/pages.html`` takes, for lists that fetch their own piece."""
    return Paginator(range(total), size).get_page(number)


def address_of(request: HttpRequest) -> str:
    """Whose attempts are counted together."""
    return str(request.META.get("REMOTE_ADDR", ""))


def day_or_none(text: str) -> date | None:
    """A day as it comes from a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def file_of(request: HttpRequest, name: str) -> bytes | None:
    """What was sent as ``name``; nothing for an empty file and for one larger than any photo."""
    sent = request.FILES.get(name)
    if not isinstance(sent, UploadedFile) or not 0 < (sent.size or 0) <= LARGEST:
        return None
    content: bytes = sent.read()
    return content


def number_of(text: str) -> int:
    """A whole number as it comes from a form; -1 for anything else, which no service takes."""
    try:
        return int(text) if len(text) < 10 else -1
    except ValueError:
        return -1
