"""The published schemas are those of the code, and hold for what the engine really sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from lookout.contract import Alert, Box, CameraHealth, CameraState, Heartbeat, Kind, ModelStamp

FOLDER = Path(__file__).resolve().parents[3] / "contracts"
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def validator(name: str) -> Draft202012Validator:
    schema: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


ALERT = Alert(
    key="CAM-1:water:7:29000000",
    camera="CAM-1",
    rule="water",
    kind=Kind.WATER,
    track=7,
    cls="person",
    score=0.8,
    at=NOON,
    started_s=1.0,
    ended_s=2.0,
    box=Box(x1=0.1, y1=0.1, x2=0.2, y2=0.3),
    model=ModelStamp(name="nanodet", version="1", threshold=0.4, frame_sha256="0" * 64),
)


def test_a_real_alert_fits_its_schema() -> None:
    validator("alert.schema.json").validate(json.loads(ALERT.model_dump_json(by_alias=True)))


@pytest.mark.parametrize("change", [{"kind": "ghosts"}, {"score": 2}, {"extra": 1}, {"track": -1}, {"key": "x"}])
def test_a_wrong_alert_does_not(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validator("alert.schema.json").validate(json.loads(ALERT.model_dump_json(by_alias=True)) | change)


def test_a_real_heartbeat_fits_its_schema() -> None:
    told = Heartbeat(engine="e", at=NOON, cameras=(CameraHealth(camera="CAM-1", state=CameraState.LIVE),))
    validator("heartbeat.schema.json").validate(json.loads(told.model_dump_json()))
