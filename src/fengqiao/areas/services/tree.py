"""Adding areas one by one, their outlines, and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from fengqiao.areas.domain.kinds import Level, OrganisationKind
from fengqiao.areas.domain.names import sound_of, spoken
from fengqiao.areas.domain.roles import Role
from fengqiao.areas.models import Area, AreaBoundary, Organisation
from fengqiao.areas.selectors import tree
from fengqiao.areas.selectors.actors import Actor
from fengqiao.areas.selectors.tree import AreaView, OrganisationView
from fengqiao.areas.services.authority import demand
from fengqiao.areas.services.errors import AreasRefused
from fengqiao.areas.services.outlines import checked
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours


def add_area(
    *,
    code: str,
    official_name: str,
    level: Level,
    parent_id: UUID | None,
    scheme: str = "nbs",
    lon: float | None = None,
    lat: float | None = None,
    actor: Actor,
) -> AreaView:
    """Add one area below its parent. Only the system adds a root. Raises AreasRefused for a code already there."""
    with journal.unit():
        parent = Area.objects.select_for_update().filter(pk=parent_id).first() if parent_id else None
        if parent is None and (parent_id or not actor.system):
            raise NotYours
        if parent is not None:
            demand(actor, parent.pk, Role.SYSTEM_ADMIN)
        if Area.objects.filter(scheme=scheme, code=code).exists():
            raise AreasRefused(_("The code %(code)s is already in the list.") % {"code": code})
        name, new = spoken(official_name), ids.new_id()
        sound = sound_of(name)
        Area.objects.create(
            id=new,
            scheme=scheme,
            code=code,
            name=name,
            official_name=official_name,
            level=level,
            parent=parent,
            lineage=[*(parent.lineage if parent else []), new],
            pinyin=sound.pinyin,
            initials=sound.initials,
            lon=lon,
            lat=lat,
        )
        journal.record(
            journal.Event(
                kind="areas.area_added", subject=f"area:{new}", area=new, payload={"code": code, "scheme": scheme}
            ),
            actor=actor.person_id,
        )
        return tree.area(new)


def place_area(*, area_id: UUID, lon: float, lat: float, actor: Actor) -> AreaView:
    """Set where the area's name stands on the map (WGS84)."""
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        raise AreasRefused(_("This position is not on the map."))
    with journal.unit():
        row = Area.objects.select_for_update().filter(pk=area_id).first()
        if row is None:
            raise NotYours
        demand(actor, area_id, Role.SYSTEM_ADMIN)
        if (row.lon, row.lat) != (lon, lat):
            row.lon, row.lat = lon, lat
            row.save(update_fields=["lon", "lat"])
            journal.record(
                journal.Event(
                    kind="areas.area_placed", subject=f"area:{area_id}", area=area_id, payload={"lon": lon, "lat": lat}
                ),
                actor=actor.person_id,
            )
        return tree.area(area_id)


def draw_boundary(
    *,
    area_id: UUID,
    outline: Sequence[Sequence[float]],
    since: datetime | None = None,
    synthetic: bool = False,
    actor: Actor,
) -> UUID:
    """Give the area a new outline from ``since`` (aware; default now) on; the one before ends then."""
    ring, start = checked(outline), since or clock.now()
    with journal.unit():
        if not Area.objects.select_for_update().filter(pk=area_id).exists():
            raise NotYours
        demand(actor, area_id, Role.SYSTEM_ADMIN)
        last = AreaBoundary.objects.filter(area_id=area_id).order_by("-during").first()
        if last is not None:
            if start <= last.during.lower:
                raise AreasRefused(_("A new outline must begin after the one before it."))
            last.during = DateTimeTZRange(last.during.lower, start)
            last.save(update_fields=["during"])
        row = AreaBoundary.objects.create(
            area_id=area_id, outline=ring, synthetic=synthetic, during=DateTimeTZRange(start, None)
        )
        journal.record(
            journal.Event(kind="areas.boundary_drawn", subject=f"area:{area_id}", area=area_id),
            actor=actor.person_id,
        )
        return row.pk


def add_organisation(
    *, name: str, kind: OrganisationKind, area_id: UUID, synthetic: bool = False, actor: Actor
) -> OrganisationView:
    """Add an organisation that works for the area and everything below it."""
    with journal.unit():
        demand(actor, area_id, Role.SYSTEM_ADMIN)
        try:
            with transaction.atomic():
                row = Organisation.objects.create(name=name.strip(), kind=kind, area_id=area_id, synthetic=synthetic)
        except IntegrityError as error:
            raise AreasRefused(_("%(name)s is already there.") % {"name": name}) from error
        journal.record(
            journal.Event(
                kind="areas.organisation_added",
                subject=f"organisation:{row.pk}",
                area=area_id,
                payload={"name": row.name, "kind": row.kind},
            ),
            actor=actor.person_id,
        )
        return tree.organisation(row.pk)


def dissolve_organisation(*, organisation_id: UUID, reason: str, actor: Actor) -> OrganisationView:
    """End an organisation. It stays for what it did, and is offered to nobody any more; what it still holds in other
    apps is taken back by them. Dissolving it again changes nothing. Raises AreasRefused without a reason, NotYours."""
    with journal.unit():
        row = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
        if row is None:
            raise NotYours
        demand(actor, row.area_id, Role.SYSTEM_ADMIN)
        if not reason.strip():
            raise AreasRefused(_("Give a reason; the people concerned will read it."))
        if row.dissolved_at is None:
            row.dissolved_at = clock.now()
            row.save(update_fields=["dissolved_at"])
            journal.record(
                journal.Event(
                    kind="areas.organisation_dissolved",
                    subject=f"organisation:{row.pk}",
                    area=row.area_id,
                    payload={"organisation": str(row.pk), "name": row.name, "reason": reason.strip()},
                ),
                actor=actor.person_id,
            )
        return tree.organisation(row.pk)
