"""Writing the 1223: what each part is in this house, the paper that says so, and whether neighbours read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Centre
from fengqiao.centre.selectors.structure import FIELDS, KEPT, PUBLISHED
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.files import storing
from fengqiao.centre.services.register import change_centre
from fengqiao.centre.services.texts import plain
from fengqiao.core import journal

NAME, WORDS = 60, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a part is. ``document``: a new picture of its paper; ``without``: the picture that is there goes."""

    name: str = ""
    words: str = ""
    document: bytes | None = None
    without: bool = False


def write_structure(*, centre_id: UUID, parts: Mapping[str, Written], published: bool, actor: Actor) -> None:
    """Keep the 1223; parts that are not named stay as they are. Raises InputRefused, PictureNotKept, NotYours."""
    with storing() as stored, journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        row = Centre.objects.select_for_update().get(pk=centre_id)
        kept: dict[str, dict[str, Any]] = dict(row.settings.get(KEPT, {}))
        for field in FIELDS:
            if (part := parts.get(field)) is None:
                continue
            document = "" if part.without else kept.get(field, {}).get("document", "")
            if part.document:
                document = stored.picture("papers", part.document)
            kept[field] = {"name": plain(part.name, NAME), "words": plain(part.words, WORDS), "document": document}
        change_centre(centre_id=centre_id, settings={KEPT: kept, PUBLISHED: published}, actor=actor)
