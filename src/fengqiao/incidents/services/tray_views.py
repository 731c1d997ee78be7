"""Saved views of the tray: kept, thrown away and taken back, each by its owner alone."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.models import TrayView
from fengqiao.incidents.selectors.tray_views import SavedView
from fengqiao.incidents.services.errors import InputRefused

MOST = 20
LONGEST_NAME = 40
LONGEST_QUERY = 500


def save_view(*, name: str, query: str, actor: Actor) -> SavedView:
    """Keep what is looked at under a name. Raises InputRefused: no name, a name of one's own twice, too many."""
    with journal.unit():
        owner = _owner(actor)
        words = _free_name(name, owner)
        _room(owner)
        if len(query) > LONGEST_QUERY:
            raise InputRefused(_("These filters are too long to be kept."))
        row = TrayView.objects.create(owner_id=owner, name=words, query=query)
        return SavedView(id=row.pk, name=row.name, query=row.query)


def delete_view(*, view_id: UUID, actor: Actor) -> SavedView:
    """Throw it away; ``restore_view`` takes that back. Raises NotYours."""
    with journal.unit():
        row = _row(view_id, _owner(actor), deleted=False)
        row.deleted_at = clock.now()
        row.save(update_fields=["deleted_at"])
        return SavedView(id=row.pk, name=row.name, query=row.query)


def restore_view(*, view_id: UUID, actor: Actor) -> SavedView:
    """Take back that it was thrown away. Raises InputRefused (its name is taken, or there is no room), NotYours."""
    with journal.unit():
        owner = _owner(actor)
        row = _row(view_id, owner, deleted=True)
        _free_name(row.name, owner)
        _room(owner)
        row.deleted_at = None
        row.save(update_fields=["deleted_at"])
        return SavedView(id=row.pk, name=row.name, query=row.query)


def _owner(actor: Actor) -> UUID:
    """Whose views these are; one change at a time, so that counting and names hold. Raises NotYours."""
    if actor.person_id is None:
        raise NotYours
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tray-views:{actor.person_id}"])
    return actor.person_id


def _row(view_id: UUID, owner: UUID, *, deleted: bool) -> TrayView:
    row = TrayView.objects.filter(pk=view_id, owner_id=owner, deleted_at__isnull=not deleted).first()
    if row is None:
        raise NotYours
    return row


def _free_name(name: str, owner: UUID) -> str:
    words = " ".join(name.replace("\0", "").split())
    if not words:
        raise InputRefused(_("Give the view a name."))
    if len(words) > LONGEST_NAME:
        raise InputRefused(_("A name has at most %(most)d characters.") % {"most": LONGEST_NAME})
    if TrayView.objects.filter(owner_id=owner, name=words, deleted_at__isnull=True).exists():
        raise InputRefused(_("You have a view “%(name)s” already. Choose another name.") % {"name": words})
    return words


def _room(owner: UUID) -> None:
    if TrayView.objects.filter(owner_id=owner, deleted_at__isnull=True).count() >= MOST:
        raise InputRefused(
            _("You have %(most)d views, and there is no room for more. Delete one first.") % {"most": MOST}
        )
