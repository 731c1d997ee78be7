"""How events come in: opened once under the caller's key, with a code, a place and the grid in force."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Facts, Source, Step, StepRefused
from fengqiao.incidents.models import Category, Incident
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.services.errors import NoSuchCategory, StepNotTaken
from fengqiao.incidents.services.taking import write


def open_incident(
    *,
    key: str,
    source: Source | str,
    category: str,
    area_id: UUID,
    title: str,
    lon: float | None = None,
    lat: float | None = None,
    place: str = "",
    no_place_reason: str = "",
    happened_at: datetime | None = None,
    reporter_id: UUID | None = None,
    actor: Actor,
) -> IncidentView:
    """Open an event, ready to be accepted. The same ``key`` again returns the event that it opened before.

    Position in WGS84; ``happened_at`` aware, default now. Raises NoSuchCategory, StepNotTaken, NotYours (the area
    is outside the actor's duties).
    """
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"incident:{key}"])
        if known := events.by_key(key):
            return known
        about = Category.objects.filter(code=category).first()
        if about is None:
            raise NoSuchCategory(category)
        if not areas.may_see_area(actor, area_id):
            raise NotYours
        now = clock.now()
        facts = Facts(
            state=None,
            roles=frozenset(duty.role for duty in actor.duties),
            system=actor.system,
            source=Source(source),
            has_category=True,
            has_place=lon is not None or bool(place.strip() or no_place_reason.strip()),
        )
        try:
            state = table.take(now, Step.REPORT, facts)
        except StepRefused as refusal:
            raise StepNotTaken(refusal) from refusal
        moment = min(happened_at or now, now)
        hit = areas.locate(lon, lat, moment) if lon is not None and lat is not None else None
        row = Incident.objects.create(
            code=_fresh_code(),
            key=key,
            source=Source(source),
            category=about,
            area_id=area_id,
            grid_version_id=hit.grid_version_id if hit else None,
            lon=lon,
            lat=lat,
            place=place.strip(),
            no_place_reason=no_place_reason.strip(),
            title=title.strip(),
            state=state,
            state_since=now,
            happened_at=moment,
            reporter_id=reporter_id,
        )
        write(row, Step.REPORT, before=None, actor=actor)
        return events.view(row)


def _fresh_code() -> str:
    while True:
        code = codes.with_check(ids.short_code(codes.LENGTH - 1))
        if not Incident.objects.filter(code=code).exists():
            return code
