"""What Open311 clients send: requests with pictures, and updates. The same thing sent twice is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock, journal
from fengqiao.core.journal import Event
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents import services as spine
from fengqiao.incidents.selectors import CategoryView, Source
from fengqiao.interop import events
from fengqiao.interop.domain.georeport import Report, Update, Wrong
from fengqiao.interop.models import ApiKey, RequestUpdate, ServiceRequest
from fengqiao.interop.selectors.georeport import reportable
from fengqiao.interop.selectors.jurisdictions import JurisdictionView
from fengqiao.interop.services import keys

TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A request as it was taken: its number, words for its sender, and whether it is new."""

    code: str
    notice: str
    created: bool


def submit(
    *, place: JurisdictionView, key: str, report: Report, media: Sequence[bytes] = (), idempotency_key: str = ""
) -> Submitted:
    """Open an event for a client. All or nothing: a picture that cannot be kept refuses the whole request.

    Sent twice (the same ``idempotency_key``, or all the same on one day) it is one event. Raises Wrong and the
    spine's refusals.
    """
    used = keys.checked(place, key)
    about = reportable(report.service)
    for content in media:
        spine.clean_picture(content)  # before anything is kept
    area_id = _area(place, report)
    name = f"open311:{used.pk}:{_fingerprint(report, media, idempotency_key)}"
    known = incidents.by_key(name)
    if known is not None:
        return _taken(known.code, created=False)
    with journal.unit():
        event = spine.open_incident(
            key=name,
            source=Source.RESIDENT,
            category=about.code,
            area_id=area_id,
            title=(report.description or about.title).splitlines()[0][:TITLE],
            lon=report.long,
            lat=report.lat,
            place=report.address,
            particulars=spine.Particulars(
                description=report.description,
                answers=_answers(about, report),
                contact=spine.Contact(
                    name=" ".join(part for part in (report.first_name, report.last_name) if part),
                    phone=report.phone,
                    anonymous=not (report.first_name or report.last_name or report.phone),
                ),
            ),
            actor=SYSTEM,
        )
        made, created = ServiceRequest.objects.get_or_create(
            incident_id=event.id,
            defaults={"key": used, "email": report.email, "media_url": report.media_url},
        )
        if created:
            for content in media:
                spine.add_evidence(incident_id=event.id, kind="before", content=content, actor=SYSTEM)
            if report.media_url:
                spine.note_outside(
                    incident_id=event.id,
                    step=spine.OutsideStep.SAID,
                    by=used.label,
                    note=report.media_url,
                    actor=SYSTEM,
                )
            _announce(events.REQUESTED, event.id, event.area_id, used, {"code": event.code, "request": str(made.pk)})
    return _taken(event.code, created=created)


def take_update(*, place: JurisdictionView, key: str, update: Update) -> str:
    """Keep a client's word about a request; returns its id. Staff read it in the event's history; it takes no step.

    Raises Wrong.
    """
    used = keys.checked(place, key)
    found = incidents.public_events(area_id=place.area_id, codes_wanted=[update.request], limit=1)
    if not found:
        raise Wrong(404, "service_request_id was not found")
    with journal.unit():
        row, created = RequestUpdate.objects.get_or_create(
            key=used,
            update=update.update,
            defaults={
                "incident_id": found[0].id,
                "at": min(update.at, clock.now()),
                "status": update.status or "",
                "description": update.description,
            },
        )
        if created:
            facts = {"code": found[0].code, "update": str(row.pk)}
            _announce(events.UPDATED, found[0].id, found[0].area_id, used, facts)
            spine.note_outside(
                incident_id=found[0].id,
                step=spine.OutsideStep.SAID,
                by=used.label,
                note=update.description,
                actor=SYSTEM,
            )
    return row.update


def _area(place: JurisdictionView, report: Report) -> UUID:
    """The village in which it is, as far as grids tell; otherwise the whole jurisdiction. Raises Wrong (400)."""
    if report.lat is None or report.long is None:
        return place.area_id
    hit = areas.locate(report.long, report.lat, clock.now())
    if hit is None:
        return place.area_id
    if place.area_id not in areas.area(hit.area_id).lineage:
        raise Wrong(400, "the location lies outside this jurisdiction")
    return hit.area_id


def _answers(about: CategoryView, report: Report) -> dict[str, Any]:
    known = {str(field["name"]): bool(field.get("required")) for field in about.fields}
    if unknown := sorted(set(report.attributes) - set(known)):
        raise Wrong(400, f"attribute[{unknown[0][:40]}] is not known for this service_code")
    if missing := [name for name, required in known.items() if required and name not in report.attributes]:
        raise Wrong(400, f"attribute[{missing[0]}] was not provided")
    return {name: values[0] for name, values in report.attributes.items()}


def _fingerprint(report: Report, media: Sequence[bytes], given: str) -> str:
    if given:
        return hashlib.sha256(b"given:" + given.encode()).hexdigest()[:40]
    told = [report.service, report.description, report.lat, report.long, report.address, dict(report.attributes)]
    text = json.dumps([clock.now().date().isoformat(), *told, report.phone, report.email], sort_keys=True)
    digest = hashlib.sha256(text.encode())
    for content in media:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:40]


def _taken(code: str, *, created: bool) -> Submitted:
    return Submitted(code=code, notice=_("Thank you. Follow this matter with its code."), created=created)


def _announce(kind: str, incident_id: UUID, area_id: UUID, key: ApiKey, payload: dict[str, str]) -> None:
    journal.record(
        Event(kind=kind, subject=f"incident:{incident_id}", area=area_id, payload={**payload, "key": str(key.pk)})
    )
