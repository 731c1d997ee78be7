"""What comes from the pages of volunteers: a wish to help, skills and free times, a call-out."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.http import QueryDict

from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.volunteers import Free, Skill
from fengqiao.fieldwork.services.volunteers import Wish


def wish_of(post: QueryDict) -> Wish:
    """What somebody wrote who wants to help. What cannot be read is left out; the service says what is missing."""
    try:
        born = date.fromisoformat(post.get("born", ""))
    except ValueError:
        born = None
    return Wish(
        name=post.get("name", ""),
        phone=post.get("phone", ""),
        born=born,
        agrees=post.get("agrees") == "yes",
        party=post.get("party") == "yes",
        skills=skills_of(post),
        grids=frozenset(ids_of(post, "grids")),
        free=free_of(post),
        words=post.get("words", ""),
    )


def skills_of(post: QueryDict) -> frozenset[Skill]:
    """The skills that were ticked."""
    return frozenset(Skill(one) for one in post.getlist("skills") if one in set(Skill))


def ids_of(post: QueryDict, name: str) -> set[UUID]:
    """The ids that were ticked as ``name``."""
    return {found for one in post.getlist(name) if (found := uuid_or_none(one)) is not None}


def free_of(post: QueryDict) -> Free:
    """The weekdays and hours that were chosen; without a day every day, without hours the whole day."""
    days = frozenset(int(one) for one in post.getlist("days") if one in set("0123456"))
    return Free(
        days=days or frozenset(range(7)), since=_time(post.get("since", "")), until=_time(post.get("until", ""))
    )


def minutes_of(text: str) -> int:
    """Minutes as somebody typed them; what is no number is none that can stand."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return time(0)
