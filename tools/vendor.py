"""Copy the browser libraries that the pages use out of node_modules into the package's static files.

There is no bundler: a page loads these files as they are, from our own origin. The folder is not under
version control; the wheel carries it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src" / "fengqiao" / "ui" / "static" / "vendor"

FILES: dict[str, str] = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "axe-core/axe.min.js": "",  # for the tests only: must be present, is not copied
}
FOLDERS: dict[str, str] = {}


def main() -> None:
    for source, target in FILES.items():
        origin = SOURCE / source
        if not origin.is_file():
            raise SystemExit(f"{origin} is missing: run `npm ci` again.")
        if target:
            destination = TARGET / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, destination)


if __name__ == "__main__":
    main()
