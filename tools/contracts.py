"""Writes the JSON schemas of contracts/ from the code; with --check says whether they are up to date.

.venv/bin/python tools/contracts.py            write
.venv/bin/python tools/contracts.py --check    exit status 1 when a file differs
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

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


def text_of(name: str, message: type[BaseModel]) -> str:
    """The schema as it lies in the folder."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:fengqiao:contracts:{name.removesuffix('.schema.json')}:1",
        **message.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check all schemas."""
    stale = []
    FOLDER.mkdir(exist_ok=True)
    for name, message in SCHEMAS.items():
        path, wanted = FOLDER / name, text_of(name, message)
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(wanted, encoding="utf-8")
    if "--check" in arguments and stale:
        sys.stderr.write(f"{', '.join(stale)}: not as the code says. Run `make contracts` and commit the files.\n")
        return 1
    sys.stdout.write(f"contracts: {len(SCHEMAS)} schemas, {len(stale)} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
