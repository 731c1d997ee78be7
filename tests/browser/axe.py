"""Look at a page as axe, the content security policy and the network do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
BAD = {"serious", "critical"}


def serious_findings(page: Page) -> list[str]:
    """axe's findings of level serious and critical as readable lines."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['impact']} {found['id']}: {found['help']} — {node['target']} {node['html'][:160]}"
        for found in result["violations"]
        if found["impact"] in BAD
        for node in found["nodes"]
    ]


def violations(page: Page) -> list[str]:
    """What the content security policy stopped since the page was opened."""
    found: list[str] = page.evaluate("window.__violations || []")
    return found


def outside_requests(page: Page) -> list[str]:
    """Requests to other origins than the page's own."""
    return list(page.outside)
