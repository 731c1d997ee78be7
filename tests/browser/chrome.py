"""The browser of the tests: which one, how it is started, and who signs in."""

from __future__ import annotations

import os
import shutil

PASSWORD = "fengqiao-demo-2026"
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization",  # without a graphics card that would be the dearest way to paint
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WATCH_VIOLATIONS = """
window.__violations = [];
document.addEventListener('securitypolicyviolation',
    e => window.__violations.push(`${e.violatedDirective}: ${e.blockedURI}`));
"""


# The headless shell comes first: opening a window costs it less than half of what it costs the whole browser.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Debian's Chromium or another one on this machine; None means Playwright's own, if it is there."""
    if named := os.environ.get("FENGQIAO_CHROMIUM"):
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)
