"""Writes the schemas and descriptions of contracts/ from the code; with --check says whether they are up to date.

.venv/bin/python tools/contracts.py            write
.venv/bin/python tools/contracts.py --check    exit status 1 when a file differs
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from pydantic import BaseModel

from lookout.contract import Alert, Departure, EngineConfig, Heartbeat, Tally

FOLDER = Path(__file__).resolve().parent.parent / "contracts"
SCHEMAS: dict[str, type[BaseModel]] = {
    "alert.schema.json": Alert,
    "departure.schema.json": Departure,
    "tally.schema.json": Tally,
    "heartbeat.schema.json": Heartbeat,
    "engine-config.schema.json": EngineConfig,
}


def descriptions() -> dict[str, dict[str, Any]]:
    """The HTTP doors: each file's name and its OpenAPI document."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings.test")
    django.setup()
    from fengqiao.config.api import description as engine
    from fengqiao.interop.domain.description import description as open311

    return {"lookout.openapi.json": engine(), "open311.openapi.json": open311()}


def schema_of(name: str, message: type[BaseModel]) -> dict[str, Any]:
    """A message's schema under its name for ever."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:fengqiao:contracts:{name.removesuffix('.schema.json')}:1",
        **message.model_json_schema(by_alias=True),
    }


def text_of(content: dict[str, Any]) -> str:
    """The file as it lies in the folder."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check all schemas."""
    stale = []
    FOLDER.mkdir(exist_ok=True)
    files = {name: schema_of(name, message) for name, message in SCHEMAS.items()} | descriptions()
    for name, content in files.items():
        path, wanted = FOLDER / name, text_of(content)
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(wanted, encoding="utf-8")
    if "--check" in arguments and stale:
        sys.stderr.write(f"{', '.join(stale)}: not as the code says. Run `make contracts` and commit the files.\n")
        return 1
    sys.stdout.write(f"contracts: {len(files)} files, {len(stale)} not up to date\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
