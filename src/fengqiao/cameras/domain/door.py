"""What the engine's door takes and answers, in OpenAPI's words. Messages are named by their published schemas."""

from __future__ import annotations

from typing import Any

from lookout.contract import HEADER_ENGINE, HEADER_SIGNATURE, HEADER_TIME

Part = dict[str, Any]
SECURITY: dict[str, Part] = {
    "time": {
        "type": "apiKey",
        "in": "header",
        "name": HEADER_TIME,
        "description": "Seconds since the epoch when it was sent; at most five minutes off.",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": HEADER_SIGNATURE,
        "description": "v1= and the hex HMAC-SHA256 over time, method, path with query, and SHA-256 of the body.",
    },
}
WORDS = {
    "401": "The signature is wrong or too old",
    "404": "Not there",
    "409": "Something else was sent before",
    "413": "Too large",
    "422": "It cannot be kept; the words say why",
}
PICTURE: Part = {"type": "string", "format": "binary", "description": "A JPEG file"}


def message(name: str) -> Part:
    """The published schema of a message, beside this description."""
    return {"$ref": f"{name}.schema.json"}


def _object(**properties: Part) -> Part:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


def _operation(content: Part, answer: Part, *statuses: str, parameters: tuple[Part, ...] = ()) -> Part:
    good = {
        status: {"description": words, "content": {"application/json": {"schema": answer}}}
        for status, words in (("200", "Known already"), ("201", "Taken"))
        if status in statuses
    }
    words = _object(message={"type": "string"})
    return {
        "security": [{name: [] for name in SECURITY}],
        "parameters": [
            {"name": HEADER_ENGINE, "in": "header", "required": False, "schema": {"type": "string"}},
            *parameters,
        ],
        "requestBody": {"required": True, "content": content},
        "responses": good
        | {
            status: {"description": said, "content": {"application/json": {"schema": words}}}
            for status, said in WORDS.items()
            if status in statuses
        },
    }


def _json(name: str, answer: Part, *statuses: str) -> Part:
    return _operation({"application/json": {"schema": message(name)}}, answer, *statuses, "401", "413", "422")


_TEXT: Part = {"type": "string"}
_NEW = _object(new={"type": "boolean"})
ALERT = _operation(
    {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"alert": message("alert"), "snapshot": PICTURE, "before": PICTURE},
                "required": ["alert"],
            },
            "encoding": {"alert": {"contentType": "application/json"}},
        }
    },
    _object(alarm={"type": "string", "format": "uuid"}, code=_TEXT, count={"type": "integer", "minimum": 1}),
    *("200", "201", "401", "413", "422"),
)
CLIP = _operation(
    {"video/mp4": {"schema": {"type": "string", "format": "binary"}}},
    _object(alarm={"type": "string", "format": "uuid"}, code=_TEXT),
    *("200", "201", *WORDS),
    parameters=({"name": "key", "in": "query", "required": True, "schema": {"type": "string", "minLength": 1}},),
)
DEPARTURE = _json("departure", _NEW, "200", "201")
TALLY = _json("tally", _NEW, "200", "201")
HEARTBEAT = _json("heartbeat", _object(changed={"type": "integer", "minimum": 0}), "200")
