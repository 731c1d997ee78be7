"""Open311 GeoReport v2: what a client may ask and send, checked; no database, no web.

The specification is at https://wiki.open311.org/GeoReport_v2; updates follow the extension that FixMyStreet defines
(``servicerequestupdates``). Empty arguments count as not given, as the specification asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SPAN = timedelta(days=90)
"""The longest time that one query may cover, and its default."""
MOST = 1000
"""Most requests in one answer."""
LONGEST = 4000
"""Characters of a description."""
LONGEST_UPDATE_ID = 80
MOST_IDS = 100
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](\[\])?")


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Wrong(Exception):
    """What a client did wrong; ``code`` is the HTTP status of the answer."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which requests are asked for. With ``ids`` nothing else counts."""

    ids: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: frozenset[Status] = frozenset(Status)
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A service request as it was sent. Position in WGS84."""

    service: str
    description: str
    lat: float | None
    long: float | None
    address: str
    attributes: Mapping[str, tuple[str, ...]]
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    media_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Somebody's word about a request, under the sender's own id of it."""

    request: str
    update: str
    at: datetime
    status: Status | None
    description: str


def query(given: Mapping[str, str], *, now: datetime) -> Query:
    """The arguments of GET requests; ``now`` aware. Raises Wrong."""
    ids = _several(given.get("service_request_id", ""))
    if len(ids) > MOST_IDS:
        raise Wrong(400, f"at most {MOST_IDS} values of service_request_id at once")
    begin, end = _moment(given, "start_date"), _moment(given, "end_date")
    if begin is None and end is None:
        begin, end = now - SPAN, now
    elif begin is None and end is not None:
        begin = end - SPAN
    elif end is None and begin is not None:
        end = min(now, begin + SPAN)
    assert begin is not None
    assert end is not None
    if end < begin:
        raise Wrong(400, "end_date lies before start_date")
    if end - begin > SPAN:
        raise Wrong(400, f"start_date and end_date may not lie more than {SPAN.days} days apart")
    return Query(
        ids=ids,
        services=_several(given.get("service_code", "")),
        statuses=_statuses(given.get("status", "")),
        begin=begin,
        end=end,
    )


def report(given: Mapping[str, Sequence[str]]) -> Report:
    """The form of POST requests. Raises Wrong."""
    one = {name: values[-1].strip() for name, values in given.items() if values}
    if not one.get("service_code"):
        raise Wrong(400, "service_code was not provided")
    description = one.get("description", "")
    if len(description) > LONGEST:
        raise Wrong(400, f"description is longer than {LONGEST} characters")
    lat, long = _number(one, "lat", 90.0), _number(one, "long", 180.0)
    if (lat is None) != (long is None):
        raise Wrong(400, "lat and long belong together; one of them was not provided")
    address = (one.get("address_string") or one.get("address_id") or "")[:200]
    if lat is None and not address:
        raise Wrong(400, "a location was not provided: lat and long, or address_string")
    return Report(
        service=one["service_code"],
        description=description,
        lat=lat,
        long=long,
        address=address,
        attributes=_attributes(given),
        first_name=one.get("first_name", "")[:80],
        last_name=one.get("last_name", "")[:80],
        phone=one.get("phone", "")[:40],
        email=one.get("email", "")[:200],
        media_url=one.get("media_url", "")[:500],
    )


def update(given: Mapping[str, str]) -> Update:
    """The form of POST servicerequestupdates. Raises Wrong."""
    for name in ("service_request_id", "update_id", "updated_datetime", "description"):
        if not given.get(name, "").strip():
            raise Wrong(400, f"{name} was not provided")
    if len(given["description"]) > LONGEST:
        raise Wrong(400, f"description is longer than {LONGEST} characters")
    if len(given["update_id"]) > LONGEST_UPDATE_ID:
        raise Wrong(400, f"update_id is longer than {LONGEST_UPDATE_ID} characters")
    at = _moment(given, "updated_datetime")
    assert at is not None
    text = given.get("status", "").strip().lower()
    return Update(
        request=given["service_request_id"].strip(),
        update=given["update_id"].strip(),
        at=at,
        status=None if not text else Status.CLOSED if text in ("closed", "fixed") else Status.OPEN,
        description=given["description"].strip(),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _statuses(text: str) -> frozenset[Status]:
    try:
        return frozenset(Status(part.lower()) for part in _several(text)) or frozenset(Status)
    except ValueError:
        raise Wrong(400, "status must be open, closed, or both") from None


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        # a plus sign that was not escaped in an address arrives as a blank
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1970 <= moment.year <= 9990:
        raise Wrong(400, f"{name} must look like 2010-01-01T00:00:00Z, with its time zone")
    return moment


def _number(given: Mapping[str, str], name: str, most: float) -> float | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not -most <= number <= most:
        raise Wrong(400, f"{name} must be a number of degrees from -{most:.0f} to {most:.0f}")
    return number


def _attributes(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, values in given.items():
        match = _ATTRIBUTE.fullmatch(name)
        kept = tuple(value.strip()[:1000] for value in values if value.strip())
        if match and kept:
            found[match[1]] = found.get(match[1], ()) + kept
    if len(found) > 60:
        raise Wrong(400, "too many attributes")
    return found
