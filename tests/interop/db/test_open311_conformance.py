"""What the published specification of GeoReport v2 asks, and a plain client that knows nothing else.

``STRUCTURE`` says in our own words what each answer of https://wiki.open311.org/GeoReport_v2 holds: the XML's root and
entries, and the fields in their order with what they may be. The same holds for JSON without the root.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from factories import areas as make
from factories import incidents as events
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.core import clock
from fengqiao.incidents import selectors as spine
from fengqiao.incidents import services as spine_services
from fengqiao.interop import services
from fengqiao.interop.domain.spark import w3
from fengqiao.interop.selectors import georeport

V2 = "/open311/v2"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def text(value: str | None) -> bool:
    return bool(value)


def anything(value: str | None) -> bool:
    return True


def truth(value: str | None) -> bool:
    return value in ("true", "false")


def number(value: str | None) -> bool:
    return value is not None and float(value) == float(value)


def moment(value: str | None) -> bool:
    return value is not None and MOMENT.fullmatch(value) is not None


def later(value: str | None) -> bool:
    return value is None or moment(value)


def one_of(*values: str) -> Callable[[str | None], bool]:
    return lambda value: value in values


@dataclass(frozen=True)
class Shape:
    """An answer: the root of its XML, the name of its entries ("" for one entry alone), and their fields."""

    root: str
    entry: str
    fields: Mapping[str, Callable[[str | None], bool]]


STRUCTURE = {
    "services": Shape(
        "services",
        "service",
        {
            "service_code": text,
            "service_name": text,
            "description": anything,
            "metadata": truth,
            "type": one_of("realtime", "batch", "blackbox"),
            "keywords": anything,
            "group": anything,
        },
    ),
    "attribute": Shape(
        "attributes",
        "attribute",
        {
            "variable": truth,
            "code": text,
            "datatype": one_of("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"),
            "required": truth,
            "datatype_description": anything,
            "order": number,
            "description": text,
        },
    ),
    "created": Shape(
        "service_requests",
        "request",
        {"service_request_id": text, "service_notice": anything, "account_id": anything},
    ),
    "token": Shape("service_requests", "request", {"service_request_id": text, "token": text}),
    "requests": Shape(
        "service_requests",
        "request",
        {
            "service_request_id": text,
            "status": one_of("open", "closed"),
            "status_notes": anything,
            "service_name": text,
            "service_code": text,
            "description": anything,
            "agency_responsible": anything,
            "service_notice": anything,
            "requested_datetime": moment,
            "updated_datetime": moment,
            "expected_datetime": later,
            "address": anything,
            "address_id": anything,
            "zipcode": anything,
            "lat": number,
            "long": number,
            "media_url": anything,
        },
    ),
    "updates": Shape(
        "service_request_updates",
        "request_update",
        {
            "update_id": text,
            "service_request_id": text,
            "status": one_of("open", "closed"),
            "updated_datetime": moment,
            "description": anything,
        },
    ),
    "errors": Shape("errors", "error", {"code": number, "description": text}),
}


def held(name: str, content: bytes) -> list[dict[str, str | None]]:
    """The entries of an XML answer, once it is shaped as the specification says."""
    assert content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    shape, root = STRUCTURE[name], ElementTree.fromstring(content)  # noqa: S314 - our own answer
    assert root.tag == shape.root
    entries = list(root)
    assert {entry.tag for entry in entries} <= {shape.entry}
    for entry in entries:
        _shaped(name, {child.tag: child.text for child in entry})
    return [{child.tag: child.text for child in entry} for entry in entries]


def said(name: str, content: bytes) -> list[dict[str, Any]]:
    """The same for JSON."""
    entries: list[dict[str, Any]] = json.loads(content)
    for entry in entries:
        _shaped(name, {key: _as_text(value) for key, value in entry.items()})
    return entries


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _shaped(name: str, entry: Mapping[str, str | None]) -> None:
    fields = STRUCTURE[name].fields
    assert [key for key in entry if key != "values"] == list(fields), name
    for key, fits in fields.items():
        assert fits(entry[key]), f"{name}.{key}: {entry[key]!r}"


class City:
    """A county that answers under a name, a village in it, a key, and one kind of report with questions."""

    def __init__(self, name: str = "longyan.example") -> None:
        self.name = name
        self.county = make.county()
        self.village: AreaView = make.village(make.town(self.county))
        events.categories()
        spine_services.define_category(
            code="hole",
            catalogue="test",
            kind="object",
            titles={"zh-hans": "坑洞", "zh-hant": "坑洞", "en": "Hole"},
            demands=spine_services.Demands(
                fields=[
                    {"name": "depth", "type": "number", "titles": {"zh-hans": "深度"}, "required": True},
                    {
                        "name": "road",
                        "type": "choice",
                        "titles": {"zh-hans": "道路"},
                        "choices": [{"value": "a", "titles": {"zh-hans": "主路"}}],
                    },
                ]
            ),
            actor=SYSTEM,
        )
        services.open_jurisdiction(name=name, area_id=self.county.id, actor=SYSTEM)
        self.key = services.make_key(jurisdiction=name, label="a client", actor=SYSTEM).secret

    def form(self, **more: str) -> dict[str, str]:
        return {
            "jurisdiction_id": self.name,
            "api_key": self.key,
            "service_code": events.PLAIN,
            "lat": "23.785",
            "long": "113.635",
            "description": "路面塌陷 𠮷 🕳",
            **more,
        }


@pytest.fixture
def city(db: None) -> City:
    return City()


def get(path: str, **arguments: str) -> Any:
    return Client().get(f"{V2}/{path}", arguments)


def test_every_answer_is_shaped_as_the_specification_says(city: City) -> None:
    event = events.incident(city.village, category=events.PLAIN)
    spine_services.reject(incident_id=event.id, reason="没有这回事", actor=SYSTEM)
    for name, path in (
        ("services", "services"),
        ("requests", "requests"),
        ("requests", f"requests/{event.code}"),
        ("token", f"tokens/{event.code}"),
        ("updates", "servicerequestupdates"),
    ):
        xml, plain = get(f"{path}.xml"), get(f"{path}.json")
        assert (xml.status_code, xml["Content-Type"]) == (200, "text/xml; charset=utf-8")
        assert (plain.status_code, plain["Content-Type"]) == (200, "application/json; charset=utf-8")
        entries = held(name, xml.content)
        assert entries
        assert entries == [
            {key: _as_text(value) for key, value in entry.items()} for entry in said(name, plain.content)
        ]


def test_a_definitions_questions_are_shaped_too(city: City) -> None:
    root = ElementTree.fromstring(get("services/hole.xml").content)  # noqa: S314 - our own answer
    assert [child.tag for child in root] == ["service_code", "attributes"]
    questions = root.findall("attributes/attribute")
    for question in questions:
        _shaped("attribute", {child.tag: child.text for child in question})
    assert [one.findtext("required") for one in questions] == ["true", "false"]
    assert [child.tag for child in root.findall("attributes/attribute/values/value")[0]] == ["key", "name"]
    told = get("services/hole.json").json()
    for question in told["attributes"]:
        _shaped("attribute", {key: _as_text(value) for key, value in question.items()})
    metadata = {one["service_code"]: one["metadata"] for one in get("services.json").json()}
    assert (metadata["hole"], metadata[events.PLAIN]) == (True, False)


def test_a_thousand_at_most_and_the_newest_of_them(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    assert georeport.MOST == 1000
    monkeypatch.setattr(georeport, "MOST", 3)
    begin = clock.now() - timedelta(days=5)
    made = []
    for number_ in range(5):
        with clock.fixed(begin + timedelta(hours=number_)):
            made.append(events.incident(city.village, category=events.PLAIN).code)
    assert [one["service_request_id"] for one in get("requests.json").json()] == made[:1:-1]


def test_ninety_days_are_the_default_and_the_most(city: City) -> None:
    now = clock.now()
    codes = {}
    for days in (1, 89, 91, 150):
        with clock.fixed(now - timedelta(days=days)):
            codes[days] = events.incident(city.village, category=events.PLAIN).code

    def found(**arguments: str) -> set[str]:
        return {one["service_request_id"] for one in get("requests.json", **arguments).json()}

    def day(days: int) -> str:
        return w3(now - timedelta(days=days))

    assert found() == {codes[1], codes[89]}
    assert found(end_date=day(80)) == {codes[89], codes[91], codes[150]}
    assert found(start_date=day(160)) == {codes[150], codes[91], codes[89]}
    assert found(start_date=day(190)) == {codes[150]}
    assert found(start_date=day(160), end_date=day(100)) == {codes[150]}
    assert found(service_request_id=codes[150]) == {codes[150]}
    assert held("errors", get("requests.xml", start_date=day(160), end_date=day(60)).content)[0]["code"] == "400"


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize(
    ("path", "arguments", "status"),
    [
        ("requests", {"start_date": "last week"}, 400),
        ("requests", {"status": "ajar"}, 400),
        ("requests", {"jurisdiction_id": "elsewhere"}, 404),
        ("requests", {"service_code": "\0"}, 400),
        ("requests", {"jurisdiction_id": "\0"}, 400),
        ("requests", {"service_request_id": "\0,\ud83d"}, 400),
        ("requests/ABCD2345", {}, 404),
        ("services/nothing", {}, 404),
        ("services/%00", {}, 404),
        ("tokens/%00", {}, 404),
        ("servicerequestupdates", {"end_date": "\0"}, 400),
    ],
)
def test_errors_have_the_specifications_body(
    city: City, path: str, arguments: dict[str, str], status: int, form: str
) -> None:
    query = urllib.parse.urlencode(arguments, errors="replace")
    answer = Client().get(f"{V2}/{path}.{form}?{query}")
    (error,) = held("errors", answer.content) if form == "xml" else said("errors", answer.content)
    assert (answer.status_code, str(error["code"])) == (status, str(status))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "\0"}, 400),
        ({"api_key": "wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "hole"}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "", "long": "", "address_string": ""}, 400),
        ({"description": "\0"}, 400),
        ({"description": "字" * 4001}, 400),
        ({"attribute[depth]": "\0"}, 400),
    ],
)
def test_a_refused_request_has_it_as_well_and_leaves_nothing(city: City, change: dict[str, str], status: int) -> None:
    answer = Client().post(f"{V2}/requests.xml", city.form(**change))
    (error,) = held("errors", answer.content)
    assert (answer.status_code, error["code"]) == (status, str(status))
    assert spine.incidents(SYSTEM) == []


@pytest.mark.parametrize("way", ["query", "body"])
def test_key_and_jurisdiction_are_taken_from_query_and_body(city: City, way: str) -> None:
    City("other.example")
    form = city.form()
    apart = {name: form.pop(name) for name in ("api_key", "jurisdiction_id")}
    if way == "query":
        answer = Client().post(f"{V2}/requests.json?{urllib.parse.urlencode(apart)}", form)
    else:
        answer = Client().post(f"{V2}/requests.json", form | apart)
    assert answer.status_code == 201
    said("created", answer.content)


class PlainClient:
    """An Open311 client as somebody writes one in an afternoon: an address, a key, and XML."""

    def __init__(self, discovery: str, jurisdiction: str, key: str) -> None:
        self.jurisdiction, self.key = jurisdiction, key
        root = self._read(discovery)
        (endpoint,) = [
            one
            for one in root.iter("endpoint")
            if one.findtext("specification") == "http://wiki.open311.org/GeoReport_v2"
        ]
        assert "text/xml" in [one.text for one in endpoint.iter("format")]
        self.address = endpoint.findtext("url")

    def get(self, path: str, **arguments: str) -> ElementTree.Element:
        query = urllib.parse.urlencode({"jurisdiction_id": self.jurisdiction, **arguments})
        return self._read(f"{self.address}/{path}.xml?{query}")

    def post(self, path: str, **form: str) -> ElementTree.Element:
        body = urllib.parse.urlencode({"jurisdiction_id": self.jurisdiction, "api_key": self.key, **form})
        return self._read(f"{self.address}/{path}.xml", body.encode())

    def post_with_picture(self, path: str, picture: bytes, **form: str) -> ElementTree.Element:
        mark = "----a-plain-client"
        fields = {"jurisdiction_id": self.jurisdiction, "api_key": self.key, **form}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\nContent-Type: image/jpeg'
        body = b"".join([*parts, f"{head}\r\n\r\n".encode(), picture, f"\r\n--{mark}--\r\n".encode()])
        return self._read(f"{self.address}/{path}.xml", body, f"multipart/form-data; boundary={mark}")

    def _read(self, address: str, body: bytes | None = None, kind: str = "") -> ElementTree.Element:
        request = urllib.request.Request(address, data=body, headers={"Content-Type": kind} if kind else {})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own server
            return ElementTree.fromstring(answer.read())  # noqa: S314


@pytest.fixture
def plain(live_server: Any) -> PlainClient:
    city = City()
    return PlainClient(f"{live_server.url}/open311/discovery.xml", city.name, city.key)


def test_a_plain_client_makes_the_whole_round(plain: PlainClient) -> None:
    codes = [one.findtext("service_code") for one in plain.get("services").iter("service")]
    assert {events.PLAIN, "hole"} <= set(codes)
    question = plain.get("services/hole").find("attributes/attribute")
    assert question is not None
    made = plain.post(
        "requests",
        service_code="hole",
        lat="23.785",
        long="113.635",
        description="坑很深 𠮷",
        email="a@example.org",
        device_id="phone-1",
        account_id="7",
        **{f"attribute[{question.findtext('code')}]": "3"},
    )
    first = made.findtext("request/service_request_id") or ""
    pictured = plain.post_with_picture(
        "requests", events.photo(), service_code=events.PLAIN, address_string="鹤田村码头", description="河边"
    )
    second = pictured.findtext("request/service_request_id") or ""
    assert first != second
    assert len(spine.evidence_of(spine.incident_of_code(SYSTEM, second).id)) == 1
    found = plain.get("requests", service_request_id=f"{first},{second}")
    assert {one.findtext("description") for one in found.iter("request")} == {"坑很深 𠮷", "河边"}
    assert plain.get(f"tokens/{first}").findtext("request/service_request_id") == first
    when = w3(clock.now())
    kept = plain.post(
        "servicerequestupdates",
        service_request_id=first,
        update_id="u1",
        updated_datetime=when,
        status="OPEN",
        description="还在",
    )
    assert kept.findtext("request_update/update_id") == "u1"
    listed = [one.findtext("service_request_id") for one in plain.get("servicerequestupdates").iter("request_update")]
    assert {first, second} <= set(listed)
    plain.key = "wrong"
    with pytest.raises(urllib.error.HTTPError) as refusal:
        plain.post("requests", service_code=events.PLAIN, lat="23.785", long="113.635")
    assert refusal.value.code == 403
    (error,) = held("errors", refusal.value.read())
    refusal.value.close()
    assert error["code"] == "403"
