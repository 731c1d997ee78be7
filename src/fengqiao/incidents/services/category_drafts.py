"""New versions of categories in preparation: written down, looked at, published or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.models import Category, CategoryDraft
from fengqiao.incidents.selectors import catalogue as reading
from fengqiao.incidents.selectors.routing import CategoryView
from fengqiao.incidents.services.catalogue import define_category, parsed
from fengqiao.incidents.services.errors import CatalogueInvalid, IncidentRefused


class DraftOutdated(IncidentRefused):
    """Somebody published a version while this one was being prepared."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "Version %(number)d was published meanwhile. Look at the differences below and save the draft again; "
                "then it can be published."
            )
            % {"number": number}
        )


def edit_category(*, category_id: UUID, actor: Actor) -> UUID:
    """The draft of a category's next version: the one there is, else a new one like the version in force.

    For system administrators. Raises NotYours.
    """
    _demand(actor)
    with journal.unit():
        row = Category.objects.select_for_update(of=("self",)).filter(pk=category_id).first()
        if row is None:
            raise NotYours
        known = CategoryDraft.objects.filter(code=row.code).first()
        if known is not None:
            return known.pk
        content = reading.content_of(reading.category_of(category_id))
        draft = CategoryDraft.objects.create(
            code=row.code,
            category=row,
            content=content,
            base=row.number,
            by_id=actor.person_id,
            saved_at=clock.now(),
        )
        return draft.pk


def begin_category(*, content: Mapping[str, Any], actor: Actor) -> UUID:
    """A draft of a category that is not there yet. Raises CatalogueInvalid, also when its code is taken."""
    _demand(actor)
    made = parsed(content)
    code = made["code"]
    with journal.unit():
        taken = Category.objects.filter(code=code).exists() or CategoryDraft.objects.filter(code=code).exists()
        if taken:
            raise CatalogueInvalid(_("The code %(code)s is taken; choose another one.") % {"code": code})
        draft = CategoryDraft.objects.create(
            code=code, content=dict(content), by_id=actor.person_id, saved_at=clock.now()
        )
        return draft.pk


def save_category_draft(*, draft_id: UUID, content: Mapping[str, Any], actor: Actor) -> None:
    """Write down what the draft is now; from then on it counts as made on top of the newest version.

    The code stays. Raises CatalogueInvalid, NotYours.
    """
    _demand(actor)
    with journal.unit():
        draft = _draft(draft_id)
        kept = {**content, "code": draft.code}
        parsed(kept)
        draft.content, draft.saved_at, draft.by_id = kept, clock.now(), actor.person_id
        draft.base = _newest(draft.code)
        draft.save(update_fields=["content", "saved_at", "by", "base"])


def publish_category_draft(*, draft_id: UUID, actor: Actor) -> CategoryView:
    """The draft becomes the newest version: new events are reported under it, those that are keep theirs.

    Raises DraftOutdated, CatalogueInvalid, NoSuchCategory (the class above it), NotYours.
    """
    _demand(actor)
    with journal.unit():
        draft = _draft(draft_id)
        current = _newest(draft.code)
        if draft.base != current:
            raise DraftOutdated(current)
        made = define_category(**parsed(draft.content), actor=actor)
        draft.delete()
        return made


def discard_category_draft(*, draft_id: UUID, actor: Actor) -> None:
    """Throw a draft away; what is published stays as it is."""
    _demand(actor)
    with journal.unit():
        _draft(draft_id).delete()


def _draft(draft_id: UUID) -> CategoryDraft:
    rows = CategoryDraft.objects.select_for_update(of=("self",)).select_related("category")
    found = rows.filter(pk=draft_id).first()
    if found is None:
        raise NotYours
    return found


def _newest(code: str) -> int:
    return Category.objects.filter(code=code).values_list("number", flat=True).first() or 0


def _demand(actor: Actor) -> None:
    if not reading.keeps(actor):
        raise NotYours
