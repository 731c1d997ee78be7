"""Everything that a worker's telephone takes along: grids, places, today's tasks, categories, own drafts, conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock
from fengqiao.fieldwork.models import Conflict
from fengqiao.fieldwork.selectors import patrol_phone
from fengqiao.fieldwork.selectors.hazards import ledger as hazards
from fengqiao.fieldwork.selectors.places import places
from fengqiao.fieldwork.selectors.tasks import todays
from fengqiao.incidents import selectors as events
from fengqiao.incidents.selectors import tray
from fengqiao.incidents.selectors.tray import Tab, TrayFilter, TrayRow

# Who works outside with a telephone.
FIELD = (Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.VOLUNTEER)
NOT_FOR_REPORTS = {"camera"}
MOST = 400
ROUGH = 5


def bundle(actor: Actor) -> dict[str, Any]:
    """The bundle as JSON. Few bytes: outlines to a metre, categories with what a report needs."""
    return {
        "at": clock.now().isoformat(),
        "person": str(actor.person_id) if actor.person_id else "",
        "name": actor.name,
        "mine": sorted({str(duty.grid_id) for duty in actor.duties if duty.grid_id}),
        "grids": _grids(actor),
        "villages": _villages(actor),
        "places": _places(actor),
        "patrol": patrol_phone.bundle(actor),
        "categories": _categories(),
        "tasks": _given(actor) + _tasks(actor) + _hazards(actor),
        "drafts": _drafts(actor),
        "conflicts": _conflicts(actor),
    }


def _home(actor: Actor) -> set[Any]:
    return {duty.area_id for duty in actor.duties if duty.role in FIELD}


def _grids(actor: Actor) -> list[dict[str, Any]]:
    found = [one for home in _home(actor) for one in areas.grids(actor, area_id=home)]
    return [
        {"id": str(one.id), "name": one.name, "area": str(one.area_id), "points": _rough(one.points)}
        for one in {one.id: one for one in found}.values()
    ][:MOST]


def _villages(actor: Actor) -> list[dict[str, Any]]:
    home = _home(actor)
    return [
        {"id": str(one.area_id), "name": one.name, "points": _rough(one.points)}
        for one in areas.boundaries(actor)
        if one.area_id in home
    ]


def _rough(points: Iterable[Iterable[float]]) -> list[list[float]]:
    return [[round(number, ROUGH) for number in point] for point in points]


def _places(actor: Actor) -> list[dict[str, Any]]:
    grids = {duty.grid_id for duty in actor.duties if duty.grid_id}
    patrolled = [(one.name, one.lon, one.lat) for one in places(actor, grid_ids=grids)] if grids else []
    signed = [(one.label, one.lon, one.lat) for one in events.report_places(actor)]
    return [
        {"name": name, "lon": round(lon, 6), "lat": round(lat, 6)} for name, lon, lat in [*patrolled, *signed][:MOST]
    ]


def _categories() -> list[dict[str, Any]]:
    found = [one for one in events.categories() if one.catalogue not in NOT_FOR_REPORTS]
    return [
        {
            "code": one.code,
            "title": one.title,
            "parent": one.parent or "",
            "dispute": one.kind is events.CategoryKind.DISPUTE,
            "spot": one.on_spot and one.kind is not events.CategoryKind.DISPUTE,
            "before": one.before_pictures,
        }
        for one in found
    ]


def _given(actor: Actor) -> list[dict[str, Any]]:
    """Tasks of the studio."""
    if not actor.has(*areas.GRID_ROLES):
        return []
    return [
        {
            "title": one["title"],
            "place": one["place"],
            "state": _("Sent back to you") if one["sent_back"] else "",
            "due": one["due_at"],
            "left": _("overdue") if one["late"] else "",
            "tone": "danger" if one["late"] else "",
            "lon": None,
            "lat": None,
            "url": reverse("fieldwork:my_task", kwargs={"pk": one["id"]}),
            "id": one["id"],
            "needs": one["needs"],
            "words": one["words"],
            "sent_back": one["sent_back"],
        }
        for one in todays(actor)
    ]


def _tasks(actor: Actor) -> list[dict[str, Any]]:
    rows: dict[str, TrayRow] = {}
    for tab in (Tab.OVERDUE, Tab.DUE_SOON, Tab.NEW, Tab.ACCEPTED):
        for row in tray.tray(actor, tab, TrayFilter()).rows:
            rows.setdefault(row.name, row)
    return [
        {
            "title": row.event.title,
            "place": row.event.place,
            "state": row.state,
            "due": row.due_at.isoformat() if row.due_at else "",
            "left": row.left,
            "tone": row.tone,
            "lon": row.event.lon,
            "lat": row.event.lat,
            "url": reverse("incidents:page", kwargs={"code": row.event.code}),
        }
        for row in list(rows.values())[:MOST]
    ]


def _hazards(actor: Actor) -> list[dict[str, Any]]:
    """Safety hazards of one's own grids that are overdue, or due by tomorrow night."""
    mine = {duty.grid_id for duty in actor.duties if duty.grid_id and duty.role in areas.GRID_ROLES}
    if not mine:
        return []
    today = timezone.localdate(clock.now())
    return [
        {
            "title": one.said or one.words,
            "place": one.place_name,
            "state": _("Safety hazard"),
            "due": datetime.combine(one.due_on, time(23, 59), tzinfo=timezone.get_current_timezone()).isoformat(),
            "left": _("overdue") if one.overdue else "",
            "tone": "danger" if one.overdue else "due",
            "lon": None,
            "lat": None,
            "url": reverse("fieldwork:hazard", args=[one.id]),
        }
        for one in hazards.pressing(actor, mine, today + timedelta(days=1))
    ]


def _drafts(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"id": str(one.id), "fields": one.content["field"], "at": one.saved_at.isoformat()}
        for one in events.drafts(actor)
        if isinstance(one.content.get("field"), dict)
    ]


def _conflicts(actor: Actor) -> list[dict[str, Any]]:
    if actor.person_id is None:
        return []
    rows = Conflict.objects.filter(person_id=actor.person_id, settled_at=None).select_related("item")
    return [
        {
            "id": str(row.pk),
            "title": row.title,
            "name": row.name,
            "here": row.here,
            "there": row.there,
            "at": row.item.captured_at.isoformat(),
        }
        for row in rows.order_by("created_at")
    ]
