"""Copy the browser libraries that the pages use out of node_modules into the package's static files.

There is no bundler: a page loads these files as they are, from our own origin. The folder is not under
version control; the wheel carries it.
"""

from __future__ import annotations

import re
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
ICONS = "lucide-static/icons"
# {% icon "check" %}, {% include … icon="check" %}, icon="check" in Python, and tables of icons by name.
USES = re.compile(
    r"""\bicon(?:\s+|=|:\s*|\()["']([a-z0-9-]+)["']|default:"([a-z0-9-]+)"|^ *"[a-z0-9_]*": "([a-z0-9-]+)",""", re.M
)


def used_icons() -> set[str]:
    """Names that look like an icon's in our templates and Python code, and are one."""
    names: set[str] = set()
    for pattern in ("*.html", "*.py"):
        for path in (ROOT / "src" / "fengqiao").rglob(pattern):
            for groups in USES.findall(path.read_text()):
                names.update(filter(None, groups))
    return {name for name in names if (SOURCE / ICONS / f"{name}.svg").is_file()}


def copy_icons() -> None:
    """Copy the icons in use and forget those that are not used any more."""
    folder = TARGET / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = used_icons()
    for path in folder.glob("*.svg"):
        if path.stem not in wanted:
            path.unlink()
    for name in sorted(wanted):
        shutil.copyfile(SOURCE / ICONS / f"{name}.svg", folder / f"{name}.svg")


def main() -> None:
    for source, target in FILES.items():
        origin = SOURCE / source
        if not origin.is_file():
            raise SystemExit(f"{origin} is missing: run `npm ci` again.")
        if target:
            destination = TARGET / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, destination)
    copy_icons()


if __name__ == "__main__":
    main()
