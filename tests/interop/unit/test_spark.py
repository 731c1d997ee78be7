"""The two ways of writing one answer, against the examples of the specification."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.interop.domain import spark

DEFINITION: spark.Item = {
    "service_code": "DMV66",
    "attributes": [
        {
            "variable": True,
            "code": "WHISHETN",
            "datatype": "singlevaluelist",
            "required": True,
            "datatype_description": None,
            "order": 1,
            "description": "What is the ticket/tag/DL number?",
            "values": [{"key": 123, "name": "Ford"}, {"key": 124, "name": "Chrysler"}],
        }
    ],
}

EXAMPLE = """<?xml version="1.0" encoding="utf-8"?>
<service_definition><service_code>DMV66</service_code><attributes><attribute><variable>true</variable>
<code>WHISHETN</code><datatype>singlevaluelist</datatype><required>true</required><datatype_description/>
<order>1</order><description>What is the ticket/tag/DL number?</description><values><value><key>123</key>
<name>Ford</name></value><value><key>124</key><name>Chrysler</name></value></values></attribute></attributes>
</service_definition>"""


def canonical(text: str | bytes) -> str:
    return ElementTree.canonicalize(text if isinstance(text, str) else text.decode(), strip_text=True)


def test_a_definition_as_the_specification_shows_it() -> None:
    written = spark.as_xml("service_definition", DEFINITION)
    assert written.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    assert canonical(written) == canonical(EXAMPLE)
    assert json.loads(spark.as_json("service_definition", DEFINITION)) == DEFINITION


def test_moments_are_told_in_utc() -> None:
    moment = datetime(2026, 11, 23, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    assert spark.w3(moment) == "2026-11-23T08:00:00Z"
    assert json.loads(spark.as_json("x", {"at": moment.astimezone(UTC)})) == {"at": "2026-11-23T08:00:00Z"}


@given(st.text())
def test_any_text_can_be_read_again(text: str) -> None:
    written = spark.as_xml("services", [{"description": text.encode("utf-8", "ignore").decode()}])
    root = ElementTree.fromstring(written)  # noqa: S314 - our own writing
    assert root[0].tag == "service"
    assert json.loads(spark.as_json("services", [{"description": text}])) == [{"description": text or None}]
