"""The doors of Open311: what the specification asks, field by field, as XML and JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from factories import areas as make
from factories import incidents as events
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.core import clock
from fengqiao.incidents import selectors as spine
from fengqiao.incidents import services as spine_services
from fengqiao.incidents.selectors import chronicle
from fengqiao.interop import services
from fengqiao.interop.domain.spark import w3
from fengqiao.interop.models import RequestUpdate, ServiceRequest

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
FIELDS = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]


class City:
    """A county that answers, a village in it, and a key."""

    def __init__(self, name: str = "longyan.example") -> None:
        self.name = name
        self.county = make.county()
        self.village: AreaView = make.village(make.town(self.county))
        events.categories()
        services.open_jurisdiction(name=name, area_id=self.county.id, actor=SYSTEM)
        self.key = services.make_key(jurisdiction=name, label="a client", actor=SYSTEM).secret

    def form(self, **more: object) -> dict[str, object]:
        return {
            "api_key": self.key,
            "service_code": events.PLAIN,
            "lat": "23.785",
            "long": "113.635",
            "description": "A large sinkhole\nin the street",
            **more,
        }


@pytest.fixture
def city() -> City:
    return City()


def get(path: str, **arguments: object) -> Any:
    return Client().get(f"{V2}/{path}", arguments, headers={"Accept-Language": "en"})


def post(path: str, form: dict[str, object], **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    return client.post(f"{V2}/{path}", form, headers={"Accept-Language": "en", **headers})


def tree(answer: Any) -> ElementTree.Element:
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def test_discovery_names_the_doors() -> None:
    told = Client().get("/open311/discovery.json").json()
    (door,) = told["endpoints"]
    assert door["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert door["url"] == "http://testserver/open311/v2"
    assert door["formats"] == ["text/xml", "application/json"]
    assert Client().get("/open311/discovery.xml")["Content-Type"] == "text/xml; charset=utf-8"


def test_services_are_what_everybody_may_report(city: City) -> None:
    listed = get("services.json").json()
    codes = {one["service_code"] for one in listed}
    assert events.PLAIN in codes
    assert events.DISPUTE not in codes
    for one in listed:
        assert list(one) == ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
        assert one["type"] == "realtime"
    root = tree(get("services.xml"))
    assert (root.tag, {child.tag for child in root}) == ("services", {"service"})
    assert {child.findtext("service_code") for child in root} == codes
    assert {child.findtext("metadata") for child in root} <= {"true", "false"}


def test_a_definition_asks_the_forms_questions(city: City) -> None:
    fields = [
        {"name": "depth", "type": "number", "titles": {"zh-hans": "深度", "en": "Depth"}, "required": True},
        {
            "name": "kind",
            "type": "choice",
            "titles": {"zh-hans": "类型", "en": "Kind"},
            "choices": [{"value": "road", "titles": {"zh-hans": "道路", "en": "Road"}}],
        },
    ]
    titles = {"zh-hans": "坑洞", "en": "Hole"}
    spine_services.define_category(
        code="hole",
        catalogue="test",
        kind="object",
        titles=titles,
        demands=spine_services.Demands(fields=fields),
        actor=SYSTEM,
    )
    told = get("services/hole.json").json()
    assert [(one["code"], one["datatype"], one["required"], one["order"]) for one in told["attributes"]] == [
        ("depth", "number", True, 1),
        ("kind", "singlevaluelist", False, 2),
    ]
    assert told["attributes"][1]["values"] == [{"key": "road", "name": "Road"}]
    assert tree(get("services/hole.xml")).findtext("attributes/attribute/values/value/key") == "road"
    assert post("requests.json", city.form(service_code="hole")).status_code in (400, 422)
    made = post("requests.json", city.form(service_code="hole", **{"attribute[depth]": "3", "attribute[kind]": "road"}))
    assert made.status_code == 201
    assert get("services/nothing.json").status_code == 404


def test_a_request_becomes_an_event_and_is_told_back(city: City) -> None:
    photo = SimpleUploadedFile("hole.jpg", events.photo(), "image/jpeg")
    made = post("requests.json", city.form(first_name="华", phone="13800001234", email="x@example.org", media=photo))
    assert made.status_code == 201
    (told,) = made.json()
    assert list(told) == ["service_request_id", "service_notice", "account_id"]
    code = told["service_request_id"]
    event = spine.incident_of_code(SYSTEM, code)
    assert (event.source, event.lon, event.title) == (spine.Source.RESIDENT, 113.635, "A large sinkhole")
    assert len(spine.evidence_of(event.id)) == 1
    assert ServiceRequest.objects.get().email == "x@example.org"
    (shown,) = get(f"requests/{code}.json").json()
    assert list(shown) == FIELDS
    assert (shown["status"], shown["description"]) == ("open", "A large sinkhole\nin the street")
    assert shown["requested_datetime"] == w3(spine.public_events(area_id=city.county.id)[0].opened_at)
    assert "华" not in str(shown)
    assert "13800001234" not in str(shown)
    root = tree(get(f"requests/{code}.xml"))
    assert [child.tag for child in root[0]] == FIELDS
    assert get(f"tokens/{code}.json").json() == [{"service_request_id": code, "token": code}]


def test_what_came_in_otherwise_shows_neither_words_nor_the_exact_place(city: City) -> None:
    event = events.incident(city.village, source="resident", category=events.PLAIN, place="7 号门前", lon=113.63512)
    (shown,) = get(f"requests/{event.code}.json").json()
    assert (shown["description"], shown["long"]) == (None, 113.635)
    assert "7 号" not in str(shown)


def test_a_dispute_is_nobodys_business(city: City) -> None:
    event = events.incident(city.village, source="visit", category=events.DISPUTE)
    assert get(f"requests/{event.code}.json").status_code == 404
    assert get("requests.json").json() == []
    assert get("servicerequestupdates.json").json() == []


def test_requests_are_chosen_by_time_service_status_and_number(city: City) -> None:
    first = events.incident(city.village, category=events.PLAIN)
    second = events.incident(city.village, category=events.WATER)
    spine_services.reject(incident_id=second.id, reason="nothing there", actor=SYSTEM)

    def found(**arguments: object) -> list[str]:
        return sorted(one["service_request_id"] for one in get("requests.json", **arguments).json())

    both = sorted([first.code, second.code])
    assert found() == found(status="open,closed") == found(status="") == both
    assert found(status="open") == [first.code]
    assert found(status="closed") == found(service_code=events.WATER) == [second.code]
    assert found(service_request_id=f"{first.code},{second.code}", status="closed") == both
    before = w3(clock.now() - timedelta(days=1))
    assert found(end_date=before) == []
    assert found(start_date=before) == both
    assert get("requests.json", start_date="2020-01-01T00:00:00Z", end_date=before).status_code == 400


def test_updates_tell_every_state(city: City) -> None:
    event = events.incident(city.village, category=events.PLAIN)
    spine_services.reject(incident_id=event.id, reason="a private reason", actor=SYSTEM)
    told = get("servicerequestupdates.json").json()
    assert [(one["service_request_id"], one["status"]) for one in told] == [
        (event.code, "open"),
        (event.code, "closed"),
    ]
    assert len({one["update_id"] for one in told}) == 2
    assert "private" not in str(told)
    root = tree(get("servicerequestupdates.xml"))
    assert [child.tag for child in root] == ["request_update", "request_update"]


def test_a_clients_update_is_kept_once(city: City) -> None:
    event = events.incident(city.village, category=events.PLAIN)
    form: dict[str, object] = {
        "api_key": city.key,
        "service_request_id": event.code,
        "update_id": "u-1",
        "updated_datetime": w3(clock.now()),
        "description": "still there",
        "status": "OPEN",
    }
    answers = [post("servicerequestupdates.json", form) for _ in range(2)]
    assert [answer.json() for answer in answers] == [[{"update_id": "u-1"}]] * 2
    assert RequestUpdate.objects.count() == 1
    (said,) = [entry for entry in chronicle.side_entries(event.id) if entry.note == "still there"]
    assert "a client" in said.words
    assert post("servicerequestupdates.json", form | {"service_request_id": "ABCD2345"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"api_key": ""}, 403, "api_key was not provided"),
        ({"api_key": "wrong"}, 403, "not known"),
        ({"service_code": "nothing"}, 404, "service_code was not found"),
        ({"service_code": events.DISPUTE}, 404, "service_code was not found"),
        ({"lat": "x"}, 400, "lat must be a number"),
        ({"lat": "", "long": ""}, 400, "a location was not provided"),
        ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id was not found"),
        ({"attribute[colour]": "red"}, 400, "colour"),
        ({"media": SimpleUploadedFile("x.jpg", b"not a photo", "image/jpeg")}, 422, ""),
    ],
)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_what_is_wrong_is_said_in_the_format_asked_for(
    city: City, change: dict[str, object], status: int, words: str, form: str
) -> None:
    answer = post(f"requests.{form}", city.form(**change))
    assert answer.status_code == status
    if form == "json":
        (error,) = answer.json()
    else:
        error = {child.tag: child.text for child in tree(answer)[0]}
    assert str(error["code"]) == str(status)
    assert words in error["description"]
    assert spine.incidents(SYSTEM) == []


def test_several_jurisdictions_are_told_apart(city: City) -> None:
    other = City("other.example")
    mine = events.incident(city.village, category=events.PLAIN)
    assert get("services.xml").status_code == 400
    assert get("requests.json", jurisdiction_id=other.name).json() == []
    assert [one["service_request_id"] for one in get("requests.json", jurisdiction_id=city.name).json()] == [mine.code]
    assert get(f"requests/{mine.code}.json", jurisdiction_id=other.name).status_code == 404
    stolen = city.form(jurisdiction_id=other.name)
    assert post("requests.json", stolen).status_code == 403


def test_a_revoked_key_opens_nothing(city: City) -> None:
    fresh = services.make_key(jurisdiction=city.name, label="gone", actor=SYSTEM)
    services.revoke_key(key_id=fresh.id, actor=SYSTEM)
    assert post("requests.json", city.form(api_key=fresh.secret)).status_code == 403


def test_a_key_has_its_measure(city: City) -> None:
    few = services.make_key(jurisdiction=city.name, label="few", hourly=2, actor=SYSTEM).secret
    answers = [post("requests.json", city.form(api_key=few, description=f"hole {n}")).status_code for n in range(3)]
    assert answers == [201, 201, 429]


def test_the_same_twice_is_one(city: City) -> None:
    first, second = post("requests.json", city.form()), post("requests.json", city.form())
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()[0]["service_request_id"] == second.json()[0]["service_request_id"]
    again = post("requests.json", city.form(), **{"Idempotency-Key": "k-1"})
    other = post("requests.json", city.form(description="other words"), **{"Idempotency-Key": "k-1"})
    assert again.json()[0]["service_request_id"] == other.json()[0]["service_request_id"]
    assert len(spine.incidents(SYSTEM)) == 2


def test_numbers_are_plain_json(city: City) -> None:
    post("requests.json", city.form())
    (shown,) = json.loads(get("requests.json").content)
    assert (shown["lat"], shown["long"]) == (23.785, 113.635)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one(city: City) -> None:
    codes: list[str] = []

    def send() -> None:
        try:
            codes.append(post("requests.json", city.form()).json()[0]["service_request_id"])
        finally:
            connection.close()

    _together([send] * 20)
    assert len(codes) == 20
    assert len(set(codes)) == 1


def _together(tasks: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
