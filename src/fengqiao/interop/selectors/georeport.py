"""Open311's view of the spine: kinds of reports, their questions, requests and what became of them.

Only what came in by Open311, and so was meant for the public, is shown with its words and exact place. Of all other
events clients see the kind, the village, a place rounded to about a hundred metres, and how they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors import CategoryKind, CategoryView, PublicEvent
from fengqiao.interop.domain.georeport import MOST, Query, Status, Wrong
from fengqiao.interop.domain.spark import Item, Value
from fengqiao.interop.models import ServiceRequest
from fengqiao.interop.selectors.jurisdictions import JurisdictionView

CATALOGUES_INSIDE = {"camera"}
"""Lists of matters that only our own programs report."""
DATATYPES = {
    "text": "text",
    "number": "number",
    "date": "datetime",
    "choice": "singlevaluelist",
    "yes_no": "singlevaluelist",
    "phone": "string",
}
ABOUT = 3
"""Decimals of a rounded place; the third one is about a hundred metres."""


def services() -> list[Item]:
    """What can be reported, in the language of the moment."""
    open_to_all = _reportable()
    titles = {one.code: one.title for one in open_to_all}
    return [
        {
            "service_code": one.code,
            "service_name": one.title,
            "description": "",
            "metadata": bool(one.fields),
            "type": "realtime",
            "keywords": ",".join(sorted({str(title) for title in one.titles.values()} - {one.title})),
            "group": titles.get(one.parent or one.code, one.title),
        }
        for one in open_to_all
    ]


def definition(code: str) -> Item:
    """The questions of one kind of report. Raises Wrong (404)."""
    about = reportable(code)
    return {
        "service_code": about.code,
        "attributes": [_attribute(field, order) for order, field in enumerate(about.fields, start=1)],
    }


def reportable(code: str) -> CategoryView:
    """The category, when clients may report about it. Raises Wrong (404)."""
    about = incidents.category(code)
    if about is None or about.withdrawn or not _for_all(about):
        raise Wrong(404, "service_code was not found")
    return about


def requests(place: JurisdictionView, asked: Query) -> list[Item]:
    """The requests that were asked for, the newest first, at most a thousand."""
    ended = None if len(asked.statuses) != 1 else Status.CLOSED in asked.statuses
    if asked.ids:
        found = incidents.public_events(area_id=place.area_id, codes_wanted=asked.ids, limit=MOST)
    else:
        found = incidents.public_events(
            area_id=place.area_id,
            between=(asked.begin, asked.end),
            categories=asked.services,
            ended=ended,
            limit=MOST,
        )
    return _items(found)


def request_one(place: JurisdictionView, number: str) -> Item:
    """One request by its number. Raises Wrong (404)."""
    found = incidents.public_events(area_id=place.area_id, codes_wanted=[number], limit=1)
    if not found:
        raise Wrong(404, "service_request_id was not found")
    return _items(found)[0]


def updates(place: JurisdictionView, asked: Query) -> list[Item]:
    """That requests came into a new state, the oldest first, at most a thousand."""
    steps = incidents.public_steps(area_id=place.area_id, between=(asked.begin, asked.end), limit=MOST)
    return [
        {
            "update_id": f"{step.code}-{step.number}",
            "service_request_id": step.code,
            "status": _status(step.state in incidents.ENDED),
            "updated_datetime": step.at,
            "description": step.words,
        }
        for step in steps
    ]


def contact() -> str:
    """Whom a client's makers may ask, for the discovery document."""
    return _("The system administrator of this installation")


def _reportable() -> list[CategoryView]:
    return [one for one in incidents.categories() if _for_all(one)]


def _for_all(one: CategoryView) -> bool:
    shown = one.residents and not one.sensitive and one.catalogue not in CATALOGUES_INSIDE
    return shown and one.kind is not CategoryKind.DISPUTE


def _attribute(field: Mapping[str, Any], order: int) -> Item:
    kind = str(field["type"])
    made: dict[str, Value] = {
        "variable": True,
        "code": str(field["name"]),
        "datatype": DATATYPES[kind],
        "required": bool(field.get("required")),
        "datatype_description": "",
        "order": order,
        "description": incidents.local_title(field["titles"]),
    }
    if kind == "yes_no":
        made["values"] = [{"key": "yes", "name": _("Yes")}, {"key": "no", "name": _("No")}]
    if kind == "choice":
        made["values"] = [
            {"key": str(one["value"]), "name": incidents.local_title(one["titles"])} for one in field["choices"]
        ]
    return made


def _items(found: Sequence[PublicEvent]) -> list[Item]:
    ours: set[UUID] = set(
        ServiceRequest.objects.filter(incident_id__in=[one.id for one in found]).values_list("incident_id", flat=True)
    )
    names = areas.area_names({one.area_id for one in found})
    return [_item(one, names.get(one.area_id, ""), public=one.id in ours) for one in found]


def _item(one: PublicEvent, area: str, *, public: bool) -> Item:
    return {
        "service_request_id": one.code,
        "status": _status(one.ended),
        "status_notes": one.state_words,
        "service_name": one.category_title,
        "service_code": one.category,
        "description": one.text if public else "",
        "agency_responsible": one.lead,
        "service_notice": None,
        "requested_datetime": one.opened_at,
        "updated_datetime": one.changed_at,
        "expected_datetime": None,
        "address": ", ".join(part for part in (one.place if public else "", area) if part),
        "address_id": None,
        "zipcode": None,
        "lat": _shown(one.lat, public),
        "long": _shown(one.lon, public),
        "media_url": None,
    }


def _shown(degrees: float | None, public: bool) -> float | None:
    return degrees if degrees is None or public else round(degrees, ABOUT)


def _status(ended: bool) -> str:
    return str(Status.CLOSED if ended else Status.OPEN)
