"""How events come in: opened once under the caller's key, with a code, a place and the grid in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import forms, table
from fengqiao.incidents.domain.facts import Facts, Scale, Severity, Source, State, Step, StepRefused
from fengqiao.incidents.models import Category, CategoryVersion, Draft, Incident
from fengqiao.incidents.selectors import events, places
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.words import complaint_words, local_title
from fengqiao.incidents.services import followers, texts
from fengqiao.incidents.services.errors import (
    AnswersNotKept,
    CategoryWithdrawn,
    NoSuchCategory,
    PositionOutside,
    StepNotTaken,
)
from fengqiao.incidents.services.followers import Contact
from fengqiao.incidents.services.taking import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a report may have besides what every event has.

    ``answers`` to the category's form; ``contact``: the reporter without an account; ``draft_id``: the draft of the
    reporter that this was until now.
    """

    description: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    scale: Scale | None = None
    severity: Severity | None = None
    contact: Contact | None = None
    draft_id: UUID | None = None


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
    particulars: Particulars | None = None,
    actor: Actor,
) -> IncidentView:
    """Open an event, ready to be accepted. The same ``key`` again returns the event that it opened before.

    Position in WGS84; ``happened_at`` aware, default now. Raises NoSuchCategory, CategoryWithdrawn, InputRefused
    (a text too long, a position outside the county, answers that do not fit the form), StepNotTaken, NotYours (the
    area is outside the actor's duties).
    """
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"incident:{key}"])
        if known := events.by_key(key):
            return known
        if not areas.may_see_area(actor, area_id):
            raise NotYours
        more = particulars or Particulars()
        version = _version(category)
        row = Incident(
            code=_fresh_code(),
            key=key,
            source=Source(source),
            category=version.category,
            category_version=version,
            area_id=area_id,
            place=texts.plain(place, 200),
            no_place_reason=texts.plain(no_place_reason, 200),
            title=texts.plain(title, texts.TITLE),
            description=texts.plain(more.description, texts.DESCRIPTION),
            details=_answers(version, more.answers),
            scale=more.scale or "",
            severity=more.severity or "",
            happened_at=texts.moment(happened_at),
            reporter_id=reporter_id,
        )
        _locate(row, lon, lat)
        draft = _draft(more.draft_id, actor)
        if draft is not None:
            row.state, row.state_since = State.DRAFT, draft.created_at
        _report(row, draft, actor)
        followers.first(row, more.contact, actor)
        return events.view(row)


def _report(row: Incident, draft: Draft | None, actor: Actor) -> None:
    """Take the step of reporting, after that of saving where there was a draft."""
    now = clock.now()
    facts = Facts(
        state=State.DRAFT if draft else None,
        roles=frozenset(duty.role for duty in actor.duties),
        system=actor.system,
        source=Source(row.source),
        has_category=True,
        has_place=bool(row.lon is not None or row.place or row.no_place_reason),
    )
    try:
        state = table.take(now, Step.REPORT, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    if draft is not None:
        row.save(force_insert=True)
        write(row, Step.SAVE, before=None, actor=actor)
        draft.incident, draft.content = row, {}
        draft.save(update_fields=["incident", "content"])
    row.state, row.state_since = state, now
    row.save(force_insert=draft is None)
    write(row, Step.REPORT, before=State.DRAFT if draft else None, actor=actor)


def _version(code: str) -> CategoryVersion:
    about = Category.objects.filter(code=code).first()
    if about is None:
        raise NoSuchCategory(code)
    version = CategoryVersion.objects.select_related("category").get(category=about, number=about.number)
    if about.withdrawn_at is not None:
        raise CategoryWithdrawn(local_title(version.titles))
    return version


def _answers(version: CategoryVersion, answers: dict[str, Any]) -> dict[str, Any]:
    # The program and older clients bring no answers; what a form demands is asked of whoever fills one in.
    if not answers:
        return {}
    try:
        return forms.check_answers(version.fields, answers)
    except forms.AnswersRefused as refusal:
        raise AnswersNotKept(refusal.complaints, complaint_words(version.fields, refusal.complaints)) from refusal


def _locate(row: Incident, lon: float | None, lat: float | None) -> None:
    """Keep the position with the grid in force there. Raises PositionOutside."""
    if lon is None or lat is None:
        return
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # which is also false for what is no number
        raise PositionOutside(_("This position is not on the map. Set the pin again."))
    if (outside := places.outside(row.area_id, lon, lat)) is not None:
        raise PositionOutside(
            _("This position lies outside %(county)s. Move the pin, or say in words where it is.") % {"county": outside}
        )
    row.lon, row.lat = lon, lat
    hit = areas.locate(lon, lat, row.happened_at)
    row.grid_version_id = hit.grid_version_id if hit else None


def _draft(draft_id: UUID | None, actor: Actor) -> Draft | None:
    """The reporter's own draft, locked. Raises NotYours."""
    if draft_id is None:
        return None
    if actor.person_id is None:
        raise NotYours
    draft = Draft.objects.select_for_update().filter(pk=draft_id, person_id=actor.person_id).first()
    if draft is None or draft.incident_id is not None:
        raise NotYours
    return draft


def _fresh_code() -> str:
    while True:
        code = codes.with_check(ids.short_code(codes.LENGTH - 1))
        if not Incident.objects.filter(code=code).exists():
            return code
