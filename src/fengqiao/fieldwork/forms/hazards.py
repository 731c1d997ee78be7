"""What comes from the pages of hazards: a check with its items, filters of the ledger, days and photos."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime

from fengqiao.core.ids import new_id, uuid_or_none
from fengqiao.core.pictures import MAX_BYTES
from fengqiao.fieldwork.domain.hazards import Answer, Raised, Severity, Topic
from fengqiao.fieldwork.selectors.hazards.ledger import LISTS, Filter
from fengqiao.fieldwork.services.hazards import Seen, Told

MOST_PHOTOS = 6


def told(topic: Topic, request: HttpRequest) -> Told:
    """The check that a page sent. What cannot be read is left out; the service says what is missing."""
    post = request.POST
    where = post.get("where", "")
    grid, area = (uuid_or_none(where.removeprefix(kind)) for kind in ("grid:", "area:"))
    return Told(
        check_id=uuid_or_none(post.get("check", "")) or new_id(),
        topic=topic,
        checklist=uuid_or_none(post.get("checklist", "")),
        grid_id=grid,
        area_id=area,
        place=uuid_or_none(post.get("place", "")),
        place_name=post.get("place_name", ""),
        address=post.get("address", ""),
        owner=post.get("owner", ""),
        owner_phone=post.get("owner_phone", ""),
        note=post.get("note", ""),
        at=_moment(post.get("at", "")),
        lon=_number(post.get("lon", "")),
        lat=_number(post.get("lat", "")),
        seen=_seen(request),
    )


def answered(post: QueryDict) -> dict[str, dict[str, str]]:
    """What was filled in, by item, to show it again."""
    keys = {name.removeprefix("answer-") for name in post if name.startswith("answer-")}
    keys |= {name.removeprefix("words-") for name in post if name.startswith("words-")}
    return {key: {"answer": post.get(f"answer-{key}", ""), "words": post.get(f"words-{key}", "")} for key in keys}


def photos_of(request: HttpRequest, name: str) -> tuple[bytes, ...]:
    """The photos that were sent as ``name``; without empty files and those larger than any photo."""
    sent = [one for one in request.FILES.getlist(name) if isinstance(one, UploadedFile)]
    return tuple(one.read() for one in sent[:MOST_PHOTOS] if 0 < (one.size or 0) <= MAX_BYTES)


def day_of(text: str) -> date | None:
    """A day as it comes from a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filter_of(query: QueryDict, show: str = "due") -> Filter:
    """The filter that an address of the ledger names; what is unknown does not count."""
    wanted = query.get("show", show)
    return Filter(
        show=wanted if wanted in (*LISTS, "found") else show,
        topic=_one_of(Topic, query.get("topic", "")),
        severity=_one_of(Severity, query.get("severity", "")),
        raised=_one_of(Raised, query.get("raised", "")) or None,
        area_id=uuid_or_none(query.get("area", "")),
        grid_id=uuid_or_none(query.get("grid", "")),
        since=day_of(query.get("since", "")),
        until=day_of(query.get("until", "")),
        text=query.get("text", "")[:80],
    )


def page_of(query: QueryDict) -> int:
    """The number of the wanted page, from 1."""
    text = query.get("page", "1")
    return max(1, min(int(text), 10_000)) if text.isascii() and text.isdigit() else 1


def _seen(request: HttpRequest) -> dict[str, Seen]:
    post = request.POST
    found: dict[str, Seen] = {}
    for name, value in post.items():
        key = name.removeprefix("answer-")
        answer = _one_of(Answer, str(value))
        if key != name and answer is not None:
            found[key] = Seen(
                answer=answer, words=str(post.get(f"words-{key}", "")), photos=photos_of(request, f"photo-{key}")
            )
    return found


def _one_of(kind: Any, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if -1000 < found < 1000 else None
