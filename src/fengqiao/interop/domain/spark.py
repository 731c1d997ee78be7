"""One answer as XML or JSON after the Spark convention: a list's element is named after the list.

In XML an empty value is an empty element, in JSON it is null; truth is ``true`` and ``false`` in both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

Value = str | int | float | bool | datetime | None | Sequence["Value"] | Mapping[str, "Value"]
Item = Mapping[str, Value]

ELEMENTS: Final[Mapping[str, str]] = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What an entry of a list is called; a list that is not here cannot be written as XML."""

XML: Final = "text/xml; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def w3(moment: datetime) -> str:
    """A moment (aware) in the W3C's subset of ISO 8601, in UTC: ``2026-11-23T08:00:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(name: str, content: Sequence[Item] | Item) -> bytes:
    """The answer as JSON; its name is only said in XML."""
    return json.dumps(_plain(content), ensure_ascii=False, allow_nan=False).encode()


def as_xml(name: str, content: Sequence[Item] | Item) -> bytes:
    """The answer as XML under the root element ``name``. Characters that XML cannot hold are left out."""
    root = ElementTree.Element(name)
    _fill(root, name, content)
    head = b'<?xml version="1.0" encoding="utf-8"?>\n'
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=False)
    return head + body


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return w3(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return None if value == "" else value


def _fill(element: ElementTree.Element, name: str, value: Value) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _fill(ElementTree.SubElement(element, key), key, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _fill(ElementTree.SubElement(element, ELEMENTS[name]), ELEMENTS[name], inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif isinstance(value, datetime):
        element.text = w3(value)
    elif value is not None:
        element.text = _NOT_XML.sub("", str(value)) or None
