"""Copy the browser libraries and fonts that are used out of node_modules into the package.

There is no bundler: a page loads these files as they are, from our own origin. The folders are not under
version control; the wheel carries them.
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
# Fonts for papers are read by the server, never sent to browsers.
FONTS = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
FONT_TARGET = ROOT / "src" / "fengqiao" / "ui" / "fonts"
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


def copy_fonts() -> None:
    """Copy the fonts for papers and their licence."""
    FONT_TARGET.mkdir(parents=True, exist_ok=True)
    for source, target in {**FONTS, "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "LICENSE"}.items():
        origin, destination = SOURCE / source, FONT_TARGET / target
        if not origin.is_file():
            raise SystemExit(f"{origin} is missing: run `npm ci` again.")
        if not destination.is_file() or destination.stat().st_size != origin.stat().st_size:
            shutil.copyfile(origin, destination)


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
    copy_fonts()


if __name__ == "__main__":
    main()
