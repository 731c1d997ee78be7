"""The published OpenAPI descriptions, played by schemathesis against the program: right, wrong and hostile data.

FENGQIAO_FUZZ_EXAMPLES sets how many examples each door gets; ``make test`` takes few, by a fixed seed.
"""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as house
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.parameters import ParameterLocation
from werkzeug.wrappers import Request

from factories import areas as make
from factories import cameras as cam
from factories import incidents as events
from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.models import Alert
from fengqiao.core import clock
from fengqiao.interop import services
from lookout import contract

pytestmark = pytest.mark.django_db
CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
EXAMPLES = int(os.environ.get("FENGQIAO_FUZZ_EXAMPLES", "12"))
SIGN_HERE = "v1=the test signs in this place"
App = Callable[[dict[str, Any], Any], Iterable[bytes]]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
KNOWN = "CAM-KNOWN"
NOON = "2026-07-01T12:00:00Z"
PLACE = "longyan.example"
PATHS = {"code": events.PLAIN}
QUERY = {"jurisdiction_id": PLACE, "start_date": NOON, "end_date": NOON}
BODY: dict[str, object] = {
    **dict.fromkeys(("at", "begin", "end", "updated_datetime"), NOON),
    "camera": KNOWN,
    "service_code": events.PLAIN,
    "lat": 23.785,
    "long": 113.635,
}
ENGINE, OPEN311 = "lookout.openapi.json", "open311.openapi.json"


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The program answers within the test's own transaction, as Django's test client has it too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def signing(app: App) -> App:
    """Signs what asks for it at the last moment, as the engine does; whatever else a case carries stays."""

    def inner(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("HTTP_X_LOOKOUT_SIGNATURE") == SIGN_HERE:
            asked = Request(environ)
            body = asked.get_data(cache=True, parse_form_data=False)
            moment = str(int(clock.now().timestamp()))
            query = environ.get("QUERY_STRING", "")
            path = asked.path + (f"?{query}" if query else "")
            key = bytes.fromhex(house.LOOKOUT_SECRET)
            environ["HTTP_X_LOOKOUT_TIME"] = moment
            environ["HTTP_X_LOOKOUT_SIGNATURE"] = contract.sign(
                key, method=asked.method, path=path, time=moment, body=body
            )
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return app(environ, start_response)

    return inner


def bundled(name: str) -> dict[str, Any]:
    """A description with the message schemas that it names set in."""

    def inside(part: Any, own: dict[str, Any]) -> Any:
        if isinstance(part, list):
            return [inside(one, own) for one in part]
        if not isinstance(part, dict):
            return part
        file = str(part.get("$ref", ""))
        if file.endswith(".schema.json"):
            message = json.loads((CONTRACTS / file).read_text(encoding="utf-8"))
            own.update(message.pop("$defs", {}))
            del message["$schema"], message["$id"]
            return inside(message, own)
        if file.startswith("#/$defs/"):
            return {"$ref": file.replace("#/$defs/", "#/components/schemas/")}
        return {key: inside(one, own) for key, one in part.items()}

    whole: dict[str, Any] = json.loads((CONTRACTS / name).read_text(encoding="utf-8"))
    own: dict[str, Any] = {}
    whole = inside(whole, own)
    schemas = whole.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(inside(own, {}))
    return whole


def operations(name: str) -> list[tuple[str, str]]:
    """Path and method of everything described."""
    whole = json.loads((CONTRACTS / name).read_text(encoding="utf-8"))
    return [(path, method) for path, about in whole["paths"].items() for method in about]


def play(name: str, path: str, method: str, mode: GenerationMode, app: App, **credentials: Any) -> Counter[int]:
    """Send cases through one operation; every check that schemathesis knows has to hold. Returns the statuses."""
    schema = schemathesis.openapi.from_dict(bundled(name))
    schema.app = app
    statuses: Counter[int] = Counter()

    @seed(20261126)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def each(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            possible(case)
        answer = case.call_and_validate(**({} if wrong_headers(case) else credentials))
        statuses[answer.status_code] += 1

    try:
        each()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing in it could be wrong
    return statuses


def wrong_headers(case: Case) -> bool:
    """Whether the headers are what is wrong with this case: ours would put them right."""
    part = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    return part is not None and part.mode is GenerationMode.NEGATIVE


def possible(case: Case) -> None:
    """What no schema can say, and a right message keeps all the same: an order, a place, a time that has been.

    Also no NUL, which PostgreSQL keeps in no text, and numbers of things that there are.
    """
    for part, known in ((case.path_parameters, PATHS), (case.query, QUERY)):
        for name in set(part or {}) & set(known):
            part[name] = known[name]
    body = case.body
    if not isinstance(body, dict):
        return
    case.body = body = without_nul(body)
    if "alert" in body:
        alert = body["alert"]
        alert |= {"camera": KNOWN, "at": NOON, "started_s": 1.0, "ended_s": 2.0, "watch": "", "kind": "water"}
        alert |= {"what": "presence", "box": {"x1": 0.1, "y1": 0.1, "x2": 0.2, "y2": 0.3}}
        for name in ("snapshot_sha256", "before_sha256"):
            alert.pop(name, None)
        case.body = {"alert": alert}
        return
    body.update({name: value for name, value in BODY.items() if name in body})
    for health in body.get("cameras", ()):
        health["camera"] = KNOWN


def without_nul(part: Any) -> Any:
    """The same, no text of it with a NUL."""
    if isinstance(part, dict):
        return {without_nul(name): without_nul(value) for name, value in part.items()}
    if isinstance(part, list):
        return [without_nul(one) for one in part]
    return part.replace("\0", "") if isinstance(part, str) else part


@schemathesis.serializer("video/mp4")
def as_it_is(context: Any, value: Any) -> bytes:
    """A file is sent as its bytes; a right one is a film."""
    meta = context.case.meta
    if meta is None or meta.generation.mode is GenerationMode.POSITIVE:
        return cam.clip()
    return value if isinstance(value, bytes) else str(value).encode(errors="ignore")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("path", "method"), operations(ENGINE))
def test_the_engines_door_keeps_what_its_description_says(
    path: str, method: str, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    cam.raise_alarm(cam.camera(code=KNOWN))
    monkeypatch.setitem(QUERY, "key", Alert.objects.get().key)
    headers = {contract.HEADER_TIME: "0", contract.HEADER_SIGNATURE: SIGN_HERE}
    statuses = play(ENGINE, path, method, mode, signing(get_wsgi_application()), headers=headers)
    print(f"played: {method} {path} {mode.value} {dict(statuses)}")
    if mode is GenerationMode.NEGATIVE:
        assert not {200, 201} & set(statuses)
    else:
        assert {200, 201} & set(statuses)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("path", "method"), operations(OPEN311))
def test_open311_keeps_what_its_description_says(
    path: str, method: str, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = make.county()
    village = make.village(make.town(county))
    event = events.incident(village)
    services.open_jurisdiction(name=PLACE, area_id=county.id, actor=SYSTEM)
    made = services.make_key(jurisdiction=PLACE, label="a client", hourly=10**6, actor=SYSTEM)
    for known, name in ((PATHS, "number"), (PATHS, "token"), (BODY, "service_request_id")):
        monkeypatch.setitem(known, name, event.code)
    key = {"params": {"api_key": made.secret}} if method == "post" else {}
    statuses = play(OPEN311, path, method, mode, get_wsgi_application(), **key)
    print(f"played: {method} {path} {mode.value} {dict(statuses)}")
    if mode is GenerationMode.POSITIVE:
        assert {200, 201} & set(statuses)
