"""The Open311 doors as an OpenAPI 3.1 description, made from the limits and lists that the code itself uses.

Each door stands twice, as JSON and as XML; bodies are described for JSON, of which XML is the same after Spark.
"""

from __future__ import annotations

from typing import Any

from fengqiao.interop.domain.georeport import LONGEST, LONGEST_UPDATE_ID, Status
from fengqiao.interop.domain.spark import JSON, XML

Part = dict[str, Any]
TEXT: Part = {"type": "string"}
PERHAPS: Part = {"type": ["string", "null"]}
DEGREES: Part = {"type": ["number", "null"]}
MOMENT: Part = {"type": "string", "format": "date-time"}
MOMENT_OR_EMPTY: Part = {"anyOf": [MOMENT, {"type": "string", "maxLength": 0}]}
"""The specification has clients send arguments that they leave empty; those count as not given."""
STATUS: Part = {"type": "string", "enum": [str(one) for one in Status]}
TYPES = {"json": JSON, "xml": XML}


def description() -> Part:
    """The whole document."""
    paths: dict[str, Part] = {}
    for form in TYPES:
        paths |= _paths(form)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fengqiao: Open311 GeoReport v2",
            "version": "2",
            "description": "https://wiki.open311.org/GeoReport_v2, with updates as servicerequestupdates.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "parameters": {
                "jurisdiction": _asked(
                    "jurisdiction_id", {**TEXT, "maxLength": 80}, "May be left out where one answers."
                )
            },
            "securitySchemes": {
                "key": {
                    "type": "apiKey",
                    "in": "query",
                    "name": "api_key",
                    "description": "May stand in the form's body instead.",
                }
            },
        },
    }


def _paths(form: str) -> dict[str, Part]:
    between = [
        _asked("service_request_id", TEXT, "Several are divided by commas; then nothing else counts."),
        _asked("service_code", TEXT, "Several are divided by commas."),
        _asked("start_date", MOMENT_OR_EMPTY, "With a time zone. Span and default are ninety days."),
        _asked("end_date", MOMENT_OR_EMPTY),
        _asked("status", {"type": "string", "enum": ["", "open", "closed", "open,closed"]}),
    ]
    return {
        f"/open311/discovery.{form}": {"get": _get(form, "Where the doors are", "Discovery", plain=True)},
        f"/open311/v2/services.{form}": {"get": _get(form, "What can be reported", "Services")},
        f"/open311/v2/services/{{code}}.{form}": {
            "get": _get(form, "The questions of one kind of report", "Definition", _named("code"))
        },
        f"/open311/v2/requests.{form}": {
            "get": _get(form, "The requests of some time", "Requests", *between),
            "post": _post(form, "A new request", "Created", "NewRequest", files=True),
        },
        f"/open311/v2/requests/{{number}}.{form}": {"get": _get(form, "One request", "Requests", _named("number"))},
        f"/open311/v2/tokens/{{token}}.{form}": {
            "get": _get(form, "The number that belongs to a token", "Tokens", _named("token"))
        },
        f"/open311/v2/servicerequestupdates.{form}": {
            "get": _get(form, "What happened to the requests", "Updates", *between[2:4]),
            "post": _post(form, "Somebody's word about a request", "UpdateTaken", "NewUpdate", files=False),
        },
    }


def _asked(name: str, schema: Part, words: str = "") -> Part:
    more = {"description": words} if words else {}
    return {"name": name, "in": "query", "required": False, "schema": schema, **more}


def _named(name: str) -> Part:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _answer(form: str, words: str, schema: str) -> Part:
    about: Part = {"schema": {"$ref": f"#/components/schemas/{schema}"}} if form == "json" else {}
    return {"description": words, "content": {TYPES[form]: about}}


def _wrong(form: str, *codes: int) -> Part:
    said = {400: "A wrong argument", 403: "No key, or none that opens", 404: "Not there", 429: "Too many messages"}
    said |= {413: "A picture is too large", 422: "The content cannot be kept"}
    return {str(code): _answer(form, said[code], "Errors") for code in codes}


def _get(form: str, summary: str, schema: str, *parameters: Part, plain: bool = False) -> Part:
    wrong = _wrong(form, 400) if plain else _wrong(form, 400, 404)
    place = [] if plain else [{"$ref": "#/components/parameters/jurisdiction"}]
    return {
        "summary": summary,
        "parameters": [*place, *parameters],
        "responses": {"200": _answer(form, "As asked", schema), **wrong},
    }


def _post(form: str, summary: str, schema: str, body: str, *, files: bool) -> Part:
    kinds = ["application/x-www-form-urlencoded", *(["multipart/form-data"] if files else [])]
    content = {kind: {"schema": {"$ref": f"#/components/schemas/{body}"}} for kind in kinds}
    good = {"200": _answer(form, "Known already" if files else "Taken", schema)}
    if files:
        good["201"] = _answer(form, "Taken", schema)
    return {
        "summary": summary,
        "security": [{"key": []}],
        "parameters": [{"$ref": "#/components/parameters/jurisdiction"}],
        "requestBody": {"required": True, "content": content},
        "responses": {**good, **_wrong(form, 400, 403, 404, 413, 422, 429)},
    }


def _object(**properties: Part) -> Part:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


def _list(of: Part) -> Part:
    return {"type": "array", "items": of}


def _schemas() -> dict[str, Part]:
    return {
        "Errors": {**_list(_object(code={"type": "integer"}, description=TEXT)), "minItems": 1},
        "Discovery": _object(
            changeset=MOMENT,
            contact=PERHAPS,
            key_service=PERHAPS,
            endpoints=_list(
                _object(specification=TEXT, url=TEXT, changeset=MOMENT, type=TEXT, formats=_list(TEXT)),
            ),
        ),
        "Services": _list(
            _object(
                service_code=TEXT,
                service_name=TEXT,
                description=PERHAPS,
                metadata={"type": "boolean"},
                type={"type": "string", "enum": ["realtime", "batch", "blackbox"]},
                keywords=PERHAPS,
                group=PERHAPS,
            )
        ),
        "Definition": _object(service_code=TEXT, attributes=_list(_attribute())),
        "Requests": _list(_request()),
        "Tokens": _list(_object(service_request_id=TEXT, token=TEXT)),
        "Created": _list(_object(service_request_id=TEXT, service_notice=PERHAPS, account_id=PERHAPS)),
        "Updates": _list(
            _object(
                update_id=TEXT,
                service_request_id=TEXT,
                status=STATUS,
                updated_datetime=MOMENT,
                description=PERHAPS,
            )
        ),
        "UpdateTaken": _list(_object(update_id=TEXT)),
        "NewRequest": _new_request(),
        "NewUpdate": _new_update(),
    }


def _attribute() -> Part:
    about = _object(
        variable={"type": "boolean"},
        code=TEXT,
        datatype={"type": "string", "enum": ["string", "number", "datetime", "text", "singlevaluelist"]},
        required={"type": "boolean"},
        datatype_description=PERHAPS,
        order={"type": "integer"},
        description=PERHAPS,
    )
    about["properties"]["values"] = _list(_object(key=TEXT, name=PERHAPS))
    return about


def _request() -> Part:
    texts = ("status_notes", "description", "agency_responsible", "service_notice")
    unused: Part = {"type": "null"}
    return _object(
        service_request_id=TEXT,
        status=STATUS,
        service_name=TEXT,
        service_code=TEXT,
        **dict.fromkeys(texts, PERHAPS),
        requested_datetime=MOMENT,
        updated_datetime=MOMENT,
        expected_datetime=unused,
        address=PERHAPS,
        address_id=unused,
        zipcode=unused,
        lat=DEGREES,
        long=DEGREES,
        media_url=unused,
    )


def _new_request() -> Part:
    return {
        "type": "object",
        "description": "Questions of the service are answered as attribute[code]; pictures are sent as media.",
        "required": ["service_code"],
        "properties": {
            "service_code": {"type": "string", "minLength": 1},
            "description": {"type": "string", "maxLength": LONGEST},
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "long": {"type": "number", "minimum": -180, "maximum": 180},
            "address_string": {"type": "string", "minLength": 1},
            **dict.fromkeys(("first_name", "last_name", "phone", "email", "media_url"), TEXT),
        },
        "dependentRequired": {"lat": ["long"], "long": ["lat"]},
        "anyOf": [{"required": ["lat", "long"]}, {"required": ["address_string"]}],
    }


def _new_update() -> Part:
    return {
        "type": "object",
        "required": ["service_request_id", "update_id", "updated_datetime", "description"],
        "properties": {
            "service_request_id": {"type": "string", "minLength": 1},
            "update_id": {"type": "string", "minLength": 1, "maxLength": LONGEST_UPDATE_ID},
            "updated_datetime": MOMENT,
            "status": TEXT,
            "description": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        },
    }
